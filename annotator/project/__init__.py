"""What is on disk: one SQLite file per clip, every finished gesture committed."""
