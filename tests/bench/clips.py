"""Clips for the benchmarks: textured H.264 that is hard enough to decode, made on the spot."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from annotator.cv import cv2

Picture = npt.NDArray[np.uint8]
SEED = 7


def texture(height: int, width: int) -> Picture:
    """(height, width, 3) uint8: soft blots under fine grain."""
    random = np.random.default_rng(SEED)
    coarse = random.integers(0, 255, (height // 32, width // 32, 3), np.uint8)
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    grain = random.integers(-14, 15, (height, width, 1), np.int16)
    return np.clip(soft.astype(np.int16) + grain, 0, 255).astype(np.uint8)


def write_clip(path: Path, size: tuple[int, int], frames: int, *, keyframe: int) -> Path:
    """Encodes a texture that pans, with a keyframe in so many frames."""
    with av.open(str(path), "w") as container:
        stream = _stream(container, size, keyframe)
        picture = texture(*size)
        for number in range(frames):
            moved = np.roll(picture, (2 * number, 3 * number), (0, 1))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(moved, format="rgb24")))
        container.mux(stream.encode())
    return path


def write_long(path: Path, size: tuple[int, int], frames: int, *, keyframe: int) -> Path:
    """A long clip: one group of pictures is encoded, and its packets are written many times."""
    short = write_clip(path.with_name(f"short-{path.name}"), size, keyframe, keyframe=keyframe)
    with av.open(str(short)) as source, av.open(str(path), "w") as container:
        taken = source.streams.video[0]
        stream = container.add_stream_from_template(taken)
        packets = [packet for packet in source.demux(taken) if packet.dts is not None]
        length = keyframe * packets[0].duration
        for turn in range(frames // keyframe):
            for packet in packets:
                again = av.Packet(bytes(packet))
                again.pts, again.dts = packet.pts + turn * length, packet.dts + turn * length
                again.duration, again.time_base = packet.duration, packet.time_base
                again.is_keyframe, again.stream = packet.is_keyframe, stream
                container.mux(again)
    short.unlink()
    return path


def _stream(
    container: av.container.OutputContainer, size: tuple[int, int], keyframe: int
) -> av.video.stream.VideoStream:
    stream = container.add_stream("libx264", rate=25)
    stream.height, stream.width, stream.pix_fmt = *size, "yuv420p"
    timing = f"keyint={keyframe}:min-keyint={keyframe}:scenecut=0"
    stream.options = {"preset": "ultrafast", "crf": "30", "x264-params": timing}
    return stream
