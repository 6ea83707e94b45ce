"""The canvas through real mouse, wheel and key events."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.canvas.brush_size import BrushSize
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.frame_pixels import Levels
from annotator.ui.canvas.view_transform import ViewTransform
from annotator.ui.tools.catalogue import make_tool
from tests.annotator.ui.conftest import Show, close_to_golden, picture, pixels_of

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def canvas(shown: Show) -> Canvas:
    """A canvas of 336 x 256 with a frame of 60 x 80, four points a pixel."""
    widget = Canvas()
    shown(widget, 336, 256)
    widget.set_frame(picture(), index=3)
    widget.set_label_map(np.zeros((60, 80), np.uint8))
    return widget


def at(canvas: Canvas, row: float, col: float) -> QPoint:
    x, y = canvas.view.to_screen(row + 0.5, col + 0.5)
    return QPoint(round(x), round(y))


def drag(
    canvas: Canvas,
    *places: QPoint,
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:
    port = canvas.viewport()
    QTest.mousePress(port, button, modifiers, places[0])
    for place in places[1:]:
        QTest.mouseMove(port, place)
    QTest.mouseRelease(port, button, modifiers, places[-1])


def wheel(canvas: Canvas, place: QPoint, steps: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    port = canvas.viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(port.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def test_a_frame_is_fitted_and_stays_fitted_when_the_window_grows(canvas: Canvas) -> None:
    assert canvas.zoom == 4.0
    canvas.resize(656, 496)
    assert canvas.zoom == 8.0
    canvas.zoom_actual()
    canvas.resize(336, 256)
    assert canvas.zoom == 1.0


def test_the_wheel_zooms_to_the_pointer(canvas: Canvas, qtbot: QtBot) -> None:
    place = at(canvas, 10, 70)
    before = canvas.view.to_image(place.x(), place.y())
    with qtbot.waitSignal(canvas.zoom_changed):
        wheel(canvas, place, 2)
    assert canvas.zoom == pytest.approx(6.25)
    assert canvas.view.to_image(place.x(), place.y()) == pytest.approx(before)


def test_the_brush_circle_grows_with_the_picture_unless_it_is_constant_on_screen(
    canvas: Canvas,
) -> None:
    canvas.tool = make_tool("brush")
    for constant, expected in ((False, 12.5), (True, 10.0)):
        canvas.brush = BrushSize(10, on_screen=constant)
        canvas.zoom_actual()
        wheel(canvas, QPoint(100, 100), 1)
        assert canvas.scene_state.radius == pytest.approx(expected)


def test_ctrl_and_wheel_size_the_brush(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.brush = BrushSize(10)
    with qtbot.waitSignal(canvas.brush_changed) as told:
        wheel(canvas, QPoint(100, 100), 1, CTRL)
    assert told.args[0].radius == pytest.approx(11.5)
    assert canvas.zoom == 4.0


def test_the_middle_button_pans_and_draws_nothing(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.tool = make_tool("brush")
    before = canvas.view
    with qtbot.assertNotEmitted(canvas.gesture_done):
        drag(canvas, QPoint(100, 100), QPoint(120, 90), button=MIDDLE)
    assert canvas.view == before.panned(20, -10)


def test_the_hand_pans_with_the_left_button(canvas: Canvas) -> None:
    canvas.tool = make_tool("pan")
    before = canvas.view
    drag(canvas, QPoint(100, 100), QPoint(90, 130))
    assert canvas.view == before.panned(-10, 30)


def test_space_and_drag_pans_while_a_tap_plays(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.tool = make_tool("brush")
    canvas.setFocus()
    plays = []
    QShortcut(QKeySequence(Qt.Key.Key_Space), canvas, activated=lambda: plays.append("shortcut"))
    canvas.space_tapped.connect(lambda: plays.append("tap"))
    before = canvas.view
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(canvas.gesture_done):
        drag(canvas, QPoint(100, 100), QPoint(110, 100))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view == before.panned(10, 0)
    assert plays == []
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert plays == ["tap"]


def test_a_stroke_with_the_mouse_is_one_gesture_on_the_right_pixels(
    canvas: Canvas, qtbot: QtBot
) -> None:
    canvas.tool = make_tool("brush")
    canvas.brush = BrushSize(2)
    canvas.set_object(5)
    labels = np.zeros((60, 80), np.uint8)
    canvas.set_label_map(labels)
    with qtbot.waitSignal(canvas.gesture_done) as done:
        drag(canvas, at(canvas, 20, 20), at(canvas, 20, 40), at(canvas, 30, 40))
    gesture = done.args[0]
    row0, col0, row1, col1 = gesture.box
    painted = np.zeros((60, 80), np.uint8)
    painted[row0:row1, col0:col1] = gesture.patch
    assert (gesture.frame, gesture.object_id) == (3, 5)
    assert (painted[20, 20:41] == 5).all()
    assert (painted[20:31, 40] == 5).all()
    assert not painted[:17].any()
    assert not labels.any()


def test_the_stroke_is_on_screen_before_the_button_is_up(canvas: Canvas) -> None:
    canvas.tool = make_tool("brush")
    canvas.brush = BrushSize(4)
    QTest.mousePress(canvas.viewport(), LEFT, NONE, at(canvas, 10, 10))
    QTest.mouseMove(canvas.viewport(), at(canvas, 10, 30))
    place = at(canvas, 10, 20)
    during = pixels_of(canvas)[place.y(), place.x()].astype(int)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    after = pixels_of(canvas)[place.y(), place.x()].astype(int)
    assert during[0] - after[0] > 40
    QTest.mouseRelease(canvas.viewport(), LEFT, NONE, at(canvas, 10, 30))


def test_a_polygon_by_clicks_is_filled_by_enter(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.tool = make_tool("polygon")
    for corner in ((10, 10), (10, 40), (40, 40)):
        drag(canvas, at(canvas, *corner))
    assert canvas.driver.pending
    with qtbot.waitSignal(canvas.gesture_done) as done:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert done.args[0].title == "Polygon"
    assert not canvas.driver.pending


def test_a_double_click_fills_too(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.tool = make_tool("polygon")
    for corner in ((10, 10), (10, 40), (40, 40)):
        drag(canvas, at(canvas, *corner))
    with qtbot.waitSignal(canvas.gesture_done):
        QTest.mouseDClick(canvas.viewport(), LEFT, NONE, at(canvas, 40, 10))


def test_another_frame_drops_the_polygon(canvas: Canvas) -> None:
    canvas.tool = make_tool("polygon")
    drag(canvas, at(canvas, 10, 10))
    canvas.set_frame(picture(), index=4)
    assert not canvas.driver.pending


def test_a_smart_box_is_found_on_another_thread(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.tool = make_tool("select")
    with qtbot.waitSignal(canvas.gesture_done, timeout=5000) as done:
        drag(canvas, at(canvas, 8, 18), at(canvas, 30, 40), at(canvas, 52, 62))
        assert canvas.driver.preview.busy
    box, patch = done.args[0].box, done.args[0].patch
    disc = picture()[..., 2] == 235
    assert patch[disc[box[0] : box[2], box[1] : box[3]]].mean() > 0.95
    assert not canvas.driver.preview.busy


def test_the_right_button_erases(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_label_map(np.ones((60, 80), np.uint8))
    canvas.tool = make_tool("brush")
    with qtbot.waitSignal(canvas.gesture_done) as done:
        drag(canvas, at(canvas, 20, 20), at(canvas, 20, 30), button=RIGHT)
    assert (done.args[0].patch == 0).any()


def test_the_pixel_under_the_pointer_is_told(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.pointer_moved) as told:
        QTest.mouseMove(canvas.viewport(), at(canvas, 12, 34))
    assert told.args == [12, 34]
    with qtbot.waitSignal(canvas.pointer_left):
        QTest.mouseMove(canvas.viewport(), QPoint(2, 2))


def test_a_key_held_hides_the_masks(canvas: Canvas) -> None:
    canvas.peek_key = Qt.Key.Key_H
    canvas.set_label_map(np.ones((60, 80), np.uint8))
    masked = pixels_of(canvas)
    QTest.keyPress(canvas, Qt.Key.Key_H)
    bare = pixels_of(canvas)
    QTest.keyRelease(canvas, Qt.Key.Key_H)
    assert (bare != masked).mean() > 0.3
    np.testing.assert_array_equal(pixels_of(canvas), masked)


def test_an_approximate_frame_says_so_and_is_not_read_by_tools(
    canvas: Canvas, qtbot: QtBot
) -> None:
    plain = pixels_of(canvas)
    canvas.set_frame(picture(), index=3, approximate=True)
    assert (pixels_of(canvas)[8:30, 8:100] != plain[8:30, 8:100]).mean() > 0.5
    canvas.tool = make_tool("fill")
    with qtbot.waitSignal(canvas.refused) as told:
        drag(canvas, at(canvas, 20, 20))
    assert "decoded" in told.args[0]


def test_a_changed_box_repaints_nothing_else(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels_of(canvas)
    rects = []
    monkeypatch.setattr(canvas.viewport(), "update", rects.append)
    canvas.set_label_map(np.ones((60, 80), np.uint8), (10, 20, 12, 23))
    (rect,) = rects
    assert rect.width() <= 4 * 3 + 12
    assert rect.height() <= 4 * 2 + 12


def test_unchanged_labels_and_styles_repaint_nothing(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = np.zeros((60, 80), np.uint8)
    labels[10:14, 20:25] = 1
    rects = []
    monkeypatch.setattr(canvas.viewport(), "update", rects.append)
    canvas.set_style(owned=(), hidden=(), opacity=0.45, colours=canvas.style_shown.colours.copy())
    canvas.set_label_map(np.zeros((60, 80), np.uint8))
    assert rects == []
    canvas.set_label_map(labels)
    assert rects[0].width() <= 4 * 5 + 12
    canvas.set_style(owned=(1,))
    assert rects[1].width() == canvas.viewport().width()


def test_levels_are_for_display_only(canvas: Canvas) -> None:
    image = picture()
    before = image.copy()
    canvas.set_frame(image, index=3)
    dark = pixels_of(canvas).mean()
    canvas.set_levels(Levels(brightness=0.3))
    assert pixels_of(canvas).mean() > dark + 30
    np.testing.assert_array_equal(image, before)


def painted(canvas: Canvas) -> Canvas:
    labels = np.zeros((60, 80), np.uint8)
    labels[10:40, 8:36] = 1
    labels[25:55, 40:70] = 2
    labels[4:16, 56:76] = 255
    canvas.set_label_map(labels)
    canvas.set_style(owned={1})
    return canvas


def test_golden_fitted(canvas: Canvas) -> None:
    assert close_to_golden(pixels_of(painted(canvas)), "canvas_fitted")


def test_golden_contours_and_onion(canvas: Canvas) -> None:
    painted(canvas).set_style(contour_only=True)
    onion = np.zeros((60, 80), np.uint8)
    onion[14:44, 12:40] = 1
    canvas.set_onion(onion)
    assert close_to_golden(pixels_of(canvas), "canvas_contours")


def test_golden_outlines_of_the_neighbours(canvas: Canvas) -> None:
    """Amber before, blue after, over the mask; only their outlines."""
    before, after = np.zeros((60, 80), np.bool_), np.zeros((60, 80), np.bool_)
    before[12:40, 8:36], after[18:46, 20:48] = True, True
    painted(canvas).set_neighbours(before, after)
    assert close_to_golden(pixels_of(canvas), "canvas_neighbours")
    canvas.set_neighbours(None, None)
    assert close_to_golden(pixels_of(canvas), "canvas_fitted")


def test_golden_close_up_with_pixel_grid_and_polygon(canvas: Canvas) -> None:
    painted(canvas)
    canvas.view = ViewTransform(30, 20, 16.0)
    canvas.tool = make_tool("polygon")
    for corner in ((22, 32), (22, 45), (30, 40)):
        drag(canvas, at(canvas, *corner))
    assert close_to_golden(pixels_of(canvas), "canvas_close")


def test_golden_minified(canvas: Canvas) -> None:
    painted(canvas).view = ViewTransform(-20, -20, 0.7)
    assert close_to_golden(pixels_of(canvas), "canvas_small")


HIDPI = """
import numpy as np
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from annotator.ui.canvas.canvas import Canvas
app = QApplication([])
canvas = Canvas()
canvas.resize(176, 136)
canvas.show()
image = np.zeros((60, 80, 3), np.uint8)
image[::2, ::2] = 255
canvas.set_frame(image)
canvas.zoom_actual()
canvas.view = canvas.view.__class__(0, 0, 0.5)
shot = canvas.grab().toImage()
row = [shot.pixelColor(x, 0).red() for x in range(8)]
assert (shot.width(), row) == (352, [255, 0] * 4), (shot.width(), row)
"""


def test_a_dense_screen_shows_every_pixel() -> None:
    env = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", HIDPI], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
