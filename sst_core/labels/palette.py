"""The DAVIS / PASCAL VOC palette and what the values of a label map mean."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

LabelMap = NDArray[np.uint8]
"""(H, W) uint8: 0 background, 1 to 254 objects, 255 void (unknown, judged by nobody)."""

VOID: Final = 255
MAX_OBJECTS: Final = 254
MOST_PIXELS: Final = 2 * 89_478_485
"""Beyond so many pixels a frame or mask is refused unread, as Pillow does: a header is cheap."""


@cache
def _palette() -> LabelMap:
    colours = np.zeros((256, 3), np.uint8)
    ids = np.arange(256)
    for octave in range(8):
        for channel in range(3):
            bit = (ids >> (3 * octave + channel)) & 1
            colours[:, channel] |= (bit << (7 - octave)).astype(np.uint8)
    colours.setflags(write=False)
    return colours


def davis_palette() -> LabelMap:
    """The colour of every id, as PASCAL VOC and DAVIS define it.

    The bits of an id are dealt in turn to red, green and blue, most significant colour bit
    first, so that small ids are far apart (the `VOClabelcolormap` of the VOC development kit).

    Returns:
        (256, 3) uint8 RGB, read only.
    """
    return _palette()


def object_ids(label_map: LabelMap) -> tuple[int, ...]:
    """The ids of the objects that have at least one pixel.

    Args:
        label_map: (H, W) uint8.

    Returns:
        Ids in rising order, without background (0) and void (255).
    """
    present = np.bincount(np.ravel(label_map), minlength=256)[1:VOID]
    return tuple(int(i) + 1 for i in np.flatnonzero(present))
