"""How a running `sst-train` is shown, and how Ctrl+C stops it between two steps."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import TextIO

LINE_EVERY_S = 20.0
BAR_WIDTH = 20


class Progress:
    """One line that is rewritten on a terminal; elsewhere a new line now and then.

    Args:
        total: Steps of the recipe.
        budget_s: Seconds this call may take, or None.
        stream: Where to write; None: standard error.
    """

    def __init__(
        self, total: int, *, budget_s: float | None = None, stream: TextIO | None = None
    ) -> None:
        self.total, self.budget_s = total, budget_s
        self.stream = sys.stderr if stream is None else stream
        self.live = self.stream.isatty()
        self.started_s = time.monotonic()
        self.due_s = self.started_s
        self.shown = False

    def show(self, row: Mapping[str, float]) -> None:
        """Take one of the trainer's reports."""
        now = time.monotonic()
        if not self.live and now < self.due_s and row["step"] < self.total:
            return
        self.due_s, self.shown = now + LINE_EVERY_S, True
        line = self._describe(row, spent_s=now - self.started_s)
        # On a terminal: back to the start of the line, and clear it.
        self.stream.write(f"\r\x1b[K{line}" if self.live else f"{line}\n")
        self.stream.flush()

    def end(self) -> None:
        """Leave the rewritten line standing."""
        if self.live and self.shown:
            self.stream.write("\n")
            self.stream.flush()

    def _describe(self, row: Mapping[str, float], *, spent_s: float) -> str:
        step = int(row["step"])
        pace = row["elapsed_s"] / max(1, step)
        left_s = (self.total - step) * pace
        if self.budget_s is not None:
            left_s = min(left_s, max(0.0, self.budget_s - spent_s))
        done = BAR_WIDTH * step // self.total
        return (
            f"[{'#' * done:.<{BAR_WIDTH}}] step {step}/{self.total} stage {int(row['stage']) + 1} "
            f"loss {row['loss']:.3f} (ce {row['cross_entropy']:.3f}, jaccard {row['jaccard']:.3f}) "
            f"{pace:.2f} s/step, {timedelta(seconds=int(left_s))} left"
        )


@contextmanager
def stop_between_steps() -> Iterator[Callable[[], None]]:
    """Hold Ctrl+C back to the end of a step, so that what is saved can be resumed exactly.

    A second Ctrl+C stops at once.

    Yields:
        A function to call after each step; it raises KeyboardInterrupt if one came.
    """
    asked = False

    def remember(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, previous)

    def check() -> None:
        if asked:
            raise KeyboardInterrupt

    previous = signal.signal(signal.SIGINT, remember)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, previous)


@contextmanager
def hear_signals() -> Iterator[Callable[[], bool]]:
    """Only remember Ctrl+C and the end that torchrun sends: a team stops by agreement.

    Where they must not wait any longer, torchrun ends them for good after half a minute.

    Yields:
        A function that says whether a signal came.
    """
    asked = False

    def remember(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    numbers = (signal.SIGINT, signal.SIGTERM)
    previous = [signal.signal(number, remember) for number in numbers]
    try:
        yield lambda: asked
    finally:
        for number, handler in zip(numbers, previous, strict=True):
            signal.signal(number, handler)
