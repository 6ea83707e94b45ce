"""Decodes a video forward from its nearest keyframe, each frame under its exact number."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from annotator.media.container import VideoPacket, decode_packet, open_video, read_packets
from annotator.media.index import VideoIndex
from sst_core.errors import MediaError
from sst_core.saying import said


def decode_forward(
    path: Path, index: VideoIndex, *, start: int, stop: int
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Every frame of `range(start, stop)`, in order.

    A frame that is damaged beyond decoding shows the picture before it, as players do, so that
    the numbers of the frames after it stay right.

    Args:
        path: The video file.
        index: Its index.
        start: First frame, at least 0.
        stop: End of the range, at most the number of frames.

    Raises:
        MediaError: The file is gone, or nothing can be decoded where the range begins.
    """
    wanted, held = start, None
    for frame, picture in _decode(path, index, start):
        while wanted < min(frame, stop):
            yield wanted, held or picture
            wanted += 1
        if wanted >= stop:
            return
        held = picture
        if frame == wanted:
            yield wanted, picture
            wanted += 1
    if held is None and wanted < stop:
        raise MediaError(
            said("frame {wanted} of this video cannot be decoded", wanted=wanted), where=path
        )
    while held is not None and wanted < stop:
        yield wanted, held
        wanted += 1


def _decode(path: Path, index: VideoIndex, start: int) -> Iterator[tuple[int, av.VideoFrame]]:
    """Numbered frames from a keyframe at or before `start` to the end of the file."""
    with open_video(path) as (container, stream):
        count = 0
        for packet in _packets_for(container, stream, index, start):
            if _is_torn(packet, index):
                continue  # an error while the decoder empties itself loses good frames with it
            for picture in decode_packet(packet):
                frame = _number(picture, index, count)
                count += 1
                if frame is not None:
                    yield frame, picture


def _is_torn(packet: VideoPacket, index: VideoIndex) -> bool:
    known = not index.has_times or packet.pts is None or index.frame_at(packet.pts) is not None
    return packet.is_corrupt and not known


def _number(picture: av.VideoFrame, index: VideoIndex, count: int) -> int | None:
    if not index.has_times:
        return count if count < len(index.times) else None
    return None if picture.pts is None else index.frame_at(picture.pts)


def _packets_for(
    container: InputContainer, stream: VideoStream, index: VideoIndex, start: int
) -> Iterator[VideoPacket]:
    """Packets from a keyframe at or before the frame; from the first packet if no seek gets there.

    Where a seek lands depends on the container, so it is checked, not believed.
    """
    latest = int(index.times[start])
    key = index.keyframe_for(start)
    if not index.has_times or key == 0:
        return read_packets(container, stream)
    place = index.keyframes.index(key)
    for back in (0, 1, 2):
        if place - back <= 0:
            break
        try:
            container.seek(int(index.times[index.keyframes[place - back]]), stream=stream)
        except av.FFmpegError:
            break
        packets = read_packets(container, stream)
        head = next((packet for packet in packets if packet.is_keyframe), None)
        if head is not None and head.pts is not None and head.pts <= latest:
            return chain([head], packets)
    return _packets_from_the_beginning(container, stream)


def _packets_from_the_beginning(
    container: InputContainer, stream: VideoStream
) -> Iterator[VideoPacket]:
    container.seek(0 if stream.start_time is None else stream.start_time, stream=stream)
    return read_packets(container, stream)
