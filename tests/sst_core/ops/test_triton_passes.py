"""Passes of the Triton kernels: every pair of a pattern is met exactly once; no Triton needed."""

import itertools
from dataclasses import replace

import pytest
import torch

from sst_core.ops.pattern import Pattern, connected
from sst_core.ops.triton_passes import Axis, Pass, passes
from sst_core.ops.triton_shapes import Tile, override, tile_for

PATTERNS = [
    Pattern.dense(),
    Pattern.grid(),
    Pattern.local(1, 1, 2),
    Pattern.local(2, 9, 9),
    Pattern.lattice(2, 2, 3),
    Pattern.lattice(1, 20, 4),
]


def members(axis: Axis, group: int, size: int, reach: int) -> list[int]:
    """Cells of a group on one axis, as ``triton_geometry`` finds them."""
    start = group * axis.jump
    end = min(start + (axis.block - 1) * axis.stride + reach + 1, size)
    return list(range(max(start - reach, 0), end, axis.stride))


def met(one: Pass, query: tuple[int, ...], key: tuple[int, ...]) -> bool:
    """Whether two cells of one group are met, once the group's span is known."""
    dt, dy, dx = (a - b for a, b in zip(query, key, strict=True))
    if -one.after <= dt <= one.before and dt % one.step == 0:
        if one.near:
            return abs(dy) <= one.rows.reach and abs(dx) <= one.columns.reach
        return not (one.others and dy == 0)
    return False


def counted(pattern: Pattern, size: tuple[int, int, int, int], offset: int) -> torch.Tensor:
    """How often each pair (Nq, Nk) is met over all passes."""
    tq, tk, height, width = size
    found = torch.zeros(tq, height, width, tk, height, width, dtype=torch.int64)
    for one in passes(pattern, height, width, box=(2, 4)):
        groups = itertools.product(range(one.rows.groups), range(one.columns.groups))
        for queries, keys in (spans(one, group, height, width) for group in groups):
            for query in itertools.product(range(tq), *queries):
                here = (offset + query[0], *query[1:])
                for key in itertools.product(range(tk), *keys):
                    found[(*query, *key)] += met(one, here, key)
        if one.places:
            add_places(found, offset, causal=pattern.causal)
    return found.reshape(tq * height * width, -1)


def spans(
    one: Pass, group: tuple[int, int], height: int, width: int
) -> tuple[tuple[list[int], list[int]], ...]:
    """Rows and columns of a group's queries, then of its keys."""
    axes = ((one.rows, group[0], height), (one.columns, group[1], width))
    queries, keys = (
        tuple(members(axis, number, size, reach * axis.reach) for axis, number, size in axes)
        for reach in (0, 1)
    )
    return queries, keys


def add_places(found: torch.Tensor, offset: int, *, causal: bool) -> None:
    """Count the own places of all cells in the other frames."""
    tq, height, width, tk = found.shape[:4]
    for n in range(tq):
        for t in range(tk):
            if t != offset + n and not (causal and t > offset + n):
                for y in range(height):
                    for x in range(width):
                        found[n, y, x, t, y, x] += 1


@pytest.mark.parametrize("causal", [False, True], ids=["all", "causal"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: f"{p.kind}{p.reach}{p.step}")
def test_every_pair_of_a_pattern_is_met_once(pattern: Pattern, causal: bool) -> None:
    pattern = replace(pattern, causal=causal)
    for offset, size in ((0, (2, 2, 3, 7)), (2, (1, 3, 5, 4))):
        tq, tk, height, width = size
        wanted = connected(pattern, tq, tk, height=height, width=width, offset=offset)
        assert torch.equal(counted(pattern, size, offset), wanted.long())


def test_tiles_are_what_the_kernels_can_take() -> None:
    for width in (8, 32, 64, 128):
        for dtype in (torch.float16, torch.float32):
            tile = tile_for(width, dtype)
            assert min(tile.queries, tile.keys) >= 16
            assert tile.box[0] * tile.box[1] <= tile.queries


def test_tile_can_be_overridden_for_a_while() -> None:
    tiny = Tile((2, 4), 16, 16, 1, 1)
    with override(tiny):
        assert tile_for(32, torch.float16) is tiny
    assert tile_for(32, torch.float16) != tiny
