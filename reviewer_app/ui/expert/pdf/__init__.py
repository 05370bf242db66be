"""PDFs of the evidence, read in memory."""
