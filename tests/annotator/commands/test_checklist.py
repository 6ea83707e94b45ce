"""The list of frames to check: follows the document, forgets what a person settled."""

import numpy as np

from annotator.commands.checklist import Checklist
from annotator.document import gestures
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.document.ownership import RunResult, write_run

SIZE = (60, 80)


def _square(col: int = 10, side: int = 20) -> np.ndarray:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[10 : 10 + side, col : col + side] = 1
    return label_map


def _desk(confidence: dict[int, float]) -> Document:
    """An object drawn on frame 0 and carried over 60 frames."""
    document = Document(size=SIZE, frames=60)
    document.apply(gestures.add_object(document, "dog"))
    group = gestures.paint(document, 0, (0, 0, *SIZE), _square(), 1, "Brush")
    assert group
    document.apply(group)
    _carry(document, {frame: confidence.get(frame, 0.96) for frame in range(1, 60)})
    return document


def _carry(document: Document, confidence: dict[int, float], col: int = 10) -> None:
    results = [RunResult(at, _square(col), {1: sure}, (1,)) for at, sure in confidence.items()]
    group = write_run(document, results)
    assert group
    document.apply(group)


def test_the_weakest_frame_of_each_stretch_is_named_with_its_reason() -> None:
    checklist = Checklist(_desk({20: 0.6, 21: 0.4, 22: 0.6, 50: 0.5}))
    assert not checklist.catch_up()
    assert [one.frame for one in checklist.suggestions] == [21, 50]
    assert checklist.suggestions[0].reason == "low margin"
    assert checklist.reason(1, 21) == "low margin"
    assert checklist.reason(1, 20) == ""


def test_an_accepted_frame_is_no_longer_in_doubt() -> None:
    document = _desk({21: 0.4})
    checklist = Checklist(document)
    checklist.catch_up()
    due, told = [], []
    checklist.due.connect(lambda: due.append(True))
    checklist.changed.connect(lambda: told.append(True))
    accepted = gestures.accept(document, [21], [1])
    assert accepted
    document.apply(accepted)
    assert due == [True]
    assert checklist.behind
    checklist.catch_up()
    assert told == [True]
    assert checklist.suggestions == ()
    assert checklist.confidence(1, 21) is None


def test_a_jump_is_seen_in_the_pixels_not_in_what_the_model_thought() -> None:
    document = _desk({30: 0.865})
    checklist = Checklist(document)
    checklist.catch_up()
    assert checklist.suggestions == ()
    _carry(document, {30: 0.865}, col=55)
    checklist.catch_up()
    assert "jumped" in checklist.suggestions[0].reason
    assert checklist.suggestions[0].frame in {30, 31}


def test_work_comes_in_portions() -> None:
    checklist = Checklist(_desk({21: 0.4}))
    turns = 1
    while checklist.catch_up(0.0001):
        turns += 1
    assert turns > 3
    assert [one.frame for one in checklist.suggestions] == [21]


def test_a_removed_object_leaves_the_list_at_once() -> None:
    document = _desk({21: 0.4})
    checklist = Checklist(document)
    checklist.catch_up()
    removed = gestures.remove_object(document, 1)
    assert removed
    document.apply(removed)
    assert checklist.suggestions == ()
    checklist.close()
    document.undo()
    assert checklist.suggestions == ()


def test_a_change_of_one_object_has_that_one_judged_and_no_other() -> None:
    document = _desk({21: 0.4})
    document.apply(gestures.add_object(document, "ball"))
    checklist = Checklist(document)
    checklist.catch_up()
    dog, ball = checklist.verdict(1), checklist.verdict(2)
    _carry(document, {30: 0.3})
    checklist.catch_up()
    assert checklist.verdict(1) is not dog
    assert checklist.verdict(2) is ball
    assert [one.frame for one in checklist.suggestions] == [30, 21]


def test_what_says_nothing_new_of_a_mask_judges_nothing() -> None:
    """So a stroke beside the others costs nothing, however many masks there are."""
    document = _desk({21: 0.4})
    checklist = Checklist(document)
    checklist.catch_up()
    seen = checklist.revision
    document.changed.emit(frozenset({21, 22}), False)
    assert not checklist.behind
    assert checklist.revision == seen


def test_an_opened_project_knows_masks_without_pixels() -> None:
    """What was lost from sight in an earlier session is still in doubt."""
    cells = {(frame, 1): Cell(Provenance.PROPAGATED, 0.95) for frame in range(1, 5)}
    cells[0, 1] = Cell(Provenance.DRAWN, None, reference=True)
    there = _square()
    state = DocumentState(objects=_desk({}).objects, cells=cells, labelled=frozenset({0, 1, 2, 4}))
    document = Document(size=SIZE, frames=5, load=lambda _frame: there, state=state)
    checklist = Checklist(document)
    checklist.catch_up()
    assert [(one.frame, one.reason) for one in checklist.suggestions] == [(3, "lost from sight")]
