"""The shelf keeps what is near the user: in memory, then on disk, never more than its budgets."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.engine.shelf import Budget, Shelf
from annotator.media.readahead import Playhead
from sst_core.backbone import Features
from sst_core.features import Embedded

EACH = (2 * 8 + 3 * 2 + 1) * 2
"""Bytes of one embedding below."""


def seen(number: int) -> Embedded:
    """What the model saw of a frame, told apart by its values."""
    parts = (torch.full((1, 2, 2, 4), number), torch.full((1, 3, 1, 2), number))
    last = torch.full((1, 1, 1, 1), float(number))
    return Embedded.of(Features(parts[0], parts[1], last), (16, 32))


Fill = Callable[..., Shelf]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Fill]:
    """Shelves with room for so many frames in memory and on disk, closed at the end."""
    made: list[Shelf] = []

    def fill(memory: int, disk: int, frames: range, folder: Path = tmp_path) -> Shelf:
        made.append(Shelf(Budget(memory * EACH, disk * EACH), folder))
        for frame in frames:
            made[-1].put(frame, seen(frame))
        return made[-1]

    yield fill
    for one in made:
        one.close()


def value(shelf: Shelf, frame: int) -> float:
    found = shelf.get(frame)
    assert found is not None
    assert found.source == (16, 32)
    assert {float(part.unique()) for part in found.features} == {float(frame)}
    return float(found.features.s16)


def test_near_frames_stay_in_memory_and_the_next_ones_on_disk(filled: Fill) -> None:
    shelf = filled(3, 2, range(9))
    assert [frame for frame in range(9) if frame in shelf] == [0, 1, 2, 3, 4]
    assert [value(shelf, frame) for frame in range(5)] == [0, 1, 2, 3, 4]
    assert (len(shelf), shelf.nbytes) == (5, 3 * EACH)
    assert shelf.get(7) is None


def test_a_run_past_the_end_of_the_budget_does_not_wash_out_what_is_near(filled: Fill) -> None:
    shelf = filled(3, 0, range(200))
    assert [frame for frame in range(200) if frame in shelf] == [0, 1, 2]


def test_where_the_user_has_gone_frames_make_way(filled: Fill) -> None:
    shelf = filled(3, 0, range(3))
    shelf.head = Playhead(100)
    for frame in (100, 101, 102):
        assert shelf.has_room(frame)
        shelf.put(frame, seen(frame))
    assert [frame for frame in range(200) if frame in shelf] == [100, 101, 102]


def test_frames_wanted_next_are_those_ahead_then_behind_then_the_rest(filled: Fill) -> None:
    shelf = filled(1000, 0, range(0))
    shelf.head = Playhead(6)
    order = []
    while (frame := shelf.wanted(9)) is not None:
        order.append(frame)
        shelf.put(frame, seen(frame))
    assert order[:3] == [6, 7, 8]
    assert sorted(order) == list(range(9))


def test_nothing_is_wanted_where_there_is_no_room(filled: Fill) -> None:
    assert filled(0, 0, range(0)).wanted(10) is None
    assert not filled(0, 0, range(0)).has_room(0)
    shelf = filled(2, 1, range(3))
    assert shelf.wanted(10) is None


def test_shrinking_keeps_the_nearest(filled: Fill) -> None:
    shelf = filled(6, 0, range(6))
    shelf.shrink(2 * EACH)
    assert [frame for frame in range(6) if frame in shelf] == [0, 1]
    shelf.put(5, seen(5))
    assert shelf.nbytes == 2 * EACH


def test_where_the_machine_runs_short_half_is_given_back(
    filled: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = filled(100, 0, range(31))
    monkeypatch.setattr("annotator.engine.shelf.free_bytes", lambda: 2**20)
    shelf.put(31, seen(31))
    assert [frame for frame in range(40) if frame in shelf] == list(range(15))
    shelf.put(40, seen(40))
    assert shelf.nbytes == 15 * EACH


def test_a_disk_that_fails_is_no_error_and_not_asked_again(filled: Fill, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    shelf = filled(2, 5, range(6), blocked)
    assert [frame for frame in range(6) if frame in shelf] == [0, 1]
    assert shelf.wanted(6) is None


def test_vectors_stay_of_frames_that_had_to_go(filled: Fill) -> None:
    shelf = filled(2, 0, range(1, 6))
    assert sorted(shelf.vectors) == [1, 2, 3, 4, 5]
    assert all(np.isclose(np.linalg.norm(one), 1) for one in shelf.vectors.values())


@pytest.mark.parametrize("budget", [Budget(EACH, 0), Budget(EACH, 4 * EACH)])
def test_a_closed_shelf_is_empty(tmp_path: Path, budget: Budget) -> None:
    shelf = Shelf(budget, tmp_path)
    for frame in range(3):
        shelf.put(frame, seen(frame))
    shelf.close()
    assert len(shelf) == 0
    assert shelf.get(0) is None
