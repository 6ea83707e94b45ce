"""The project's own sample clip: two koi that cross in a pond, with known ground truth."""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.errors import OutputError
from sst_core.labels import LabelMap, write_label_map
from training.data.koi import Koi, Layer, dark_coat, draw, patched_coat, spine
from training.data.pond import Picture, Pond, caustics, float_pads, look_down, make_pond

Image = NDArray[np.uint8]

SIZE = (360, 640)
RATE = 24
SECONDS = 3.0
_SHUTTER = (-0.22, 0.0, 0.22)
"""Moments, in frames, that one picture averages; the truth is that of the middle one."""


def render_clip(*, frames: int = 72, seed: int = 0) -> Iterator[tuple[Image, LabelMap]]:
    """Renders the scene; the same seed gives the same clip.

    Args:
        frames: How many frames the three seconds are cut into.
        seed: Chooses pebbles, ripples and the pattern of the fish.

    Yields:
        (360, 640, 3) uint8 RGB, and (360, 640) uint8 with 1 for the patched koi, which swims
        above, and 2 for the dark one, which passes below it; leaves over them are background.
    """
    rng = np.random.default_rng(seed)
    pond = make_pond(rng, SIZE)
    upper, lower = _fish(rng)
    for frame in range(frames):
        moments = [(frame + shift) / max(frames - 1, 1) for shift in _SHUTTER]
        above = [_moment(upper, progress) for progress in moments]
        below = [_moment(lower, progress) for progress in moments]
        picture, hidden = _compose(pond, _blend(above), _blend(below), moments[1])
        label_map = np.zeros(SIZE, np.uint8)
        label_map[below[1].cover > 0.5] = 2
        label_map[above[1].cover > 0.5] = 1
        label_map[hidden] = 0
        yield picture, label_map


def write_sample(output: Path, *, frames: int = 72, seed: int = 0) -> None:
    """Writes clip.mp4 (H.264), truth/00000.png and so on, and masks/00000.png, the first again.

    Args:
        output: A folder, made when absent.
        frames: How many frames the three seconds are cut into.
        seed: As for `render_clip`.

    Raises:
        OutputError: The folder cannot be written.
    """
    truth, masks = output / "truth", output / "masks"
    try:
        for folder in (truth, masks):
            folder.mkdir(parents=True, exist_ok=True)
        with av.open(str(output / "clip.mp4"), "w") as container:
            stream = container.add_stream("libx264", rate=Fraction(RATE))
            stream.height, stream.width = SIZE
            stream.pix_fmt = "yuv420p"
            stream.options = {"crf": "24", "preset": "veryslow", "threads": "1"}
            for index, (image, label_map) in enumerate(render_clip(frames=frames, seed=seed)):
                write_label_map(truth / f"{index:05d}.png", label_map)
                if index == 0:
                    write_label_map(masks / "00000.png", label_map)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            container.mux(stream.encode(None))
    except OSError as error:
        raise OutputError(f"the sample cannot be written ({error})", where=output) from error


def main(argv: Sequence[str] | None = None) -> int:
    """Runs `python -m training.data.render OUTPUT [--seed N] [--frames N]`."""
    parser = argparse.ArgumentParser(prog="python -m training.data.render", description=__doc__)
    parser.add_argument("output", type=Path, help="folder for clip.mp4, truth/ and masks/")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--frames", type=int, default=72)
    arguments = parser.parse_args(argv)
    write_sample(arguments.output, frames=arguments.frames, seed=arguments.seed)
    return 0


def _fish(rng: np.random.Generator) -> tuple[Koi, Koi]:
    across = np.array([(335, 45), (290, 245), (110, 450), (95, 660)], float)
    back = np.array([(315, 655), (300, 450), (115, 245), (75, 75)], float)
    return (
        Koi(across, 215, 1.25, 0.4, patched_coat(rng), (0.93, 0.80, 0.70)),
        Koi(back, 190, 1.45, 2.2, dark_coat(rng), (0.80, 0.55, 0.18)),
    )


def _moment(koi: Koi, progress: float) -> Layer:
    time = progress * SECONDS
    joints = spine(koi, progress, time) - np.array(_pan(progress))
    return draw(koi, SIZE, joints, time)


def _pan(progress: float) -> tuple[float, float]:
    """Where the camera looks: (row, col), moving slowly and never at one speed."""
    return 6 + 6 * math.sin(2.2 * progress), 8 + 34 * max(progress, 0.0) ** 1.2


def _blend(layers: Sequence[Layer]) -> Layer:
    return Layer(
        np.mean([layer.light for layer in layers], axis=0),
        np.mean([layer.cover for layer in layers], axis=0),
    )


def _compose(
    pond: Pond, above: Layer, below: Layer, progress: float
) -> tuple[Image, NDArray[np.bool_]]:
    """One picture (H, W, 3) uint8 from bed, shadows, fish, light and leaves; what leaves hide."""
    time = progress * SECONDS
    pan = _pan(progress)
    picture = look_down(pond, SIZE, pan, time)
    threads = caustics(pond, SIZE, time)
    picture = picture * (0.80 + 0.75 * threads[..., None])
    for layer, depth in ((below, 13), (above, 20)):
        picture = picture * (1 - 0.62 * _shadow(layer.cover, depth)[..., None])
        lit = layer.light * (0.93 + 0.22 * threads[..., None])
        picture = picture * (1 - layer.cover[..., None]) + lit
    picture, pads = float_pads(picture, pond, (-1.25 * pan[0], -1.25 * pan[1]))
    return _develop(picture), pads > 0.5


def _shadow(cover: Picture, depth: int) -> Picture:
    shift = np.array([[1, 0, 0.7 * depth], [0, 1, depth]], np.float32)
    moved = cv2.warpAffine(cover, shift, (cover.shape[1], cover.shape[0]))
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), 0.35 * depth), np.float32)


def _develop(picture: Picture) -> Image:
    """Vignette, gentle contrast, 8 bits."""
    rows = np.linspace(-1, 1, picture.shape[0])[:, None]
    cols = np.linspace(-1, 1, picture.shape[1])[None]
    vignette = 1 - 0.22 * (rows**2 + cols**2)
    exposed = np.clip(picture * vignette[..., None] * 1.08, 0, 1)
    toned = exposed + 0.25 * exposed * (1 - exposed) * (2 * exposed - 1)
    return np.asarray(toned * 255 + 0.5).astype(np.uint8)


if __name__ == "__main__":
    sys.exit(main())
