"""Keys that mean something while they are held over the canvas; a tap may mean something else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.ui.canvas.canvas import Canvas
from annotator.ui.look.actions import Actions

_TAP = 0.3
"""A key held for longer than this many seconds was held, not tapped."""


@dataclass(frozen=True)
class Hold:
    """What a held key does.

    Attributes:
        press: Called when the key goes down.
        release: Called when it goes up, with whether it was a tap.
    """

    press: Callable[[], object]
    release: Callable[[bool], object]


class Holds(QObject):
    """Watches the canvas for the keys of some commands, whatever keys these have just now.

    Args:
        canvas: The canvas.
        actions: Where the keys come from.
        table: Command id to what holding its key does.
    """

    def __init__(self, canvas: Canvas, actions: Actions, table: Mapping[str, Hold]) -> None:
        super().__init__()
        self._canvas, self._actions, self._table = canvas, actions, dict(table)
        self._held: tuple[int, Hold, float] | None = None
        canvas.peek_key = Qt.Key.Key_unknown  # it is one of the keys here
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the keys before they become shortcuts; lets go of them with the focus."""
        if watched is not self._canvas:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self._let_go()
            return False
        if not isinstance(event, QKeyEvent):
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyRelease:
            return self._released(event)
        hold = self._hold_of(event)
        if hold is None:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        elif kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._let_go()
            self._held = event.key(), hold, monotonic()
            hold.press()
        return True

    def _hold_of(self, event: QKeyEvent) -> Hold | None:
        pressed = QKeySequence(event.keyCombination())
        for name, hold in self._table.items():
            action = self._actions[name]
            if action.isEnabled() and pressed in action.shortcuts():
                return hold
        return None

    def _released(self, event: QKeyEvent) -> bool:
        if self._held is None or event.key() != self._held[0]:
            return False
        if not event.isAutoRepeat():
            self._let_go()
        return True

    def _let_go(self) -> None:
        if self._held is not None:
            (_, hold, since), self._held = self._held, None
            hold.release(monotonic() - since < _TAP)
