"""Clips and masks made on the spot: every frame carries its own number as black and white bars."""

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.container import OutputContainer
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent / "fakes"))

Pixels = NDArray[np.uint8]
SIZE = (64, 96)
_BITS = 12
COLOURS = {1: (200, 40, 40), 2: (40, 40, 200)}
GREEN = (60, 140, 60)


def scene(frame: int, size: tuple[int, int] = SIZE) -> tuple[Pixels, Pixels]:
    """A picture and its true label map: two flat squares that move, under a row of bars."""
    height, width = size
    picture = np.full((height, width, 3), GREEN, np.uint8)
    truth = np.zeros(size, np.uint8)
    for label, colour in COLOURS.items():
        row = 20 if label == 1 else 42
        col = (frame * 2 + 30 * label) % (width - 16)
        picture[row : row + 14, col : col + 14] = colour
        truth[row : row + 14, col : col + 14] = label
    bar = width // _BITS
    for bit in range(_BITS):
        picture[:12, bit * bar : (bit + 1) * bar] = 255 * (frame >> bit & 1)
    return picture, truth


def number(picture: Pixels) -> int:
    """The number that `scene` drew into a picture."""
    bar = picture.shape[1] // _BITS
    middles = picture[6, bar // 2 : _BITS * bar : bar].mean(axis=1)
    return sum(1 << bit for bit, value in enumerate(middles[:_BITS]) if value > 128)


def encode(
    path: Path,
    pictures: Sequence[Pixels],
    *,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    times: Sequence[int] | None = None,
    rotation: int = 0,
    sound: bool = False,
) -> Path:
    """Encodes pictures at 25 frames/s, or at the given times in units of 1/1000 s."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.options = options or {}
        if rotation:
            stream.set_display_rotation(rotation)
        if times is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        if sound:
            _add_sound(container)
        for place, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if times is not None:
                frame.pts, frame.time_base = times[place], Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def _add_sound(container: OutputContainer) -> None:
    stream = container.add_stream("aac", rate=8000)
    silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
    silence.sample_rate, silence.pts = 8000, 0
    container.mux(stream.encode(silence))
    container.mux(stream.encode())


@pytest.fixture(scope="session")
def long_gop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """80 frames of H.264 with B-frames and a keyframe in 30."""
    path = tmp_path_factory.mktemp("clips") / "long.mp4"
    options = {"g": "30", "bf": "3", "x264-params": "keyint=30:min-keyint=30:scenecut=0"}
    return encode(path, [scene(i)[0] for i in range(80)], options=options)


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 frames of nearly lossless H.264, in which colours can be told apart."""
    path = tmp_path_factory.mktemp("clips") / "short.mp4"
    return encode(path, [scene(i)[0] for i in range(12)], options={"crf": "4", "bf": "2"})


@pytest.fixture(scope="session")
def make_clip() -> Callable[..., Path]:
    """The encoder."""
    return encode


@pytest.fixture(scope="session")
def make_scene() -> Callable[..., tuple[Pixels, Pixels]]:
    """Picture and truth of a frame."""
    return scene


@pytest.fixture(scope="session")
def read_number() -> Callable[[Pixels], int]:
    """The number drawn into a picture."""
    return number
