"""What a model does, on one page to look at: scores, curves, failures, speed."""
