"""Annotated clips in the layouts of DAVIS and YouTube-VOS: meta files, checks, submissions."""
