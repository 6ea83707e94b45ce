"""Plays a clip at its true rate: shows the frame whose time has come, and drops what is late."""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal

_TICK_MS = 8


class Playback(QObject):
    """A clock over presentation times.

    Signals:
        frame_due(int): This frame is to be shown now.
        changed(): It started or stopped.
    """

    frame_due = Signal(int)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._times: NDArray[np.float64] = np.zeros(0)
        self._span = (0, 0)
        self._loops: Callable[[], bool] = lambda: True
        self._shown = 0
        self._began = 0.0

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    def start(
        self,
        times: NDArray[np.float64],
        frame: int,
        *,
        span: tuple[int, int],
        loops: Callable[[], bool] = lambda: True,
    ) -> None:
        """Plays frames [a, b).

        Args:
            times: (frames,) seconds at which each frame is shown.
            frame: Where to begin; outside the span it begins at its start.
            span: The frames to play.
            loops: Whether to begin again at the end; else it stops there.
        """
        if span[1] - span[0] < 2:
            return
        self._times, self._span, self._loops = times, span, loops
        first = frame if span[0] <= frame < span[1] - 1 else span[0]
        self._shown = first
        self._began = perf_counter() - float(times[first] - times[span[0]])
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stops where it is."""
        if self.playing:
            self._timer.stop()
            self.changed.emit()

    def _tick(self) -> None:
        seconds = perf_counter() - self._began
        ended = seconds >= length_of(self._times, self._span) and not self._loops()
        frame = self._span[1] - 1 if ended else due(self._times, self._span, seconds)
        if frame != self._shown:
            self._shown = frame
            self.frame_due.emit(frame)
        if ended:
            self.stop()


def length_of(times: NDArray[np.float64], span: tuple[int, int]) -> float:
    """How long a span takes in seconds; its last frame is shown as long as the mean of them.

    Args:
        times: (frames,) rising presentation times in seconds.
        span: Frames [a, b), at least two.
    """
    first, last = float(times[span[0]]), float(times[span[1] - 1])
    return (last - first) * (1 + 1 / (span[1] - span[0] - 1))


def due(times: NDArray[np.float64], span: tuple[int, int], seconds: float) -> int:
    """The frame to show `seconds` after the start of a looped span.

    Args:
        times: (frames,) rising presentation times in seconds.
        span: Frames [a, b), at least two.
        seconds: Since frame a was shown for the first time.
    """
    stretch = times[span[0] : span[1]]
    length = length_of(times, span)
    offset = seconds % length if length > 0 else 0.0
    place = int(np.searchsorted(stretch - stretch[0], offset, side="right")) - 1
    return span[0] + min(max(place, 0), len(stretch) - 1)
