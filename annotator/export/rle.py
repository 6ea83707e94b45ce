"""Run-length masks of COCO, through pycocotools, which is an extra and loaded when it is needed."""

import warnings
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sst_core.errors import MaskError, UserError

Rle = dict[str, Any]
"""{"size": [height, width], "counts": str}, columns first."""


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

    Args:
        segmentation: What an annotation holds.
        size: Height and width of its image, for polygons.

    Returns:
        (H, W) bool.

    Raises:
        MaskError: It is none of these, or damaged.
        UserError: pycocotools is not installed.
    """
    api = require_coco()
    try:
        raw = _to_rle(segmentation, size, api)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of numpy, about pycocotools
            mask: NDArray[np.bool_] = api.decode(raw).astype(np.bool_)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise MaskError("a segmentation is neither run lengths nor polygons") from error
    return mask


def _to_rle(segmentation: Any, size: tuple[int, int], api: ModuleType) -> Rle:  # noqa: ANN401
    if isinstance(segmentation, list):
        polygons = [[float(value) for value in part] for part in segmentation]
        return dict(api.merge(api.frPyObjects(polygons, *size)))
    height, width = (int(side) for side in segmentation["size"])
    counts = segmentation["counts"]
    if isinstance(counts, list):
        return dict(api.frPyObjects({"size": [height, width], "counts": counts}, height, width))
    return {"size": [height, width], "counts": str(counts).encode("ascii")}
