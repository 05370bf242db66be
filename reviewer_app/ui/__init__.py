"""The windows: shared parts here, one folder a desk. Nothing in here decides; it asks services and shows."""
