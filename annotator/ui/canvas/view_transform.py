"""Where the image lies under the viewport: zoom, pan and fit as plain numbers, without Qt."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

MIN_SCALE: Final = 0.02
MAX_SCALE: Final = 64.0


@dataclass(frozen=True)
class ViewTransform:
    """Maps image pixels to viewport points; x to the right, y down, square pixels.

    Attributes:
        left: Image column at the left edge of the viewport.
        top: Image row at the top edge of the viewport.
        scale: Viewport points per image pixel.
    """

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """(row, col) under the viewport point (x, y); pixel (0, 0) covers [0, 1) x [0, 1)."""
        return self.top + y / self.scale, self.left + x / self.scale

    def to_screen(self, row: float, col: float) -> tuple[float, float]:
        """(x, y) of an image point."""
        return (col - self.left) * self.scale, (row - self.top) * self.scale

    def panned(self, dx: float, dy: float) -> "ViewTransform":
        """The image moved by (dx, dy) viewport points."""
        return ViewTransform(self.left - dx / self.scale, self.top - dy / self.scale, self.scale)

    def zoomed(self, scale: float, x: float, y: float) -> "ViewTransform":
        """At another scale, with the image point under (x, y) staying where it is."""
        scale = min(max(scale, MIN_SCALE), MAX_SCALE)
        row, col = self.to_image(x, y)
        return ViewTransform(col - x / scale, row - y / scale, scale)


def fitted(size: tuple[int, int], width: float, height: float) -> ViewTransform:
    """The whole image, centred, with a margin of 8 points.

    Args:
        size: (H, W) of the image.
        width: Of the viewport, in points.
        height: Of the viewport, in points.
    """
    rows, cols = size
    scale = min(max(width - 16, 16) / cols, max(height - 16, 16) / rows)
    return centred(size, (width, height), min(max(scale, MIN_SCALE), MAX_SCALE))


def centred(
    size: tuple[int, int], viewport: tuple[float, float], scale: float = 1.0
) -> ViewTransform:
    """The middle of the image in the middle of the viewport (width, height) at a given scale."""
    (rows, cols), (width, height) = size, viewport
    return ViewTransform((cols - width / scale) / 2, (rows - height / scale) / 2, scale)


@dataclass(frozen=True)
class Window:
    """A rectangle of device pixels and the image points that their centres see.

    Attributes:
        row: Image row of the upper edge of the first device pixel.
        col: Image column of its left edge.
        step: Image pixels per device pixel.
        height: In device pixels.
        width: In device pixels.
    """

    row: float
    col: float
    step: float
    height: int
    width: int

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """(height,) image row under the centre of each device row; may lie outside the image."""
        centres = self.row + (np.arange(self.height) + 0.5) * self.step
        return np.asarray(np.floor(centres), np.int64)

    @property
    def cols(self) -> npt.NDArray[np.int64]:
        """(width,) image column under the centre of each device column."""
        centres = self.col + (np.arange(self.width) + 0.5) * self.step
        return np.asarray(np.floor(centres), np.int64)

    def grown(self, margin: int) -> "Window":
        """The same window with `margin` more device pixels on every side."""
        shift = margin * self.step
        return Window(
            self.row - shift,
            self.col - shift,
            self.step,
            self.height + 2 * margin,
            self.width + 2 * margin,
        )


def window_of(
    view: ViewTransform, rect: tuple[int, int, int, int], ratio: float = 1.0
) -> tuple[Window, tuple[float, float]]:
    """The device pixels that a rectangle of viewport points touches.

    Args:
        view: Where the image lies.
        rect: (x, y, width, height) in viewport points.
        ratio: Device pixels per viewport point.

    Returns:
        The window, and (x, y) of its upper left corner in viewport points.
    """
    x, y, width, height = rect
    x0, y0 = int(np.floor(x * ratio)), int(np.floor(y * ratio))
    x1, y1 = int(np.ceil((x + width) * ratio)), int(np.ceil((y + height) * ratio))
    row, col = view.to_image(x0 / ratio, y0 / ratio)
    window = Window(row, col, 1 / (view.scale * ratio), y1 - y0, x1 - x0)
    return window, (x0 / ratio, y0 / ratio)
