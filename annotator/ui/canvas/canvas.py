"""The canvas: a frame with its label map, zoom and pan, and the tool in the user's hand."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.canvas import layers
from annotator.ui.canvas.brush_size import BrushSize
from annotator.ui.canvas.key_pointer import KeyPointer
from annotator.ui.canvas.view import CanvasView
from annotator.ui.tools.background import BackgroundRunner
from annotator.ui.tools.base import (
    Asker,
    Box,
    Desk,
    Modifiers,
    Runner,
    Tool,
    nobody_there,
)
from annotator.ui.tools.driver import ToolDriver
from sst_core.labels import LabelMap

_KEYS = Qt.Key
_TOOL_KEYS = (_KEYS.Key_Return, _KEYS.Key_Enter, _KEYS.Key_Escape, _KEYS.Key_Backspace)


class Canvas(CanvasView):
    """Shows one frame and lets the user draw on it; it never changes a label map it was given.

    Left button: the tool. Right button: the tool, erasing. Middle button, or Space and drag:
    pan. Wheel: zoom around the pointer; with Ctrl: size of the brush. Enter or double click
    finishes what is in hand, Esc drops it, Backspace takes back its last step.

    Signals:
        pointer_moved(row, col): The pixel under the pointer, image pixels.
        pointer_left(): The pointer is not over the image.
        gesture_done(Gesture): The user finished a gesture; the owner applies it.
        object_picked(int): The pick tool met this id.
        zoom_changed(float): Screen points per image pixel.
        brush_changed(BrushSize): The size of the brush changed.
        refused(str): Why a tool drew nothing, or who answered, in one sentence.
        space_tapped(): Space was pressed and released without a drag.
    """

    pointer_moved = Signal(int, int)
    pointer_left = Signal()
    gesture_done = Signal(object)
    object_picked = Signal(int)
    brush_changed = Signal(object)
    refused = Signal(str)
    space_tapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._object, self._protect = 1, frozenset[int]()
        self._brush = BrushSize()
        self._runner: Runner = BackgroundRunner(self)
        self._asker: Asker = nobody_there
        self._pan_from: QPointF | None = None
        self._space = self._space_used = False
        self.peek_key: Qt.Key | None = None
        self.driver = ToolDriver(self._desk, self._preview_changed, self.gesture_done.emit)
        self.keys = KeyPointer(
            self.driver,
            locate=self._at,
            show=self._point_at,
            size=lambda: self.viewport().size(),
            pan=self._pan,
            zoom=lambda: self.zoom,
        )
        self.setMouseTracking(True)
        self.zoom_changed.connect(self._show_pointer)
        self._show_pointer()

    def frame_changes(self) -> None:
        """A gesture in hand belongs to the frame before: it is dropped, or kept by its tool."""
        self.driver.leave()

    def labels_shown(self) -> LabelMap | None:
        """The preview of the gesture in hand, else the label map."""
        return self.driver.labels(self._labels)

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self.driver.tool

    @tool.setter
    def tool(self, tool: Tool | None) -> None:
        self.driver.tool = tool
        hands = self.driver.tool.hands
        hands.picked = self.object_picked.emit
        hands.refused = hands.say = self.refused.emit
        hands.run, hands.ask = self._runner, self._asker
        self._show_pointer()

    def set_runner(self, runner: Runner) -> None:
        """Say who runs slow tools (GrabCut) away from the window; default: a thread pool."""
        self._runner = runner
        self.driver.tool.hands.run = runner

    def set_asker(self, asker: Asker) -> None:
        """Say who answers what was pointed at; default: nobody."""
        self._asker = asker
        self.driver.tool.hands.ask = asker

    def set_object(self, object_id: int, *, protect: Iterable[int] = ()) -> None:
        """The object being drawn (255 is void) and the ids whose pixels are protected."""
        self._object, self._protect = object_id, frozenset(protect)

    @property
    def brush(self) -> BrushSize:
        """Size of the brush."""
        return self._brush

    @brush.setter
    def brush(self, size: BrushSize) -> None:
        self._brush = size
        self._show_pointer()
        self.brush_changed.emit(size)

    def _desk(self) -> Desk | None:
        if self._labels is None or self.scene_state.frame is None:
            return None
        return Desk(
            self._index,
            self.scene_state.frame.image if self._exact else None,
            self._labels,
            self._object,
            self._protect,
            self.zoom,
            self._brush.in_image(self.zoom),
        )

    def _preview_changed(self, box: Box | None) -> None:
        state = self.scene_state
        before = layers.hand_rect(state)
        state.preview = self.driver.preview
        state.labels = self.driver.labels(self._labels)
        self._update(before.united(layers.hand_rect(state)))
        if box is not None:
            self._repaint(box)

    def _show_pointer(self) -> None:
        state, tool = self.scene_state, self.driver.tool
        before = layers.hand_rect(state)
        state.radius = self._brush.in_view(self.zoom) if tool.uses_radius else 0.0
        self._update(before.united(layers.hand_rect(state)))
        pans = tool.pans or self._space
        shape = Qt.CursorShape.OpenHandCursor if pans else Qt.CursorShape.CrossCursor
        self.viewport().setCursor(shape)

    # Events (Qt's names)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or hand the press to the tool."""
        if event.button() == Qt.MouseButton.MiddleButton or self._space or self.tool.pans:
            self._pan_from, self._space_used = event.position(), True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._point_at(event.position())
            self.driver.press(self._at(event.position()), _modifiers(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or hand the move to the tool."""
        if self._pan_from is not None:
            step = event.position() - self._pan_from
            self._pan_from = event.position()
            self.view = self.view.panned(step.x(), step.y())
        self._point_at(event.position())
        if self._pan_from is None:
            self.driver.move(self._at(event.position()), _modifiers(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End panning, or hand the release to the tool."""
        if self._pan_from is not None:
            self._pan_from = None
            self._show_pointer()
        else:
            self.driver.release(self._at(event.position()), _modifiers(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Finish what is in hand; with nothing in hand it is a press like any other."""
        if self.driver.tool.pending:
            self.driver.confirm()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer, or with Ctrl change the size of the brush."""
        steps = event.angleDelta().y() / 120
        if not steps:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.brush = self.brush.stepped(steps)
        else:
            at = event.position()
            self.zoom_at(1.25**steps, at.x(), at.y())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The brush circle goes with the pointer."""
        super().leaveEvent(event)
        if not self.keys.on:
            self._point_at(None)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from being taken as shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = event.key() in (_KEYS.Key_Space, self.peek_key) and not event.modifiers()
            mine = mine or self.keys.wants(event)
            if mine or (event.key() in _TOOL_KEYS and self.driver.pending):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Esc and Backspace for the tool; Space to pan; a key held hides the masks."""
        key, driver = event.key(), self.driver
        if self.keys.wants(event):
            self.keys.press(event)
        elif key == _KEYS.Key_Space:
            if not event.isAutoRepeat():
                self._space, self._space_used = True, False
                self._show_pointer()
        elif key == self.peek_key:
            self.set_overlay_visible(False)
        elif not driver.pending or key not in _TOOL_KEYS:
            event.ignore()
        elif key == _KEYS.Key_Escape:
            driver.cancel()
        elif key == _KEYS.Key_Backspace:
            driver.step_back()
        else:
            driver.confirm()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End of a hold."""
        if event.isAutoRepeat():
            return
        if event.key() == _KEYS.Key_Space and self._space:
            self._space = False
            self._show_pointer()
            if not self._space_used:
                self.space_tapped.emit()
        elif event.key() == self.peek_key:
            self.set_overlay_visible(True)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key let go elsewhere is let go here too."""
        super().focusOutEvent(event)
        if self._space:
            self._space = False
            self._show_pointer()

    def _pan(self, x: float, y: float) -> None:
        self.view = self.view.panned(x, y)

    def _at(self, position: QPointF) -> tuple[float, float]:
        return self.view.to_image(position.x(), position.y())

    def _point_at(self, position: QPointF | None) -> None:
        state = self.scene_state
        before = layers.hand_rect(state)
        state.pointer = None if position is None else (position.x(), position.y())
        state.cross = self.keys.on
        self._update(before.united(layers.hand_rect(state)))
        size = state.frame.size if state.frame else (0, 0)
        row, col = self._at(position) if position is not None else (-1.0, -1.0)
        if 0 <= row < size[0] and 0 <= col < size[1]:
            self.pointer_moved.emit(int(row), int(col))
        else:
            self.pointer_left.emit()


def _modifiers(event: QMouseEvent) -> Modifiers:
    held, flag = event.modifiers(), Qt.KeyboardModifier
    right = Qt.MouseButton.RightButton
    return Modifiers(
        shift=bool(held & flag.ShiftModifier),
        ctrl=bool(held & flag.ControlModifier),
        alt=bool(held & flag.AltModifier),
        right=event.button() == right or bool(event.buttons() & right),
    )
