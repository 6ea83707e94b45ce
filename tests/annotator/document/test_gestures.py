"""What each gesture means: pixels, provenance, references, names."""

import numpy as np
import pytest

from annotator.document import gestures
from annotator.document.cells import Cell, CellTable, Provenance, combined
from annotator.document.document import Document, DocumentState
from annotator.document.edits import Group, PixelEdit, from_bytes
from annotator.document.objects import ObjectInfo
from annotator.document.ownership import RunResult, merge_run, write_run
from annotator.document.raster import grow
from sst_core.labels import LabelMap

SIZE = (8, 12)
DRAWN = Cell(Provenance.DRAWN, reference=True)
CORRECTED = Cell(Provenance.CORRECTED, reference=True)


def _do(document: Document, group: Group | None) -> None:
    assert group is not None
    document.apply(group)


def _block(value: int, row: int, col: int, side: int = 3) -> LabelMap:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[row : row + side, col : col + side] = value
    return label_map


def _draw(document: Document, frame: int, object_id: int, row: int, col: int) -> None:
    patch = np.full((3, 3), object_id, np.uint8)
    box = (row, col, row + 3, col + 3)
    _do(document, gestures.paint(document, frame, box, patch, object_id, "Paint"))


def _run(document: Document, frame: int, label_map: LabelMap, *objects: int) -> None:
    confidence = dict.fromkeys(objects, 0.9)
    _do(document, write_run(document, [RunResult(frame, label_map, confidence, objects)]))


@pytest.fixture
def document() -> Document:
    """A dog (1), a cat (2), four frames, no masks."""
    objects = (ObjectInfo(1, "dog"), ObjectInfo(2, "cat"))
    return Document(size=SIZE, frames=4, state=DocumentState(objects))


def test_drawing_makes_a_human_cell_and_a_reference(document: Document) -> None:
    _draw(document, 1, 1, 2, 2)
    assert document.cell(1, 1) == DRAWN
    assert document.references() == {1: frozenset({1})}
    assert (document.label_map(1) == _block(1, 2, 2)).all()


def test_a_stroke_that_takes_pixels_makes_the_other_object_human_too(document: Document) -> None:
    _run(document, 1, _block(2, 2, 2), 2)
    assert document.cell(1, 2) == Cell(Provenance.PROPAGATED, 0.9)
    _draw(document, 1, 1, 3, 3)
    assert document.cell(1, 1) == DRAWN
    assert document.cell(1, 2) == CORRECTED
    assert document.references() == {1: frozenset({1, 2})}


def test_erasing_all_of_an_object_corrects_it_to_nothing(document: Document) -> None:
    _run(document, 0, _block(2, 2, 2), 2)
    nothing = np.zeros((8, 12), np.uint8)
    _do(document, gestures.paint(document, 0, (0, 0, 8, 12), nothing, 0, "Erase"))
    assert document.cell(0, 2) == CORRECTED
    assert not document.has_labels(0)
    assert document.references() == {0: frozenset({2})}


