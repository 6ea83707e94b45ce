"""Plays a clip at its true rate: shows the frame whose time has come, and drops what is late."""

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
        self._shown = 0
        self._began = 0.0

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    def start(self, times: NDArray[np.float64], frame: int, span: tuple[int, int]) -> None:
        """Plays frames [a, b) in a loop.

        Args:
            times: (frames,) seconds at which each frame is shown.
            frame: Where to begin; outside the span it begins at its start.
            span: The frames to play.
        """
        if span[1] - span[0] < 2:
            return
        self._times, self._span = times, span
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
        frame = due(self._times, self._span, perf_counter() - self._began)
        if frame != self._shown:
            self._shown = frame
            self.frame_due.emit(frame)


def due(times: NDArray[np.float64], span: tuple[int, int], seconds: float) -> int:
    """The frame to show `seconds` after the start of a looped span.

    Args:
        times: (frames,) rising presentation times in seconds.
        span: Frames [a, b), at least two.
        seconds: Since frame a was shown for the first time.
    """
    stretch = times[span[0] : span[1]]
    step = float(stretch[-1] - stretch[0]) / (len(stretch) - 1)
    length = float(stretch[-1] - stretch[0]) + step
    offset = seconds % length if length > 0 else 0.0
    place = int(np.searchsorted(stretch - stretch[0], offset, side="right")) - 1
    return span[0] + min(max(place, 0), len(stretch) - 1)
