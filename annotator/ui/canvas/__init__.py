"""The picture with its masks, and what is shown over and above it."""
