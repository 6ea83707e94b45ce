"""Looks at frames before they are asked for, while the engine has nothing else to do."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final

from annotator.engine.power import on_battery
from annotator.engine.sessions import Session
from annotator.engine.shelf import Shelf
from annotator.media.readahead import Playhead
from annotator.media.source import FrameSource, Picture

_CALM_S: Final = 0.4
"""Pause after the user moved: decoding for the window comes first."""
_LATER_S: Final = 1.0
_BATTERY_S: Final = 10.0
_BLOCK: Final = 32
"""Frames decoded in one go before the place is chosen anew."""
_log = logging.getLogger(__name__)


@dataclass
class _Clip:
    """What is looked at."""

    session: Session
    source: FrameSource
    shelf: Shelf


class Ahead:
    """Embeds the clip frame by frame from the user's place on; each step takes one frame's time.

    Args:
        clock: Seconds, never going back.
        battery: Whether the machine runs on its battery; then nothing is done ahead.
    """

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        battery: Callable[[], bool] = on_battery,
    ) -> None:
        self._clock, self._battery = clock, battery
        self._clip: _Clip | None = None
        self._frames: Iterator[tuple[int, Picture]] = iter(())
        self._from = 0.0
        self._asked = -_BATTERY_S
        self._saving = False
        self._moved: int | None = None

    def follow(self, session: Session, source: FrameSource, shelf: Shelf) -> None:
        """Works on a clip from now on."""
        self._clip = _Clip(session, source, shelf)
        self.drop_walk()

    def stop(self) -> None:
        """Has nothing to do any more."""
        self._clip = None
        self.drop_walk()

    def stand(self, frame: int) -> None:
        """Hears, on any thread, where the user is; pauses for a moment."""
        self._moved = frame
        self._from = self._clock() + _CALM_S

    def wait(self) -> float:
        """Seconds until there may be something to do; 0 where there is now."""
        if self._clip is None:
            return _LATER_S
        now = self._clock()
        if now - self._asked >= _BATTERY_S:
            self._asked, self._saving = now, self._battery()
        if self._saving:
            return _LATER_S
        return max(self._from - now, 0.0)

    def step(self) -> None:
        """Looks at one frame. Whatever fails is told when the frame is asked for; then it stops."""
        clip = self._clip
        if clip is None:
            return
        try:
            self._turn(clip)
            if not self._look(clip):
                self._from = self._clock() + _LATER_S
        except Exception:  # noqa: BLE001 - it is only ahead
            _log.warning("looking ahead stopped", exc_info=True)
            self.stop()

    def drop_walk(self) -> None:
        """Closes the file; the next step chooses its place anew."""
        with suppress(AttributeError):
            self._frames.close()  # type: ignore[attr-defined] # generators have it
        self._frames = iter(())

    def _turn(self, clip: _Clip) -> None:
        """Takes over where the user has gone."""
        frame, self._moved = self._moved, None
        if frame is not None and frame != clip.shelf.head.frame:
            clip.shelf.head = Playhead(frame)
            self.drop_walk()

    def _look(self, clip: _Clip) -> bool:
        """Embeds the next frame that is wanted; False where none is."""
        for frame, picture in self._frames:
            if frame not in clip.shelf:
                clip.shelf.put(frame, clip.session.embed(picture))
                return frame in clip.shelf
        length = len(clip.source)
        place = clip.shelf.wanted(length)
        if place is None:
            return False
        # Decoding runs forward only: behind the user it begins a block earlier.
        start = place if place >= clip.shelf.head.frame else max(place - _BLOCK + 1, 0)
        self._frames = clip.source.iterate(start, min(start + _BLOCK, length))
        return True
