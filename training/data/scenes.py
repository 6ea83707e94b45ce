"""Short clips that we render ourselves, textured and with known truth, to test for regressions.

Every clip is a function of its name and a seed. Together they hold what must not be unlearned: slow
and fast motion, growth, turning, two objects that cross, look-alikes, an occluder, thin parts, and
an object that leaves and returns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import LabelMap
from training.data.pond import noise

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

SIZE: Final = (192, 320)
LENGTH: Final = 12
_SEED: Final = 1789
_FINE: Final = 16
"""Polygons are drawn on a grid this many times finer than pixels."""


@dataclass(frozen=True)
class Scene:
    """One rendered clip.

    Attributes:
        frames: (T, H, W, 3) uint8 RGB.
        label_maps: (T, H, W) uint8: 0 background, 1.. objects.
        objects: Ids.
    """

    frames: NDArray[np.uint8]
    label_maps: NDArray[np.uint8]
    objects: tuple[int, ...]


@dataclass(frozen=True)
class Pose:
    """Where a thing is at one moment: centre (row, col) as shares of the picture, size, angle."""

    row: float
    col: float
    zoom: float = 1.0
    angle: float = 0.0


@dataclass(frozen=True)
class Thing:
    """A flat textured shape.

    Attributes:
        outline: (N, 2) (row, col) about its centre, in pixels.
        texture: (H, W, 3) float32 in [0, 1], carried along.
        pose: Progress 0-1 -> where it is.
        label: Its id, 0 for what is only in the way.
    """

    outline: Points
    texture: NDArray[np.float32]
    pose: Callable[[float], Pose]
    label: int


NAMES: Final = (
    *("slow", "fast", "grows", "shrinks", "turns"),
    *("two that cross", "look-alikes", "behind a pole", "thin", "leaves and returns"),
)


def render_scene(name: str, *, seed: int = _SEED) -> Scene:
    """Render a clip of NAMES: LENGTH frames of SIZE.

    Args:
        name: What happens in it.
        seed: Colours, textures and outlines; the default is that of the regression set.

    Raises:
        ValueError: There is no such clip.
    """
    rng = np.random.default_rng([seed, NAMES.index(name)])
    things = _CASTS[name](rng)
    ground = _texture(rng, np.array((0.42, 0.45, 0.38)), cell=34.0, strength=0.55)
    drift = rng.uniform(-14, 14, 2)
    frames, maps = [], []
    for index in range(LENGTH):
        progress = index / (LENGTH - 1)
        picture = _shifted(ground, drift * progress)
        label_map: LabelMap = np.zeros(SIZE, np.uint8)
        for thing in things:
            _draw(picture, label_map, thing, progress)
        grain = rng.normal(0, 0.012, picture.shape)
        frames.append(np.clip((picture + grain) * 255 + 0.5, 0, 255).astype(np.uint8))
        maps.append(label_map)
    labels = tuple(sorted({thing.label for thing in things if thing.label}))
    return Scene(np.stack(frames), np.stack(maps), labels)


def _draw(picture: NDArray[np.float32], label_map: LabelMap, thing: Thing, progress: float) -> None:
    """Lay a thing over a picture and its label map, in place."""
    pose = thing.pose(progress)
    turn = np.array(
        [[np.cos(pose.angle), -np.sin(pose.angle)], [np.sin(pose.angle), np.cos(pose.angle)]]
    )
    centre = np.array([pose.row * SIZE[0], pose.col * SIZE[1]])
    points = thing.outline @ turn.T * pose.zoom + centre
    cover = np.zeros((SIZE[0] * 4, SIZE[1] * 4), np.uint8)
    corners = np.round((points[:, ::-1] * 4 + 1.5) * _FINE).astype(np.int32)
    cv2.fillPoly(cover, [corners], 255, shift=4)
    soft = np.asarray(cv2.resize(cover, SIZE[::-1], interpolation=cv2.INTER_AREA), np.float32) / 255
    # The texture turns and grows with the thing.
    linear = turn.T / pose.zoom
    rows, cols = np.indices(SIZE, np.float32)
    offset = np.stack([rows - centre[0], cols - centre[1]], -1) @ linear.T
    middle = np.array(thing.texture.shape[:2]) / 2
    across, down = ((offset[..., axis] + middle[axis]).astype(np.float32) for axis in (1, 0))
    colours = cv2.remap(
        thing.texture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    picture += soft[..., None] * (colours - picture)
    label_map[soft > 0.5] = thing.label


def _texture(
    rng: np.random.Generator, colour: NDArray[np.float64], *, cell: float, strength: float = 0.6
) -> NDArray[np.float32]:
    """Mottled colour, larger than the picture: (H + 64, W + 64, 3) float32."""
    shape = (SIZE[0] + 64, SIZE[1] + 64)
    light = noise(rng, shape, cell=cell)[..., None] - 0.5
    tint = np.stack([noise(rng, shape, cell=cell * 1.7) - 0.5 for _ in range(3)], -1)
    mottled = colour * (1 + 2 * strength * light) + 0.5 * strength * tint
    return np.asarray(np.clip(mottled, 0, 1), np.float32)


def _shifted(ground: NDArray[np.float32], drift: Points) -> NDArray[np.float32]:
    centre = (32 + SIZE[1] / 2 + drift[1], 32 + SIZE[0] / 2 + drift[0])
    return np.asarray(cv2.getRectSubPix(ground, SIZE[::-1], centre), np.float32)


def _blob(rng: np.random.Generator, size: float) -> Points:
    """(64, 2) outline of a rounded thing of about `size` pixels across."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    radius = np.full(64, size / 2)
    for order in range(2, 6):
        wave = np.cos(order * angle + rng.uniform(0, 2 * np.pi))
        radius = radius * (1 + 0.22 / order * rng.uniform(0.5, 1.5) * wave)
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], -1)


