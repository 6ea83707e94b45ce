"""A simulated user at a mask: where they click, drag a box or draw a stroke.

All of it on maps, as the model sees them (`sst_core.selecting.prompts.draw`). The click on the
largest error follows the iterative sampling of RITM (arXiv 2102.06583, sec. 3); the mask so far
that is wrong in places, to be mended, follows FocalClick (arXiv 2204.02574, sec. 3.4).
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.selecting.prompts import DOT, paint

Mask = NDArray[np.bool_]
Maps = NDArray[np.uint8]

OBJECT: Final = 0
OTHER: Final = 1
BOX: Final = 2
_FIRST: Final = {"click": 0.55, "box": 0.22, "stroke": 0.23}
_STROKES: Final = 0.25
"""Share of strokes among corrections."""


def begin(rng: np.random.Generator, target: Mask, maps: Maps) -> None:
    """The first thing said about an object, drawn into maps (3, H, W) in place."""
    how = str(rng.choice(list(_FIRST), p=list(_FIRST.values())))
    if how == "box":
        put_box(rng, target, maps)
    elif how == "stroke":
        put_stroke(rng, target, maps[OBJECT])
    else:
        put_click(rng, target, maps[OBJECT])
    if rng.random() < 0.15:  # something beside it is said not to be it
        beside = cv2.dilate(target.view(np.uint8), np.ones((25, 25), np.uint8)).astype(bool)
        if (beside & ~target).any():
            put_click(rng, beside & ~target, maps[OTHER])


def correct(rng: np.random.Generator, target: Mask, known: Mask, now: Mask, maps: Maps) -> None:
    """A click or a stroke on the largest error, drawn into maps in place; none where all is well.

    Args:
        rng: Source of chance.
        target: (H, W) bool, the truth.
        known: (H, W) bool, where the truth is known.
        now: (H, W) bool, the mask as it is.
        maps: (3, H, W) uint8.
    """
    found = largest_error(target, known, now)
    if found is None:
        return
    region, missing = found
    put = put_stroke if rng.random() < _STROKES else put_click
    put(rng, region, maps[OBJECT if missing else OTHER])


def largest_error(target: Mask, known: Mask, now: Mask) -> tuple[Mask, bool] | None:
    """The largest connected region that is wrong, and whether it is missing (or too much)."""
    best: tuple[Mask, bool] | None = None
    largest = 3
    for missing in (True, False):
        wrong = (known & target & ~now) if missing else (known & ~target & now)
        count, regions, facts, _ = cv2.connectedComponentsWithStats(
            wrong.astype(np.uint8), connectivity=4
        )
        if count < 2:
            continue
        areas = facts[1:count, cv2.CC_STAT_AREA]
        if areas.max() > largest:
            largest = int(areas.max())
            best = regions == int(areas.argmax()) + 1, missing
    return best


def put_click(rng: np.random.Generator, region: Mask, layer: NDArray[np.uint8]) -> None:
    """A click well inside a region: half of the time at its very middle."""
    layer |= paint(_shape(layer), [([_inside(rng, region)], 0.0)])


def put_stroke(rng: np.random.Generator, region: Mask, layer: NDArray[np.uint8]) -> None:
    """A bent stroke from one inner point of a region to another, kept (nearly) inside it."""
    ends = [_inside(rng, region, middle=0.1) for _ in range(int(rng.integers(2, 5)))]
    line = paint(_shape(layer), [(ends, float(rng.uniform(DOT, 1.5 * DOT)))])
    near = np.asarray(cv2.dilate(region.view(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    layer |= line & near


def put_box(rng: np.random.Generator, target: Mask, maps: Maps) -> None:
    """A box around the object as a hand drags it: up to a tenth off at each side."""
    col, row, width, height = cv2.boundingRect(target.view(np.uint8))
    off = rng.uniform(-0.04, 0.1, 4) * np.array([height, width, height, width])
    top, left = max(0, round(row - off[0])), max(0, round(col - off[1]))
    maps[BOX, top : round(row + height + off[2]), left : round(col + width + off[3])] = 1


def damage(rng: np.random.Generator, target: Mask) -> Mask:
    """The mask of a model that went wrong: a part missing, something added, or out of place."""
    mask = target.copy()
    for _ in range(int(rng.integers(1, 3))):
        kind = int(rng.integers(4))
        if kind == 0:
            mask &= ~_blob(rng, mask if mask.any() else target)
        elif kind == 1:
            mask |= _blob(rng, mask ^ _grown(mask, 6) if mask.any() else target)
        elif kind == 2:
            mask = _shifted(rng, mask)
        else:
            size = int(rng.integers(3, 9))
            change = cv2.erode if rng.random() < 0.5 else cv2.dilate
            element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
            mask = np.asarray(change(mask.view(np.uint8), element), bool)
    return mask


def _blob(rng: np.random.Generator, region: Mask) -> Mask:
    """An ellipse, or everything on one side of a line, about a point of a region."""
    rows, cols = np.nonzero(region)
    if len(rows) == 0:
        return np.zeros_like(region)
    pick = int(rng.integers(len(rows)))
    y, x = np.indices(region.shape, np.float32)
    y, x = y - rows[pick], x - cols[pick]
    angle = rng.uniform(0, np.pi)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    reach = max(4.0, float(rng.uniform(0.1, 0.5)) * len(rows) ** 0.5)
    if rng.random() < 0.2:
        return np.asarray((across > 0) & (np.hypot(x, y) < 3 * reach))
    ratio = float(rng.uniform(0.5, 1.0))
    return np.asarray((along / reach) ** 2 + (across / (reach * ratio)) ** 2 < 1)


def _grown(mask: Mask, by: int) -> Mask:
    return np.asarray(cv2.dilate(mask.view(np.uint8), np.ones((by, by), np.uint8)), bool)


def _shifted(rng: np.random.Generator, mask: Mask) -> Mask:
    reach = 0.12 * max(mask.sum(), 1) ** 0.5
    dx, dy = rng.uniform(-reach, reach, 2)
    zoom = float(rng.uniform(0.9, 1.1))
    middle = (np.array(mask.shape[::-1]) - 1) / 2
    matrix = np.array([[zoom, 0, dx], [0, zoom, dy]]) + np.array(
        [[0, 0, (1 - zoom) * middle[0]], [0, 0, (1 - zoom) * middle[1]]]
    )
    moved = cv2.warpAffine(mask.view(np.uint8), matrix, mask.shape[::-1], flags=cv2.INTER_NEAREST)
    return np.asarray(moved, bool)


def _inside(rng: np.random.Generator, region: Mask, *, middle: float = 0.5) -> tuple[float, float]:
    """(x, y) of a pixel in the inner half of a region, or its very middle."""
    padded = np.pad(region.view(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_3)[1:-1, 1:-1]
    least = float(depth.max()) * (0.999 if rng.random() < middle else rng.uniform(0.2, 0.6))
    rows, cols = np.nonzero(depth >= least)
    pick = int(rng.integers(len(rows)))
    return float(cols[pick]), float(rows[pick])


def _shape(layer: NDArray[np.uint8]) -> tuple[int, int]:
    return layer.shape[0], layer.shape[1]
