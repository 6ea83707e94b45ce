"""Hands, eyes and a clock for programs that drive the real window: nothing here is asserted."""

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from time import perf_counter, thread_time

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.ui.main_window import MainWindow

Point = tuple[float, float]
LEFT = Qt.MouseButton.LeftButton
_TURN = 0.006
"""Seconds between events of a hand: each has a turn of the event loop, as with a real one."""


def wait(condition: Callable[[], object], seconds: float = 60.0, *, interval: int = 5) -> float:
    """Lets the window live until something is so; seconds it took.

    Raises:
        TimeoutError: It did not become so.
    """
    began, loop = perf_counter(), QEventLoop()
    timer = QTimer(interval=interval)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(
        lambda: loop.quit() if condition() or perf_counter() - began > seconds else None
    )
    timer.start()
    loop.exec()
    timer.stop()
    if not condition():
        raise TimeoutError(f"not within {seconds:.0f} s")
    return perf_counter() - began


def pause(seconds: float) -> None:
    """Lets the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1e3 * seconds), loop.quit)
    loop.exec()


class Hand:
    """Drags, clicks and presses keys through real events, and counts them.

    Args:
        window: The window; active, or keys go nowhere.

    Attributes:
        keys: Keys pressed so far.
        strokes: Drags so far.
        clicks: Clicks so far.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.keys = self.strokes = self.clicks = 0

    def at(self, point: Point) -> QPoint:
        """Where an image point (row, col) lies in the viewport."""
        x, y = self._window.canvas.view.to_screen(*point)
        return QPoint(round(x), round(y))

    def drag(self, *points: Point, steps: int = 8) -> None:
        """A stroke with the left button through image points (row, col)."""
        view = self._window.canvas.viewport()
        QTest.mousePress(view, LEFT, pos=self.at(points[0]))
        for one, other in pairwise(points):
            for step in range(1, steps + 1):
                part = step / steps
                there = (
                    one[0] + part * (other[0] - one[0]),
                    one[1] + part * (other[1] - one[1]),
                )
                QTest.mouseMove(view, self.at(there))
                pause(_TURN)
        QTest.mouseRelease(view, LEFT, pos=self.at(points[-1]))
        pause(_TURN)
        self.strokes += 1

    def key(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """One key, with modifiers."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for one in held:
            modifiers |= one
        QTest.keyClick(self._window.canvas, key, modifiers)
        self.keys += 1

    def click(self, widget: QWidget) -> None:
        """One click on a widget."""
        QTest.mouseClick(widget, LEFT)
        self.clicks += 1


class StallMeter:
    """A precise timer in the window's own event loop, every 5 ms.

    Attributes:
        busiest: Seconds of processor that the window's thread spent between two ticks at worst.
        turns: Seconds of every turn.
        turn: Number of the turn that goes on.
    """

    def __init__(self, window: QWidget) -> None:
        self.turns: list[float] = []
        self.turn = 0
        self.busiest = 0.0
        self._wall, self._work = perf_counter(), thread_time()
        self._timer = QTimer(window, interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @property
    def began(self) -> float:
        """Processor time of the thread when the turn began."""
        return self._work

    @property
    def longest(self) -> float:
        """Seconds that one turn of the loop took at worst."""
        return max(self.turns, default=0.0)

    def skip(self) -> None:
        """Leaves out what was done since the last tick: it was the program's own, not the app's."""
        self._begin(perf_counter(), thread_time())

    def stop(self) -> None:
        """Measures no more."""
        self._timer.stop()

    def _tick(self) -> None:
        wall, work = perf_counter(), thread_time()
        self.turns.append(max(wall - self._wall - 0.005, 0.0))
        self.busiest = max(self.busiest, work - self._work)
        self._begin(wall, work)

    def _begin(self, wall: float, work: float) -> None:
        self._wall, self._work = wall, work
        self.turn += 1


def say(*parts: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(" ".join(parts) + "\n")
    sys.stdout.flush()


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def snap(widget: QWidget, folder: Path | None, name: str) -> None:
    """Keeps a picture of a widget, if there is a folder for it."""
    if folder is not None:
        pause(0.15)
        widget.grab().save(str(folder / f"{name}.png"))
