"""Operations on masks: pure functions of arrays that touch no more than they must."""

from collections.abc import Container
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from annotator.document.patches import Box, in_box
from sst_core.labels import LabelMap

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]
"""(N, 2) of (row, col) in pixels; pixel (r, c) covers [r, r + 1) x [c, c + 1)."""

_SHIFT: Final = 6
_ONE: Final = 1 << _SHIFT


def brush_stroke(
    label_map: LabelMap,
    points_rc: Points,
    radius_px: float,
    value: int,
    *,
    protect: Container[int] = (),
) -> tuple[Box, LabelMap] | None:
    """Draws a round brush along a line; one point is a dab.

    Args:
        label_map: (H, W) uint8.
        points_rc: (N, 2) of (row, col), N >= 1.
        radius_px: Radius of the brush; below half a pixel it still marks one pixel.
        value: The id to paint; 0 erases.
        protect: Ids whose pixels the stroke may not take.

    Returns:
        The box of the stroke and its pixels as they shall be, or None if the stroke is outside.
    """
    points = np.asarray(points_rc, np.float64).reshape(-1, 2)
    box = _around(points, radius_px + 1, label_map.shape)
    if box is None:
        return None
    mask = np.zeros((box[2] - box[0], box[3] - box[1]), np.uint8)
    local = points - (box[0], box[1])
    _sweep(mask, local, radius_px)
    return fill_region(label_map, box, mask.view(np.bool_), value, protect=protect)


def polygon_fill(
    label_map: LabelMap, points_rc: Points, value: int, *, protect: Container[int] = ()
) -> tuple[Box, LabelMap] | None:
    """Fills a polygon (even-odd where it crosses itself); a lasso is a polygon of many points.

    Args:
        label_map: (H, W) uint8.
        points_rc: (N, 2) of (row, col), N >= 3; it is closed by itself.
        value: The id to paint; 0 erases.
        protect: Ids whose pixels may not be taken.

    Returns:
        The box and its pixels as they shall be, or None if the polygon is outside or a line.
    """
    points = np.asarray(points_rc, np.float64).reshape(-1, 2)
    box = _around(points, 1, label_map.shape)
    if box is None or len(points) < 3:
        return None
    mask = np.zeros((box[2] - box[0], box[3] - box[1]), np.uint8)
    cv2.fillPoly(mask, [_fixed(points - (box[0], box[1]))], 1, shift=_SHIFT)
    return fill_region(label_map, box, mask.view(np.bool_), value, protect=protect)


def fill_region(
    label_map: LabelMap, box: Box, mask: Mask, value: int, *, protect: Container[int] = ()
) -> tuple[Box, LabelMap] | None:
    """Gives the pixels of a mask a value.

    Args:
        label_map: (H, W) uint8.
        box: Where the mask lies.
        mask: bool of the box's shape.
        value: The id to paint; 0 erases.
        protect: Ids whose pixels may not be taken.

    Returns:
        The box and its pixels as they shall be, or None if the mask is empty.
    """
    if not mask.any():
        return None
    before = in_box(label_map, box)
    keep = [other for other in range(256) if other != value and other in protect]
    if keep:
        table = np.zeros(256, np.bool_)
        table[keep] = True
        mask = mask & ~table[before]
    patch = before.copy()
    patch[mask] = value
    return box, patch


