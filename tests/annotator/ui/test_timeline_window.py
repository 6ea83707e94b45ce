"""The timeline through real mouse and wheel events."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.commands.checklist import Checklist
from annotator.commands.selection import Selection
from annotator.document import gestures
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline.model import Span
from annotator.ui.timeline.thumbnails import Thumbnails
from annotator.ui.timeline.timeline import Timeline
from tests.annotator.ui.conftest import Show, close_to_golden, make_document, picture, pixels_of

HEADER, LANE, RULER = SIZES.header, SIZES.lane, SIZES.ruler

P = Provenance
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def cells() -> dict[tuple[int, int], Cell]:
    """Every kind of cell, on two lanes of 100 frames."""
    made = {(frame, 1): Cell(P.PROPAGATED, 1 - frame / 100) for frame in range(100)}
    made |= {(frame, 2): Cell(P.ACCEPTED, 0.9, locked=frame > 30) for frame in range(20, 40)}
    made |= {(frame, 2): Cell(P.ABSENT) for frame in range(50, 60)}
    made |= {(frame, 2): Cell(P.IMPORTED) for frame in range(70, 80)}
    made[0, 1] = made[0, 2] = Cell(P.DRAWN, None, reference=True)
    made[45, 1] = Cell(P.CORRECTED, None, reference=True)
    return made


@pytest.fixture
def timeline(shown: Show) -> Timeline:
    """A timeline of 100 frames at 6 points a frame."""
    widget = Timeline()
    shown(widget, HEADER + 600, RULER + 3 * LANE)
    colours = QPalette()
    colours.setColor(QPalette.ColorRole.Base, QColor(32, 33, 36))
    colours.setColor(QPalette.ColorRole.Window, QColor(43, 44, 48))
    colours.setColor(QPalette.ColorRole.WindowText, QColor(230, 230, 230))
    widget.setPalette(colours)
    widget.set_document(make_document(cells()))
    return widget


def at(frame: int, lane: int = 0) -> QPoint:
    return QPoint(round(HEADER + 6 * frame + 3), RULER + LANE * lane + LANE // 2)


def wheel(
    widget: QWidget, place: QPoint, turn: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_click_jumps_to_the_frame_under_it(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.frame_chosen) as told:
        QTest.mouseClick(timeline, LEFT, NONE, at(37))
    assert told.args == [37]


def test_a_drag_with_shift_selects(timeline: Timeline, qtbot: QtBot) -> None:
    told = []
    timeline.selection_changed.connect(told.append)
    QTest.mousePress(timeline, LEFT, SHIFT, at(10))
    QTest.mouseMove(timeline, at(25, lane=1))
    QTest.mouseRelease(timeline, LEFT, SHIFT, at(25, lane=1))
    assert told[-1] == Selection(10, 25, (1, 2))


def test_a_drag_on_the_ruler_selects_all_objects(timeline: Timeline) -> None:
    told = []
    timeline.selection_changed.connect(told.append)
    y = QPoint(0, RULER + LANE // 2 - 5)
    QTest.mousePress(timeline, LEFT, NONE, at(40) - y)
    QTest.mouseMove(timeline, at(60) - y)
    QTest.mouseRelease(timeline, LEFT, NONE, at(60) - y)
    assert told[-1] == Selection(40, 60)


def test_a_click_on_a_name_takes_the_object(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.object_chosen) as told:
        QTest.mouseClick(timeline, LEFT, NONE, QPoint(40, RULER + LANE + 4))
    assert told.args == [2]


def test_the_wheel_zooms_around_the_pointer_and_shift_scrolls(timeline: Timeline) -> None:
    wheel(timeline, at(50), QPoint(0, 480))
    assert timeline.look.span.width == pytest.approx(6 * 1.25**4)
    under = timeline.look.span.frame_at(at(50).x() - HEADER)
    assert under == pytest.approx(50.5)
    first = timeline.look.span.first
    wheel(timeline, at(50), QPoint(0, -120), SHIFT)
    assert timeline.look.span.first > first
    timeline.show_all()
    assert timeline.look.span == Span(0.0, 6.0)


def test_a_document_change_is_seen_at_once(timeline: Timeline) -> None:
    document = make_document()
    timeline.set_document(document)
    place = at(5)
    before = pixels_of(timeline)[place.y(), place.x()].astype(int)
    group = gestures.mark_absent(document, [5], 1)
    assert group is not None
    document.apply(group)
    after = pixels_of(timeline)[place.y(), place.x()].astype(int)
    assert np.abs(after - before).max() > 15
    timeline.set_document(None)
    document.undo()
    assert timeline.look.lanes == []


def test_an_absent_reference_is_as_visible_as_a_drawn_one(timeline: Timeline) -> None:
    timeline.set_document(make_document({(5, 1): Cell(P.ABSENT, None, reference=True)}, frames=300))
    row = pixels_of(timeline)[RULER + LANE // 2, HEADER:].astype(int)
    assert np.abs(row - row[-1]).max() > 60


def test_a_new_object_gets_a_lane(timeline: Timeline) -> None:
    document = make_document()
    timeline.set_document(document)
    document.apply(gestures.add_object(document, name="hand"))
    assert [lane.name for lane in timeline.look.lanes] == ["dog", "ball", "hand"]


def test_the_playhead_moves_by_repainting_two_strips(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    rects = []
    monkeypatch.setattr(timeline, "update", lambda *rect: rects.extend(rect))
    timeline.set_frame(60)
    assert len(rects) == 2
    assert all(rect.width() < 40 for rect in rects)


def test_hovering_tells_the_frame_and_shows_its_picture(timeline: Timeline, qtbot: QtBot) -> None:
    asked = []
    timeline.set_thumbnails(Thumbnails(lambda frame: asked.append(frame) or picture()))
    with qtbot.waitSignal(timeline.hovered) as told:
        QTest.mouseMove(timeline, at(45))
    assert told.args == [45]
    for frame in (46, 45):
        with qtbot.waitSignal(timeline.hovered):
            QTest.mouseMove(timeline, at(frame))
    assert asked == [45, 46]


def test_golden_whole_clip(timeline: Timeline) -> None:
    timeline.set_frame(62)
    timeline.set_selection(Selection(80, 90, (1,)))
    timeline.set_marks((5, 94))
    lanes = pixels_of(timeline)[RULER + 1 :, HEADER:]
    assert close_to_golden(lanes, "timeline_whole")


def test_golden_zoomed_out(timeline: Timeline) -> None:
    many = {(frame, 1): Cell(P.PROPAGATED, 0.95) for frame in range(5000)}
    many |= {(frame, 2): Cell(P.DRAWN, None, reference=True) for frame in range(0, 5000, 250)}
    timeline.set_document(make_document(many, frames=5000))
    assert close_to_golden(pixels_of(timeline)[RULER + 1 :, HEADER:], "timeline_zoomed_out")


def test_golden_with_flags_on_what_needs_eyes(timeline: Timeline) -> None:
    """Doubt as it was judged, not as the model saw itself, and a flag where to look."""
    checklist = Checklist(timeline_document(timeline))
    while checklist.catch_up():
        pass
    timeline.show_checks(checklist)
    assert [object_id for _, object_id in timeline.look.checks] == [1, 1]
    assert close_to_golden(pixels_of(timeline)[RULER + 1 :, HEADER:], "timeline_flags")


def timeline_document(timeline: Timeline) -> Document:
    """Shows an object whose masks are sure, but for two stretches, and gives the document."""
    made = {(frame, 1): Cell(P.PROPAGATED, 0.96) for frame in range(100)}
    made |= {(frame, 1): Cell(P.PROPAGATED, 0.5) for frame in range(20, 26)}
    made |= {(frame, 1): Cell(P.PROPAGATED, 0.3) for frame in range(70, 90)}
    made[0, 1] = Cell(P.DRAWN, None, reference=True)
    mask = np.zeros((60, 80), np.uint8)
    mask[10:30, 10:30] = 1
    objects = make_document().objects
    state = DocumentState(objects=objects, cells=made, labelled=frozenset(range(100)))
    document = Document(size=(60, 80), frames=100, load=lambda _frame: mask, state=state)
    timeline.set_document(document)
    return document
