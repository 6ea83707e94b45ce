"""The lists and bars around the picture."""
