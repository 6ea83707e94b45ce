"""Runs slow tools on another thread and brings the result back to the window's."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.ui.tools.base import Gesture, Work

_Done = Callable[[Gesture | None], None]
_Jobs = SimpleQueue[tuple[Work, _Done] | None]


class BackgroundRunner(QObject):
    """A `Runner` on one thread of its own; results arrive through the event loop.

    Not a thread pool of Qt: that waits for its threads when the window goes, and they for Python.

    Args:
        parent: Lives as long as this; what is under way then is forgotten.
    """

    _ready = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: _Jobs = SimpleQueue()
        self._thread: Thread | None = None
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(partial(self._jobs.put, None))

    def __call__(self, work: Work, done: _Done) -> None:
        """Do the work elsewhere, then call `done` on the window's thread."""
        if self._thread is None:
            job = (self._jobs, self._ready.emit)
            self._thread = Thread(target=_serve, args=job, name="tool", daemon=True)
            self._thread.start()
        self._jobs.put((work, done))

    @Slot(object, object)
    def _deliver(self, done: _Done, gesture: Gesture | None) -> None:
        done(gesture)


def _serve(jobs: _Jobs, tell: Callable[[_Done, Gesture | None], object]) -> None:
    """The thread: one piece of work after the other, until there is nobody left to tell."""
    while (job := jobs.get()) is not None:
        work, done = job
        gesture = work()
        with suppress(RuntimeError):  # the window has gone
            tell(done, gesture)
