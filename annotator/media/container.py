"""Opens a video container and hands out its packets; damage ends or thins them, never crashes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from sst_core.errors import MediaError
from sst_core.labels import MOST_PIXELS
from sst_core.saying import said

VideoPacket: TypeAlias = "Packet[VideoStream]"

_TEXT_AS_VIDEO: Final = frozenset({"tty", "bin", "xbin", "adf", "idf"})
"""Formats in which FFmpeg draws any text file as a picture; nobody means that."""
_ELSEWHERE: Final = frozenset(
    {
        *("hls", "applehttp", "dash", "webm_dash_manifest", "concat", "concatf", "imf", "sdp"),
        *("rtsp", "rtp", "sap", "lavfi", "vobsub"),
    }
)
"""Formats that are lists of other files or addresses: a clip must not open what it names."""
_THREADS: Final = 4
_NO_VIDEO: Final = "this file is cut short or not a video"


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Opens the first real video stream of a file (a cover picture is none).

    Raises:
        MediaError: The file is no video, is cut short, or holds only sound.
    """
    # Absolute, or a name such as "concat:a" would be taken for an address.
    options = {"protocol_whitelist": "file", "format_whitelist": _formats()}
    try:
        container = av.open(
            str(path.absolute()), container_options=options, metadata_errors="replace"
        )
    except av.FFmpegError as error:
        reason = error.strerror or "unknown"
        raise MediaError(
            said("{what} ({reason})", what=said(_NO_VIDEO), reason=reason), where=path
        ) from None
    except (ValueError, MemoryError) as error:
        raise MediaError(
            said("{what} ({reason})", what=said(_NO_VIDEO), reason=error), where=path
        ) from None
    with container:
        streams = [
            stream
            for stream in container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if container.format.name in _TEXT_AS_VIDEO:
            raise MediaError(_NO_VIDEO, where=path)
        if not streams:
            sound = bool(container.streams.audio)
            what = "there is only sound in this file" if sound else "there is no video in this file"
            raise MediaError(what, where=path, todo="Give a video or a folder of images")
        if streams[0].codec_context is None:
            raise MediaError("this program cannot decode the video in this file", where=path)
        _refuse_huge(streams[0], path)
        streams[0].thread_type = "AUTO"
        streams[0].codec_context.thread_count = _THREADS
        yield container, streams[0]


@cache
def _formats() -> str:
    """Every format that is a file of its own."""
    return ",".join(sorted(set(av.formats_available) - _ELSEWHERE))


def _refuse_huge(stream: VideoStream, path: Path) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS:
        raise MediaError(
            said("frames of {width}x{height} pixels are too large", width=width, height=height),
            where=path,
        )


def read_packets(container: InputContainer, stream: VideoStream) -> Iterator[VideoPacket]:
    """The packets from here on; where a file breaks off, the packets end. The last one is empty."""
    try:
        yield from container.demux(stream)
    except av.FFmpegError:
        return


def decode_packet(packet: VideoPacket) -> list[av.VideoFrame]:
    """The frames that a packet completes; none where it is damaged."""
    try:
        return packet.decode()
    except av.FFmpegError:
        return []
