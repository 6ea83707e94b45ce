"""The user's hands on the canvas: which tool, how large, what is out of sight."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from annotator.ui.canvas import Canvas
from annotator.ui.picture import Picture
from annotator.ui.tools.catalogue import make_tool

_TAP = 0.3
"""A key held for longer than this many seconds was held, not tapped."""


class Hands(QObject):
    """What commands may do to the canvas (`annotator.commands.context.View`).

    Args:
        canvas: The canvas.
        picture: What feeds it.
        changed: Called when a switch changed.
    """

    def __init__(self, canvas: Canvas, picture: Picture, changed: Callable[[], None]) -> None:
        super().__init__()
        self._canvas, self._picture, self._changed = canvas, picture, changed
        self._tool = ""
        self._hidden = False
        self._pressed: float | None = None
        canvas.installEventFilter(self)
        canvas.peek_key = Qt.Key.Key_unknown  # H is taken care of here: tap and hold

    @property
    def tool(self) -> str:
        """Name of the tool in hand."""
        return self._tool

    @property
    def overlay_hidden(self) -> bool:
        """Whether the masks are out of sight for now."""
        return self._hidden

    @property
    def protect(self) -> bool:
        """Whether strokes leave the pixels of other objects alone."""
        return self._picture.protect

    def use_tool(self, name: str) -> None:
        """Takes a tool in hand."""
        self._tool = name
        self._canvas.tool = make_tool(name)
        self._canvas.setFocus()
        self._changed()

    def zoom(self, factor: float) -> None:
        """Zooms about the middle of the view."""
        self._canvas.zoom_at(factor)

    def zoom_fit(self) -> None:
        """Shows the whole frame."""
        self._canvas.zoom_fit()

    def zoom_actual(self) -> None:
        """Shows one pixel of the frame as one pixel of the screen."""
        self._canvas.zoom_actual()

    def scale_brush(self, factor: float) -> None:
        """Makes the brush larger or smaller."""
        self._canvas.brush = self._canvas.brush.stepped(1.5 if factor > 1 else -1.5)

    def hide_overlay(self, *, hidden: bool) -> None:
        """Hides or shows the masks."""
        self._hidden = hidden
        self._canvas.set_overlay_visible(not hidden)
        self._changed()

    def set_protect(self, *, on: bool) -> None:
        """Protects the pixels of other objects, or not."""
        self._picture.protect = on
        self._picture.show_object()
        self._changed()

    def cancel_gesture(self) -> bool:
        """Drops the gesture in hand; False when there was none."""
        if not self._canvas.driver.pending:
            return False
        self._canvas.driver.cancel()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """H over the canvas: a tap switches the masks, holding hides them while it is held."""
        if watched is not self._canvas or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_H or event.modifiers():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._pressed = monotonic()
            self._canvas.set_overlay_visible(self._hidden)
        elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            tapped = self._pressed is not None and monotonic() - self._pressed < _TAP
            self.hide_overlay(hidden=self._hidden != tapped)
            self._pressed = None
        return True
