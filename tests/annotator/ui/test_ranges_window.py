"""Ranges, menus and objects through the real window: mouse and keys only."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from still_window import StillEngine, open_clip, press

from annotator.commands.selection import Selection
from annotator.commands.session import Session
from annotator.document import gestures
from annotator.document.cells import Provenance
from annotator.document.ownership import RunResult, write_run
from annotator.ui.look.sizes import SIZES
from annotator.ui.main_window import MainWindow

HEADER, LANE, RULER = SIZES.header, SIZES.lane, SIZES.ruler

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def session(qtbot: QtBot, window: MainWindow, clip: Path) -> Session:
    """The sample with two objects, carried over 30 frames."""
    open_clip(qtbot, window, clip)
    made = window.session
    assert made is not None
    made.add_object("fish")
    made.add_object("crab")
    height, width = made.document.size
    label_map = np.zeros((height, width), np.uint8)
    label_map[20:60, 20:80] = 1
    label_map[100:140, 20:80] = 2
    made.do(gestures.paint(made.document, 0, (0, 0, height, width), label_map, 1, "Draw"))
    results = [
        RunResult(frame, label_map, {1: 0.4 if 10 <= frame < 14 else 0.96, 2: 0.96}, (1, 2))
        for frame in range(1, 30)
    ]
    group = write_run(made.document, results, title="Track forward", run="first")
    assert group
    made.document.apply(group)
    made.choose(1)
    qtbot.waitUntil(lambda: not made.checklist.behind)
    return made


def _cell(window: MainWindow, frame: int, lane: int) -> QPoint:
    span = window.timeline.look.span
    x = HEADER + span.x_of(frame) + span.width / 2
    return QPoint(round(x), RULER + LANE * lane + LANE // 2)


def _menu_on(window: MainWindow, place: QPoint) -> QMenu:
    QTest.mouseClick(window.timeline, RIGHT, NONE, place)
    menu = window.controller._intents.timeline_menu.menu
    assert menu is not None
    return menu


def _choose(menu: QMenu, title: str) -> None:
    (action,) = [item for item in menu.actions() if item.text() == title]
    assert action.isEnabled()
    action.trigger()
    menu.close()


def _select(window: MainWindow, first: int, last: int, lane: int) -> None:
    QTest.mousePress(window.timeline, LEFT, SHIFT, _cell(window, first, lane))
    QTest.mouseMove(window.timeline, _cell(window, last, lane))
    QTest.mouseRelease(window.timeline, LEFT, SHIFT, _cell(window, last, lane))


def test_the_menu_of_a_selection_acts_on_it_and_on_nothing_else(
    window: MainWindow, session: Session
) -> None:
    _select(window, 5, 9, 0)
    menu = _menu_on(window, _cell(window, 7, 0))
    assert menu.actions()[0].text() == "fish, frames 5 to 9"
    _choose(menu, "Accept")
    lane = session.document.lane(1)
    accepted = [frame for frame, cell in lane.items() if cell.provenance is Provenance.ACCEPTED]
    assert accepted == [5, 6, 7, 8, 9]
    assert session.document.cell(6, 2).provenance is Provenance.PROPAGATED


def test_the_menu_of_a_single_cell_selects_it_first(window: MainWindow, session: Session) -> None:
    menu = _menu_on(window, _cell(window, 12, 1))
    assert session.selection == Selection(12, 12, (2,))
    assert (session.frame, session.object_id) == (12, 2)
    _choose(menu, "Not visible here")
    assert session.document.cell(12, 2).provenance is Provenance.ABSENT
    assert session.document.cell(12, 1).provenance is Provenance.PROPAGATED
    assert session.document.cell(11, 2).provenance is Provenance.PROPAGATED


def test_a_range_is_filled_tracked_again_and_made_the_range_of_runs(
    window: MainWindow, session: Session, engine: StillEngine
) -> None:
    _select(window, 3, 8, 0)
    session.go(0)
    _choose(_menu_on(window, _cell(window, 5, 0)), "Copy this mask over the selection")
    assert session.document.cell(8, 1).provenance is Provenance.CORRECTED
    _choose(_menu_on(window, _cell(window, 5, 0)), "Track the selection again")
    request = engine.requests[-1]
    assert (request.mode, request.span, request.objects) == ("both", (3, 9), (1,))
    _choose(_menu_on(window, _cell(window, 5, 0)), "Range from selection")
    assert session.marks == (3, 8)


def test_a_run_can_end_at_the_next_reference_of_any_object(
    window: MainWindow, session: Session, engine: StillEngine
) -> None:
    for frame, object_id in ((5, 1), (20, 2)):
        session.do(gestures.set_reference(session.document, frame, [object_id], reference=True))
    session.go(8)
    for name, span in (("track.to_next", (8, 20)), ("track.to_previous", (6, 9))):
        window.actions_.run(name)
        assert engine.requests[-1].span == span


def test_keys_select_along_the_timeline_and_jump(window: MainWindow, session: Session) -> None:
    session.go(4)
    for key, held in ((Qt.Key.Key_Right, ALT), (Qt.Key.Key_Right, ALT | SHIFT)):
        QTest.keyClick(window.canvas, key, held)
    assert session.selection == Selection(4, 15, (1,))
    QTest.keyClick(window.canvas, Qt.Key.Key_Left, ALT | SHIFT)
    assert session.selection == Selection(4, 5, (1,))
    assert window.timeline.look.selection == (4, 5, (1,))
    press(window, Qt.Key.Key_Escape)
    assert session.selection is None
    press(window, Qt.Key.Key_PageDown)
    assert session.frame == 10, "where doubt begins"
    press(window, Qt.Key.Key_End)
    press(window, Qt.Key.Key_PageUp)
    assert session.frame == 13
    press(window, Qt.Key.Key_Backspace, ctrl=True)
    assert session.frame == 0, "drawn by hand; the run does not count"
    press(window, Qt.Key.Key_A, ctrl=True)
    assert session.selection == Selection(0, session.frames - 1)


def test_a_row_dragged_to_another_place_reorders_the_objects(
    window: MainWindow, session: Session
) -> None:
    """Qt's own drag needs a pointer grab; its outcome is made here, and heard by the window."""
    tree = window.objects._tree
    row = tree.takeTopLevelItem(1)
    tree.insertTopLevelItem(0, row)
    tree.dropped.emit()
    assert [item.id for item in session.document.objects] == [2, 1]
    assert [lane.object_id for lane in window.timeline.look.lanes] == [2, 1]
    press(window, Qt.Key.Key_Z, ctrl=True)
    assert [item.id for item in session.document.objects] == [1, 2]


