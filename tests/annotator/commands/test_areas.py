"""Areas of masks: counted once per look, kept in step with the document."""

import numpy as np
import pytest

from annotator.commands.areas import Areas
from annotator.commands.checklist import Checklist
from annotator.document import gestures
from annotator.document.document import Document

SIZE = (40, 50)


def _drawn(document: Document, frame: int, rows: int) -> None:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[:rows, :10] = 1
    group = gestures.paint(document, frame, (0, 0, *SIZE), label_map, 1, "Brush")
    assert group
    document.apply(group)


def _document() -> Document:
    document = Document(size=SIZE, frames=6)
    document.apply(gestures.add_object(document, "dog"))
    return document


def test_areas_follow_strokes_undo_and_what_is_not_visible() -> None:
    document = _document()
    _drawn(document, 2, 20)
    checklist = Checklist(document)
    assert np.isnan(checklist.areas.of(1)).all(), "nobody has looked yet"
    checklist.catch_up()
    assert checklist.areas.of(1)[2] == pytest.approx(10)
    _drawn(document, 2, 30)
    assert checklist.areas.of(1)[2] == pytest.approx(15), "a stroke is looked at where it happens"
    document.undo()
    checklist.catch_up()
    assert checklist.areas.of(1)[2] == pytest.approx(10)
    absent = gestures.mark_absent(document, [4], 1)
    assert absent
    document.apply(absent)
    checklist.catch_up()
    assert checklist.areas.of(1)[4] == 0
    assert np.isnan(checklist.areas.of(1)[[0, 1, 3, 5]]).all()
    assert np.isnan(checklist.areas.of(2)).all()


def test_a_mask_that_goes_leaves_no_area_behind() -> None:
    document = _document()
    _drawn(document, 2, 20)
    checklist = Checklist(document)
    checklist.catch_up()
    cleared = gestures.clear(document, [2], [1])
    assert cleared
    document.apply(cleared)
    checklist.catch_up()
    assert not checklist.areas.of(1)[2] > 0


def test_large_label_maps_are_counted_in_steps_and_hardly_differ() -> None:
    rows, cols = np.mgrid[:2160, :3840]
    disc = ((rows - 900) ** 2 + (cols - 1500) ** 2 < 200**2).astype(np.uint8)
    areas = Areas(1)
    areas.look(0, disc, [1])
    assert areas.of(1)[0] == pytest.approx(100 * disc.mean(), rel=2e-3)
