"""Run-length masks of COCO, through pycocotools, which is an extra and loaded when it is needed."""

from importlib import import_module
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sst_core.errors import MaskError, UserError
from sst_core.labels import MOST_PIXELS

Rle = dict[str, Any]
"""{"size": [height, width], "counts": str}, columns first."""


_FAR: Final = 8
"""Corners of polygons may lie so many times the image's longer side away from it."""
_BITS: Final = 40
"""Longest run length, in bits."""


def require_coco() -> ModuleType:
    """The module pycocotools.mask.

    Raises:
        UserError: It is not installed.
    """
    try:
        return import_module("pycocotools.mask")
    except ImportError as error:
        todo = "Run pip install 'sst-annotator[coco]'"
        raise UserError("COCO files need pycocotools, which is missing", todo=todo) from error


def encode(mask: NDArray[np.bool_]) -> tuple[Rle, int, list[float]]:
    """A mask as run lengths, with its area and box.

    Args:
        mask: (H, W) bool.

    Returns:
        The run lengths; the number of pixels; [x, y, width, height] in pixels.

    Raises:
        UserError: pycocotools is not installed.
    """
    api = require_coco()
    raw = api.encode(np.asfortranarray(mask, np.uint8))
    rle = {"size": [int(side) for side in raw["size"]], "counts": raw["counts"].decode("ascii")}
    box = [float(side) for side in api.toBbox(raw)]
    return rle, int(api.area(raw)), box


def decode(segmentation: object, size: tuple[int, int]) -> NDArray[np.bool_]:
    """A COCO segmentation as a mask: run lengths, compressed or not, or polygons.

    Run lengths are decoded here: pycocotools does not look whether they fill the mask, and
    leaves the rest of it as it finds the memory.

    Args:
        segmentation: What an annotation holds.
        size: Height and width of its image, for polygons.

    Returns:
        (H, W) bool.

    Raises:
        MaskError: It is none of these, or damaged.
        UserError: There are polygons and pycocotools is not installed.
    """
    try:
        if isinstance(segmentation, list):
            return _fill(segmentation, size)
        return _decode_runs(segmentation)
    except (
        *(TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError),
        MemoryError,
    ) as error:
        raise MaskError("a segmentation is neither run lengths nor polygons") from error


def _fill(polygons: list[Any], size: tuple[int, int]) -> NDArray[np.bool_]:
    api = require_coco()
    height, width = size
    parts = [[float(value) for value in polygon] for polygon in polygons]
    if any(len(part) < 6 or len(part) % 2 for part in parts):
        raise ValueError("a polygon with fewer than three corners")
    far = _FAR * max(size)
    if not all(-far <= value <= far for part in parts for value in part):
        raise ValueError("a polygon far outside its image")  # pycocotools walks along every edge
    merged = api.merge(api.frPyObjects(parts, height, width))
    merged["counts"] = merged["counts"].decode("ascii")
    return _decode_runs(merged)


def _decode_runs(rle: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - what json holds
    height, width = (int(side) for side in rle["size"])
    if height < 1 or width < 1 or height * width > MOST_PIXELS:
        raise ValueError("a mask of no size that an image can have")
    given = rle["counts"]
    counts = [int(run) for run in given] if isinstance(given, list) else _expand(given)
    if sum(counts) != height * width or min(counts, default=0) < 0:
        raise ValueError("run lengths that do not fill the mask")
    values = np.arange(len(counts)) % 2 == 1
    return np.repeat(values, counts).reshape(width, height).T


def _expand(text: str) -> list[int]:
    """The run lengths in COCO's string: five bits to a letter, from the third on as differences."""
    counts: list[int] = []
    value, shift = 0, 0
    for letter in text.encode("ascii"):
        bits = letter - 48
        value |= (bits & 0x1F) << shift
        shift += 5
        if shift > _BITS:
            raise ValueError("a run longer than any image")
        if bits & 0x20:
            continue
        if bits & 0x10:
            value -= 1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
        value, shift = 0, 0
    return counts
