"""The window: canvas, tools, timeline and panels."""
