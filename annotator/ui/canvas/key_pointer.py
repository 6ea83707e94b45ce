"""A pointer moved by the arrow keys, so that every tool can be used without a mouse."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QKeyEvent

from annotator.ui.tools.base import Modifiers, Point
from annotator.ui.tools.driver import ToolDriver

_KEY, _FLAG = Qt.Key, Qt.KeyboardModifier
_WAYS: Final = {
    _KEY.Key_Left: (-1, 0),
    _KEY.Key_Right: (1, 0),
    _KEY.Key_Up: (0, -1),
    _KEY.Key_Down: (0, 1),
}
_STEP, _FAR, _EDGE = 10, 80, 24
_USED: Final = _FLAG.ShiftModifier | _FLAG.ControlModifier


class KeyPointer:
    """While it is on, arrows move a cross over the picture and Space is the mouse button.

    Arrows go 10 points of the screen, with Shift one pixel of the image, with Ctrl 80 points; the
    view follows at its edge. Space presses, Space again lets go: twice in one place is a click,
    with arrows between it is a drag. With Shift held at the press it is what Shift and the mouse
    are, with Ctrl the right button.

    Args:
        driver: Of the tool in hand.
        locate: The image point (row, col) under a point of the viewport.
        show: Shows the pointer at a point of the viewport, or none.
        size: Of the viewport.
        pan: Moves the picture by (x, y) points.
        zoom: Points per image pixel.

    Attributes:
        on: Whether the arrows move it.
    """

    def __init__(
        self,
        driver: ToolDriver,
        *,
        locate: Callable[[QPointF], Point],
        show: Callable[[QPointF | None], None],
        size: Callable[[], QSize],
        pan: Callable[[float, float], None],
        zoom: Callable[[], float],
    ) -> None:
        self._driver, self._locate, self._show = driver, locate, show
        self._size, self._pan, self._zoom = size, pan, zoom
        self.on = False
        self._place: QPointF | None = None
        self._held = Modifiers()

    def switch(self, *, on: bool) -> None:
        """Turns it on, at first in the middle of the view, or off; a press at hand is dropped."""
        self.on = on
        if not on:
            if self._driver.down:
                self._driver.cancel()
            self._show(None)
            return
        size = self._size()
        inside = self._place is not None and 0 <= self._place.x() < size.width()
        if not inside or self._place is None or not 0 <= self._place.y() < size.height():
            self._place = QPointF(size.width() / 2, size.height() / 2)
        self._show(self._place)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key means something to it, rather than to a shortcut."""
        plain = not event.modifiers() & ~(_USED | _FLAG.KeypadModifier)
        return self.on and plain and (event.key() in _WAYS or event.key() == _KEY.Key_Space)

    def press(self, event: QKeyEvent) -> None:
        """Moves, or presses and lets go."""
        if event.key() == _KEY.Key_Space:
            if not event.isAutoRepeat():
                self._press(event)
            return
        across, down = _WAYS[_KEY(event.key())]
        step = self._step(event)
        self._move(QPointF(across * step, down * step))

    def _step(self, event: QKeyEvent) -> float:
        if event.modifiers() & _FLAG.ShiftModifier:
            return self._zoom()
        return _FAR if event.modifiers() & _FLAG.ControlModifier else _STEP

    def _move(self, by: QPointF) -> None:
        size = self._size()
        place = (self._place or QPointF()) + by
        inside = QPointF(
            min(max(place.x(), _EDGE), size.width() - _EDGE),
            min(max(place.y(), _EDGE), size.height() - _EDGE),
        )
        rest = place - inside
        if not rest.isNull():
            self._pan(-rest.x(), -rest.y())
        self._place = inside
        self._show(inside)
        self._driver.move(self._locate(inside), self._held)

    def _press(self, event: QKeyEvent) -> None:
        at = self._locate(self._place or QPointF())
        if self._driver.down:
            self._driver.release(at, self._held)
            self._held = Modifiers()
            return
        held = event.modifiers()
        self._held = Modifiers(
            shift=bool(held & _FLAG.ShiftModifier), right=bool(held & _FLAG.ControlModifier)
        )
        self._driver.press(at, self._held)
