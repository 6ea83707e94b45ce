"""SST Annotator: the desktop app and its headless commands."""
