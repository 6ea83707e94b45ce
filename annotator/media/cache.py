"""Frames in memory within a byte budget; what is far from the playhead goes first."""

from threading import Lock
from typing import Final

from annotator.media.readahead import Playhead
from annotator.media.source import Picture, Raw

_RELIEF: Final = 0.95
"""Shrinking goes below the budget, so that it is not done for every frame."""


class FrameCache:
    """Pictures, and raw frames that were decoded on the way to another. Safe between threads.

    Args:
        limit_bytes: Budget for both together; the frame at the playhead is kept in any case.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._lock = Lock()
        self._pictures: dict[int, Picture] = {}
        self._raws: dict[int, Raw] = {}
        self._nbytes = 0

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        with self._lock:
            return self._nbytes

    def __contains__(self, frame: object) -> bool:
        """Whether the picture is there."""
        return frame in self._pictures

    def get(self, frame: int) -> Picture | None:
        """A picture, if it is there."""
        return self._pictures.get(frame)

    def raw(self, frame: int) -> Raw | None:
        """A raw frame, if it is there."""
        return self._raws.get(frame)

    def nearest(self, frame: int) -> tuple[int, Picture] | None:
        """The picture with the nearest number; of two as near the earlier one."""
        with self._lock:
            if not self._pictures:
                return None
            found = min(self._pictures, key=lambda one: (abs(one - frame), one))
            return found, self._pictures[found]

    def frames(self) -> list[int]:
        """Numbers of the pictures and of the raw frames."""
        with self._lock:
            return [*self._pictures, *self._raws]

    def put(self, frame: int, picture: Picture, head: Playhead) -> None:
        """Keeps a picture, in place of its raw frame."""
        with self._lock:
            self._drop(frame)
            self._pictures[frame] = picture
            self._nbytes += picture.nbytes
            self._shrink(head)

    def put_raw(self, frame: int, raw: Raw, head: Playhead) -> None:
        """Keeps a raw frame, unless the frame is there in any form."""
        with self._lock:
            if frame not in self._pictures and frame not in self._raws:
                self._raws[frame] = raw
                self._nbytes += raw.nbytes
                self._shrink(head)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._pictures.clear()
            self._raws.clear()
            self._nbytes = 0

    def _drop(self, frame: int) -> None:
        picture = self._pictures.pop(frame, None)
        raw = self._raws.pop(frame, None)
        self._nbytes -= picture.nbytes if picture is not None else 0
        self._nbytes -= raw.nbytes if raw is not None else 0

    def _shrink(self, head: Playhead) -> None:
        if self._nbytes <= self.limit_bytes:
            return
        for frame in sorted([*self._pictures, *self._raws], key=head.distance, reverse=True):
            if frame == head.frame or self._nbytes <= self.limit_bytes * _RELIEF:
                return
            self._drop(frame)
