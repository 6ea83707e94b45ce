"""Frames per second over the last moments, so that a slow start does not spoil the forecast."""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

_LAST: Final = 24


class Speed:
    """Counts ticks.

    Args:
        clock: Seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._ticks: deque[float] = deque(maxlen=_LAST)

    def tick(self) -> float:
        """Counts one; ticks per second lately, 0 at the first."""
        self._ticks.append(self._clock())
        elapsed = self._ticks[-1] - self._ticks[0]
        return (len(self._ticks) - 1) / elapsed if elapsed > 0 else 0.0
