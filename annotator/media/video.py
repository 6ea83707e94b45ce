"""A video file as a source of frames: any frame by exact number, forward and backward."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

import av
import numpy as np

from annotator.media.container import decode_packet, open_video, read_packets
from annotator.media.decode import decode_forward
from annotator.media.index import build_index
from annotator.media.source import Closing, Picture, Raw, frame_range
from sst_core.errors import MediaError

_BACKWARD_BYTES: Final = 256 * 2**20
"""Decoded frames held at once while a video is read backward."""


class Video(Closing):
    """Frames of a video file. A frame's number is its place in the order of presentation.

    Args:
        path: Any container that FFmpeg reads.
        backward_bytes: Most bytes of decoded frames to hold while reading backward.
        halt: Asked now and then, while the index is built, whether to give up.

    Raises:
        MediaError: The file is no video, or not one frame of it can be decoded.
        Cancelled: It was given up.
    """

    def __init__(
        self,
        path: Path,
        *,
        backward_bytes: int = _BACKWARD_BYTES,
        halt: Callable[[], bool] | None = None,
    ) -> None:
        self.path = path
        self._index = build_index(path, halt=halt)
        self._cursor: Iterator[tuple[int, av.VideoFrame]] | None = None
        self._next = 0
        self._last: tuple[int, Picture] | None = None
        _, first = next(decode_forward(path, self._index, start=0, stop=1))
        self._coded = (first.width, first.height)
        self._turns = _quarter_turns(first)
        self._held = max(1, backward_bytes // _nbytes(first))
        height, width = first.height, first.width
        self.size = (width, height) if self._turns % 2 else (height, width)
        self.times = self._index.seconds()
        self.rate: Fraction | None = self._index.rate
        self.names: Sequence[str] = tuple(f"{frame:05d}" for frame in range(len(self)))
        self.warnings: Sequence[str] = self._index.warnings

    def __len__(self) -> int:
        """The number of frames that the file really holds."""
        return len(self._index.times)

    def read(self, frame: int) -> Picture:
        """One frame, (H, W, 3) uint8 RGB; reading on from the last one needs no seek.

        Raises:
            IndexError: There is no such frame.
            MediaError: The file went away or is damaged.
        """
        frame_range(frame, frame + 1, step=1, length=len(self))
        if self._last is not None and self._last[0] == frame:
            return self._last[1].copy()
        if self._cursor is None or not self._index.keyframe_for(frame) <= self._next <= frame:
            self._cursor = decode_forward(self.path, self._index, start=frame, stop=len(self))
        for number, picture in self._cursor:
            self._next = number + 1
            if number == frame:
                self._last = (frame, self._to_rgb(picture))
                return self._last[1].copy()
        raise IndexError(f"frame {frame} of {len(self)}")

    def iterate(self, start: int, stop: int, step: int = 1) -> Iterator[tuple[int, Picture]]:
        """Frame numbers and frames as in `range(start, stop, step)`, with a step of 1 or -1.

        Forward, every frame is decoded once. Backward, a group of pictures is decoded once if
        it fits in the byte budget, else once for each chunk that does.

        Raises:
            IndexError: There are no such frames.
            MediaError: The file went away or is damaged.
        """
        frames = frame_range(start, stop, step=step, length=len(self))
        if step > 0:
            for number, picture in self._decode(start, stop if frames else start):
                yield number, self._to_rgb(picture)
            return
        high = start
        while high > stop:
            low = max(self._index.keyframe_for(high), stop + 1, high - self._held + 1)
            chunk = deque(self._decode(low, high + 1))
            while chunk:
                number, picture = chunk.pop()
                yield number, self._to_rgb(picture)
            high = low - 1

    def decode_start(self, frame: int) -> int:
        """The keyframe from which this frame is decoded."""
        return self._index.keyframe_for(frame)

    def iterate_raw(self, start: int, stop: int) -> Iterator[tuple[int, Raw]]:
        """As `iterate`, forward, leaving the conversion to RGB to the caller.

        Raises:
            IndexError: There are no such frames.
            MediaError: The file went away or is damaged.
        """
        frame_range(start, stop, step=1, length=len(self))
        for number, picture in self._decode(start, stop):
            yield number, Raw(_nbytes(picture), partial(self._to_rgb, picture))

    def close(self) -> None:
        """Closes the file; reading afterwards opens it again."""
        self._cursor = self._last = None

    def _decode(self, start: int, stop: int) -> Iterator[tuple[int, av.VideoFrame]]:
        if stop <= start:
            return iter(())
        return decode_forward(self.path, self._index, start=start, stop=stop)

    def _to_rgb(self, picture: av.VideoFrame) -> Picture:
        """RGB at the size of the first frame, upright as the file's rotation asks."""
        return _upright(picture, self._coded, self._turns)


def first_video_picture(path: Path) -> Picture:
    """The first frame of a video, (H, W, 3) uint8 RGB, without an index.

    Raises:
        MediaError: The file is no video, or not one frame of it can be decoded.
    """
    with open_video(path) as (container, stream):
        for packet in read_packets(container, stream):
            for frame in decode_packet(packet):
                return _upright(frame, (frame.width, frame.height), _quarter_turns(frame))
    raise MediaError("not one frame of this video can be decoded", where=path)


def _nbytes(picture: av.VideoFrame) -> int:
    return sum(plane.buffer_size for plane in picture.planes)


def _quarter_turns(picture: av.VideoFrame) -> int:
    """How often to turn a frame counterclockwise by 90 degrees, as the file asks."""
    return round(picture.rotation / 90) % 4


def _upright(picture: av.VideoFrame, coded: tuple[int, int], turns: int) -> Picture:
    """RGB from a frame brought to the coded (width, height), then turned."""
    width, height = coded
    rgb = picture.to_ndarray(format="rgb24", width=width, height=height)
    return np.ascontiguousarray(np.rot90(rgb, turns).astype(np.uint8, copy=False))
