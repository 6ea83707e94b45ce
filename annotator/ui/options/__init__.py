"""What can be set about the tool in hand and the look."""
