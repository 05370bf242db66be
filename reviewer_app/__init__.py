"""匠评: scores, seals and consolidates the marks of an expert panel, offline."""

__version__ = "0.1.0"
