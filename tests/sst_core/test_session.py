"""The session: what references promise, for whom they speak, and what is remembered."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from sst_core.model import SST
from sst_core.precision import fast_dtype
from sst_core.runtime.choose import ENGINES, Entry
from sst_core.runtime.openvino import OpenVinoEngine
from sst_core.session import InferenceSession, _confidence

Squares = tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]


@pytest.fixture(autouse=True)
def _exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in float32: these tests compare results bit by bit."""
    monkeypatch.setattr("sst_core.precision.fast_dtype", lambda _: torch.float32)
    monkeypatch.setitem(ENGINES, "openvino", Entry(lambda _: "not in this test", OpenVinoEngine))


def test_a_reference_comes_back_as_it_was_drawn(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], maps[0], [1, 2])
    result = session.step(0, frames[0])
    assert np.array_equal(result.label_map, maps[0])
    assert result.confidence == {1: 1.0, 2: 1.0}


def test_results_have_source_size_and_known_ids(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model, short_side=48)
    session.add_reference(0, frames[0], maps[0], [1, 2])
    session.step(0, frames[0])
    result = session.step(1, frames[1])
    assert result.label_map.shape == result.certainty.shape == (70, 100)
    assert set(np.unique(result.label_map)) <= {0, 1, 2}
    assert all(0 <= value <= 1 for value in result.confidence.values())


def test_probabilities_come_per_pixel_and_at_source_size(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model, short_side=48)
    session.add_reference(0, frames[0], maps[0], [1, 2])
    given = session.at_source(session.step(0, frames[0]).probabilities)
    assert np.mean(given.argmax(0) == maps[0]) > 0.97
    predicted = session.step(1, frames[1])
    soft = session.at_source(predicted.probabilities)
    assert soft.shape == (3, 70, 100)
    np.testing.assert_allclose(soft.sum(0), 1, atol=2e-3)
    assert np.mean(soft.argmax(0) == predicted.label_map) > 0.97


def test_a_reference_that_speaks_for_others_says_nothing_of_an_object(
    tiny_model: SST, squares: Squares
) -> None:
    """Its labels are masked out, not counted as background: only 'absent' changes the answer."""
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], maps[0], [1])
    session.add_reference(3, frames[3], maps[3], [2])
    session.restrict([1])
    before = session.step(1, frames[1])
    session.reset()
    session.remove_reference(3)
    alone = session.step(1, frames[1])
    assert np.array_equal(before.label_map, alone.label_map)
    assert before.confidence == alone.confidence
    session.reset()
    session.add_reference(3, frames[3], np.zeros_like(maps[3]), [1])
    absent = session.step(1, frames[1])
    assert absent.confidence != alone.confidence


def test_a_frame_that_speaks_for_one_object_is_predicted_for_the_other(
    tiny_model: SST, squares: Squares
) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], maps[0], [1, 2])
    only_two = np.where(maps[2] == 2, 2, 0).astype(np.uint8)
    session.add_reference(2, frames[2], only_two, [2])
    session.step(1, frames[1])
    result = session.step(2, frames[2])
    assert bool((result.label_map[only_two == 2] == 2).all())
    assert result.confidence[2] == 1.0
    assert set(result.confidence) == {1, 2}


def test_objects_join_mid_way(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], np.where(maps[0] == 1, 1, 0).astype(np.uint8), [1])
    session.step(0, frames[0])
    assert session.step(1, frames[1]).objects == (1,)
    session.add_reference(2, frames[2], maps[2], [1, 2])
    session.step(2, frames[2])
    assert session.step(3, frames[3]).objects == (1, 2)


def test_time_runs_either_way_and_frame_numbers_do_not_matter(
    tiny_model: SST, squares: Squares
) -> None:
    frames, maps = squares
    results = []
    for numbers in ([0, 1, 2], [9002, 9001, 9000]):
        session = InferenceSession(tiny_model)
        session.add_reference(numbers[0], frames[0], maps[0], [1, 2])
        results.append([session.step(n, f) for n, f in zip(numbers, frames, strict=False)])
    for forward, backward in zip(*results, strict=True):
        assert np.array_equal(forward.label_map, backward.label_map)


def test_memory_does_not_grow_with_the_clip(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], maps[0], [1, 2])
    for number, frame in enumerate(frames * 3):
        session.step(number, frame)
    assert len(session._memory._history) == tiny_model.config.tau
    assert len(session._memory.references) == 1


def test_the_first_frame_without_an_object_is_kept(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], maps[0], [1])
    for number in range(1, 5):
        session.step(number, frames[number % len(frames)])
    memory, past = session._memory, session._memory._history[-1]
    assert tiny_model.config.memory_every == 2
    for number in (8, 9):
        memory.remember(replace(past, frame=number))
    story = []
    for number, gone in enumerate(({1}, {1}, set(), {1}, {1}, {1}), 10):
        memory.remember(replace(past, frame=number), frozenset(gone))
        story.append(memory.kept[-1])
    assert story == [10, 11, 11, 13, 13, 15]  # 11, 13 and 15 are every second; 10 is the first
    memory.forget()
    memory.remember(replace(past, frame=20), frozenset({1}))
    assert memory.kept == (20,), "a new pass begins without knowing who is gone"


def test_a_session_says_which_objects_a_frame_does_not_show(
    tiny_model: SST, squares: Squares, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft = torch.tensor([[0.2, 0.7], [0.7, 0.2], [0.1, 0.1]])[:, None]  # background, two objects
    assert _confidence(soft, (4, 9))[1] == {9}
    frames, maps = squares
    kept = []
    for gone in (frozenset[int](), frozenset({1})):
        monkeypatch.setattr("sst_core.session._confidence", lambda *_, gone=gone: ({}, gone))
        session = InferenceSession(tiny_model)
        session.add_reference(0, frames[0], maps[0], [1])
        session.step(1, frames[1])  # the first of two: not kept by its number
        kept.append(session._memory.kept)
    assert kept == [(), (1,)]


def test_reset_starts_a_pass_anew(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    session.add_reference(0, frames[0], maps[0], [1, 2])
    first = [session.step(n, frames[n]) for n in range(3)]
    session.reset()
    again = [session.step(n, frames[n]) for n in range(3)]
    assert all(np.array_equal(a.certainty, b.certainty) for a, b in zip(first, again, strict=True))


def test_misuse_is_named(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    session = InferenceSession(tiny_model)
    with pytest.raises(ValueError, match="add a reference"):
        session.step(0, frames[0])
    with pytest.raises(ValueError, match="ids must be"):
        session.add_reference(0, frames[0], maps[0], [255])
    session.add_reference(0, frames[0], maps[0], [1])
    with pytest.raises(ValueError, match="the clip is"):
        session.step(1, frames[1][:-1])


def test_bfloat16_is_chosen_only_where_it_is_native() -> None:
    assert fast_dtype("cpu") in {torch.bfloat16, torch.float32}
    assert fast_dtype("mps") == torch.float32
