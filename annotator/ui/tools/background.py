"""Runs slow tools on another thread and brings the result back to the window's."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from annotator.ui.tools.base import Gesture, Work


class _Mail(QObject):
    ready = Signal(object)


class _Job(QRunnable):
    def __init__(self, work: Work, mail: _Mail) -> None:
        super().__init__()
        self._work, self._mail = work, mail

    def run(self) -> None:
        """On the pool's thread: only the queued signal leaves it."""
        self._mail.ready.emit(self._work())


class BackgroundRunner(QObject):
    """A `Runner` on one thread of its own; results arrive through the event loop.

    Args:
        parent: Lives as long as this.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._waiting: dict[_Mail, Callable[[Gesture | None], None]] = {}

    def __call__(self, work: Work, done: Callable[[Gesture | None], None]) -> None:
        """Do the work elsewhere, then call `done` on the window's thread."""
        mail = _Mail(self)
        self._waiting[mail] = done
        mail.ready.connect(self._deliver)
        self._pool.start(_Job(work, mail))

    @Slot(object)
    def _deliver(self, gesture: Gesture | None) -> None:
        mail = self.sender()
        if isinstance(mail, _Mail):
            done = self._waiting.pop(mail)
            mail.deleteLater()
            done(gesture)
