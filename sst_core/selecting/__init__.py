"""A first mask from clicks, strokes or a box, and the repair of a mask with one stroke."""
