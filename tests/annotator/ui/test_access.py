"""Without a mouse, without sight, without colour vision, with large letters: it can all be used."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.look.access import can_be_operated, plain
from annotator.ui.look.colours import PALETTES, colour_table
from annotator.ui.look.sizes import SIZES
from annotator.ui.main_window import MainWindow
from sst_core.labels import davis_palette, read_label_map

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
KEY, MOD = Qt.Key, Qt.KeyboardModifier
DIALOGS = ("settings", "export", "shortcuts", "about", "guide", "train")


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot, clip: Path) -> MainWindow:
    """A window with the sample, its first frame decoded exactly."""
    window.open_path(clip)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: not window.canvas.scene_state.badge, timeout=20_000)
    window.canvas.setFocus()
    return window


def _nameless(window: QWidget) -> list[str]:
    parts = [part for part in window.findChildren(QWidget) if can_be_operated(part)]
    assert parts, "there is something to operate"
    return [
        f"{type(part).__name__} {part.objectName()} in {type(part.parentWidget()).__name__}"
        for part in parts
        if not part.accessibleName() and not part.isHidden()
    ]


def test_everything_in_the_window_has_a_name_for_screen_readers(opened: MainWindow) -> None:
    assert not _nameless(opened)
    assert opened.canvas.accessibleName() == "Picture"
    assert opened.canvas.accessibleDescription() == "Frame 0 of 71. Masks: none"


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_has_a_name(opened: MainWindow, name: str) -> None:
    opened.desk.show(name)
    dialogs = [part for part in opened.findChildren(QDialog) if part.isVisible()]
    assert len(dialogs) == 1
    assert not _nameless(dialogs[0])
    dialogs[0].close()


def test_names_are_plain_words() -> None:
    assert plain("<b>Grow</b> (Shift+])<br>Widen the mask") == "Grow (Shift+]). Widen the mask"
    assert plain("&File…") == "File"
    assert plain("a < b") == "a < b"


@pytest.mark.parametrize("name", ["settings", "export"])
def test_tab_reaches_every_control_of_a_dialog(opened: MainWindow, name: str) -> None:
    opened.desk.show(name)
    (dialog,) = (part for part in opened.findChildren(QDialog) if part.isVisible())
    dialog.activateWindow()
    wanted = {
        part
        for part in dialog.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.isVisible()
        and part.isEnabled()
        and can_be_operated(part)
    }
    reached, part = set(), dialog.nextInFocusChain()
    for _ in range(500):
        reached.add(part)
        part = part.nextInFocusChain()
    assert wanted
    assert wanted <= reached
    dialog.close()


def test_every_command_is_in_the_palette(opened: MainWindow) -> None:
    opened.desk.show("palette")
    listed = opened.palette_.titles()
    assert sorted(listed) == sorted(command.title for command in opened.actions_.commands)


def test_f6_goes_round_the_parts_that_are_there(opened: MainWindow) -> None:
    seen = []
    for _ in range(4):
        QTest.keyClick(opened, KEY.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.accessibleName())
    assert seen == ["Objects", "References", "Next to check", "Picture"]
    QTest.keyClick(opened, KEY.Key_F6, MOD.ShiftModifier)
    assert opened.checks.body.hasFocus()


def _press(window: MainWindow, keys: str) -> None:
    for key in keys:
        QTest.keyClick(window.canvas, key)


def _move(
    window: MainWindow, key: Qt.Key, times: int, held: Qt.KeyboardModifier = MOD.NoModifier
) -> None:
    for _ in range(times):
        QTest.keyClick(window.canvas, key, held)


def _go_to(window: MainWindow, row: float, col: float) -> None:
    """Moves the cross to an image point, as well as steps of ten points can."""
    state = window.canvas.scene_state
    x, y = state.view.to_screen(row, col)
    assert state.pointer is not None
    across, down = x - state.pointer[0], y - state.pointer[1]
    _move(window, KEY.Key_Right if across > 0 else KEY.Key_Left, round(abs(across) / 10))
    _move(window, KEY.Key_Down if down > 0 else KEY.Key_Up, round(abs(down) / 10))


def test_a_first_mask_with_a_box_drawn_by_keys(
    opened: MainWindow, qtbot: QtBot, sample_root: Path
) -> None:
    session = opened.session
    assert session is not None
    _press(opened, "1sj")
    assert opened.canvas.keys.on
    truth = read_label_map(sample_root / "masks" / "00000.png") == 1
    rows, cols = np.nonzero(truth)
    _go_to(opened, rows.min() - 4, cols.min() - 4)
    QTest.keyClick(opened.canvas, KEY.Key_Space)
    assert opened.canvas.driver.down
    _go_to(opened, rows.max() + 4, cols.max() + 4)
    assert session.frame == 0, "arrows move the cross, not the frame"
    QTest.keyClick(opened.canvas, KEY.Key_Space)
    qtbot.waitUntil(lambda: session.document.has_labels(0), timeout=60_000)
    drawn = session.document.label_map(0) == 1
    assert opened.canvas.scene_state.cross
    assert (drawn & truth).sum() / (drawn | truth).sum() > 0.6, "the box held the fish"
    _press(opened, "j")
    QTest.keyClick(opened.canvas, KEY.Key_Right)
    assert session.frame == 1, "the arrows step through frames again"


def test_a_stroke_a_click_and_the_right_button_by_keys(opened: MainWindow) -> None:
    session = opened.session
    assert session is not None
    _press(opened, "1dj")
    QTest.keyClick(opened.canvas, KEY.Key_Space)
    _move(opened, KEY.Key_Right, 6)
    QTest.keyClick(opened.canvas, KEY.Key_Space)
    line = int((session.document.label_map(0) == 1).sum())
    assert line > 0
    for _ in range(2):
        QTest.keyClick(opened.canvas, KEY.Key_Space, MOD.ControlModifier)
    assert 0 < int((session.document.label_map(0) == 1).sum()) < line, "a dab was erased"


def test_one_pixel_steps_and_a_view_that_follows(opened: MainWindow) -> None:
    _press(opened, "1dj")
    opened.canvas.zoom_at(8.0)
    state = opened.canvas.scene_state
    before = state.pointer
    QTest.keyClick(opened.canvas, KEY.Key_Right, MOD.ShiftModifier)
    assert before is not None
    assert state.pointer is not None
    assert state.pointer[0] - before[0] == pytest.approx(state.view.scale)
    left = state.view.left
    _move(opened, KEY.Key_Right, 20, MOD.ControlModifier)
    assert state.view.left > left
    assert state.pointer[0] < opened.canvas.viewport().width()


def test_a_press_in_hand_is_dropped_when_the_keys_are_given_back(opened: MainWindow) -> None:
    session = opened.session
    assert session is not None
    _press(opened, "1dj")
    QTest.keyClick(opened.canvas, KEY.Key_Space)
    _press(opened, "j")
    assert not opened.canvas.driver.down
    assert not session.document.has_labels(0)
    assert opened.canvas.scene_state.pointer is None


def _linear(colour: np.ndarray) -> np.ndarray:
    part = np.array(colour) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _contrast(one: np.ndarray, other: np.ndarray) -> float:
    """WCAG 2 contrast of two colours."""
    linear = [_linear(one), _linear(other)]
    low, high = sorted(float(part @ [0.2126, 0.7152, 0.0722]) for part in linear)
    return (high + 0.05) / (low + 0.05)


def test_the_first_objects_differ_for_every_kind_of_colour_vision() -> None:
    # Machado, Oliveira and Fernandes (2009), severity 1: protan, deutan, tritan.
    kinds = {
        "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
        "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
    }
    first = colour_table("colour-blind safe")[1:7] / 255
    for name, matrix in kinds.items():
        seen = np.clip(first**2.2 @ np.array(matrix).T, 0, 1) ** (1 / 2.2)
        apart = np.linalg.norm(seen[:, None] - seen[None], axis=-1)[np.triu_indices(6, 1)]
        assert apart.min() > 0.1, name


def test_high_contrast_stands_out_from_the_dark() -> None:
    table = colour_table("high contrast")
    assert len({tuple(row) for row in table[1:9]}) == 8
    assert min(_contrast(row, np.zeros(3)) for row in table[1:9]) > 4.5


@pytest.mark.parametrize("name", PALETTES)
def test_palettes_are_for_the_screen_only(name: str) -> None:
    before = davis_palette()
    table = colour_table(name)
    assert table.shape == (256, 3)
    assert tuple(table[255]) == (200, 200, 200)
    assert np.array_equal(davis_palette(), before)


def test_text_and_what_is_measured_by_it_grow_at_once(opened: MainWindow) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    plain_size, lane = app.font().pointSizeF(), SIZES.lane
    menu = opened.menuBar().fontMetrics().height()
    bar = opened.timeline.minimumSizeHint().height()
    try:
        opened.preferences.set(text_percent=200)
        assert app.font().pointSizeF() == pytest.approx(2 * plain_size)
        assert SIZES.lane == 2 * lane
        assert opened.menuBar().fontMetrics().height() >= 1.8 * menu
        assert opened.timeline.minimumSizeHint().height() > 1.8 * bar
    finally:
        opened.preferences.set(text_percent=100)
    assert app.font().pointSizeF() == pytest.approx(plain_size)
    assert opened.menuBar().fontMetrics().height() == menu
    assert SIZES.lane == lane


def test_words_can_be_read_on_their_ground(window: MainWindow) -> None:
    for theme in ("light", "dark"):
        window.preferences.set(theme=theme)
        scheme = window.scheme
        for words in (scheme.text, scheme.muted):
            for ground in (scheme.window, scheme.panel):
                pair = [np.array(QColor(name).getRgb()[:3]) for name in (words, ground)]
                assert _contrast(*pair) > 4.5, (theme, words, ground)
