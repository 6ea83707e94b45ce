"""A progress line with speed and time left, for a terminal or for a log file."""

import sys
from time import monotonic
from typing import Final, TextIO

_REDRAW: Final = 0.1
_LOG: Final = 5.0


class Progress:
    """Writes one line that is rewritten in a terminal, else a new line every five seconds.

    Args:
        noun: What is counted, as it follows a number ("frames").
        stream: Where to write; None takes stderr.
    """

    def __init__(self, noun: str, stream: TextIO | None = None) -> None:
        self._noun = noun
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._begin = monotonic()
        self._shown = self._begin if not self._terminal else 0.0
        self._width = 0

    def show(self, done: int, total: int) -> None:
        """Says how far the work has come, unless it was said a moment ago."""
        now = monotonic()
        if now - self._shown < (_REDRAW if self._terminal else _LOG) and done < total:
            return
        self._shown = now
        line = self._line(done, total, now - self._begin)
        if self._terminal:
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def say(self, sentence: str) -> None:
        """Writes a sentence on a line of its own."""
        self.finish()
        self._stream.write(sentence + "\n")
        self._stream.flush()

    def finish(self) -> None:
        """Ends the line that was being rewritten."""
        if self._terminal and self._width:
            self._stream.write("\n")
            self._width = 0

    def _line(self, done: int, total: int, seconds: float) -> str:
        speed = done / seconds if seconds > 0 else 0.0
        left = f"{_clock((total - done) / speed)} left" if speed > 0 else "time left unknown"
        return f"{done}/{total} {self._noun}, {speed:.1f} frames/s, {left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
