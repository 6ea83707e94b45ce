"""What a refresh of the panels does not do again: work is counted, not timed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.commands.session import Session
from annotator.document.cells import EMPTY, Cell, Provenance
from annotator.document.edits import CellEdit, Group
from annotator.ui.main_window import MainWindow
from annotator.ui.panels.frame_list import FrameRow
from annotator.ui.panels.objects import ObjectPanel
from annotator.ui.panels.references import ReferenceLines
from annotator.ui.timeline.view import TimelineView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def session(qtbot: QtBot, window: MainWindow, clip: Path) -> Session:
    """Two objects, and a reference on every other frame."""
    open_clip(qtbot, window, clip)
    made = window.session
    assert made is not None
    made.add_object("dog")
    made.add_object("ball")
    drawn = Cell(Provenance.DRAWN, reference=True)
    frames = range(0, made.frames, 2)
    edits = tuple(CellEdit(frame, 1, EMPTY, drawn) for frame in frames)
    made.document.apply(Group("Draw", edits))
    qtbot.waitUntil(lambda: len(window.references.rows) == len(frames))
    qtbot.waitUntil(lambda: not made.checklist.behind)
    qtbot.wait(150)  # what is still under way
    return made


def _counted(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[object]:
    """The calls of a method from now on."""
    calls: list[object] = []
    inner: Callable[..., object] = getattr(owner, name)

    def counting(*given: object, **options: object) -> object:
        calls.append(given)
        return inner(*given, **options)

    monkeypatch.setattr(owner, name, counting)
    return calls


def test_going_to_frames_makes_no_row_and_no_line_again(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = _counted(monkeypatch, ObjectPanel, "_row")
    lines = _counted(monkeypatch, ReferenceLines, "_make_anew")
    read = _counted(monkeypatch, ReferenceLines, "_take")
    cells = _counted(monkeypatch, TimelineView, "_stale")
    refreshed = _counted(monkeypatch, ReferenceLines, "update")
    for frame in (4, 8, 6):
        session.go(frame)
        session.choose(1 if frame == 8 else 2)
        qtbot.wait(100)
    assert refreshed
    assert (objects, lines, read, cells) == ([], [], [], [])
    assert window.references.body.currentIndex().row() == 3
    current = window.objects.body.currentItem()
    assert current is not None
    assert current.text(1) == "ball"


def test_a_new_reference_costs_one_frame_not_all(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(window.references.rows)
    lines = _counted(monkeypatch, ReferenceLines, "_make_anew")
    read = _counted(monkeypatch, ReferenceLines, "_take")
    drawn = Cell(Provenance.DRAWN, reference=True)
    session.document.apply(Group("Draw", (CellEdit(5, 1, EMPTY, drawn),)))
    qtbot.waitUntil(lambda: len(window.references.rows) == before - 1)  # 4, 5 and 6 share one
    assert FrameRow(4, "drawn: dog", window.references.rows[2].colour, 6) in window.references.rows
    assert (len(lines), len(read)) == (0, 1)


def test_a_name_that_is_refused_is_not_left_in_the_list(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    item = window.objects.body.topLevelItem(0)
    assert item is not None
    session.document.read_only = True
    item.setText(1, "cat")
    window.controller.schedule()
    qtbot.waitUntil(lambda: window.objects.names() == ["dog", "ball"])
    session.document.read_only = False
