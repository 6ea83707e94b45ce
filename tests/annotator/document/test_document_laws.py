"""The laws of the document, over random sequences of what users and runs do."""

import numpy as np
from document_moves import FRAMES, SIZE, Move, build, contents, moves, perform, run_results
from hypothesis import given, settings

from annotator.document import gestures
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document
from annotator.document.edits import CellEdit, Group, from_bytes, to_bytes
from annotator.document.ownership import new_run, write_run
from sst_core.labels import object_ids

_EXAMPLES = settings(derandomize=True, max_examples=50, deadline=None)


GESTURES_ON_PIXELS = (
    *("stroke", "stroke", "run", "lock", "lock object", "import", "grow", "holes", "copy"),
    *("absent", "clear", "merge", "swap", "split", "remove", "accept", "run", "stroke"),
)


def _document() -> Document:
    document = Document(size=SIZE, frames=FRAMES)
    for _ in range(3):
        document.apply(gestures.add_object(document))
    return document


def _untouchable(document: Document, frame: int, run_objects: set[int]) -> dict[int, bytes]:
    """The pixel set of everything a run must not change, said anew from the law's words."""
    label_map = document.label_map(frame)
    ids = {item.id for item in document.objects}
    mine = {
        item.id
        for item in document.objects
        if item.locked
        or document.cell(frame, item.id).locked
        or document.cell(frame, item.id).provenance not in (Provenance.NONE, Provenance.PROPAGATED)
    }
    kept = mine | (ids - run_objects) | {255}
    return {value: (label_map == value).tobytes() for value in kept}


@_EXAMPLES
@given(moves())
def test_no_run_changes_a_pixel_that_is_not_its_own(steps: list[Move]) -> None:
    document = _document()
    for number, step in enumerate(steps):
        perform(document, step)
        ids = [item.id for item in document.objects]
        if not ids:
            continue
        results = run_results(np.random.default_rng(number), ids)
        about = {result.frame: set(result.objects) for result in results}
        before = {frame: _untouchable(document, frame, about[frame]) for frame in about}
        cells = {frame: document.cells(frame) for frame in about}
        group = write_run(document, results)
        if group is None:
            continue
        document.apply(group)
        for frame, sets in before.items():
            after = {value: (document.label_map(frame) == value).tobytes() for value in sets}
            assert after == sets
            human = {item: cell for item, cell in cells[frame].items() if cell.owned}
            assert {item: document.cell(frame, item) for item in human} == human


@_EXAMPLES
@given(moves() | moves("stroke", "part", "part", "part", "add", "accept"))
def test_undo_to_the_start_and_redo_to_the_end_restore_every_byte(steps: list[Move]) -> None:
    document = Document(size=SIZE, frames=FRAMES)
    start = contents(document)
    for step in steps:
        perform(document, step)
    end = contents(document)
    count = 0
    while document.undo():
        count += 1
    assert contents(document) == start
    for _ in range(count):
        assert document.redo()
    assert contents(document) == end


@_EXAMPLES
@given(moves())
def test_every_pixel_belongs_to_an_object_with_a_cell(steps: list[Move]) -> None:
    """Lanes are complete: whoever looks for an object's masks looks at its cells only."""
    document = _document()
    for step in steps:
        perform(document, step)
        ids = {item.id for item in document.objects}
        for frame in range(FRAMES):
            label_map = document.label_map(frame)
            assert document.has_labels(frame) == bool(label_map.any())
            for object_id in object_ids(label_map):
                assert object_id in ids
                provenance = document.cell(frame, object_id).provenance
                assert provenance not in (Provenance.NONE, Provenance.ABSENT)


@_EXAMPLES
@given(moves(*GESTURES_ON_PIXELS))
def test_no_gesture_changes_locked_pixels(steps: list[Move]) -> None:
    document = _document()
    for step in steps:
        before = [
            {
                value: (document.label_map(frame) == value).tobytes()
                for value in gestures.locked_ids(document, frame)
            }
            for frame in range(FRAMES)
        ]
        perform(document, step)
        for frame, sets in enumerate(before):
            label_map = document.label_map(frame)
            assert {value: (label_map == value).tobytes() for value in sets} == sets


@_EXAMPLES
@given(moves())
def test_groups_survive_the_trip_through_bytes(steps: list[Move]) -> None:
    document = _document()
    for step in steps:
        if step.kind in ("undo", "redo"):
            continue
        group = build(document, step)
        if group is not None:
            assert from_bytes(to_bytes(group)) == group
            document.apply(group)


@_EXAMPLES
@given(moves("stroke", "run", "import", "absent", "accept"))
def test_a_run_in_parts_is_one_step_and_equals_the_run_at_once(steps: list[Move]) -> None:
    whole, parts = _document(), _document()
    for step in steps:
        perform(whole, step)
        perform(parts, step)
    before = contents(parts)
    ids = [item.id for item in parts.objects]
    results, run = run_results(np.random.default_rng(1), ids), new_run()
    at_once = write_run(whole, results, run=run)
    if at_once is None:
        return
    whole.apply(at_once)
    for result in results:
        part = write_run(parts, [result], run=run)
        if part is not None:
            parts.apply(part)
    assert contents(parts) == contents(whole)
    assert parts.undo_steps == whole.undo_steps
    parts.undo()
    assert contents(parts) == before


@_EXAMPLES
@given(
    moves("stroke", "stroke", "part", "part", "part", "accept", "clear", "absent", "copy", "lock")
)
def test_a_run_is_one_step_whatever_the_user_does_on_its_frames_meanwhile(
    steps: list[Move],
) -> None:
    """Also where a stroke lies on a frame that the run reaches later; laws hold at every step."""
    document = _document()
    document.apply(_begun(document))
    first = document.undo_steps
    gestures_done = 0
    for step in steps:
        group = build(document, step)
        if group is not None:
            document.apply(group)
            gestures_done += not group.run
    end = contents(document)
    assert document.undo_steps == first + gestures_done
    for _ in range(gestures_done + 1):
        document.undo()
        _has_complete_lanes(document)
    assert contents(document) == contents(_document()), "what was there before the run"
    for _ in range(gestures_done + 1):
        document.redo()
        _has_complete_lanes(document)
    assert contents(document) == end


def _begun(document: Document) -> Group:
    """The first part of the long run."""
    cell = Cell(Provenance.PROPAGATED, 0.5)
    edit = CellEdit(0, 1, document.cell(0, 1), cell)
    return Group("Track", (edit,), "the long run")


def _has_complete_lanes(document: Document) -> None:
    for frame in range(FRAMES):
        for object_id in object_ids(document.label_map(frame)):
            provenance = document.cell(frame, object_id).provenance
            assert provenance not in (Provenance.NONE, Provenance.ABSENT)
