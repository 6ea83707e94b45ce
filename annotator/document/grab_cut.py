"""A first mask in seconds: GrabCut in a box or from scribbles, on a reduced surrounding."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from annotator.document.patches import Box, in_box
from annotator.document.raster import Mask

_PIXELS: Final = 360 * 360
"""GrabCut works on at most so many pixels; more only makes it slower."""
_ROUNDS: Final = 4
_AROUND: Final = 0.25
"""Background it sees around the box, as a part of the box's sides."""

Image = NDArray[np.uint8]


def grab_cut_box(image: Image, box: Box) -> tuple[Box, Mask] | None:
    """Finds the object inside a box.

    Args:
        image: (H, W, 3) uint8 RGB.
        box: What lies outside of it is background.

    Returns:
        The box cut to the frame and a bool mask of its shape, or None if nothing was found.
    """
    box = _inside(box, image.shape)
    height, width = box[2] - box[0], box[3] - box[1]
    if height < 4 or width < 4:
        return None
    window = _with_margin(box, image.shape)
    trimap = np.full(_shape(window), cv2.GC_BGD, np.uint8)
    row, col = box[0] - window[0], box[1] - window[1]
    trimap[row : row + height, col : col + width] = cv2.GC_PR_FGD
    if (trimap == cv2.GC_PR_FGD).all():
        _edges(trimap)
    found = _solve(in_box(image, window), trimap)
    mask = found[row : row + height, col : col + width]
    return (box, mask) if mask.any() else None


def grab_cut_scribble(image: Image, foreground: Mask, background: Mask) -> tuple[Box, Mask] | None:
    """Finds the object a foreground scribble lies on.

    Args:
        image: (H, W, 3) uint8 RGB.
        foreground: (H, W) bool, surely the object.
        background: (H, W) bool, surely not the object.

    Returns:
        A box and a bool mask of its shape, or None if there is no foreground scribble.
    """
    said = _bounds(foreground | background)
    if said is None or not foreground.any():
        return None
    window = _with_margin(said, image.shape)
    trimap = np.full(_shape(window), cv2.GC_PR_BGD, np.uint8)
    trimap[in_box(foreground, window)] = cv2.GC_FGD
    sure_background = in_box(background, window)
    if sure_background.any():
        trimap[sure_background] = cv2.GC_BGD
    else:
        _edges(trimap)
    mask = _solve(in_box(image, window), trimap)
    mask = (mask | in_box(foreground, window)) & ~sure_background
    return window, mask


def grab_cut_marks(
    image: Image, foreground: Mask, background: Mask, *, start: Mask | None = None
) -> tuple[Box, Mask] | None:
    """Finds an object by clicks, which say little of where it ends: the whole frame is looked at.

    Args:
        image: (H, W, 3) uint8 RGB.
        foreground: (H, W) bool, surely the object.
        background: (H, W) bool, surely not the object.
        start: (H, W) bool, a mask that is right in most places, or None.

    Returns:
        The box of the frame and a bool mask of its shape, or None where nothing says what the
        object is.
    """
    known = foreground if start is None else foreground | start
    if not known.any():
        return None
    trimap = np.full(image.shape[:2], cv2.GC_PR_BGD, np.uint8)
    if start is not None:
        trimap[start] = cv2.GC_PR_FGD
    trimap[foreground], trimap[background] = cv2.GC_FGD, cv2.GC_BGD
    if not background.any():
        _edges(trimap)
    mask = (_solve(image, trimap) | foreground) & ~background
    return (0, 0, image.shape[0], image.shape[1]), mask


def _solve(image: Image, trimap: NDArray[np.uint8]) -> Mask:
    shape = trimap.shape
    scale = min(1.0, (_PIXELS / trimap.size) ** 0.5)
    size = (max(4, round(shape[1] * scale)), max(4, round(shape[0] * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    marks = cv2.resize(trimap, size, interpolation=cv2.INTER_NEAREST)
    sure = (cv2.GC_FGD, cv2.GC_PR_FGD)
    if not np.isin(marks, sure).any() or np.isin(marks, sure).all():
        return np.isin(trimap, sure)
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    whole = (0, 0, 1, 1)  # not looked at where the marks are given
    cv2.grabCut(small, marks, whole, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    soft = np.isin(marks, sure).astype(np.float32)
    full = cv2.resize(soft, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full >= 0.5, np.bool_)


def _edges(trimap: NDArray[np.uint8]) -> None:
    """Somewhere must be background: where nothing else says so, the edge of the window is."""
    for edge in (trimap[0], trimap[-1], trimap[:, 0], trimap[:, -1]):
        edge[edge != cv2.GC_FGD] = cv2.GC_BGD


def _bounds(mask: Mask) -> Box | None:
    col, row, width, height = cv2.boundingRect(mask.view(np.uint8))
    return (row, col, row + height, col + width) if width else None


def _inside(box: Box, shape: tuple[int, ...]) -> Box:
    row0, row1 = sorted((box[0], box[2]))
    col0, col1 = sorted((box[1], box[3]))
    return max(0, row0), max(0, col0), min(shape[0], row1), min(shape[1], col1)


def _with_margin(box: Box, shape: tuple[int, ...]) -> Box:
    rows = 8 + round((box[2] - box[0]) * _AROUND)
    cols = 8 + round((box[3] - box[1]) * _AROUND)
    return _inside((box[0] - rows, box[1] - cols, box[2] + rows, box[3] + cols), shape)


def _shape(box: Box) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]
