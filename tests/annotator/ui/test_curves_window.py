"""The curves through the real window: keys, clicks and the wheel; what is drawn and what not."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import pixels_of
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from still_window import open_clip, press

from annotator.commands.session import Session
from annotator.document import gestures
from annotator.document.ownership import RunResult, write_run
from annotator.ui.curves.model import Curve
from annotator.ui.curves.plot import CurvesPlot
from annotator.ui.look.sizes import SIZES
from annotator.ui.main_window import MainWindow
from annotator.ui.timeline.model import Span

HEADER = SIZES.header

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def session(qtbot: QtBot, window: MainWindow, clip: Path) -> Session:
    """An object drawn on frame 0 and carried over 40 frames; it collapses on 20 to 24."""
    open_clip(qtbot, window, clip)
    made = window.session
    assert made is not None
    made.add_object("fish")
    height, width = made.document.size
    whole, left = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    whole[20:100, 20:100] = 1
    left[20:40, 20:100] = 1
    made.do(gestures.paint(made.document, 0, (0, 0, height, width), whole, 1, "Draw"))
    results = [
        RunResult(at, left if 20 <= at < 25 else whole, {1: 0.5 if at == 22 else 0.96}, (1,))
        for at in range(1, 40)
    ]
    group = write_run(made.document, results, title="Track forward", run="first")
    assert group
    made.document.apply(group)
    qtbot.waitUntil(lambda: not made.checklist.behind)
    return made


@pytest.fixture
def plot(qtbot: QtBot, window: MainWindow, session: Session) -> CurvesPlot:
    """The curves, opened with their key."""
    press(window, Qt.Key.Key_K)
    shown = window.curves.plot
    assert shown is not None
    qtbot.waitUntil(shown.isVisible)
    qtbot.waitUntil(lambda: shown.width() == window.timeline.width())
    return shown


def _x(window: MainWindow, frame: int) -> int:
    span = window.timeline.look.span
    return round(HEADER + span.x_of(frame) + span.width / 2)


def test_the_key_shows_and_hides_them_and_the_timeline_keeps_its_height(
    window: MainWindow, plot: CurvesPlot
) -> None:
    with_curves = window.timeline.height()
    assert window.actions_["view.curves"].isChecked()
    press(window, Qt.Key.Key_K)
    assert not plot.isVisible()
    assert not window.actions_["view.curves"].isChecked()
    assert window.timeline.height() == with_curves


def test_a_click_goes_to_its_frame_and_a_drag_along_the_frames(
    window: MainWindow, session: Session, plot: CurvesPlot
) -> None:
    view = plot.viewport()
    QTest.mouseClick(view, LEFT, NONE, QPoint(_x(window, 23), 30))
    assert session.frame == 23
    assert window.timeline.look.frame == 23
    assert plot.words[0] == f"Area\n{100 * 20 * 80 / np.prod(session.document.size):.2g} %"
    QTest.mousePress(view, LEFT, NONE, QPoint(_x(window, 5), 100))
    QTest.mouseMove(view, QPoint(_x(window, 11), 100))
    QTest.mouseRelease(view, LEFT, NONE, QPoint(_x(window, 11), 100))
    assert session.frame == 11
    QTest.mouseClick(view, LEFT, NONE, QPoint(40, 30))
    assert session.frame == 11, "names are no frames"


def test_the_wheel_turns_the_timeline_and_both_show_the_same_frames(
    window: MainWindow, session: Session, plot: CurvesPlot
) -> None:
    before = window.timeline.look.span
    x = _x(window, 20)
    for _ in range(6):
        at = QPointF(x, 30)
        event = QWheelEvent(
            at, plot.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120), LEFT & ~LEFT, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(plot.viewport(), event)
    after = window.timeline.look.span
    assert after.width > before.width
    assert plot.frame_at(x) == 20
    QTest.mouseClick(plot.viewport(), LEFT, NONE, QPoint(_x(window, 21), 30))
    assert session.frame == 21


def test_the_line_has_the_colour_of_its_object_and_falls_where_the_mask_collapses(
    qtbot: QtBot, window: MainWindow, session: Session, plot: CurvesPlot
) -> None:
    window.preferences.set(theme="light")
    session.go(39)
    colour = window.picture.colours()[1].astype(int)

    def height_at(frame: int) -> float:
        x = _x(window, frame)
        shown = pixels_of(plot)[: plot.height() // 2, x - 1 : x + 2].astype(int)
        rows = np.nonzero((np.abs(shown - colour).max(axis=-1) < 40).any(axis=1))[0]
        return float(rows.mean()) if len(rows) else -1.0

    qtbot.waitUntil(lambda: height_at(10) > 0)
    assert height_at(21) > height_at(10) + 8, "a quarter of the area is half as high"
    assert height_at(45) < 0, "no mask, no line"


def test_they_follow_the_document_and_what_is_hidden(
    qtbot: QtBot, window: MainWindow, session: Session, plot: CurvesPlot
) -> None:
    session.go(3)
    assert plot.words[0] != "Area\nno mask"
    session.do(gestures.clear(session.document, [3], [1]))
    qtbot.waitUntil(lambda: plot.words[0] in {"Area\nno mask", "Area\n0 %"})
    session.undo()
    qtbot.waitUntil(lambda: plot.words[0] not in {"Area\nno mask", "Area\n0 %"})
    session.do(gestures.change_object(session.document, 1, hidden=True))
    qtbot.waitUntil(lambda: plot.words == ("Area\n", "Confidence\n"))


def test_in_a_small_window_they_give_way_and_cover_nothing(
    qtbot: QtBot, window: MainWindow, plot: CurvesPlot
) -> None:
    high = plot.height()
    window.resize(720, 480)
    qtbot.waitUntil(lambda: plot.height() < high)
    bottom = window.curves.geometry().bottom()
    assert bottom < window.timeline.geometry().top()
    assert window.timeline.geometry().bottom() <= window.timeline.parentWidget().height()


def test_who_left_them_open_finds_them_open_with_the_next_clip(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    window.preferences.set(curves=True)
    assert window.curves.plot is None, "nothing to draw yet"
    open_clip(qtbot, window, clip)
    plot = window.curves.plot
    assert plot is not None
    qtbot.waitUntil(plot.isVisible)
    qtbot.waitUntil(lambda: plot.width() == window.timeline.width())


def test_going_through_frames_draws_no_curve_again(
    qtbot: QtBot, window: MainWindow, session: Session, plot: CurvesPlot
) -> None:
    window.preferences.set(theme="light")
    qtbot.wait(400)
    drawn = plot._picture
    assert drawn is not None
    for frame in (5, 6, 30):
        session.go(frame)
        qtbot.wait(30)
        head = pixels_of(plot)[2:-2, _x(window, frame) - 1 : _x(window, frame) + 2].astype(int)
        assert (head.sum(axis=-1).min(axis=1) < 3 * 110).mean() > 0.9, "the playhead is there"
    assert plot._picture is drawn


def test_another_theme_draws_them_anew(
    qtbot: QtBot, window: MainWindow, session: Session, plot: CurvesPlot
) -> None:
    for theme, light in (("light", True), ("dark", False)):
        window.preferences.set(theme=theme)
        qtbot.wait(100)
        free = pixels_of(plot)[4:10, -40:-20]
        assert (free.mean() > 128) == light


def test_a_clip_that_is_closed_leaves_nothing_drawn(
    qtbot: QtBot, window: MainWindow, plot: CurvesPlot
) -> None:
    window.controller.detach()
    assert plot.words == ("Area\n", "Confidence\n")
    QTest.mouseClick(plot.viewport(), LEFT, NONE, QPoint(400, 30))


def test_accepting_says_what_was_accepted(window: MainWindow, session: Session) -> None:
    session.go(7)
    press(window, Qt.Key.Key_A)
    assert window.banner.sentence == "Frame 7 accepted."
    press(window, Qt.Key.Key_A)
    assert window.banner.sentence == "Nothing to accept on frame 7."
    press(window, Qt.Key.Key_A, ctrl=True)
    press(window, Qt.Key.Key_A)
    assert window.banner.sentence == "38 frames accepted."


def test_the_window_loads_no_plotting_library_and_the_library_no_graphics_card() -> None:
    """In a fresh process, with a package `cuda` that would tell."""
    code = (
        "import sys, types\n"
        "import annotator.ui.main_window\n"
        "assert 'pyqtgraph' not in sys.modules\n"
        "import annotator.ui.curves.plot\n"
        "assert 'pyqtgraph' in sys.modules\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] == 'cuda']\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_thousands_of_references_are_no_more_dots_than_the_screen_has_room_for(
    plot: CurvesPlot,
) -> None:
    """Each dot costs time; those that lie on another one show nothing."""
    frames = np.arange(20_000)
    side = np.where(frames % 2, np.nan, 3.0)
    curve = Curve(1, (90, 200, 90), side, side / 3, frames[::2], frames[:0])
    plot.set_span(Span(0, plot.width() / 20_000))
    plot.set_curves((curve,), current=1, frames=20_000)
    for pane in (plot._area, plot._sure):
        for dots in pane._dots.values():
            assert plot.width() / 8 < len(dots.data) <= plot.width() / 2
    plot.set_span(Span(0, plot.width() / 40))
    few = plot._area._dots[1, True]
    assert set(few.data["x"]) >= {at + 0.5 for at in range(0, 36, 2)}, "and all where there is room"
