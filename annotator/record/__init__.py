"""What the program says about itself: log, reports of crashes; nothing leaves the machine."""
