"""Identity, signatures, the container, sealing, the audit chain."""
