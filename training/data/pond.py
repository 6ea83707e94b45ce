"""A pond bed seen from above: procedural pebbles, moving light under water, lily pads."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Picture = NDArray[np.float32]
"""(H, W) or (H, W, 3) float32 in [0, 1]."""
Points = NDArray[np.float64]
"""(..., 2) positions as (row, col) in pixels."""

_STONES: Picture = np.array(
    [
        *[(0.50, 0.47, 0.42), (0.38, 0.37, 0.35), (0.58, 0.52, 0.43), (0.33, 0.36, 0.30)],
        *[(0.62, 0.59, 0.54), (0.42, 0.36, 0.30), (0.27, 0.29, 0.29), (0.47, 0.50, 0.46)],
    ],
    np.float32,
)
_LIGHT = np.array((-0.55, -0.45, 0.70), np.float32)
_WATER = np.array((1.12, 1.36, 1.24), np.float32)


def noise(
    rng: np.random.Generator, shape: tuple[int, int], *, cell: float, octaves: int = 4
) -> Picture:
    """Smooth random texture: octaves of bicubic value noise, each half as large and strong.

    Args:
        rng: Source of the lattice values.
        shape: (H, W) of the result.
        cell: Size of the largest blobs in pixels.
        octaves: How many scales are summed.

    Returns:
        (H, W) float32, about 0.5 in the mean and within [0, 1].
    """
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        step = max(cell / 2**octave, 1.0)
        rows, cols = int(height / step) + 3, int(width / step) + 3
        lattice = rng.random((rows, cols), np.float32)
        full = (int(cols * step) + 1, int(rows * step) + 1)
        layer = cv2.resize(lattice, full, interpolation=cv2.INTER_CUBIC)
        total += layer[int(step) :, int(step) :][:height, :width] / 2**octave
    return _f32(np.clip(total / (2 - 0.5 ** (octaves - 1)), 0, 1))


@dataclass(frozen=True)
class Pond:
    """Everything of the scene that is no object.

    Attributes:
        bed: (H + margin, W + margin, 3) the pebbles, larger than the view by the pan.
        ripples: (2, h, w) two noises whose difference, drifting, is the web of light.
        pads: (centre (row, col), radius, angle of the notch) of every lily pad, in view pixels.
    """

    bed: Picture
    ripples: Picture
    pads: tuple[tuple[tuple[float, float], float, float], ...]


def make_pond(rng: np.random.Generator, shape: tuple[int, int], margin: int = 64) -> Pond:
    """A pond for views of `shape` (H, W) that pan by at most `margin` pixels."""
    height, width = shape
    large = (height + margin, width + margin)
    waves = (height + 4 * margin, width + 4 * margin)
    ripples = np.stack([noise(rng, waves, cell=46, octaves=2) for _ in range(2)])
    pads = (
        ((-0.02 * height, 0.40 * width), 0.19 * height, 2.3),
        ((0.06 * height, 0.56 * width), 0.11 * height, 0.6),
        ((1.04 * height, 0.60 * width), 0.20 * height, -0.9),
    )
    return Pond(_pebbles(rng, large), ripples, pads)


def look_down(pond: Pond, shape: tuple[int, int], pan: tuple[float, float], time: float) -> Picture:
    """The bed through the moving water.

    Args:
        pond: The scene.
        shape: (H, W) of the view.
        pan: (row, col) of the view's corner on the bed.
        time: Seconds.

    Returns:
        (H, W, 3) float32.
    """
    rows, cols = np.indices(shape, np.float32)
    sway = 1.2 * np.sin(cols / 37 + 2.1 * time) + 0.8 * np.sin(rows / 23 - 1.7 * time)
    lift = 1.0 * np.sin(rows / 31 + 1.9 * time) + 0.7 * np.sin((rows + cols) / 29 + 2.3 * time)
    maps = _f32(cols + pan[1] + sway), _f32(rows + pan[0] + lift)
    return _f32(cv2.remap(pond.bed, *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT))


def caustics(pond: Pond, shape: tuple[int, int], time: float) -> Picture:
    """The web of light that ripples throw on the bed: (H, W), 0 where dark, 1 on its threads."""
    first = _drift(pond.ripples[0], shape, (40 + 11 * time, 60 - 17 * time))
    second = _drift(pond.ripples[1], shape, (70 - 13 * time, 40 + 15 * time))
    ridge = 1 - np.abs(first - second) * 3.4
    return _f32(np.clip(ridge, 0, 1) ** 5)


def float_pads(picture: Picture, pond: Pond, shift: tuple[float, float]) -> tuple[Picture, Picture]:
    """Lays the lily pads, each with its shadow, over the picture.

    Args:
        picture: (H, W, 3) float32.
        pond: The scene.
        shift: (row, col) by which the pads have moved.

    Returns:
        The new picture (H, W, 3), and how far pads cover it (H, W).
    """
    rows, cols = np.indices(picture.shape[:2], np.float32)
    covered = np.zeros(picture.shape[:2], np.float32)
    for (row, col), radius, notch in pond.pads:
        down, right = _f32(rows - row - shift[0]), _f32(cols - col - shift[1])
        shadow = _pad_cover(_f32(down - 20), _f32(right - 14), radius, notch)
        soft = cv2.GaussianBlur(shadow, (0, 0), 7)
        cover = _pad_cover(down, right, radius, notch)
        picture = _f32(picture * (1 - 0.55 * soft[..., None]) * (1 - cover[..., None]))
        picture += cover[..., None] * _pad_colour(down, right, radius)
        covered = np.maximum(covered, cover)
    return picture, covered


def _f32(values: ArrayLike) -> Picture:
    return np.asarray(values, np.float32)


def _drift(field: Picture, shape: tuple[int, int], corner: tuple[float, float]) -> Picture:
    centre = (corner[1] + shape[1] / 2, corner[0] + shape[0] / 2)
    return _f32(cv2.getRectSubPix(field, (shape[1], shape[0]), centre))


def _pad_cover(down: Picture, right: Picture, radius: float, notch: float) -> Picture:
    """How far each pixel lies under a round leaf with a narrow notch: (H, W) in [0, 1]."""
    angle = np.arctan2(down, right)
    away = np.hypot(down, right)
    rim = radius * (1 + 0.012 * np.sin(9 * angle) + 0.008 * np.sin(17 * angle + 1))
    turn = np.abs((angle - notch + np.pi) % (2 * np.pi) - np.pi)
    gap = away * (turn - 0.13 - 0.05 * away / radius)
    return _f32(np.clip(np.minimum(rim - away, gap) + 0.5, 0, 1))


def _pad_colour(down: Picture, right: Picture, radius: float) -> Picture:
    angle, away = np.arctan2(down, right), np.hypot(down, right) / radius
    veins = np.exp(-((np.sin(10 * angle) * away * 9) ** 2)) * np.clip(1.1 - away, 0, 1)
    sheen = np.clip(1 - np.hypot(down / radius + 0.4, right / radius + 0.3), 0, 1)
    value = 0.62 + 0.16 * veins + 0.30 * sheen - 0.22 * away**6
    return _f32(value[..., None] * np.array((0.38, 0.66, 0.24), np.float32))


def _pebbles(rng: np.random.Generator, shape: tuple[int, int]) -> Picture:
    """Stones of two sizes on gravel, lit from the upper left: (H, W, 3)."""
    bed = _stones(rng, shape, size=9, colours=_STONES * 0.62)[0]
    for size, share in ((20, 0.75), (40, 0.5)):
        picture, height, cells = _stones(rng, shape, size=size, colours=_STONES)
        kept = (rng.random(cells.max() + 1) < share)[cells]
        cover = np.clip(height * 5 - 0.6, 0, 1) * kept
        shade = _f32(cv2.GaussianBlur(_f32(cover), (0, 0), size / 7))
        shade = np.roll(shade, (size // 8, size // 8), (0, 1))
        bed *= 1 - 0.6 * shade[..., None]
        bed += cover[..., None] * (picture - bed)
    moss = np.clip(noise(rng, shape, cell=150) * 3.2 - 1.5, 0, 1)[..., None]
    tinted = bed * np.array((0.72, 0.86, 0.58), np.float32)
    return _f32(np.clip((bed + 0.6 * moss * (tinted - bed)) * _WATER, 0, 1))


def _stones(
    rng: np.random.Generator, shape: tuple[int, int], *, size: int, colours: Picture
) -> tuple[Picture, Picture, NDArray[np.int64]]:
    """Rounded cells of a jittered grid: colour (H, W, 3), height (H, W), cell index (H, W)."""
    nearest, second, cells = _worley(rng, shape, size)
    dome = _f32(np.clip((second - nearest) / size, 0, 1) ** 0.7)
    height = _f32(cv2.GaussianBlur(dome, (0, 0), max(size / 16, 0.8)))
    grain = noise(rng, shape, cell=size * 0.8, octaves=4)
    relief = height * size * 0.7 + grain * 2.2
    normal = np.stack([-np.gradient(relief, axis=0), -np.gradient(relief, axis=1)], -1)
    facing = normal @ _LIGHT[:2] + _LIGHT[2]
    facing /= np.sqrt(1 + (normal**2).sum(-1))
    own = colours[rng.integers(len(colours), size=cells.max() + 1)]
    own = own * rng.uniform(0.75, 1.2, (len(own), 1)).astype(np.float32)
    tone = (0.30 + 0.95 * np.clip(facing, 0, 1)) * (0.72 + 0.5 * grain)
    tone *= 0.35 + 0.65 * np.clip(height * 3, 0, 1)
    return _f32(own[cells] * tone[..., None]), height, cells


def _worley(
    rng: np.random.Generator, shape: tuple[int, int], size: int
) -> tuple[Picture, Picture, NDArray[np.int64]]:
    """Distance to the nearest and second site of a jittered grid, and the nearest's index."""
    grid = (shape[0] // size + 5, shape[1] // size + 5)
    jitter = rng.uniform(0.05, 0.95, (*grid, 2)).astype(np.float32)
    warp = [noise(rng, shape, cell=size * 1.5, octaves=2) * size * 0.6 for _ in range(2)]
    rows, cols = np.indices(shape, np.float32) + np.stack(warp)
    home = (rows / size).astype(int) + 2, (cols / size).astype(int) + 2
    nearest = np.full(shape, np.inf, np.float32)
    second, cells = nearest.copy(), np.zeros(shape, np.int64)
    for offset in np.ndindex(5, 5):
        at_row = np.minimum(home[0] + offset[0] - 2, grid[0] - 1)
        at_col = np.minimum(home[1] + offset[1] - 2, grid[1] - 1)
        site = jitter[at_row, at_col]
        down = (at_row - 2 + site[..., 0]) * size - rows
        right = (at_col - 2 + site[..., 1]) * size - cols
        away = np.hypot(down, right).astype(np.float32)
        closer = away < nearest
        second = np.where(closer, nearest, np.minimum(second, away))
        nearest = np.where(closer, away, nearest)
        cells = np.where(closer, at_row * grid[1] + at_col, cells)
    return nearest, second, cells
