"""What is done to a stretch of frames at once; and undo of long steps in turns."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from annotator.document import gestures
from annotator.document.cells import Provenance
from annotator.document.document import Document
from annotator.document.edits import BY_HAND, Group
from annotator.document.history import edits_of
from annotator.document.ownership import RunResult, write_run
from annotator.document.range_gestures import copy_over, set_references

SIZE = (12, 16)


def _do(document: Document, group: Group | None) -> None:
    assert group is not None
    document.apply(group)


@pytest.fixture
def document() -> Document:
    """Object 1 drawn on frame 2, object 2 tracked over all ten frames."""
    made = Document(size=SIZE, frames=10)
    _do(made, gestures.add_object(made))
    _do(made, gestures.add_object(made))
    ball = np.zeros(SIZE, np.uint8)
    ball[4:8, 4:8] = 2
    results = [RunResult(frame, ball, {2: 0.9}, (2,)) for frame in range(10)]
    _do(made, write_run(made, results, title="Track", run="r"))
    dog = np.full((4, 6), 1, np.uint8)
    _do(made, gestures.paint(made, 2, (0, 2, 4, 8), dog, 1, "Paint"))
    return made


def test_a_mask_is_copied_over_a_range_and_takes_no_pixel_of_others(document: Document) -> None:
    ball = document.label_map(5) == 2
    _do(document, copy_over(document, 2, range(1, 7), [1]))
    assert document.undo_steps == 5
    for frame in (1, 3, 6):
        assert ((document.label_map(frame) == 2) == ball).all()
        assert (document.label_map(frame) == 1).sum() == 24
        cell = document.cell(frame, 1)
        assert (cell.provenance, cell.reference) == (Provenance.DRAWN, True)
    assert not (document.label_map(7) == 1).any()


def test_locked_masks_and_objects_without_pixels_are_passed_over(document: Document) -> None:
    _do(document, gestures.set_locked(document, [4], [1], locked=True))
    _do(document, copy_over(document, 2, range(10), [1]))
    assert not (document.label_map(4) == 1).any()
    assert copy_over(document, 8, [9], [3]) is None
    _do(document, gestures.clear(document, [9], [2]))
    assert copy_over(document, 9, range(9), [2]) is None, "nothing there to copy"


def test_references_are_set_and_taken_back_over_a_range(document: Document) -> None:
    _do(document, set_references(document, range(3, 6), [1, 2], reference=True))
    assert set(document.references()) == {2, 3, 4, 5}
    assert document.cell(4, 2).provenance is Provenance.ACCEPTED
    assert document.cell(4, 1).provenance is Provenance.NONE
    _do(document, set_references(document, range(10), [1, 2], reference=False))
    assert document.references() == {}


def test_a_step_is_undone_in_turns_from_the_frame_in_sight(document: Document) -> None:
    start, end = document.label_map(0).tobytes(), [document.label_map(f) for f in range(10)]
    document.undo()
    order: list[frozenset[int]] = []
    document.changed.connect(lambda frames, _objects: order.append(frames))
    travel = document.travel("undo", near=6)
    assert travel is not None
    clock = count(step=1.0)  # every turn seems long, so all stay small
    while not travel.go(lambda: float(next(clock))):
        assert document.can_undo == "Track", "the step is there until its last part is done"
    assert order[0] == {6}
    assert order[-1] == {0}
    assert len(order) == 10
    assert document.labelled == frozenset()
    assert document.can_redo == "Track"
    document.redo()
    document.redo()
    assert document.label_map(0).tobytes() == start
    assert all((document.label_map(f) == end[f]).all() for f in range(10))


def test_what_is_brought_in_in_turns_is_one_step_of_the_users_own(document: Document) -> None:
    start = [document.label_map(frame).tobytes() for frame in range(10)]
    maps = {frame: np.full(document.size, 1 + frame % 2, np.uint8) for frame in range(10)}
    group = gestures.import_maps(document, maps)
    assert group is not None
    steps = document.undo_steps
    travel = document.bring(replace(group, run=f"{BY_HAND}1"), near=4)
    clock = count(step=1.0)
    while not travel.go(lambda: float(next(clock))):
        assert document.undo_steps == steps + 1
    assert all((document.label_map(frame) == maps[frame]).all() for frame in maps)
    (newest, *_) = map(edits_of, document.past())
    assert not newest.by_model, "no run: nothing is compared with it, edits are jumped to"
    document.undo()
    assert [document.label_map(frame).tobytes() for frame in range(10)] == start


def test_whatever_changes_the_document_finishes_the_journey_first(document: Document) -> None:
    document.undo()
    travel = document.travel("undo", near=0)
    assert travel is not None
    travel.go(lambda: 0.0)
    _do(document, gestures.rename(document, 1, "cat"))
    assert travel.done
    assert document.labelled == frozenset()
    assert document.can_undo == "Rename object 1"
    assert document.can_redo is None


def test_turns_grow_while_they_are_short(document: Document) -> None:
    travel = document.travel("undo")
    assert travel is not None
    travel.finish()
    travel = document.travel("undo")
    assert travel is not None
    turns = 1
    while not travel.go(lambda: 0.0):
        turns += 1
    assert turns == 4, "1 + 2 + 4 + the rest"
