"""Patterns see what the paper says they see, and are counted exactly."""

from collections.abc import Callable

import pytest
import torch

from sst_core.ops.pattern import (
    SCHEDULES,
    Pattern,
    connected,
    count_macs,
    count_pairs,
    hops,
    label_connected,
)

PATTERNS = [
    Pattern.dense(),
    Pattern.grid(),
    Pattern.local(1, 2, 1),
    Pattern.lattice(2, 2, 3),
    Pattern.dense(causal=True),
    Pattern.grid(causal=True),
    Pattern.local(2, 9, 0, causal=True),
    Pattern.lattice(1, 3, 2, causal=True),
]


@pytest.mark.parametrize(("t", "h", "w"), [(1, 1, 1), (3, 5, 4), (4, 2, 7)])
def test_grid_sees_every_cell_of_its_three_axes_once(t: int, h: int, w: int) -> None:
    mask = connected(Pattern.grid(), t, t, height=h, width=w)
    assert (mask.sum(dim=1) == t + h + w - 2).all()


def test_local_is_a_clipped_box() -> None:
    mask = connected(Pattern.local(1, 1, 2), 3, 3, height=5, width=6).view(3, 5, 6, 3, 5, 6)
    seen = mask[1, 0, 3].nonzero()
    assert seen.amin(dim=0).tolist() == [0, 0, 1]
    assert seen.amax(dim=0).tolist() == [2, 1, 5]
    assert len(seen) == 3 * 2 * 5


def test_lattice_steps_from_the_query_in_both_directions() -> None:
    mask = connected(Pattern.lattice(2, 3, 3), 3, 3, height=5, width=7).view(3, 5, 7, 3, 5, 7)
    seen = {tuple(cell) for cell in mask[2, 1, 3].nonzero().tolist()}
    assert seen == {(t, y, x) for t in (0, 2) for y in (1, 4) for x in (0, 3, 6)}


def test_causal_hides_later_frames_and_reads_labels_from_earlier_ones_only() -> None:
    size = {"height": 1, "width": 1}
    pattern = Pattern.dense(causal=True)
    assert connected(pattern, 3, 3, **size).equal(torch.ones(3, 3).tril().bool())
    assert label_connected(pattern, 3, 3, **size).equal(torch.ones(3, 3).tril(-1).bool())
    assert label_connected(Pattern.dense(), 3, 3, **size).all()


def test_offset_places_the_query_beyond_the_keys() -> None:
    mask = connected(Pattern.local(1, 0, 0), 1, 3, height=1, width=1, offset=3)
    assert mask.tolist() == [[False, False, True]]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
@pytest.mark.parametrize("offset", [0, 2])
def test_pairs_are_counted_exactly(pattern: Pattern, offset: int) -> None:
    size = {"height": 5, "width": 7, "offset": offset}
    mask = connected(pattern, 3, 4, **size)
    assert count_pairs(pattern, 3, 4, **size) == mask.sum().item()
    assert count_macs(pattern, 3, 4, channels=8, **size) == mask.sum().item() * 16


@pytest.mark.parametrize("side", [2, 3, 4])
@pytest.mark.parametrize("name", ["strided", "local-strided"])
def test_cube_then_lattice_reaches_every_cell(name: str, side: int) -> None:
    t, h, w = 3, 7, 5
    layers = [hops(name, side=side, layer=n, layers=2, causal=False) for n in range(2)]
    flat = layers[0] if name == "strided" else layers[0] + layers[1]
    masks = [connected(hop, t, t, height=h, width=w).float() for hop in flat]
    assert (masks[1] @ masks[0] > 0).all()


def test_cube_then_lattice_reaches_every_earlier_cell() -> None:
    t, h, w = 4, 6, 5
    pair = hops("strided", side=2, layer=0, layers=1)
    masks = [connected(hop, t, t, height=h, width=w).float() for hop in pair]
    assert (masks[1] @ masks[0] > 0).equal(
        connected(Pattern.dense(causal=True), t, t, height=h, width=w)
    )


def test_three_grid_layers_reach_every_cell_and_two_do_not() -> None:
    mask = connected(Pattern.grid(), 2, 2, height=4, width=3).float()
    assert (mask @ mask @ mask > 0).all()
    assert not (mask @ mask > 0).all()


def test_schedules_alternate_or_repeat_as_named() -> None:
    kinds = {
        name: [[hop.kind for hop in hops(name, side=3, layer=n, layers=2)] for n in range(2)]
        for name in SCHEDULES
    }
    assert kinds == {
        "dense": [["dense"], ["dense"]],
        "grid": [["grid"], ["grid"]],
        "local": [["local"], ["local"]],
        "strided": [["local", "lattice"]] * 2,
        "local-strided": [["local"], ["lattice"]],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Pattern.local(-1, 0, 0),
        lambda: Pattern.lattice(1, 0, 1),
        lambda: hops("spiral", side=2, layer=0, layers=1),
        lambda: hops("grid", side=0, layer=0, layers=1),
        lambda: hops("grid", side=2, layer=1, layers=1),
    ],
)
def test_impossible_patterns_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"must|need|unknown"):
        wrong()
