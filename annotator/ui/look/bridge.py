"""The only crossing from other threads to the window: calls are queued and run on its thread."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec

from PySide6.QtCore import QObject, Qt, Signal

P = ParamSpec("P")


class Bridge(QObject):
    """Runs calls that come from any thread on the thread it was made on, in order.

    Args:
        parent: Its owner; after `close` nothing passes any more.
    """

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def wrap(self, slot: Callable[P, object]) -> Callable[P, None]:
        """A callable for other threads; each call of it calls `slot` on the window's thread."""

        def cross(*args: P.args, **kwargs: P.kwargs) -> None:
            if self._open:
                self._posted.emit(partial(slot, *args, **kwargs))

        return cross

    def close(self) -> None:
        """Lets nothing pass any more, not even what is queued."""
        self._open = False

    def _run(self, call: Callable[[], object]) -> None:
        if self._open:
            call()
