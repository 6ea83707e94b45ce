"""How `sst-train finetune` tells what it does: a line for people, or JSON lines for the app."""

import json
import math
import sys
import threading
from abc import ABC, abstractmethod
from contextlib import ExitStack
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from sst_core.errors import Cancelled
from training.cli.progress import stop_between_steps

if TYPE_CHECKING:
    from training.finetune import Report

_EVERY = 10
"""One step in so many is shown in text."""


class Talk(ABC):
    """Where events go, and where wishes come from."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> "Talk":
        """Ctrl+C stops between two steps from now on."""
        self._interrupted = self._stack.enter_context(stop_between_steps())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ctrl+C means what it meant before."""
        self._stack.close()

    @abstractmethod
    def say(self, event: str, **facts: object) -> None:
        """Tell that something happened."""

    @abstractmethod
    def report(self, row: "Report") -> None:
        """Tell how far it is."""

    def check(self) -> None:
        """Wait while paused.

        Raises:
            KeyboardInterrupt: Ctrl+C was pressed.
            Cancelled: The user asked to stop.
        """
        self._interrupted()


class TextTalk(Talk):
    """Lines for people: progress on standard error, the result on standard output."""

    def say(self, event: str, **facts: object) -> None:
        """Print what a person wants to know of it."""
        if event == "start":
            frames = f"{facts['frames']} corrected frames of {facts['clips']} clip(s)"
            print(f"{frames}, {facts['held_out']} held out", file=sys.stderr)
        elif event == "judging":
            print(f"comparing: {facts['clip']}", file=sys.stderr)
        elif event == "stopped":
            print(f"stopped after {facts['steps']} steps, not compared: {facts['weights']}")
        elif event == "result":
            print(f"{facts['decision']}: {facts['reason']}. Report: {facts['report']}")
            if facts.get("kept"):
                print(f"kept: {facts['kept']}")

    def report(self, row: "Report") -> None:
        """Print one line now and then."""
        if row.done % _EVERY and row.done != row.of:
            return
        if row.phase == "look":
            print(f"looked at {row.done}/{row.of} frames", file=sys.stderr)
        else:
            left = timedelta(seconds=int(row.left_s))
            print(f"step {row.done}/{row.of} loss {row.loss:.3f}, {left} left", file=sys.stderr)


class JsonTalk(Talk):
    """One JSON object per line on standard output; "pause", "go on" and "stop" on standard input.

    Args:
        out: Where to write; None: standard output.
        wishes: Where wishes come from, a line each; None: standard input.
    """

    def __init__(self, out: TextIO | None = None, wishes: TextIO | None = None) -> None:
        super().__init__()
        self._out = sys.stdout if out is None else out
        self._go_on, self._stop = threading.Event(), False
        self._go_on.set()
        source = sys.stdin if wishes is None else wishes
        threading.Thread(target=self._listen, args=(source,), daemon=True).start()

    def say(self, event: str, **facts: object) -> None:
        """Write the event with its facts."""
        self._out.write(json.dumps({"event": event, **facts}) + "\n")
        self._out.flush()

    def report(self, row: "Report") -> None:
        """Write every step."""
        known = {"loss": row.loss, "left_s": row.left_s}
        facts = {key: round(value, 5) for key, value in known.items() if math.isfinite(value)}
        self.say(row.phase, done=row.done, of=row.of, **facts)

    def check(self) -> None:
        """See `Talk.check`."""
        self._go_on.wait()
        if self._stop:
            raise Cancelled("stopped by the user")
        super().check()

    def _listen(self, wishes: TextIO) -> None:
        for line in wishes:
            wish = line.strip()
            if wish == "pause":
                self._go_on.clear()
            elif wish == "go on":
                self._go_on.set()
            elif wish == "stop":
                self._stop = True
                self._go_on.set()
