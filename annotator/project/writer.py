"""Who does the storing: the caller itself, or a thread that does one thing after the other."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_futures
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

_behind: Final[WeakValueDictionary[Path, "Writer"]] = WeakValueDictionary()
"""Writers of this process that have a thread, by file."""


class Writer:
    """Does what it is given, in order.

    At first on the caller's thread; after `go_behind` on a thread of its own, which is joined
    when the process ends: a process with something to store lives until it is stored.

    Args:
        path: The file that it writes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None

    def go_behind(self) -> None:
        """From now on works on a thread of its own; the caller never waits for the drive."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="project writer")
            _behind[self._path] = self

    def do(self, work: Callable[[], None]) -> None:
        """Does something after all that was given before.

        Raises:
            RuntimeError: `end` was called.
        """
        if self._thread is None:
            work()
            return
        self._last = self._thread.submit(work)
        self._last.add_done_callback(_tell_fault)

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for all that was given so far.

        Args:
            seconds: At most so long; None: as long as it takes.

        Returns:
            Whether it is done.
        """
        last = self._last
        return last is None or last in wait_for_futures([last], seconds).done

    def end(self, seconds: float | None) -> bool:
        """Takes nothing more, finishes what was given, and waits for that as `wait` does."""
        if self._thread is not None:
            self._thread.shutdown(wait=False)
        return self.wait(seconds)


def wait_for(path: Path) -> None:
    """Waits until what this process has given to the writer of a file is done; for readers."""
    writer = _behind.get(path.absolute())
    if writer is not None:
        writer.wait()


def _tell_fault(done: Future[None]) -> None:
    """A fault of the program must not stay in the future, where nobody looks."""
    fault = done.exception()
    if fault is not None:
        told = (type(fault), fault, fault.__traceback__, threading.current_thread())
        threading.excepthook(threading.ExceptHookArgs(told))
