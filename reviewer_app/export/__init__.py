"""What leaves or enters as a file: packages, spreadsheets, PDF."""
