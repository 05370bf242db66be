"""What a statistician asks of a panel's marks, beside the official result and never in its place."""

from reviewer_app.domain.analysis.report import Analysis, analyse, analyse_table

__all__ = ["Analysis", "analyse", "analyse_table"]
