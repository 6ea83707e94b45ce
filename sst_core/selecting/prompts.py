"""What a user points at, and where the model looks for it: geometry only (no torch).

Points are (row, col) in pixels of the source, float; pixel (0, 0) covers [0, 1) x [0, 1).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Point = tuple[float, float]
Maps = NDArray[np.uint8]

MAP_STRIDE: Final = 2
"""Prompts and masks are drawn at half the resolution of the canvas."""
DOT: Final = 3.0
"""Radius of a click on a map, in its pixels (RITM, arXiv 2102.06583, sec. 3: disks of 5 px)."""
_MULTIPLE: Final = 16
_LARGEST_ASPECT: Final = 2.0


@dataclass(frozen=True)
class Stroke:
    """A click or a scribble.

    Attributes:
        points: At least one (row, col); a single one is a click.
        positive: Whether it lies on the object, or on what is not the object.
        radius: Half its width in source pixels; 0 for the thinnest.
    """

    points: tuple[Point, ...]
    positive: bool = True
    radius: float = 0.0


@dataclass(frozen=True)
class Prompts:
    """All that a user has said about one object on one frame.

    Attributes:
        strokes: In the order they were made.
        box: (top, left, bottom, right) around the object, or None.
    """

    strokes: tuple[Stroke, ...] = ()
    box: tuple[float, float, float, float] | None = None

    def __bool__(self) -> bool:
        """Whether anything says where the object is."""
        return self.box is not None or any(stroke.positive for stroke in self.strokes)

    def bounds(self) -> tuple[float, float, float, float] | None:
        """(top, left, bottom, right) of everything; None where there is nothing."""
        points = [point for stroke in self.strokes for point in stroke.points]
        if self.box is not None:
            points += [self.box[:2], self.box[2:]]
        if not points:
            return None
        rows, cols = zip(*points, strict=True)
        return min(rows), min(cols), max(rows), max(cols)


@dataclass(frozen=True)
class Window:
    """A part of the frame, and the canvas it is resized to.

    Attributes:
        top: First row, in source pixels.
        left: First column.
        height: Rows.
        width: Columns.
        canvas: Height and width the model sees; multiples of 16.
    """

    top: float
    left: float
    height: float
    width: float
    canvas: tuple[int, int]

    def overlap(self, other: "Window") -> float:
        """Intersection over union with another window."""
        rows = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        cols = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        both = max(rows, 0.0) * max(cols, 0.0)
        return both / (self.height * self.width + other.height * other.width - both)


def whole(size: tuple[int, int], *, side: int) -> Window:
    """The whole frame, on a canvas of about side x side pixels in all."""
    height, width = float(size[0]), float(size[1])
    return Window(0.0, 0.0, height, width, _canvas(height, width, side))


def around(
    bounds: tuple[float, float, float, float],
    size: tuple[int, int],
    *,
    side: int,
    margin: float = 1.4,
) -> Window:
    """The window around something (the "zoom-in" of f-BRS, arXiv 2001.10331, sec. 4).

    Args:
        bounds: (top, left, bottom, right) of what is to be seen.
        size: Height and width of the frame.
        side: The canvas has about side x side pixels.
        margin: How much longer the window is than the bounds.
    """
    top, left, bottom, right = bounds
    height, width = max(bottom - top, 1.0) * margin, max(right - left, 1.0) * margin
    height, width = max(height, 32.0), max(width, 32.0)
    height, width = max(height, width / _LARGEST_ASPECT), max(width, height / _LARGEST_ASPECT)
    height, width = min(height, size[0]), min(width, size[1])
    row = min(max((top + bottom - height) / 2, 0.0), size[0] - height)
    col = min(max((left + right - width) / 2, 0.0), size[1] - width)
    return Window(row, col, height, width, canvas=_canvas(height, width, side))


def _canvas(height: float, width: float, side: int) -> tuple[int, int]:
    scale = side / math.sqrt(height * width)
    rows, cols = (
        max(round(extent * scale / _MULTIPLE) * _MULTIPLE, _MULTIPLE) for extent in (height, width)
    )
    return rows, cols


def draw(prompts: Prompts, window: Window) -> Maps:
    """Draw prompts as the model sees them: (3, h/2, w/2) uint8 of 0 and 1.

    The maps are what is on the object, what is not, and the box.
    """
    shape = window.canvas[0] // MAP_STRIDE, window.canvas[1] // MAP_STRIDE
    rows, cols = shape[0] / window.height, shape[1] / window.width

    def place(point: Point) -> tuple[float, float]:
        return (point[1] - window.left) * cols - 0.5, (point[0] - window.top) * rows - 0.5

    sides = [
        paint(
            shape,
            (
                ([place(point) for point in stroke.points], stroke.radius * (rows + cols) / 2)
                for stroke in prompts.strokes
                if stroke.positive == positive
            ),
        )
        for positive in (True, False)
    ]
    box = np.zeros(shape, np.uint8)
    if prompts.box is not None:
        left, top = (max(0, round(edge + 0.5)) for edge in place(prompts.box[:2]))
        right, bottom = (max(0, round(edge + 0.5)) for edge in place(prompts.box[2:]))
        box[top:bottom, left:right] = 1
    return np.stack([*sides, box])


def paint(
    shape: tuple[int, int],
    lines: Iterable[tuple[list[tuple[float, float]], float]],
    *,
    least: float = DOT,
) -> NDArray[np.uint8]:
    """Paint lines: (H, W) uint8 of 0 and 1.

    Args:
        shape: H, W.
        lines: Points (x, y), pixel centres being whole numbers, and half a width each.
        least: Half the least width.
    """
    canvas = Image.new("L", (shape[1], shape[0]))
    pen = ImageDraw.Draw(canvas)
    for points, wanted in lines:
        radius = max(wanted, least)
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)
        if len(points) > 1:
            pen.line(points, fill=1, width=max(round(2 * radius), 1))
    return np.asarray(canvas, np.uint8)
