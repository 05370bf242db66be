"""One module per goal of a user; plain functions, one transaction each."""
