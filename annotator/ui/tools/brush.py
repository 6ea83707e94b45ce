"""Brush and eraser: a round pen whose stroke shows at once and is handed over when it ends."""

import numpy as np

from annotator.document.raster import brush_stroke
from annotator.ui.tools.base import NOTHING, Box, Desk, Gesture, Modifiers, Point, Preview
from annotator.ui.tools.driver import union
from annotator.ui.tools.idle import IdleTool
from sst_core.labels import LabelMap


class BrushTool(IdleTool):
    """Paints the object in hand; the right button erases, Shift draws a straight line.

    The stroke goes into a copy of the label map, so that only the boxes it touches are drawn
    again and the document knows nothing of it before the button is up.

    Args:
        erases: Whether the left button takes pixels away.
    """

    def __init__(self, *, erases: bool = False) -> None:
        super().__init__()
        self._erases = erases
        self.title = "Eraser" if erases else "Brush"
        self._desk: Desk | None = None
        self._work: LabelMap | None = None
        self._value = 0
        self._protect: frozenset[int] = frozenset()
        self._last: Point = (0.0, 0.0)
        self._box: Box | None = None
        self._ended: tuple[int, Point] | None = None

    @property
    def uses_radius(self) -> bool:
        """The circle shows what a dab would cover."""
        return True

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """A dab, or with Shift a line from where the last stroke on this frame ended."""
        self._desk, self._work, self._box = desk, desk.label_map.copy(), None
        erasing = self._erases or modifiers.right
        self._value = 0 if erasing else desk.object_id
        self._protect = protected(desk, erasing=erasing)
        self._last = at
        if modifiers.shift and self._ended is not None and self._ended[0] == desk.frame:
            self._last = self._ended[1]
        return self._draw_to(at)

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """The stroke goes on."""
        del modifiers
        return NOTHING if self._work is None else self._draw_to(at)

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """The stroke is handed over."""
        if self._work is None or self._desk is None:
            return NOTHING
        if at != self._last:
            self.move(at, modifiers)
        self._ended = (self._desk.frame, at)
        self._hand_over(self._desk, self._work)
        return self.cancel()

    def cancel(self) -> Preview:
        """Nothing remains of the stroke."""
        self._desk = self._work = self._box = None
        return NOTHING

    def _hand_over(self, desk: Desk, work: LabelMap) -> None:
        if self._box is None:
            return
        part = np.s_[self._box[0] : self._box[2], self._box[1] : self._box[3]]
        if np.array_equal(work[part], desk.label_map[part]):
            return
        title = "Eraser" if self._value == 0 else "Brush"
        self.hands.gesture(Gesture(desk.frame, self._box, work[part].copy(), desk.object_id, title))

    def _draw_to(self, at: Point) -> Preview:
        assert self._work is not None
        assert self._desk is not None
        points = np.array([self._last, at] if at != self._last else [at], np.float64)
        self._last = at
        stroke = brush_stroke(
            self._work, points, self._desk.radius, self._value, protect=self._protect
        )
        if stroke is None:
            return Preview(labels=self._work)
        box, patch = stroke
        self._work[box[0] : box[2], box[1] : box[3]] = patch
        self._box = union(self._box, box)
        return Preview(labels=self._work, dirty=box)


def protected(desk: Desk, *, erasing: bool) -> frozenset[int]:
    """The ids a gesture may not take; an eraser takes only from the object in hand.

    Args:
        desk: What lies under the pointer.
        erasing: Whether pixels are taken away.
    """
    if not erasing:
        return desk.protect
    return desk.protect | (frozenset(range(1, 256)) - {desk.object_id})
