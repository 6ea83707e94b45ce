"""Undo and redo in turns: keys that are pressed meanwhile wait, and none of them is lost."""

import numpy as np

from annotator.commands.journey import Journey
from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.document.ownership import RunResult, new_run, write_run

_SIZE = (400, 400)
_FRAMES = 60
"""As many frames of that size as are too much for one turn."""


def _maps(document: Document) -> dict[int, bytes]:
    return {frame: document.label_map(frame).tobytes() for frame in sorted(document.labelled)}


def _worked_on() -> tuple[Document, list[dict[int, bytes]]]:
    """Two strokes, a long run, and how the document was before each."""
    document, states = Document(size=_SIZE, frames=_FRAMES), []
    mask = np.zeros(_SIZE, np.uint8)
    for row in (10, 40):
        states.append(_maps(document))
        mask = mask.copy()
        mask[row : row + 20, 20:90] = 1
        group = gestures.import_maps(document, {0: mask})
        assert group is not None
        document.apply(group)
    states.append(_maps(document))
    run = new_run()
    for frame in range(1, _FRAMES):
        group = write_run(document, [RunResult(frame, mask, {1: 0.9}, (1,))], run=run)
        assert group is not None
        document.apply(group)
    return document, states


def test_steps_asked_for_during_a_long_one_all_follow() -> None:
    document, states = _worked_on()
    told: list[tuple[str, str]] = []

    def returned(group: Group, verb: str) -> None:
        told.append((verb, group.title))

    journey = Journey(document, returned)
    journey.patient = True
    for _ in range(3):
        journey.start("undo", near=0)
    assert journey.under_way, "the run is too long for one turn"
    turns = 0
    while journey.go(near=0):
        turns += 1
    assert turns > 1
    assert [verb for verb, _ in told] == ["Undone"] * 3
    assert _maps(document) == states[0]
    assert document.can_undo is None
