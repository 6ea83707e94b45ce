"""A frame as the screen needs it: nearest when magnified, averaged when small, levels on top."""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from annotator.cv import cv2
from annotator.ui.canvas.view_transform import Window

Image = npt.NDArray[np.uint8]
Argb = npt.NDArray[np.uint32]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Levels:
    """Brightness, contrast and gamma for display only; the file is never touched.

    Attributes:
        brightness: Added, -1 to 1 of the full range.
        contrast: Multiplied around the middle grey, 0.1 to 8.
        gamma: Exponent is 1 / gamma: above 1 lifts the shadows.
    """

    brightness: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0

    def table(self) -> Image:
        """(256,) uint8 lookup table."""
        value = np.arange(256) / 255
        value = np.clip((value - 0.5) * self.contrast + 0.5 + self.brightness, 0, 1)
        return np.round(255 * value ** (1 / self.gamma)).astype(np.uint8)


NEUTRAL = Levels()


class FramePixels:
    """One frame as the screen needs it; smaller copies are made when first needed.

    When magnified only what is looked at is converted: the cost follows the screen, not the frame.

    Args:
        image: (H, W, 3) uint8 RGB, kept by reference.
        before: The frame shown until now, whose memory is taken over; it is not used again.
    """

    def __init__(self, image: Image, before: "FramePixels | None" = None) -> None:
        self.image = image
        self._half_sizes: dict[int, Image] = {0: image}
        self._in_order: dict[int, Image] = {}
        self._spare: tuple[dict[int, Image], dict[int, Image]] = ({}, {})
        if before is not None and before.size == self.size:
            del before._half_sizes[0]  # its picture; only the memory of the copies is wanted
            self._spare = (before._half_sizes, before._in_order)

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) in image pixels."""
        return self.image.shape[0], self.image.shape[1]

    def sample(self, window: Window) -> Argb:
        """What each device pixel of the window shows.

        Returns:
            (height, width) uint32 ARGB; 0 (transparent) outside of the image.
        """
        if window.step <= 1:
            return self._nearest(window)
        level = min(int(np.log2(window.step)), 6)
        return self._averaged(window, level)

    def _nearest(self, window: Window) -> Argb:
        rows, cols = window.rows, window.cols
        row0, row1 = _seen(rows, self.size[0])
        col0, col1 = _seen(cols, self.size[1])
        if row0 == row1 or col0 == col1:
            return np.zeros((window.height, window.width), np.uint32)
        pixels = _argb(self.image[row0:row1, col0:col1])
        return take(pixels, replace(window, row=window.row - row0, col=window.col - col0))

    def _averaged(self, window: Window, level: int) -> Argb:
        source = self._in_screen_order(level)
        (rows, cols), (height, width) = source.shape[:2], self.size
        ratio_row, ratio_col = height / rows, width / cols
        first_row = (window.row + window.step / 2) / ratio_row - 0.5
        first_col = (window.col + window.step / 2) / ratio_col - 0.5
        matrix = np.array(
            [[window.step / ratio_col, 0, first_col], [0, window.step / ratio_row, first_row]]
        )
        shown = cv2.warpAffine(
            source,
            matrix,
            (window.width, window.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        argb: Argb = np.asarray(shown, np.uint8).view(np.uint32)[..., 0]
        clear_outside(argb, window, self.size)
        return argb

    def _in_screen_order(self, level: int) -> Image:
        """(h, w, 4): OpenCV reduces four channels in half the time it needs for three."""
        if level not in self._in_order:
            spare = self._spare[1].get(level)
            shown = cv2.cvtColor(self._half(level), cv2.COLOR_RGB2BGRA, dst=spare)
            self._in_order[level] = np.asarray(shown, np.uint8)
        return self._in_order[level]

    def _half(self, level: int) -> Image:
        """(H >> level, W >> level, 3): each pixel the average of four of the level before."""
        if level not in self._half_sizes:
            last, spare = self._half(level - 1), self._spare[0].get(level)
            size = (max(last.shape[1] // 2, 1), max(last.shape[0] // 2, 1))
            half = cv2.resize(last, size, dst=spare, interpolation=cv2.INTER_AREA)
            self._half_sizes[level] = np.asarray(half, np.uint8)
        return self._half_sizes[level]


def _argb(rgb: Image) -> Argb:
    argb: Argb = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA), np.uint8).view(np.uint32)
    return argb[..., 0]


def _seen(at: npt.NDArray[np.int64], length: int) -> tuple[int, int]:
    """First and last + 1 of the rows (or columns) that exist and are looked at."""
    if not at.size:
        return 0, 0
    first = min(max(int(at[0]), 0), length)
    return first, max(min(int(at[-1]) + 1, length), first)


def take(pixels: npt.NDArray[Number], window: Window) -> npt.NDArray[Number]:
    """The nearest pixel for each device pixel; 0 outside of the image.

    Args:
        pixels: (H, W) of any dtype.
        window: What is looked at.

    Returns:
        (height, width), a new array of the same dtype.
    """
    rows, cols = window.rows, window.cols
    top, bottom = np.searchsorted(rows, (0, pixels.shape[0]))
    left, right = np.searchsorted(cols, (0, pixels.shape[1]))
    if (top, left, bottom, right) == (0, 0, window.height, window.width):
        return pixels.take(rows, axis=0).take(cols, axis=1)
    shown = np.zeros((window.height, window.width), pixels.dtype)
    inside = pixels.take(rows[top:bottom], axis=0).take(cols[left:right], axis=1)
    shown[top:bottom, left:right] = inside
    return shown


def changed_box(before: Image, after: Image) -> tuple[int, int, int, int] | None:
    """The box (row0, col0, row1, col1) around all pixels that differ.

    Args:
        before: (H, W) uint8.
        after: (H, W) uint8.

    Returns:
        The box, empty where nothing differs, or None for maps of different sizes.
    """
    if before is after:
        return 0, 0, 0, 0
    if before.shape != after.shape:
        return None
    col, row, width, height = cv2.boundingRect(cv2.compare(before, after, cv2.CMP_NE))
    return row, col, row + height, col + width


def clear_outside(argb: Argb, window: Window, size: tuple[int, int]) -> None:
    """Make transparent, in place, what lies outside of an image of `size` (H, W)."""
    rows, cols = window.rows, window.cols
    argb[: np.searchsorted(rows, 0)] = 0
    argb[np.searchsorted(rows, size[0]) :] = 0
    argb[:, : np.searchsorted(cols, 0)] = 0
    argb[:, np.searchsorted(cols, size[1]) :] = 0


def with_levels(argb: Argb, levels: Levels) -> Argb:
    """A picture with brightness, contrast and gamma applied; alpha stays.

    Args:
        argb: (height, width) uint32.
        levels: What to apply.
    """
    if levels == NEUTRAL:
        return argb
    table = np.repeat(levels.table()[:, None], 4, axis=1)
    table[:, 3] = np.arange(256)
    channels = argb.view(np.uint8).reshape(*argb.shape, 4)
    shown = np.asarray(cv2.LUT(channels, table.reshape(1, 256, 4)), np.uint8)
    return shown.view(np.uint32)[..., 0]
