"""How things look, through the real window: switches, held keys, levels, options of tools."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot
from still_window import StillEngine, at, drag, open_clip, press

from annotator.commands.runs import Running
from annotator.document import gestures
from annotator.document.ownership import RunResult, new_run, write_run
from annotator.engine.certainty import pack
from annotator.engine.messages import EngineStatus, FrameDone, Looked, LookedFrame, LookedKind
from annotator.ui.canvas.frame_pixels import NEUTRAL, Levels
from annotator.ui.look.colours import confidence_colours
from annotator.ui.look.theme import DARK, LIGHT
from annotator.ui.main_window import MainWindow
from sst_core.labels import VOID
from tests.annotator.ui.conftest import close_to_golden, pixels_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support")


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, clip: Path) -> MainWindow:
    """A window with a stroke of object 1 on frame 0 and a run over frames 1 and 2."""
    open_clip(qtbot, window, clip)
    drag(window, (150, 200), (150, 300))
    assert window.session is not None
    document = window.session.document
    run = new_run()
    for frame in (1, 2):
        found = np.zeros(document.size, np.uint8)
        found[100:200, 180 + 40 * frame : 300 + 40 * frame] = 1
        result = RunResult(frame=frame, label_map=found, confidence={1: 0.6}, objects=(1,))
        window.session.do(write_run(document, [result], title="Track", run=run))
    window.session.go(1)
    return window


def _colour(window: MainWindow, row: float, col: float) -> tuple[int, int, int]:
    shown = pixels_of(window.canvas)
    place = at(window, row, col)
    return tuple(int(part) for part in shown[place.y(), place.x()])  # type: ignore[return-value]


def test_a_key_outlines_the_neighbours_of_the_object_in_hand(opened: MainWindow) -> None:
    """Amber where it was on the frame before, blue where it will be; gone with the same key."""
    before = pixels_of(opened.canvas)
    press(opened, Qt.Key.Key_U)
    after = pixels_of(opened.canvas)
    changed = (before != after).any(axis=-1)
    amber = np.abs(after.astype(int) - (255, 176, 60)).sum(axis=-1) < 90
    blue = np.abs(after.astype(int) - (70, 200, 255)).sum(axis=-1) < 90
    assert (changed & amber).sum() > 50
    assert (changed & blue).sum() > 50
    press(opened, Qt.Key.Key_U)
    assert np.array_equal(pixels_of(opened.canvas), before)


def test_confidence_colours_masks_and_says_the_number(opened: MainWindow) -> None:
    press(opened, Qt.Key.Key_C, shift=True)
    table = opened.canvas.style_shown.colours
    assert tuple(table[1]) == tuple(confidence_colours()[round(0.6 * 255)])
    assert [text for *_, text in opened.canvas.scene_state.notes] == ["object 1  60%"]
    assert opened.session is not None
    opened.session.go(0)
    assert [text for *_, text in opened.canvas.scene_state.notes] == ["object 1  yours"]
    press(opened, Qt.Key.Key_C, shift=True)
    assert opened.canvas.scene_state.notes == ()
    assert tuple(opened.canvas.style_shown.colours[1]) != (226, 230, 236)


def test_confidence_is_seen_pixel_by_pixel_where_a_run_told_it(opened: MainWindow) -> None:
    """A sure left half is blue, a doubtful right half is orange; the user's own stays pale."""
    assert opened.session is not None
    session = opened.session
    share = np.full(session.document.size, 252, np.uint8)
    share[:, 280:] = 120
    session.runs.certainties.keep(FrameDone(1, 0, 1, b"", {1: 0.6}, (1,), pack(share)))
    press(opened, Qt.Key.Key_C, shift=True)
    (red, _, blue), (red_right, _, blue_right) = (
        _colour(opened, 150, col) for col in (240.0, 320.0)
    )
    plain = _plain(opened, (150, 240)), _plain(opened, (150, 320))
    assert blue - red > plain[0][2] - plain[0][0]
    assert red_right - blue_right > plain[1][0] - plain[1][2]
    opened.session.go(0)
    assert opened.canvas.scene_state.certain is None
    press(opened, Qt.Key.Key_C, shift=True)
    opened.session.go(1)
    assert opened.canvas.scene_state.certain is None


