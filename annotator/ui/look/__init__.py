"""Theme, colours, icons, small widgets, and the way back to the UI thread."""
