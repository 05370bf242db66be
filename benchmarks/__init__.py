"""Ratios against a floor measured in the same run. Absolute times on shared machines mean nothing."""