def _plain(window: MainWindow, place: tuple[float, float]) -> tuple[int, int, int]:
    """The picture there without masks."""
    window.canvas.set_overlay_visible(False)
    found = _colour(window, *place)
    window.canvas.set_overlay_visible(True)
    return found


def test_holding_a_key_shows_the_frame_before_the_last_run(opened: MainWindow) -> None:
    """Only what is shown changes; drawing goes on where the masks are."""
    with_run = _colour(opened, 150, 300)
    QTest.keyPress(opened.canvas, Qt.Key.Key_Q)
    instead = opened.canvas.scene_state.instead
    assert instead is not None
    assert not instead.any()
    assert opened.canvas.scene_state.badge == "before: Track"
    assert _colour(opened, 150, 300) != with_run
    QTest.keyRelease(opened.canvas, Qt.Key.Key_Q)
    assert opened.canvas.scene_state.instead is None
    assert _colour(opened, 150, 300) == with_run


def test_without_a_run_the_key_says_so(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    open_clip(qtbot, window, clip)
    QTest.keyPress(window.canvas, Qt.Key.Key_Q)
    QTest.keyRelease(window.canvas, Qt.Key.Key_Q)
    assert window.banner.sentence == "There is no run to compare with yet."


def test_peeking_is_holding_and_a_tap_is_a_switch(opened: MainWindow) -> None:
    QTest.keyClick(opened.canvas, Qt.Key.Key_H)
    assert opened.hands.overlay_hidden
    QTest.keyPress(opened.canvas, Qt.Key.Key_H)
    assert opened.canvas.scene_state.visible
    QTest.qWait(350)
    QTest.keyRelease(opened.canvas, Qt.Key.Key_H)
    assert opened.hands.overlay_hidden


def test_levels_are_for_the_eye_only_and_come_back_with_the_project(
    qtbot: QtBot, opened: MainWindow, clip: Path
) -> None:
    assert opened.session is not None
    picture = opened.session.provider.get(1)
    assert picture is not None
    untouched = picture.copy()
    dark = _colour(opened, 20, 20)
    press(opened, Qt.Key.Key_D, shift=True)
    popover = opened.stage.bar.look
    assert popover.isVisible()
    popover.brightness.setValue(40)
    popover.gamma.setValue(50)
    assert opened.picture.sight.levels == Levels(0.4, 1.0, 2.0)
    assert sum(_colour(opened, 20, 20)) > sum(dark)
    assert np.array_equal(picture, untouched)
    popover.hide()
    opened.controller.detach()
    assert opened.picture.sight.levels == NEUTRAL
    opened.open_path(clip.with_suffix(".sst"))
    qtbot.waitUntil(lambda: opened.session is not None, timeout=20_000)
    assert opened.picture.sight.levels == Levels(0.4, 1.0, 2.0)
    opened.stage.bar.open_look()
    popover.reset.click()
    assert opened.picture.sight.levels == NEUTRAL
    popover.hide()


def test_opacity_and_colours_are_settings_and_seen_at_once(opened: MainWindow) -> None:
    opened.stage.bar.open_look()
    popover = opened.stage.bar.look
    popover.opacity.setValue(90)
    popover.colours.setCurrentIndex(1)
    assert opened.preferences.value.overlay_opacity == 90
    assert opened.preferences.value.palette == "colour-blind safe"
    assert opened.canvas.style_shown.opacity == 0.9
    assert tuple(opened.canvas.style_shown.colours[1]) == (230, 159, 0)
    popover.hide()


def test_void_is_painted_and_the_next_object_is_drawn_again(opened: MainWindow) -> None:
    assert opened.session is not None
    press(opened, Qt.Key.Key_V, shift=True)
    assert opened.status.text("object") == "void"
    drag(opened, (300, 500), (300, 560))
    assert opened.session.document.label_map(1)[300, 530] == VOID
    press(opened, Qt.Key.Key_1)
    assert not opened.hands.void
    assert opened.status.text("object") == "object 1"


def test_strokes_can_spare_what_lies_higher_in_the_list(opened: MainWindow) -> None:
    """Object 2 below object 1 does not take its pixels; object 1 takes those of object 2."""
    session = opened.session
    assert session is not None
    press(opened, Qt.Key.Key_2)
    opened.hands.set_paint_over("below")
    drag(opened, (150, 100), (150, 400))
    row = session.document.label_map(1)[150]
    assert (row[120], row[300], row[390]) == (2, 1, 2)
    press(opened, Qt.Key.Key_1)
    drag(opened, (150, 380), (150, 395))
    assert session.document.label_map(1)[150, 390] == 1


def test_the_brush_can_keep_its_size_on_screen(opened: MainWindow) -> None:
    canvas = opened.canvas
    circle = canvas.brush.in_view(canvas.zoom)
    press(opened, Qt.Key.Key_B, shift=True)
    assert canvas.brush.in_view(canvas.zoom) == pytest.approx(circle)
    canvas.zoom_at(3.0)
    assert canvas.brush.in_view(canvas.zoom) == pytest.approx(circle)
    opened.stage.options.store()
    assert opened.preferences.value.brush_on_screen


def test_the_tolerance_reaches_the_fill_tool(opened: MainWindow) -> None:
    opened.hands.use_tool("fill")
    bar = opened.stage.bar
    assert bar.tolerance.isVisible()
    assert not bar.radius.isVisible()
    bar.tolerance.setValue(77)
    assert opened.canvas.tool.tolerance == 77  # type: ignore[attr-defined]
    opened.hands.use_tool("brush")
    opened.hands.use_tool("fill")
    assert opened.canvas.tool.tolerance == 77  # type: ignore[attr-defined]


def test_a_click_fills_a_region_of_the_picture(qtbot: QtBot, opened: MainWindow) -> None:
    """The decoder's frames must not be written, and are filled from nevertheless."""
    session = opened.session
    assert session is not None
    qtbot.waitUntil(lambda: opened.picture.exact)
    opened.hands.use_tool("fill")
    opened.stage.bar.tolerance.setValue(60)
    press(opened, Qt.Key.Key_2)
    QTest.mouseClick(opened.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at(opened, 30, 30))
    filled = session.document.label_map(1) == 2
    assert filled[30, 30]
    assert 0 < filled.sum() < filled.size // 2


def test_the_amounts_of_refine_are_used(opened: MainWindow) -> None:
    """Growing by five pixels is wider than by one; an amount is remembered."""
    session = opened.session
    assert session is not None
    area = int((session.document.label_map(1) == 1).sum())
    opened.stage.bar.refine.grow.setValue(5)
    opened.actions_.run("draw.grow")
    grown = int((session.document.label_map(1) == 1).sum())
    assert grown > area + 4 * 400
    assert opened.preferences.value.grow_px == 5


def test_the_status_bar_says_where_and_how_much(opened: MainWindow, engine: StillEngine) -> None:
    assert opened.status.text("place") == "frame 1  0.04 s"
    engine.events.emit(EngineStatus(300 * 2**20, 0, 0))
    QTest.qWait(20)
    assert opened.status.text("memory").endswith("+ 300 MB")


def _answer(ticket: int, frame: int) -> Looked:
    picture = QImage(36, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor(90, 110, 130))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "JPG")
    heat = np.zeros((4, 8), np.uint8)
    heat[1, 2], heat[2, 3] = 255, 120
    kinds: tuple[tuple[int, LookedKind], ...] = ((0, "reference"), (1, "before"))
    frames = tuple(
        LookedFrame(number, kind, heat.tobytes(), (4, 8), 0.5, (1, 2), bytes(data.data()))
        for number, kind in kinds
    )
    cell = (90.0, 160.0, 180.0, 240.0)
    return Looked(ticket, frame, frames, cell, (360.0, 640.0), (360, 640), 0.8, 0.91, 0.72)


