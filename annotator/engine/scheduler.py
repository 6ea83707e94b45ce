"""Which run is on, which wait, and whose results still count: pure, no clock, no process."""

from collections import deque
from dataclasses import dataclass

from annotator.engine.messages import Cancel, Finished, RunRequest

Action = RunRequest | Cancel | Finished
"""What is to be done now: send a request or a cancellation to the engine, or tell the user."""


@dataclass(frozen=True)
class _Waiting:
    """A request that has not been sent."""

    request: RunRequest
    background: bool


class Scheduler:
    """One run at a time, the user's before those in the background.

    A run of the user supersedes the one the user asked for before, running or waiting. It
    interrupts a run in the background, which begins again afterwards. In the background, a
    request for the same clip, mode and objects replaces the one that waits.
    """

    def __init__(self) -> None:
        self._running: _Waiting | None = None
        self._queue: deque[_Waiting] = deque()

    @property
    def running(self) -> RunRequest | None:
        """The run that is on."""
        return self._running.request if self._running else None

    @property
    def waiting(self) -> tuple[RunRequest, ...]:
        """Runs that have not begun, first come first."""
        return tuple(item.request for item in self._queue)

    def submit(self, request: RunRequest, *, background: bool = False) -> list[Action]:
        """Takes a request; every request ends in exactly one Finished or `end`.

        Raises:
            ValueError: Its job number is running or waiting already.
        """
        known = {item.request.job for item in self._queue}
        if request.job in known or (self._running and self._running.request.job == request.job):
            raise ValueError(f"job {request.job} is known already")
        item = _Waiting(request, background)
        actions = self._replace(item)
        if background:
            self._queue.append(item)
        else:
            actions += self._interrupt()
            self._queue.appendleft(item)
        return actions + self._next()

    def cancel(self, job: int) -> list[Action]:
        """Stops a run at once, whether it is on or waits; nothing happens for any other job."""
        if self._running and self._running.request.job == job:
            self._running = None
            return [Cancel(job), Finished(job, cancelled=True), *self._next()]
        kept = [item for item in self._queue if item.request.job != job]
        if len(kept) == len(self._queue):
            return []
        self._queue = deque(kept)
        return [Finished(job, cancelled=True)]

    def end(self, job: int | None) -> list[Action]:
        """The engine says that a run is over, or the engine itself is (None: whatever was on)."""
        if self._running and job in (None, self._running.request.job):
            self._running = None
        return self._next()

    def accepts(self, job: int | None, revision: int | None = None) -> bool:
        """Whether a message counts: its job is on, and it answers the request that was sent."""
        if self._running is None or self._running.request.job != job:
            return False
        return revision in (None, self._running.request.revision)

    def _replace(self, new: _Waiting) -> list[Action]:
        """Drops what waits and is made pointless by a new request."""
        dropped = [item for item in self._queue if _replaces(new, item)]
        self._queue = deque(item for item in self._queue if item not in dropped)
        return [Finished(item.request.job, cancelled=True) for item in dropped]

    def _interrupt(self) -> list[Action]:
        """Makes room for the user's run; a run in the background waits in front again."""
        if self._running is None:
            return []
        interrupted, self._running = self._running, None
        job = interrupted.request.job
        if interrupted.background:
            self._queue.appendleft(interrupted)
            return [Cancel(job)]
        return [Cancel(job), Finished(job, cancelled=True)]

    def _next(self) -> list[Action]:
        if self._running is not None or not self._queue:
            return []
        self._running = self._queue.popleft()
        return [self._running.request]


def _replaces(new: _Waiting, old: _Waiting) -> bool:
    if not new.background:
        return not old.background
    one, other = new.request, old.request
    same = (one.clip, one.mode, one.objects) == (other.clip, other.mode, other.objects)
    return old.background and same
