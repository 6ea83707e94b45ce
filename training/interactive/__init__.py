"""A robot annotator: which frame it corrects, how, and what that brings."""