def test_what_the_model_looks_at_is_asked_once_at_a_time(
    opened: MainWindow, engine: StillEngine
) -> None:
    """A second place waits for the first answer; an answer is shown; the switch ends it."""
    press(opened, Qt.Key.Key_Y)
    view = opened.stage.view
    assert view.isVisible()
    port = opened.canvas.viewport()
    QTest.mouseMove(port, at(opened, 150, 250))
    QTest.mouseMove(port, at(opened, 170, 260))
    assert len(engine.questions) == 1
    first = engine.questions[0]
    assert (first.frame, first.object_id, [one.frame for one in first.references]) == (1, 1, [0])
    engine.events.emit(_answer(first.ticket, 1))
    QTest.qWait(20)
    assert view.answer is not None
    assert opened.canvas.scene_state.cell == (90.0, 160.0, 180.0, 240.0)
    assert len(engine.questions) == 2
    engine.events.emit(_answer(999, 1))
    QTest.qWait(20)
    press(opened, Qt.Key.Key_Y)
    assert not view.isVisible()
    assert opened.canvas.scene_state.cell is None


def test_an_answer_to_another_frame_is_not_shown(opened: MainWindow, engine: StillEngine) -> None:
    press(opened, Qt.Key.Key_Y)
    QTest.mouseMove(opened.canvas.viewport(), at(opened, 150, 250))
    ticket = engine.questions[0].ticket
    assert opened.session is not None
    opened.session.go(2)
    engine.events.emit(_answer(ticket, 1))
    QTest.qWait(20)
    assert opened.stage.view.answer is None
    assert engine.questions[-1].frame == 2