def flood_fill(
    image: NDArray[np.uint8],
    label_map: LabelMap,
    seed_rc: tuple[int, int],
    tolerance: int,
    value: int,
    *,
    protect: Container[int] = (),
) -> tuple[Box, LabelMap] | None:
    """Fills the connected pixels whose colour is close to that of the seed.

    Args:
        image: (H, W, 3) uint8 RGB.
        label_map: (H, W) uint8.
        seed_rc: (row, col) inside the frame.
        tolerance: How far each channel may be from the seed's, 0 to 255.
        value: The id to paint; 0 erases.
        protect: Ids whose pixels are neither taken nor crossed.

    Returns:
        The box and its pixels as they shall be, or None if the seed itself is protected.
    """
    height, width = label_map.shape
    barrier = np.zeros((height + 2, width + 2), np.uint8)
    keep = np.array([other in protect and other != value for other in range(256)], np.uint8)
    if keep.any():
        barrier[1:-1, 1:-1] = cv2.LUT(np.ascontiguousarray(label_map), keep)
    row, col = seed_rc
    if barrier[row + 1, col + 1]:
        return None
    reach = (tolerance,) * 3
    flags = 4 | (2 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    picture = np.array(image, order="C")  # OpenCV refuses to read from what it may not write
    rectangle = cv2.floodFill(picture, barrier, (col, row), 0, reach, reach, flags)[3]
    left, top, wide, high = (int(part) for part in rectangle)
    box = (top, left, top + high, left + wide)
    mask = in_box(barrier[1:-1, 1:-1], box) == 2
    return fill_region(label_map, box, mask, value)


def fill_holes(mask: Mask, max_area: int) -> Mask:
    """Fills background regions that do not touch the edge and have at most `max_area` pixels.

    Args:
        mask: (h, w) bool.
        max_area: In pixels.
    """
    labels, stats = _components(~mask, connectivity=4)
    height, width = mask.shape
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = left + stats[:, cv2.CC_STAT_WIDTH], top + stats[:, cv2.CC_STAT_HEIGHT]
    inside = (left > 0) & (top > 0) & (right < width) & (bottom < height)
    hole = inside & (stats[:, cv2.CC_STAT_AREA] <= max_area)
    hole[0] = False
    return np.asarray(mask | hole[labels], np.bool_)


def remove_specks(mask: Mask, min_area: int) -> Mask:
    """Removes connected parts of fewer than `min_area` pixels; the largest part always stays.

    Args:
        mask: (h, w) bool.
        min_area: In pixels.
    """
    labels, stats = _components(mask, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = areas >= min_area
    if len(areas) > 1:
        keep[1 + int(np.argmax(areas[1:]))] = True
    keep[0] = False
    return np.asarray(keep[labels], np.bool_)


def grow(mask: Mask, px: int) -> Mask:
    """Grows a mask by a disc of `px` pixels, or shrinks it if negative.

    Beyond the edge of the array a mask is taken to go on, so shrinking does not eat along it.

    Args:
        mask: (h, w) bool.
        px: In pixels.
    """
    if px == 0:
        return mask.copy()
    reach = abs(px)
    rows, cols = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    disc = (rows * rows + cols * cols <= reach * reach).astype(np.uint8)
    operation = cv2.dilate if px > 0 else cv2.erode
    return np.asarray(operation(mask.astype(np.uint8), disc), np.uint8).view(np.bool_)


def split_parts(mask: Mask) -> list[Mask]:
    """The connected parts of a mask (8 neighbours), largest first.

    Args:
        mask: (h, w) bool.

    Returns:
        Masks of the same shape; an empty list for an empty mask.
    """
    labels, stats = _components(mask, connectivity=8)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable") + 1
    return [np.asarray(labels == part, np.bool_) for part in order]


def outline(label_map: LabelMap) -> Mask:
    """Pixels of objects and void that have a neighbour (4) of another value.

    Args:
        label_map: (H, W) uint8.

    Returns:
        (H, W) bool.
    """
    edge = np.zeros(label_map.shape, np.bool_)
    down = label_map[1:] != label_map[:-1]
    across = label_map[:, 1:] != label_map[:, :-1]
    edge[1:] |= down
    edge[:-1] |= down
    edge[:, 1:] |= across
    edge[:, :-1] |= across
    edge &= label_map != 0
    return edge


def _components(mask: Mask, *, connectivity: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    picture = np.ascontiguousarray(mask).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=connectivity)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def _around(points: Points, margin: float, shape: tuple[int, ...]) -> Box | None:
    low = np.floor(points.min(axis=0) - margin).astype(int)
    high = np.ceil(points.max(axis=0) + margin).astype(int)
    row0, col0 = max(0, int(low[0])), max(0, int(low[1]))
    row1, col1 = min(shape[0], int(high[0])), min(shape[1], int(high[1]))
    return (row0, col0, row1, col1) if row0 < row1 and col0 < col1 else None


def _fixed(points: Points) -> NDArray[np.int32]:
    """To OpenCV: (x, y) in fixed point with pixel centres at whole numbers."""
    return np.round((points[:, ::-1] - 0.5) * _ONE).astype(np.int32)


def _sweep(mask: NDArray[np.uint8], points: Points, radius: float) -> None:
    """Marks all pixels a disc passes over: discs at the points, rectangles between them."""
    fixed = _fixed(points)
    reach = max(0, round(radius * _ONE))
    row, col = (int(part) for part in np.floor(points[0]))
    if 0 <= row < mask.shape[0] and 0 <= col < mask.shape[1]:
        mask[row, col] = 1
    cv2.polylines(mask, [fixed], isClosed=False, color=1, shift=_SHIFT)
    if radius <= 0.5:
        return
    for x, y in fixed:
        cv2.circle(mask, (int(x), int(y)), reach, 1, cv2.FILLED, shift=_SHIFT)
    for start, end in pairwise(points):
        along: Any = end - start
        length = float(np.hypot(*along))
        if length > 0:
            side = np.array([-along[1], along[0]]) * (radius / length)
            corners = np.stack([start + side, end + side, end - side, start - side])
            cv2.fillConvexPoly(mask, _fixed(corners), 1, shift=_SHIFT)
