"""Frames on their way to the model: from the shelf where it has them, else decoded."""

from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Final

import numpy as np

from annotator.engine.sessions import Session, View
from annotator.engine.shelf import Shelf
from annotator.media.source import FrameSource, Picture

_STRIDE: Final = 16
"""Frames over which decoding goes on rather than seek anew: a seek begins at a keyframe."""


def views(
    source: FrameSource, shelf: Shelf | None, start: int, stop: int, step: int = 1
) -> Iterator[tuple[int, View]]:
    """Frame numbers and frames as in `range(start, stop, step)`; nothing is decoded needlessly.

    Args:
        source: The clip.
        shelf: What the model has seen of it; None decodes everything.
        start: First frame.
        stop: End, not included.
        step: 1 or -1.

    Raises:
        IndexError: There are no such frames.
        MediaError: The file went away or is damaged.
    """
    if shelf is None:
        yield from source.iterate(start, stop, step)
        return
    with closing(_Decoder(source, stop, step)) as decoder:
        for frame in range(start, stop, step):
            seen = shelf.get(frame)
            yield frame, decoder.picture(frame) if seen is None else seen


def view(session: Session, source: FrameSource, shelf: Shelf | None, frame: int) -> View:
    """One frame for a session.

    Raises:
        IndexError: There is no such frame.
        MediaError: The file went away or is damaged.
    """
    seen = shelf.get(frame) if shelf is not None else None
    return seen if seen is not None else seen_by(session, shelf, frame, source.read(frame))


def seen_by(session: Session, shelf: Shelf | None, frame: int, found: View) -> View:
    """The frame as the session sees it, put on the shelf where there is room for it."""
    if shelf is None or not isinstance(found, np.ndarray) or not shelf.has_room(frame):
        return found
    embedded = session.embed(found)
    shelf.put(frame, embedded)
    return embedded


class _Decoder:
    """Decodes the frames of a walk that are asked for, in order."""

    def __init__(self, source: FrameSource, stop: int, step: int) -> None:
        self._source, self._stop, self._step = source, stop, step
        self._frames: Iterator[tuple[int, Picture]] = iter(())
        self._next: int | None = None

    def picture(self, frame: int) -> Picture:
        """The picture of a frame that lies further on in the walk."""
        if self._next is None or abs(frame - self._next) > _STRIDE:
            self.close()
            self._frames = self._source.iterate(frame, self._stop, self._step)
        for found, picture in self._frames:
            if found == frame:
                self._next = frame + self._step
                return picture
        raise IndexError(f"frame {frame} did not come")

    def close(self) -> None:
        """Closes the file."""
        with suppress(AttributeError):
            self._frames.close()  # type: ignore[attr-defined] # generators have it
        self._frames, self._next = iter(()), None
