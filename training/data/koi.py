"""A koi seen from above: it swims along a curve and bends, patterned, shaded, with fins."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.data.pond import Picture, Points, noise

_JOINTS = 96
_COAT = (128, 384)
_LIGHT = np.array((-0.45, -0.40, 0.80))
_FIN_ROOTS = ((0.21, 0.30, 0.95), (0.50, 0.17, 0.75))
"""Share of the length where a pair of fins sits, its reach in lengths, its angle backwards."""


@dataclass(frozen=True)
class Koi:
    """One fish.

    Attributes:
        path: (4, 2) control points (row, col) of the cubic Bezier curve its head follows.
        length: From nose to the end of the tail, in pixels.
        beat: Tail beats per second.
        phase: Of the beat, in radians.
        coat: (128, 384, 3) colours of the back: rows across from left to right, columns along.
        fin: RGB of the fins.
    """

    path: Points
    length: float
    beat: float
    phase: float
    coat: Picture
    fin: tuple[float, float, float]


@dataclass(frozen=True)
class Layer:
    """A picture of one fish: `light` (H, W, 3) is premultiplied by `cover` (H, W)."""

    light: Picture
    cover: Picture


def patched_coat(rng: np.random.Generator) -> Picture:
    """White with vermilion patches, as kohaku koi are: (128, 384, 3)."""
    blobs = noise(rng, _COAT, cell=75, octaves=4)
    red = np.clip((blobs - np.quantile(blobs, 0.52)) * 22, 0, 1)[..., None]
    tone = 0.92 + 0.16 * (noise(rng, _COAT, cell=24) - 0.5)[..., None]
    white, vermilion = np.array((0.98, 0.95, 0.90)), np.array((0.93, 0.30, 0.09))
    coat = (white + red * (vermilion - white)) * tone * _scales()
    return np.asarray(coat, np.float32)


def dark_coat(rng: np.random.Generator) -> Picture:
    """Slate blue with golden flanks and head, near to asagi koi: (128, 384, 3)."""
    across = np.abs(np.linspace(-1, 1, _COAT[0]))[:, None]
    along = np.linspace(0, 1, _COAT[1])[None]
    wander = noise(rng, _COAT, cell=60) - 0.5
    gold = np.clip((across - 0.62 + 0.9 * wander) * 7, 0, 1)
    gold = np.maximum(gold, np.clip((0.16 - along + 0.3 * wander) * 14, 0, 1))[..., None]
    slate, amber = np.array((0.20, 0.27, 0.38)), np.array((0.96, 0.70, 0.22))
    tone = 0.95 + 0.25 * (noise(rng, _COAT, cell=20) - 0.5)[..., None]
    coat = (slate + gold * (amber - slate)) * tone * _scales()
    return np.asarray(coat, np.float32)


def _scales() -> NDArray[np.float64]:
    """Brightness of overlapping scales over the coat, none on the head: (128, 384, 1)."""
    across = np.linspace(-1, 1, _COAT[0])[:, None] * 6
    along = np.linspace(0, 1, _COAT[1])[None] * 40
    row = np.floor(along)
    side = (across + 0.5 * (row % 2)) % 1 - 0.5
    edge = np.hypot(along - row, side * 1.5)
    rim = np.exp(-(((edge - 0.78) / 0.16) ** 2))
    body = np.clip((along / 40 - 0.17) * 20, 0, 1) * np.clip((0.86 - along / 40) * 20, 0, 1)
    return np.asarray(1 - 0.24 * rim * body)[..., None]


def spine(koi: Koi, progress: float, time: float) -> Points:
    """The middle line of the fish, nose first.

    Args:
        koi: The fish.
        progress: Of the clip, 0 to 1.
        time: Seconds, for the beat of the tail.

    Returns:
        (96, 2) positions (row, col), evenly spaced before the wave bends them.
    """
    q = 0.36 + 0.64 * progress - np.linspace(0, 0.6, 400)[:, None]
    weights = np.hstack([(1 - q) ** 3, 3 * q * (1 - q) ** 2, 3 * q**2 * (1 - q), q**3])
    track = weights @ koi.path
    steps = np.hypot(*np.diff(track, axis=0).T)
    arc = np.concatenate([[0], np.cumsum(steps)])
    share = np.linspace(0, 1, _JOINTS)
    line = np.stack([np.interp(share * koi.length, arc, track[:, axis]) for axis in (0, 1)], -1)
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    wave = np.sin(2 * np.pi * (koi.beat * time - 0.9 * share) + koi.phase)
    swing = koi.length * (0.012 + 0.10 * share**2) * wave
    return np.asarray(line + swing[:, None] * _left_of(tangent))


def draw(koi: Koi, shape: tuple[int, int], joints: Points, time: float) -> Layer:
    """Paints the fish.

    Args:
        koi: The fish.
        shape: (H, W) of the view.
        joints: (96, 2) its spine, in view pixels.
        time: Seconds, for the fins.

    Returns:
        The layer, soft at its edges by half a pixel.
    """
    tangent = np.gradient(joints, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    box = _box(joints, shape, margin=int(0.3 * koi.length))
    rows, cols = np.mgrid[box].astype(np.float64)
    light = np.zeros((*rows.shape, 3))
    cover = np.zeros(rows.shape)
    flap = 0.16 * np.sin(2 * np.pi * koi.beat * 0.6 * time + koi.phase)
    for root, reach, angle in _FIN_ROOTS:
        at = int(root * _JOINTS)
        for side in (-1.0, 1.0):
            hand = joints[at] + side * _left_of(tangent[at]) * 0.055 * koi.length
            over = _fin(rows - hand[0], cols - hand[1], tangent[at], side * (angle + side * flap))
            _paint(light, cover, *_fin_look(koi, over, reach * 0.62 * koi.length))
    _paint(light, cover, *_body(koi, rows, cols, joints, tangent))
    full = Layer(np.zeros((*shape, 3), np.float32), np.zeros(shape, np.float32))
    full.light[box], full.cover[box] = light, cover
    return full


def _left_of(tangent: Points) -> Points:
    return np.stack([-tangent[..., 1], tangent[..., 0]], -1)


def _box(joints: Points, shape: tuple[int, int], margin: int) -> tuple[slice, slice]:
    low = np.clip(joints.min(axis=0).astype(int) - margin, 0, np.array(shape) - 2)
    high = np.clip(joints.max(axis=0).astype(int) + margin, low + 2, shape)
    return slice(low[0], high[0]), slice(low[1], high[1])


def _paint(light: Points, cover: Points, colour: Points, alpha: Points) -> None:
    """Puts a part over what is there, in place."""
    light *= 1 - alpha[..., None]
    light += alpha[..., None] * colour
    cover *= 1 - alpha
    cover += alpha


def _fin(down: Points, right: Points, tangent: Points, angle: float) -> tuple[Points, Points]:
    """Polar coordinates of pixels about a fin's root: (turn from its middle ray, distance)."""
    middle = np.arctan2(tangent[0], tangent[1]) - angle
    turn = (np.arctan2(down, right) - middle + np.pi) % (2 * np.pi) - np.pi
    return turn, np.hypot(down, right)


