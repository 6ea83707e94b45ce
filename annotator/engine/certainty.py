"""How sure the model is of every place of a frame, small enough to send and to keep."""

import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from annotator.engine.messages import CertaintyMap

_LONGEST: Final = 480
"""Places along the longer side: the model itself sees a quarter of that."""
_COARSE: Final = np.uint8(0xF8)
_MIDDLE: Final = np.uint8(0x04)


def pack(certainty: NDArray[np.uint8]) -> CertaintyMap:
    """Makes a map smaller and coarser: 32 steps, some kilobytes a frame.

    Args:
        certainty: (H, W) uint8, the probability of the label that won times 255.
    """
    rows, cols = certainty.shape
    share = min(1.0, _LONGEST / max(rows, cols))
    size = max(round(cols * share), 1), max(round(rows * share), 1)
    small = np.asarray(cv2.resize(certainty, size, interpolation=cv2.INTER_AREA), np.uint8)
    coarse = small & _COARSE | _MIDDLE
    return CertaintyMap((size[1], size[0]), zlib.compress(coarse.tobytes(), 1))


def unpack(packed: CertaintyMap, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Brings a map back to the size of the frame.

    Args:
        packed: What `pack` made.
        size: (H, W) of the frame.

    Returns:
        (H, W) uint8, the probability of the label that won times 255.
    """
    small = np.frombuffer(zlib.decompress(packed.data), np.uint8).reshape(packed.shape)
    whole = cv2.resize(small, size[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, np.uint8)
