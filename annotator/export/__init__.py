"""Masks on disk, in the layouts of the field."""
