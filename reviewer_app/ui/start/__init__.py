"""The start page: desks, rounds, identity, and where files may be dropped."""
