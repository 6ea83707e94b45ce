"""Masks between the processes: one bit a pixel."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def pack_mask(mask: Mask) -> bytes:
    """A mask (H, W) bool as one bit a pixel."""
    return np.packbits(mask).tobytes()


def unpack_mask(data: bytes, size: tuple[int, int]) -> Mask:
    """The inverse of `pack_mask`."""
    count = size[0] * size[1]
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=count)
    return np.asarray(bits.reshape(size), np.bool_)
