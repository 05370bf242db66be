"""The desk of an expert: candidates, dossier, marks."""
