"""The desk of the chair: roll call, ranking, signature."""
