"""Label maps as short bytes: runs of equal pixels, deflated; many times faster than deflate."""

import struct
import zlib
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sst_core.labels import MOST_PIXELS, LabelMap

Pixel = TypeVar("Pixel", bound=np.generic)
Box = tuple[int, int, int, int]
"""(row0, col0, row1, col1), half open."""

_RUNS: Final = b"R"
_RAW: Final = b"Z"
_COUNT: Final = struct.Struct("<I")
_SHAPE: Final = struct.Struct("<II")
_MANY: Final = 8
"""Beyond one run per this many pixels, plain deflate is shorter."""


def pack(patch: LabelMap) -> bytes:
    """Packs a patch of a label map.

    Args:
        patch: (h, w) uint8.

    Returns:
        Bytes that `unpack` reads, with a checksum inside; the shape is not in them.
    """
    flat = np.ascontiguousarray(patch).reshape(-1)
    starts = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if (len(starts) + 1) * _MANY > flat.size:
        return _RAW + zlib.compress(flat.tobytes(), 1)
    edges = np.concatenate(([0], starts, [flat.size]))
    lengths = np.diff(edges).astype("<u4")
    planes = lengths.view(np.uint8).reshape(-1, 4).T.tobytes()
    values = flat[edges[:-1]].tobytes()
    return _RUNS + zlib.compress(_COUNT.pack(len(lengths)) + planes + values, 1)


def unpack(data: bytes, shape: tuple[int, int]) -> LabelMap:
    """Unpacks what `pack` packed.

    Args:
        data: The packed bytes.
        shape: (h, w) of the patch.

    Returns:
        (h, w) uint8, writable.

    Raises:
        ValueError: The bytes are damaged, or are of another shape.
    """
    try:
        pixels = _pixels(shape)
        body = inflate(data[1:], most=_COUNT.size + 5 * pixels)
        if data[:1] == _RUNS:
            return _unrolled(body, pixels).reshape(shape)
        return np.frombuffer(body, np.uint8).copy().reshape(shape)
    except (zlib.error, struct.error, ValueError) as error:
        raise ValueError(f"damaged label data ({error})") from error


def pack_map(label_map: LabelMap) -> bytes:
    """Packs a label map with its shape, to be sent: 20 times faster than a PNG."""
    return _SHAPE.pack(*label_map.shape) + pack(label_map)


def unpack_map(data: bytes) -> LabelMap:
    """Unpacks what `pack_map` packed: (H, W) uint8, writable.

    Raises:
        ValueError: The bytes are damaged.
    """
    if len(data) < _SHAPE.size:
        raise ValueError("no label map")
    return unpack(data[_SHAPE.size :], _SHAPE.unpack_from(data))


def inflate(data: bytes, *, most: int) -> bytes:
    """Undoes `zlib.compress`; a few bytes must not become gigabytes.

    Args:
        data: The compressed bytes.
        most: Bytes that may come out.

    Raises:
        ValueError: There is more inside, or the end is missing.
        zlib.error: They are damaged.
    """
    stream = zlib.decompressobj()
    body = stream.decompress(data, most + 1)
    if len(body) > most or not stream.eof:
        raise ValueError("more or less data than there can be")
    return body


def _pixels(shape: tuple[int, int]) -> int:
    height, width = shape
    if height < 0 or width < 0 or height * width > MOST_PIXELS:
        raise ValueError(f"a patch of {height} by {width}")
    return height * width


def _unrolled(body: bytes, pixels: int) -> NDArray[np.uint8]:
    (count,) = _COUNT.unpack_from(body)
    offset = _COUNT.size
    planes = np.frombuffer(body, np.uint8, 4 * count, offset).reshape(4, count)
    lengths = np.ascontiguousarray(planes.T).view("<u4").reshape(-1)
    values = np.frombuffer(body, np.uint8, count, offset + 4 * count)
    if int(lengths.sum(dtype=np.uint64)) != pixels:
        raise ValueError("runs of another length")
    return np.repeat(values, lengths)


def box_shape(box: Box) -> tuple[int, int]:
    """(height, width) of a box."""
    return box[2] - box[0], box[3] - box[1]


def in_box(array: NDArray[Pixel], box: Box) -> NDArray[Pixel]:
    """A view of the part of a label map, mask or image inside a box."""
    return array[box[0] : box[2], box[1] : box[3]]
