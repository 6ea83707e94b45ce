"""Area and confidence over the frames, drawn with pyqtgraph."""
