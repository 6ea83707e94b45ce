"""Progress is one rewritten line in a terminal and sparse lines in a log."""

from io import StringIO

import pytest

from annotator.cli import progress
from annotator.cli.progress import Progress


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be moved by hand."""
    now = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def test_a_log_gets_a_line_every_five_seconds_and_at_the_end(clock: list[float]) -> None:
    stream = StringIO()
    shown = Progress("frames", stream)
    for done in range(1, 121):
        clock[0] += 0.1
        shown.show(done, 120)
    shown.finish()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[0].endswith("120 frames, 10.0 frames/s, 0:07 left")
    assert lines[-1] == "120/120 frames, 10.0 frames/s, 0:00 left"


def test_a_terminal_gets_one_line_that_is_rewritten(clock: list[float]) -> None:
    stream = _Terminal()
    shown = Progress("frames", stream)
    for done in (1, 2, 3):
        clock[0] += 3600
        shown.show(done, 4)
    shown.say("A sentence.")
    text = stream.getvalue()
    assert text.count("\r") == 3
    assert "1/4 frames, 0.0 frames/s, 3:00:00 left" in text
    assert text.endswith("left   \nA sentence.\n") or text.endswith("left\nA sentence.\n")