def test_without_a_mask_there_is_nothing_to_look_at(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, clip)
    press(window, Qt.Key.Key_Y)
    for place in ((40, 40), (150, 250)):
        QTest.mouseMove(window.canvas.viewport(), at(window, *place))
    assert engine.questions == []
    assert "Draw a mask first" in window.stage.view.sentence


def test_golden_card_of_what_the_model_looks_at(opened: MainWindow) -> None:
    opened.stage.view.show_answer(_answer(1, 1), "")
    opened.stage.view.show()
    shown = pixels_of(opened.stage.view)[26:]
    assert close_to_golden(shown[: shown.shape[0] // 2], "looks_card")


def test_nothing_is_cut_off_in_a_small_window(opened: MainWindow) -> None:
    """Every button of the option bar has its full size at 1100 x 700, whatever the tool."""
    opened.resize(1100, 700)
    for name in ("brush", "fill", "polygon", "scribble", "pan"):
        opened.hands.use_tool(name)
        QTest.qWait(10)
        bar = opened.stage.bar
        assert bar.minimumSizeHint().width() <= bar.width()


def test_a_run_is_told_in_full_in_a_small_window(opened: MainWindow) -> None:
    """Beside the progress of a run the buttons do without words, and have them back after it."""
    opened.resize(1100, 700)
    state = Running(1, "Track", "forward", (0, 72), done=97, total=289, speed=11.8)
    opened.transport.show_run(state)
    QTest.qWait(20)
    assert opened.transport.sizeHint().width() <= opened.transport.width()
    opened.transport.show_run(None)
    QTest.qWait(20)
    buttons = opened.transport.findChildren(QToolButton)
    styles = {button.toolButtonStyle() for button in buttons if "Track" in button.text()}
    assert styles == {Qt.ToolButtonStyle.ToolButtonTextBesideIcon}


class _DarkDesktop:
    """What Qt would say on a dark desktop."""

    def colorScheme(self) -> Qt.ColorScheme:
        return Qt.ColorScheme.Dark


def test_the_theme_follows_the_system(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dark as soon as the desktop is dark; a theme of one's own stays."""
    hints = QApplication.styleHints()
    monkeypatch.setattr(QApplication, "styleHints", _DarkDesktop)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert opened.scheme is DARK
    opened.preferences.set(theme="light")
    assert opened.scheme is LIGHT
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert opened.scheme is LIGHT


def test_a_filled_hole_is_the_users_own(opened: MainWindow) -> None:
    session = opened.session
    assert session is not None
    holed = session.document.label_map(1)[150:152, 260:262].copy()
    holed[:] = 0
    session.do(gestures.paint(session.document, 1, (150, 260, 152, 262), holed, 1, "Hole"))
    opened.actions_.run("draw.fill_holes")
    assert session.document.label_map(1)[150, 260] == 1
