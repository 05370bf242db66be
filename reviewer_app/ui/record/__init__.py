"""What was done at a desk, and what becomes of it: the record, erasing a round, bringing a damaged store back."""