def _fin_look(koi: Koi, over: tuple[Points, Points], reach: float) -> tuple[Points, Points]:
    turn, away = over
    spread = 0.62
    rim = reach * np.cos(np.clip(turn / spread, -1, 1) * np.pi / 2) ** 0.4
    rim *= 1 - 0.04 * np.sin(19 * turn) ** 2
    alpha = np.clip(np.minimum(rim - away, (spread - np.abs(turn)) * away) + 0.5, 0, 1)
    rays = 0.86 + 0.14 * np.sin(46 * turn)
    colour = np.asarray(koi.fin) * (rays * (1.0 - 0.22 * away / reach))[..., None]
    return colour, 0.95 * alpha


def _body(
    koi: Koi, rows: Points, cols: Points, joints: Points, tangent: Points
) -> tuple[Points, Points]:
    """Colour (h, w, 3) and cover (h, w) of the trunk with head and tail."""
    away = np.hypot(rows[..., None] - joints[:, 0], cols[..., None] - joints[:, 1])
    near = away.argmin(-1)
    offset = np.stack([rows - joints[near, 0], cols - joints[near, 1]], -1)
    left = _left_of(tangent)[near]
    side = (offset * left).sum(-1)
    along = near / (_JOINTS - 1) + (offset * tangent[near]).sum(-1) / koi.length
    trunk, tail = _half_widths(along, koi.length)
    inside = np.clip(trunk - np.abs(side) + 0.5, 0, 1)
    notch = (0.93 + 0.07 * np.abs(side) / (0.11 * koi.length) - along) * koi.length
    fan = np.clip(np.minimum(tail - np.abs(side), notch) + 0.5, 0, 1) * (along > 0.7)
    rays = 0.84 + 0.16 * np.sin(side / koi.length * 330)
    colour = np.asarray(koi.fin) * (rays * (1.05 - 0.25 * np.abs(side) / (tail + 1)))[..., None]
    turn = np.clip(side / np.maximum(trunk, 0.5), -1, 1)
    skin = _skin(koi, along, turn, left)
    colour += inside[..., None] * (skin - colour)
    return colour, np.maximum(inside, 0.97 * fan)


def _half_widths(along: Points, length: float) -> tuple[Points, Points]:
    """Half the width of the trunk, and of the tail fin, in pixels; negative outside."""
    x = np.clip(along, 0, 0.86)
    trunk = 0.118 * np.sin(np.pi * np.clip(x / 0.92, 0, 1) ** 0.62) ** 0.9 * length
    trunk = np.where((along < 0) | (along > 0.86), -1 - 30 * np.abs(along), trunk)
    flare = np.clip((along - 0.74) / 0.26, 0, 1)
    return trunk, (0.018 + 0.10 * flare**1.25) * length


def _skin(koi: Koi, along: Points, turn: Points, left: Points) -> Points:
    """The coat, rounded by light, with eyes and the dorsal fin: (h, w, 3)."""
    height, width = _COAT
    across = (np.arcsin(turn) / np.pi + 0.5) * (height - 1)
    maps = (along * (width - 1)).astype(np.float32), across.astype(np.float32)
    coat = cv2.remap(koi.coat, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    rise = np.sqrt(1 - turn**2)
    facing = (left @ _LIGHT[:2]) * turn + rise * _LIGHT[2]
    gloss = np.clip(facing, 0, 1) ** 26
    shaded = coat * (0.34 + 0.74 * np.clip(facing, 0, 1))[..., None] + 0.32 * gloss[..., None]
    dorsal = np.exp(-((turn / 0.13) ** 2)) * _window(along, 0.36, 0.66)
    shaded += (0.55 * dorsal)[..., None] * (np.asarray(koi.fin) * 0.75 - shaded)
    eyes = np.exp(-(((along - 0.075) / 0.014) ** 2) - ((np.abs(turn) - 0.72) / 0.13) ** 2)
    return np.asarray(shaded * (1 - 0.9 * np.clip(eyes * 1.6, 0, 1))[..., None])


def _window(value: Points, low: float, high: float) -> Points:
    return np.clip((value - low) * 25, 0, 1) * np.clip((high - value) * 25, 0, 1)
