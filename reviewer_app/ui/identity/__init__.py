"""Who uses the program here: making, showing, saving, restoring and replacing an identity."""
