"""The desk of the office: scheme, candidates and evidence, people, seal."""