def test_a_stroke_that_changes_nothing_is_no_step(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    patch = np.ones((3, 3), np.uint8)
    assert gestures.paint(document, 0, (2, 2, 5, 5), patch, 1, "Paint") is None


def test_paint_refuses_patches_that_do_not_fit_and_unknown_objects(document: Document) -> None:
    with pytest.raises(ValueError, match="patch of shape"):
        gestures.paint(document, 0, (0, 0, 2, 2), np.ones((3, 3), np.uint8), 1, "Paint")
    with pytest.raises(ValueError, match="no object 9"):
        gestures.paint(document, 0, (0, 0, 2, 2), np.ones((2, 2), np.uint8), 9, "Paint")
    with pytest.raises(IndexError):
        document.label_map(4)


def test_void_belongs_to_nobody_and_no_run_takes_it(document: Document) -> None:
    patch = np.full((3, 3), 255, np.uint8)
    _do(document, gestures.paint(document, 0, (2, 2, 5, 5), patch, 255, "Void"))
    assert document.cells(0) == {}
    _run(document, 0, np.ones(SIZE, np.uint8), 1)
    assert (document.label_map(0) == np.where(_block(255, 2, 2), 255, 1)).all()


def test_absent_is_human_a_reference_and_stays(document: Document) -> None:
    _run(document, 0, _block(1, 2, 2), 1)
    _do(document, gestures.mark_absent(document, [0, 1], 1))
    absent = Cell(Provenance.ABSENT, reference=True)
    assert document.lane(1) == {0: absent, 1: absent}
    assert not document.has_labels(0)
    assert document.references() == {0: frozenset({1}), 1: frozenset({1})}
    assert write_run(document, [RunResult(0, _block(1, 2, 2), {}, (1,))]) is None


def test_accepting_keeps_confidence_and_leaves_human_cells_alone(document: Document) -> None:
    _run(document, 0, _block(1, 2, 2), 1)
    _draw(document, 0, 2, 5, 8)
    _do(document, gestures.accept(document, [0, 1], [1, 2]))
    assert document.cells(0) == {1: Cell(Provenance.ACCEPTED, 0.9), 2: DRAWN}
    assert document.references() == {0: frozenset({2})}, "accepted is not yet a reference"


def test_a_propagated_mask_used_as_reference_is_accepted(document: Document) -> None:
    _run(document, 0, _block(1, 2, 2), 1)
    _do(document, gestures.set_reference(document, 0, [1, 2], reference=True))
    assert document.cell(0, 1) == Cell(Provenance.ACCEPTED, 0.9, reference=True)
    assert document.cell(0, 2) == Cell()
    _do(document, gestures.set_reference(document, 0, [1], reference=False))
    assert document.references() == {}


def test_only_owned_cells_speak_as_references() -> None:
    table = CellTable({(0, 1): Cell(Provenance.PROPAGATED, reference=True)})
    assert table.references() == {}


def test_locked_pixels_are_neither_taken_nor_added_to(document: Document) -> None:
    _draw(document, 0, 2, 2, 2)
    _do(document, gestures.set_locked(document, [0], [2], locked=True))
    _do(document, gestures.paint(document, 0, (0, 0, 8, 12), np.ones(SIZE, np.uint8), 1, "Fill"))
    assert (document.label_map(0) == np.where(_block(2, 2, 2), 2, 1)).all()
    twos = np.full((8, 12), 2, np.uint8)
    assert gestures.paint(document, 0, (0, 0, 8, 12), twos, 2, "Fill") is None
    for gesture in (gestures.remove_object, lambda d, i: gestures.swap_ids(d, 1, i, 0)):
        with pytest.raises(gestures.LockedError, match="cat is locked on frame 0"):
            gesture(document, 2)
    assert gestures.swap_ids(document, 1, 2, 1) is None, "later frames are not locked"


def test_what_tools_protect(document: Document) -> None:
    _do(document, gestures.change_object(document, 2, locked=True))
    assert gestures.protected_ids(document, 0, 1, protect_others=False) == {2}
    assert gestures.protected_ids(document, 0, 0, protect_others=True) == {1, 2, 255}


def test_swapping_repairs_a_mix_up_from_a_frame_on(document: Document) -> None:
    for frame in (0, 1):
        _draw(document, frame, 1, 2, 2)
        _run(document, frame, _block(2, 5, 8), 2)
    _do(document, gestures.swap_ids(document, 1, 2, 1))
    assert document.cell(0, 1) == DRAWN
    assert document.cell(1, 2) == DRAWN
    assert document.cell(1, 1).provenance is Provenance.PROPAGATED
    assert document.label_map(1)[2, 2] == 2
    assert document.label_map(1)[5, 8] == 1
    assert document.label_map(0)[2, 2] == 1


def test_merging_joins_pixels_and_human_wins(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    _run(document, 0, _block(2, 5, 8), 2)
    _run(document, 1, _block(2, 5, 8), 2)
    _do(document, gestures.merge_objects(document, 2, 1))
    assert document.objects == (ObjectInfo(1, "dog"),)
    assert document.cell(0, 1) == CORRECTED
    assert document.cell(1, 1) == Cell(Provenance.PROPAGATED, 0.9)
    assert int((document.label_map(0) == 1).sum()) == 18
    with pytest.raises(ValueError, match="itself"):
        gestures.merge_objects(document, 1, 1)


def test_splitting_gives_every_further_part_a_name_of_its_own(document: Document) -> None:
    _draw(document, 0, 1, 0, 0)
    _draw(document, 0, 1, 5, 8)
    _do(document, gestures.paint(document, 0, (0, 3, 1, 4), np.ones((1, 1), np.uint8), 1, "Dot"))
    _do(document, gestures.split_object(document, 0, 1))
    assert [item.name for item in document.objects] == ["dog", "cat", "dog 2"]
    assert int((document.label_map(0) == 1).sum()) == 10
    assert document.cell(0, 3) == DRAWN
    assert gestures.split_object(document, 0, 1) is None


def test_copying_replaces_the_mask_and_spares_the_protected(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    _draw(document, 1, 1, 5, 8)
    _draw(document, 1, 2, 3, 3)
    _do(document, gestures.copy_from(document, 0, 1, [1], protect={2}))
    expected = _block(1, 2, 2)
    expected[3:6, 3:6] = 2
    assert (document.label_map(1) == expected).all()
    assert document.cell(1, 1) == DRAWN


def test_importing_replaces_frames_and_adds_objects(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    known = [ObjectInfo(5, "ball", category="toy"), ObjectInfo(1, "not this name")]
    _do(document, gestures.import_maps(document, {0: _block(5, 1, 1)}, objects=known))
    assert document.cells(0) == {5: Cell(Provenance.IMPORTED, reference=True)}
    assert document.object(5).category == "toy"
    assert document.object(1).name == "dog"
    with pytest.raises(ValueError, match="mask of shape"):
        gestures.import_maps(document, {0: np.zeros((3, 3), np.uint8)})


def test_clearing_forgets_mask_and_cell(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    _do(document, gestures.clear(document, [0], [1]))
    assert document.cells(0) == {}
    assert not document.has_labels(0)


def test_refining_reaches_only_as_far_as_it_says(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    _draw(document, 0, 2, 2, 5)
    group = gestures.refine(
        document, 0, 1, lambda m: grow(m, 1), title="Grow", margin=1, protect={2}
    )
    _do(document, group)
    assert int((document.label_map(0) == 1).sum()) == 9 + 3 * 3
    assert int((document.label_map(0) == 2).sum()) == 9


def test_objects_are_added_ordered_and_changed(document: Document) -> None:
    _do(document, gestures.add_object(document))
    _do(document, gestures.reorder(document, [3, 1, 2]))
    _do(document, gestures.rename(document, 3, "ball"))
    _do(document, gestures.recolour(document, 3, (9, 8, 7)))
    assert document.objects[0] == ObjectInfo(3, "ball", (9, 8, 7))
    assert document.can_undo == "Recolour ball"
    with pytest.raises(ValueError, match="every object once"):
        gestures.reorder(document, [1, 2])
    with pytest.raises(ValueError, match="exists already"):
        gestures.add_object(document, object_id=3)
    with pytest.raises(ValueError, match="1 to 254"):
        gestures.add_object(document, object_id=255)


def test_there_are_254_objects_and_no_more() -> None:
    objects = tuple(ObjectInfo(number, "x") for number in range(1, 255))
    document = Document(size=SIZE, frames=1, state=DocumentState(objects))
    with pytest.raises(ValueError, match="at most 254"):
        gestures.add_object(document)


def test_a_run_ignores_objects_deleted_meanwhile(document: Document) -> None:
    result = RunResult(0, _block(2, 2, 2), {2: 0.5}, (1, 2))
    _do(document, gestures.remove_object(document, 2))
    _do(document, write_run(document, [result]))
    assert document.cells(0) == {1: Cell(Provenance.PROPAGATED)}
    assert not document.has_labels(0)


def test_a_run_stays_one_step_while_the_user_draws_on_other_frames(document: Document) -> None:
    def part(frame: int) -> None:
        result = RunResult(frame, _block(2, 2, 2), {2: 0.9}, (2,))
        _do(document, write_run(document, [result], title="Run", run="r"))

    part(0)
    _draw(document, 3, 1, 2, 2)
    part(1)
    assert document.undo_steps == 2
    assert document.can_undo == "Paint"
    document.undo()
    document.undo()
    assert document.labelled == frozenset()
    document.redo()
    assert document.labelled == {0, 1}
    document.redo()
    _draw(document, 2, 1, 2, 2)
    part(2)
    assert document.can_undo == "Paint", "drawn on a frame that the run reached later"
    assert document.undo_steps == 3


def test_a_result_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="result of shape"):
        merge_run(np.zeros((2, 2), np.uint8), {}, np.zeros((2, 3), np.uint8), {1})


def test_signals_tell_what_changed(document: Document) -> None:
    told: list[tuple[object, ...]] = []
    document.changed.connect(lambda frames, objects: told.append((frames, objects)))
    document.committed.connect(lambda group, kind: told.append((group.title, kind)))
    _draw(document, 2, 1, 2, 2)
    document.undo()
    document.redo()
    assert document.revision == 3
    frames = (frozenset({2}), False)
    assert told == [
        *(frames, ("Paint", "apply"), frames, ("Paint", "undo"), frames, ("Paint", "redo"))
    ]


def test_a_label_map_handed_out_never_changes(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    seen = document.label_map(0)
    before = seen.tobytes()
    _draw(document, 0, 2, 3, 3)
    assert seen.tobytes() == before
    assert not seen.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        seen[0, 0] = 1


def test_unsaved_frames_outlive_a_small_cache() -> None:
    """Without a file behind it, a document may not drop what was drawn."""
    state = DocumentState((ObjectInfo(1, "dog"),), cache_bytes=1)
    document = Document(size=SIZE, frames=4, state=state)
    for frame in range(4):
        _draw(document, frame, 1, frame, 0)
    for frame in range(4):
        assert (document.label_map(frame) == _block(1, frame, 0)).all()


def test_the_history_forgets_its_oldest_steps_but_never_the_newest() -> None:
    state = DocumentState((ObjectInfo(1, "dog"),), history_bytes=900)
    document = Document(size=SIZE, frames=4, state=state)
    for frame in range(4):
        _draw(document, frame, 1, 0, 0)
    assert document.undo_steps == 1
    assert document.undo() is not None
    assert document.undo() is None
    assert not document.has_labels(3)
    assert document.has_labels(2)


def test_a_group_with_a_damaged_patch_changes_nothing(document: Document) -> None:
    _draw(document, 0, 1, 2, 2)
    whole = gestures.mark_absent(document, [0], 1)
    assert whole is not None
    broken = PixelEdit(1, (0, 0, 2, 2), b"", b"R damaged")
    with pytest.raises(ValueError, match="damaged label data"):
        document.apply(Group("Broken", (*whole.edits, broken)))
    assert document.cell(0, 1) == DRAWN
    assert (document.label_map(0) == _block(1, 2, 2)).all()
    assert document.can_undo == "Paint"


@pytest.mark.parametrize("data", [b"", b"SSTG", b"SSTG\x09\0\0\0\0\0", b"\0" * 50])
def test_damaged_undo_steps_are_told(data: bytes) -> None:
    with pytest.raises(ValueError, match="damaged undo step"):
        from_bytes(data)


def test_combining_cells_never_loses_a_human() -> None:
    drawn, absent = Cell(Provenance.DRAWN), Cell(Provenance.ABSENT, reference=True)
    propagated = Cell(Provenance.PROPAGATED, 0.4)
    accepted = Cell(Provenance.ACCEPTED, 0.7)
    assert combined([]) == Cell()
    assert combined([absent, propagated]) == propagated
    assert combined([drawn, propagated]) == Cell(Provenance.CORRECTED)
    assert combined([accepted, propagated]) == propagated
    assert combined([accepted, Cell(Provenance.ACCEPTED, 0.2)]) == Cell(Provenance.ACCEPTED, 0.2)
