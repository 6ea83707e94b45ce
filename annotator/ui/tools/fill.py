"""Flood fill, pick and hand: the tools of one click."""

from annotator.document.raster import flood_fill
from annotator.ui.tools.base import NOTHING, Desk, Gesture, Modifiers, Point, Preview
from annotator.ui.tools.brush import protected
from annotator.ui.tools.idle import IdleTool
from annotator.words import marked, tr

NEEDS_PICTURE = marked("The exact frame is still being decoded; try again in a moment.")


class FillTool(IdleTool):
    """Fills the region of one colour around the click; the right button erases.

    Attributes:
        tolerance: How far each channel may be from the colour clicked on, 0 to 255.
    """

    title = marked("Flood fill")

    def __init__(self, tolerance: int = 12) -> None:
        super().__init__()
        self.tolerance = tolerance

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """Fill at once."""
        seed = pixel(desk, at)
        if seed is None:
            return NOTHING
        if desk.image is None:
            self.hands.refused(NEEDS_PICTURE)
            return NOTHING
        value = 0 if modifiers.right else desk.object_id
        filled = flood_fill(
            desk.image,
            desk.label_map,
            seed,
            self.tolerance,
            value,
            protect=protected(desk, erasing=modifiers.right),
        )
        if filled is not None:
            self.hands.gesture(Gesture(desk.frame, *filled, desk.object_id, self.title))
        else:
            self.hands.refused(tr("That pixel belongs to a protected object."))
        return NOTHING


class PickTool(IdleTool):
    """Takes the object under the pointer in hand."""

    title = marked("Pick")

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """Say which object it is."""
        del modifiers
        place = pixel(desk, at)
        if place is not None and (object_id := int(desk.label_map[place])):
            self.hands.picked(object_id)
        return NOTHING


class HandTool(IdleTool):
    """Drags the picture; the canvas does it."""

    title = marked("Hand")
    pans = True


def pixel(desk: Desk, at: Point) -> tuple[int, int] | None:
    """The (row, col) of the pixel at a point, or None outside of the frame."""
    row, col = int(at[0] // 1), int(at[1] // 1)
    rows, cols = desk.label_map.shape
    return (row, col) if 0 <= row < rows and 0 <= col < cols else None
