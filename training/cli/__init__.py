"""The shell commands sst-train and sst-eval."""
