"""A frame before the last run: what comparing shows."""

import numpy as np

from annotator.document import gestures
from annotator.document.before import before_last_run
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.document.ownership import RunResult, new_run, write_run
from sst_core.labels import LabelMap

SIZE = (8, 10)


def _document() -> Document:
    state = DocumentState(objects=(ObjectInfo(1, "dog"), ObjectInfo(2, "ball")))
    return Document(size=SIZE, frames=3, state=state)


def _run(document: Document, label: int) -> None:
    found: LabelMap = np.full(SIZE, label, np.uint8)
    run = new_run()
    for frame in (1, 2):
        result = RunResult(frame=frame, label_map=found, confidence={label: 0.8}, objects=(label,))
        group = write_run(document, [result], title=f"Track {label}", run=run)
        assert group is not None
        document.apply(group)


def _stroke(document: Document, frame: int, value: int) -> None:
    patch: LabelMap = np.full((2, 2), value, np.uint8)
    group = gestures.paint(document, frame, (3, 3, 5, 5), patch, value, "Brush")
    assert group is not None
    document.apply(group)


def test_without_a_run_there_is_nothing_to_compare_with() -> None:
    document = _document()
    _stroke(document, 1, 1)
    assert before_last_run(document, 1) is None


def test_the_frame_is_as_it_was_before_the_run_and_the_strokes_since() -> None:
    """A stroke before the run is there, the run and a stroke after it are not."""
    document = _document()
    _stroke(document, 2, 2)
    before = document.label_map(2).copy()
    _run(document, 1)
    _stroke(document, 2, 1)
    now = document.label_map(2).copy()
    found = before_last_run(document, 2)
    assert found is not None
    assert np.array_equal(found[0], before)
    assert found[1] == "Track 1"
    assert np.array_equal(document.label_map(2), now)


def test_only_the_last_run_is_taken_back() -> None:
    document = _document()
    _run(document, 1)
    first = document.label_map(1).copy()
    _run(document, 2)
    found = before_last_run(document, 1)
    assert found is not None
    assert np.array_equal(found[0], first)


def test_a_frame_the_run_did_not_touch_is_as_it_is() -> None:
    document = _document()
    _run(document, 1)
    found = before_last_run(document, 0)
    assert found is not None
    assert not found[0].any()
