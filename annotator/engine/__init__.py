"""The model at work: which reference reaches which frame, and the run itself."""
