"""Polygon and lasso: an outline whose corners can be moved until it is confirmed."""

from typing import Final

import numpy as np

from annotator.cv import cv2
from annotator.document.raster import polygon_fill
from annotator.ui.tools.base import NOTHING, Desk, Gesture, Modifiers, Point, Preview
from annotator.ui.tools.brush import protected
from annotator.ui.tools.idle import IdleTool

_GRIP: Final = 8.0
"""Screen points within which a corner is grasped."""


class PolygonTool(IdleTool):
    """Click to set corners, drag to move them, Enter or a double click to fill.

    Alt and a click takes a corner away. A click on the first corner fills too. A click on an
    edge of three or more corners puts a new corner there. The right button erases with the
    outline instead of filling.

    Args:
        freehand: Whether dragging draws a line of many corners (lasso).
    """

    def __init__(self, *, freehand: bool = False) -> None:
        super().__init__()
        self._freehand = freehand
        self.title = "Lasso" if freehand else "Polygon"
        self._desk: Desk | None = None
        self._points: list[Point] = []
        self._held: int | None = None
        self._drawing = False
        self._moved = False
        self._erasing = False
        self._pointer: Point | None = None

    @property
    def pending(self) -> bool:
        """Whether there are corners."""
        return bool(self._points)

    def press(self, desk: Desk, at: Point, modifiers: Modifiers) -> Preview:
        """Grasp a corner, split an edge, or set a new corner."""
        if self._desk is None or self._desk.frame != desk.frame:
            self._points = []
        if not self._points:
            self._erasing = modifiers.right
        self._desk, self._moved = desk, False
        self._held = self._nearest(at)
        if modifiers.alt and self._held is not None:
            del self._points[self._held]
            self._held = None
            return self._shown() if self._points else self.cancel()
        if self._held is None:
            self._held = self._on_edge(at)
        if self._held is None:
            self._points.append(at)
            self._held = len(self._points) - 1
            self._moved = True
            self._drawing = self._freehand and len(self._points) == 1
        return self._shown()

    def move(self, at: Point, modifiers: Modifiers) -> Preview:
        """Move the corner in hand, draw on, or let the next edge follow the pointer."""
        del modifiers
        self._pointer = at
        if self._drawing and self._desk is not None:
            if _distance(at, self._points[-1]) * self._desk.zoom >= 2:
                self._points.append(at)
        elif self._held is not None and (self._moved or self._is_drag(at)):
            self._points[self._held], self._moved = at, True
        return self._shown()

    def release(self, at: Point, modifiers: Modifiers) -> Preview:
        """Let go; a lasso becomes an outline of fewer corners, a click on the first fills."""
        del modifiers
        closes = self._held == 0 and not self._moved and len(self._points) >= 3
        if self._drawing:
            self._drawing = False
            self._thin_out()
        self._held, self._pointer = None, at
        return self.confirm() if closes else self._shown()

    def confirm(self) -> Preview:
        """Fill the outline."""
        desk, points = self._desk, self._points
        if desk is not None and len(points) >= 3:
            value = 0 if self._erasing else desk.object_id
            protect = protected(desk, erasing=self._erasing)
            filled = polygon_fill(desk.label_map, np.array(points), value, protect=protect)
            if filled is not None:
                self.hands.gesture(Gesture(desk.frame, *filled, desk.object_id, self.title))
        return self.cancel()

    def cancel(self) -> Preview:
        """Drop the outline."""
        self._desk, self._points, self._held = None, [], None
        self._drawing = False
        return NOTHING

    def step_back(self) -> Preview:
        """Take the last corner away."""
        self._points = self._points[:-1]
        return self._shown() if self._points else self.cancel()

    def _shown(self) -> Preview:
        line = list(self._points)
        open_end = self._held is None and self._pointer is not None and not self._freehand
        if open_end and self._pointer is not None:
            line.append(self._pointer)
        handles = () if self._drawing else tuple(self._points)
        return Preview(lines=(line,), handles=handles, closed=len(line) > 2)

    def _nearest(self, at: Point) -> int | None:
        near = [(_distance(at, point), place) for place, point in enumerate(self._points)]
        distance, place = min(near, default=(np.inf, 0))
        return place if distance * self._zoom <= _GRIP else None

    def _on_edge(self, at: Point) -> int | None:
        """Put a new corner on the edge under the pointer, if there is one."""
        if len(self._points) < 3:
            return None
        for place in range(len(self._points) - 1):
            if _to_segment(at, self._points[place], self._points[place + 1]) * self._zoom <= 4:
                self._points.insert(place + 1, at)
                self._moved = True
                return place + 1
        return None

    def _is_drag(self, at: Point) -> bool:
        held = self._held
        return held is not None and _distance(at, self._points[held]) * self._zoom > 3

    @property
    def _zoom(self) -> float:
        return 1.0 if self._desk is None else self._desk.zoom

    def _thin_out(self) -> None:
        """Keep the corners that matter at the present zoom: at most one screen point off."""
        if len(self._points) < 3:
            return
        line = np.array(self._points, np.float32)[:, None]
        kept = cv2.approxPolyDP(line, 1.0 / max(self._zoom, 0.01), closed=True)
        self._points = [(float(row), float(col)) for row, col in np.asarray(kept)[:, 0]]


def _distance(one: Point, other: Point) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def _to_segment(at: Point, start: Point, end: Point) -> float:
    here, first, along = np.array(at), np.array(start), np.subtract(end, start)
    length = float(along @ along)
    share = 0.0 if length == 0 else float(np.clip((here - first) @ along / length, 0, 1))
    return float(np.hypot(*(here - first - share * along)))