def test_categories_are_offered_again_and_notes_are_kept(
    window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[tuple[str, ...]] = []

    def answer(_title: str, _label: str, choices: tuple[str, ...], _text: str) -> str:
        offered.append(tuple(choices))
        return "animal"

    monkeypatch.setattr(window.desk, "ask_choice", answer)
    monkeypatch.setattr(window.desk, "ask_lines", lambda *_words: "swims left")
    window.actions_.run("object.category")
    session.choose(2)
    window.actions_.run("object.category")
    window.actions_.run("object.note")
    assert offered == [(), ("animal",)]
    assert window.preferences.value.categories == ("animal",)
    assert [item.category for item in session.document.objects] == ["animal", "animal"]
    assert session.document.object(2).note == "swims left"
    window.actions_.run("object.categories")
    assert window.preferences.value.categories == ("swims left",)


def test_a_long_step_is_undone_in_turns_and_a_second_one_waits(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.commands.journey._AT_ONCE", 0)
    press(window, Qt.Key.Key_Z, ctrl=True)
    assert session.journey.under_way
    assert not session.do(gestures.rename(session.document, 1, "eel"))
    assert "One moment" in window.banner.sentence
    press(window, Qt.Key.Key_Z, ctrl=True)
    qtbot.waitUntil(lambda: not session.document.labelled, timeout=20_000)
    qtbot.waitUntil(lambda: not session.journey.under_way)
    assert session.document.can_redo == "Draw"
    assert session.do(gestures.rename(session.document, 1, "eel"))


def test_playing_stops_at_the_end_of_the_range_unless_it_loops(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.mark(first=2, last=4)
    session.go(2)
    press(window, Qt.Key.Key_Space, shift=True)
    assert not window.preferences.value.loop
    window.desk.toggle_play()
    qtbot.waitUntil(lambda: not window.playback.playing, timeout=10_000)
    assert session.frame == 4