def _star(size: float) -> Points:
    """(20, 2) outline with five thin arms."""
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    radius = np.where(np.arange(20) % 4 == 0, size / 2, size / 9)
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], -1)


def _colour(rng: np.random.Generator) -> NDArray[np.float64]:
    """A colour that differs from the ground's."""
    hue = rng.integers(3)
    colour = rng.uniform(0.2, 0.45, 3)
    colour[hue] = rng.uniform(0.55, 0.8)
    return np.asarray(colour)


def _line(start: tuple[float, float], end: tuple[float, float]) -> Callable[[float], Pose]:
    return lambda p: Pose(
        start[0] + p * (end[0] - start[0]), start[1] + p * (end[1] - start[1]), 1.0, 0.3 * p
    )


def _one(
    rng: np.random.Generator, pose: Callable[[float], Pose], *, size: float = 80, label: int = 1
) -> Thing:
    return Thing(_blob(rng, size), _texture(rng, _colour(rng), cell=18), pose, label)


def _twins(rng: np.random.Generator) -> list[Thing]:
    first = _one(rng, _line((0.3, 0.25), (0.35, 0.7)), size=64)
    second = Thing(first.outline, first.texture, _line((0.72, 0.75), (0.66, 0.3)), 2)
    return [first, second]


def _pole(rng: np.random.Generator) -> list[Thing]:
    bar = np.array([(-200, -9), (-200, 9), (200, 9), (200, -9)], float)
    pole = Thing(bar, _texture(rng, _colour(rng), cell=12), lambda _: Pose(0.5, 0.52), 0)
    return [_one(rng, _line((0.5, 0.22), (0.5, 0.8))), pole]


def _crossing(rng: np.random.Generator) -> list[Thing]:
    lower = _one(rng, _line((0.55, 0.2), (0.5, 0.8)), size=84)
    upper = _one(rng, _line((0.45, 0.8), (0.55, 0.2)), size=70, label=2)
    return [lower, upper]


_CASTS: Final[dict[str, Callable[[np.random.Generator], list[Thing]]]] = {
    "slow": lambda rng: [_one(rng, _line((0.45, 0.4), (0.55, 0.5)))],
    "fast": lambda rng: [_one(rng, _line((0.3, 0.15), (0.7, 0.85)), size=70)],
    "grows": lambda rng: [_one(rng, lambda p: Pose(0.5, 0.45, 0.5 * 3.2**p), size=64)],
    "shrinks": lambda rng: [_one(rng, lambda p: Pose(0.5, 0.55, 1.5 * 0.3**p), size=84)],
    "turns": lambda rng: [
        Thing(
            _blob(rng, 90) * np.array([0.55, 1.3]),
            _texture(rng, _colour(rng), cell=18),
            lambda p: Pose(0.5, 0.5, 1.0, 2.6 * p),
            1,
        )
    ],
    "two that cross": _crossing,
    "look-alikes": _twins,
    "behind a pole": _pole,
    "thin": lambda rng: [
        Thing(_star(130), _texture(rng, _colour(rng), cell=18), _line((0.5, 0.4), (0.5, 0.6)), 1)
    ],
    "leaves and returns": lambda rng: [
        _one(rng, lambda p: Pose(0.5, 0.8 + 0.42 * np.sin(np.pi * p) ** 2), size=70)
    ],
}
