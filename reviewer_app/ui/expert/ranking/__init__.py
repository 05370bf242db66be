"""One's own ranking: the totals in order, ties as groups, the choice of whom to compare."""
