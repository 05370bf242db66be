"""Two or three candidates side by side."""
