"""The table of all candidates and criteria, for a last look and for marks from a spreadsheet."""
