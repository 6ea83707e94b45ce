"""How the Triton kernels are run: tile sizes, by head width and dtype, and by what.

Nothing here needs Triton. The narrow ones are the fastest that `tests/bench/bench_tiles.py` found
on an H100; the wide ones are chosen by what the compiler reports for compute capability 9.0
(spilled registers, shared memory). ``override`` is there to tune them, and to cut tiny problems
into many tiles in tests.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

import torch

INTERPRETED = os.environ.get("TRITON_INTERPRET") == "1"
"""Whether kernels run in Triton's interpreter; Triton itself decides so on its import."""


@dataclass(frozen=True)
class Tile:
    """How much one program does.

    Attributes:
        box: Rows and columns of queries in a group of local attention.
        queries: Queries of a tile; a power of two, 16 at least.
        keys: Keys of a tile; the same.
        warps: Groups of 32 threads.
        stages: Tiles in flight.
    """

    box: tuple[int, int]
    queries: int
    keys: int
    warps: int
    stages: int


_OVERRIDE: list[Tile] = []


@contextlib.contextmanager
def override(tile: Tile) -> Iterator[None]:
    """Use this tile for every launch inside."""
    _OVERRIDE.append(tile)
    try:
        yield
    finally:
        _OVERRIDE.pop()


def tile_for(width: int, dtype: torch.dtype) -> Tile:
    """Choose the tile of a launch: the same for all patterns, forward and backward.

    Args:
        width: Channels of a head.
        dtype: Of query, key and value.
    """
    if _OVERRIDE:
        return _OVERRIDE[-1]
    if width > 64 or dtype == torch.float32:
        return Tile((4, 8), 32, 32, 8, 2)
    return Tile((8, 8), 64, 64, 4, 3)
