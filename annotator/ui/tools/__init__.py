"""Drawing tools: pointer gestures to patches of a label map."""
