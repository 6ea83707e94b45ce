"""The index of a video: when each frame is shown, learned from the packets, never from a header."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from annotator.media.container import decode_packet, open_video, read_packets
from sst_core.errors import Cancelled, MediaError
from sst_core.saying import said

_ONE_PACKET_ONE_FRAME: Final = frozenset(
    {"h264", "hevc", "vp9", "av1", "libdav1d", "mjpeg", "prores", "dnxhd", "ffv1", "png"}
)
"""Codecs whose packets can be counted instead of decoded; in others packets may hide frames."""
_CUT_SECONDS: Final = 0.2
_ASK_EVERY: Final = 64
_ASSUMED_RATE: Final = Fraction(25)

Item = TypeVar("Item")


@dataclass(frozen=True)
class VideoIndex:
    """When each frame of a video is shown.

    Attributes:
        times: (frames,) int64 timestamps in units of the stream's time base, rising; or the
            numbers of the frames, where the file has no usable timestamps.
        keyframes: Frame numbers at which decoding can start, rising, the first one 0.
        has_times: Whether a decoded frame is recognised by its timestamp (else by counting).
        rate: Average frames per second.
        time_base: Seconds in one unit of `times`.
        warnings: Sentences about damage.
    """

    times: NDArray[np.int64]
    keyframes: tuple[int, ...]
    has_times: bool
    rate: Fraction | None
    time_base: Fraction
    warnings: tuple[str, ...] = ()

    def seconds(self) -> NDArray[np.float64]:
        """(frames,) float64, seconds from the first frame to each."""
        since: NDArray[np.int64] = self.times - self.times[0]
        return since.astype(np.float64) * float(self.time_base)

    def keyframe_for(self, frame: int) -> int:
        """The last frame at or before this one at which decoding can start.

        Frames that follow a keyframe in the file and precede it on the screen (open groups of
        pictures) belong to the keyframe before: they are shown before it.
        """
        return self.keyframes[int(np.searchsorted(self.keyframes, frame, side="right")) - 1]

    def frame_at(self, time: int) -> int | None:
        """The number of the frame shown at exactly this timestamp, if any."""
        frame = int(np.searchsorted(self.times, time))
        return frame if frame < len(self.times) and self.times[frame] == time else None


class _Mark(NamedTuple):
    """What the index keeps of a packet; its data would fill the memory."""

    video: bool
    pts: int | None
    dts: int | None
    end: Fraction | None
    key: bool
    hidden: bool
    torn: bool


def build_index(path: Path, *, halt: Callable[[], bool] | None = None) -> VideoIndex:
    """Reads every packet once (some milliseconds for a thousand frames), decoding none.

    Codecs that hide frames in packets, and files without timestamps, are decoded once instead.

    Args:
        path: The video file.
        halt: Asked now and then whether to give up.

    Raises:
        MediaError: There is no video, or not one frame of it.
        Cancelled: It was given up.
    """
    with open_video(path) as (container, stream):
        rate = stream.average_rate or stream.guessed_rate
        countable = stream.codec_context.name in _ONE_PACKET_ONE_FRAME
        unit = stream.time_base or Fraction(1)
        marks = list(_until(halt, _scan(container, stream)))
        cut = _is_cut(path, container, stream, marks)
    shown = [mark for mark in marks if mark.video]
    times = _times(shown, cut=cut) if countable else None
    index = None
    if times is not None:
        keys = {mark.pts for mark in shown if mark.key}
        starts = tuple(i for i, time in enumerate(times.tolist()) if time in keys)
        if starts and starts[0] == 0:
            index = VideoIndex(times, starts, has_times=True, rate=rate, time_base=unit)
    index = index or _index_by_decoding(path, rate, halt)
    if not cut:
        return index
    warning = said(
        "{path}: the file ends early; {count} whole frames of it are left.",
        path=path,
        count=len(index.times),
    )
    return replace(index, warnings=(warning,))


def _until(halt: Callable[[], bool] | None, items: Iterator[Item]) -> Iterator[Item]:
    """The items, as long as nobody gives up."""
    for count, item in enumerate(items):
        if halt is not None and not count % _ASK_EVERY and halt():
            raise Cancelled
        yield item


def _scan(container: InputContainer, stream: VideoStream) -> Iterator[_Mark]:
    """A mark for every packet of every stream, up to the end or to damage."""
    try:
        for packet in container.demux():
            if not packet.size:
                continue
            end = None
            if packet.pts is not None:
                end = (packet.pts + (packet.duration or 0)) * packet.time_base
            video = packet.stream_index == stream.index
            flags = (packet.is_keyframe, packet.is_discard, packet.is_corrupt)
            yield _Mark(video, packet.pts, packet.dts, end, *flags)
    except av.FFmpegError:
        return


def _times(marks: Sequence[_Mark], *, cut: bool) -> NDArray[np.int64] | None:
    """Presentation times, rising, or None where packets lack them or share them."""
    shown = [mark for mark in marks if not mark.hidden]
    times = [mark.pts for mark in shown if mark.pts is not None]
    if len(times) < len(shown) or len(set(times)) < len(times):
        return None
    if cut:
        # A packet that is missing is shown no earlier than it would have been decoded, so up to
        # the last decoding time no frame is missing, and numbers stay exact.
        last = max((mark.dts for mark in marks if mark.dts is not None), default=None)
        torn = {mark.pts for mark in marks if mark.torn}
        times = [time for time in times if (last is None or time <= last) and time not in torn]
    return np.sort(np.array(times, np.int64))


def _is_cut(
    path: Path, container: InputContainer, stream: VideoStream, marks: Sequence[_Mark]
) -> bool:
    """Whether the file ends before what it announces: a torn packet, or missing ones.

    A header is not believed for any length, only for this question.
    """
    if marks and marks[-1].torn:
        return True
    size = path.stat().st_size
    if any(entry.pos + entry.size > size for entry in stream.index_entries):
        return True
    ends = [mark.end for mark in marks if mark.end is not None]
    if container.duration is None or not ends or "matroska" not in container.format.name:
        return False  # elsewhere the duration may be a guess
    return Fraction(container.duration, av.time_base) - max(ends) > _CUT_SECONDS


def _index_by_decoding(
    path: Path, rate: Fraction | None, halt: Callable[[], bool] | None
) -> VideoIndex:
    times: list[int | None] = []
    keyframes: list[int] = [0]
    with open_video(path) as (container, stream):
        unit = stream.time_base or Fraction(1)
        for packet in _until(halt, read_packets(container, stream)):
            for frame in decode_packet(packet):
                if frame.key_frame and times:
                    keyframes.append(len(times))
                times.append(frame.pts)
    if not times:
        raise MediaError("not one frame of this video can be decoded", where=path)
    known = [time for time in times if time is not None]
    rising = len(known) == len(times) and all(a < b for a, b in pairwise(known))
    if rising:
        stamps = np.array(known, np.int64)
        return VideoIndex(stamps, tuple(keyframes), has_times=True, rate=rate, time_base=unit)
    numbers, unit = np.arange(len(times)), 1 / (rate or _ASSUMED_RATE)
    return VideoIndex(numbers, (0,), has_times=False, rate=rate, time_base=unit)
