"""A drive that does not answer: what a project's writer wants to commit waits until it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from annotator.project import Project


class Stall:
    """While it lasts, transactions stand before their end, as on a drive that takes its time.

    Args:
        free: So many transactions are still committed.

    Attributes:
        begun: How many transactions have come so far as to be committed.
    """

    def __init__(self, free: int) -> None:
        self._free, self._answers = free, Event()
        self.begun = 0

    def end(self) -> None:
        """The drive answers again."""
        self._answers.set()

    def meet(self, statement: str) -> None:
        """SQLite is about to run a statement, on the thread that asked for it."""
        if statement.startswith("COMMIT"):
            self.begun += 1
            if self.begun > self._free:
                assert self._answers.wait(30), "the test forgot the drive"


@contextmanager
def stalled(project: Project, free: int = 0) -> Iterator[Stall]:
    """A project on a drive that does not answer before the end, or before it is told to."""
    stall = Stall(free)
    project._store.writes.connection.set_trace_callback(stall.meet)
    try:
        yield stall
    finally:
        stall.end()
