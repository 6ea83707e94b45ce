"""The only crossing from other threads to the window: calls are queued and run on its thread."""

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Lock
from time import perf_counter
from typing import Final, ParamSpec

from PySide6.QtCore import QObject, Qt, QTimer, Signal

P = ParamSpec("P")

_TURN_S: Final = 0.008
"""Calls are run for so long; then timers, keys and the mouse have their turn."""


class Bridge(QObject):
    """Runs calls that come from any thread on the thread it was made on, in order.

    Results of a run that arrived all at once do not hold the window up all at once.

    Args:
        parent: Its owner; after `close` nothing passes any more.
    """

    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._guard = Lock()  # of the two below
        self._calls: deque[Callable[[], object]] = deque()
        self._asked = False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._run)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def wrap(self, slot: Callable[P, object]) -> Callable[P, None]:
        """A callable for other threads; each call of it calls `slot` on the window's thread."""

        def cross(*args: P.args, **kwargs: P.kwargs) -> None:
            if not self._open:
                return
            with self._guard:
                self._calls.append(partial(slot, *args, **kwargs))
                asked, self._asked = self._asked, True
            if not asked:
                self._posted.emit()

        return cross

    def close(self) -> None:
        """Lets nothing pass any more, not even what is queued."""
        self._open = False

    def _run(self) -> None:
        until = perf_counter() + _TURN_S
        with self._guard:
            self._asked = False
        while call := self._next():
            call()
            if perf_counter() > until:
                return

    def _next(self) -> Callable[[], object] | None:
        """The oldest call; those after it come later if it takes long, fails, or opens a dialog."""
        with self._guard:
            call = self._calls.popleft() if self._calls and self._open else None
            if self._calls and self._open:
                self._later.start()
            else:
                self._later.stop()
        return call
