"""Objects pasted into a clip, in front of its own or behind them, and shapes that pass by.

Label maps stay true to what is visible; edges are blended over one pixel.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import VOID, LabelMap
from training.data.augment import Image, smooth_path
from training.data.clips import Clip, ClipOptions, Footage
from training.data.colour import Frames, recolour


@dataclass(frozen=True)
class Cutout:
    """A thing with its own motion, to be laid over a clip.

    Attributes:
        frames: (T, S, S, 3) uint8 RGB.
        masks: (T, S, S) bool, where the thing is.
    """

    frames: NDArray[np.uint8]
    masks: NDArray[np.bool_]


def blend(image: Image, top: Image, mask: NDArray[np.bool_]) -> None:
    """Lay `top` over `image` where `mask` is set, edges softened by a pixel; changes `image`.

    Args:
        image: (H, W, 3) uint8, changed in place.
        top: (H, W, 3) uint8.
        mask: (H, W) bool.
    """
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    if width == 0:
        return
    part = np.s_[max(0, y - 1) : y + height + 1, max(0, x - 1) : x + width + 1]
    alpha = mask[part].astype(np.float32)
    alpha = np.asarray(cv2.GaussianBlur(alpha, (3, 3), 0), np.float32)
    image[part] = cv2.blendLinear(top[part], image[part], alpha, 1 - alpha)


def lay_over(clip: Clip, cutout: Cutout, *, label: int, behind: bool = False) -> None:
    """Put a cutout into a clip, in place.

    Args:
        clip: The clip; its frames and label maps are changed.
        cutout: Of the same T and size.
        label: Id its visible pixels get.
        behind: Whether the objects of the clip stay in front of it.
    """
    for t, (frame, label_map) in enumerate(zip(clip.frames, clip.label_maps, strict=True)):
        visible = cutout.masks[t] & (label_map == 0) if behind else cutout.masks[t]
        blend(frame, cutout.frames[t], visible)
        label_map[visible] = label


def cut(rng: np.random.Generator, clip: Clip) -> Cutout | None:
    """One object of a clip as a cutout with a path of its own; None when there is none.

    Objects that the border of the clip cuts off are left out: the straight edge would show.
    """
    ids = np.flatnonzero(np.bincount(clip.label_maps[0].ravel(), minlength=256)[1:VOID]) + 1
    for number in rng.permutation(ids):
        masks = clip.label_maps == number
        if _cut_off(masks) < 0.3:
            return _moved(rng, clip.frames, masks)
    return None


def _cut_off(masks: NDArray[np.bool_]) -> float:
    """Length of the edge of (T, S, S) masks on the border, relative to the root of their area."""
    edge = sum(masks[:, row].sum() + masks[:, :, row].sum() for row in (0, -1))
    return float(edge / len(masks) / np.sqrt(max(1.0, masks.sum() / len(masks))))


def _moved(rng: np.random.Generator, frames: NDArray[np.uint8], masks: NDArray[np.bool_]) -> Cutout:
    """Scale a thing, and send it along a path across the middle of the picture."""
    steps, side = masks.shape[:2]
    x, y, width, height = cv2.boundingRect(masks[0].view(np.uint8))
    extent = max(width, height, 1) / side
    zoom = float(np.exp(rng.uniform(-0.4, 0.3))) * min(1.0, 0.7 / extent)
    start = rng.uniform(0.1, 0.9, 2) * side
    drift = rng.normal(0, 0.03, 2) + 0.5 * rng.random() * (0.5 - start / side) / steps
    path = start + side * (drift * np.arange(steps)[:, None] + 0.012 * smooth_path(rng, steps, 2))
    if rng.random() < 0.15:  # it leaves the picture and comes back
        away = np.sin(np.linspace(0, np.pi, steps)) ** 2
        path += away[:, None] * side * rng.choice([-1.1, 1.1], 2)
    middle = np.array([x + width / 2, y + height / 2])
    moved_frames, moved_masks = np.empty_like(frames), np.empty_like(masks)
    for t in range(steps):
        matrix = np.hstack([zoom * np.eye(2), (path[t] - zoom * middle)[:, None]])
        moved_frames[t] = cv2.warpAffine(
            frames[t], matrix, (side, side), borderMode=cv2.BORDER_REPLICATE
        )
        mask = cv2.warpAffine(
            masks[t].view(np.uint8), matrix, (side, side), flags=cv2.INTER_NEAREST
        )
        moved_masks[t] = mask > 0
    return Cutout(moved_frames, moved_masks)


def paste_objects(
    rng: np.random.Generator, clip: Clip, footage: Footage, options: ClipOptions
) -> None:
    """Paste things into a clip as `options` say, in place; new ids follow those in use.

    A thing that cannot be seen in frame 0 is not asked for: it becomes background.
    """
    for probability in options.paste:
        if rng.random() >= probability:
            break
        cutout = _find(rng, clip, footage, options)
        if cutout is None:
            break
        used = np.bincount(clip.label_maps.ravel(), minlength=256)[:VOID]
        label = int(np.flatnonzero(used).max(initial=0)) + 1
        behind = bool(rng.random() < options.behind)
        lay_over(clip, cutout, label=label, behind=behind)
        seen = int((clip.label_maps[0] == label).sum()) >= options.min_pixels
        if not seen or rng.random() < options.distractor:
            clip.label_maps[clip.label_maps == label] = 0
    if rng.random() < options.occluder:
        lay_over(clip, shape_passing(rng, clip), label=0)
    if rng.random() < options.reveal:
        lay_over(clip, shape_lifted(rng, clip), label=0)
    if rng.random() < options.hide:
        other = footage.draw(rng, options)
        lay_over(clip, shape_hiding(rng, clip, None if other is None else other.frames), label=0)


def _find(
    rng: np.random.Generator, clip: Clip, footage: Footage, options: ClipOptions
) -> Cutout | None:
    """A look-alike from the clip itself, or an object of other footage in other colours."""
    if rng.random() < options.lookalike:
        return cut(rng, clip)
    wide = replace(options, short_side=(options.crop, round(1.15 * options.crop)))
    for _ in range(2):
        donor = footage.draw(rng, wide)
        if donor is not None and (cutout := cut(rng, donor)) is not None:
            recolour(rng, cutout.frames, strong=bool(rng.random() < 0.5))
            return cutout
    return None


def shape_passing(rng: np.random.Generator, clip: Clip) -> Cutout:
    """A textured blob or bar that crosses the picture; its texture is scenery or noise."""
    steps, side = clip.label_maps.shape[:2]
    outline = _bar(rng) if rng.random() < 0.35 else _blob(rng)
    size = rng.uniform(0.08, 0.3) * side
    start = rng.uniform(-0.1, 1.1, 2) * side
    goal = side / 2 + rng.normal(0, 0.15, 2) * side
    pace = rng.uniform(0.3, 1.5) / max(1, steps - 1)
    return _drawn(rng, clip, size * outline, (start, (goal - start) * pace))


def shape_lifted(rng: np.random.Generator, clip: Clip) -> Cutout:
    """A textured blob over part of an object of frame 0 that is gone after a frame or two.

    What it hid belongs to the object all the same: parts that the first mask never showed are to
    be taken in (the wings of a bird that takes off, a head that turns).
    """
    side = clip.label_maps.shape[1]
    rows, cols = np.nonzero((clip.label_maps[0] > 0) & (clip.label_maps[0] < VOID))
    if len(rows) == 0:
        return Cutout(clip.frames, np.zeros(clip.label_maps.shape, np.bool_))
    pick = int(rng.integers(len(rows)))
    size = min(0.35 * side, rng.uniform(0.25, 0.6) * float(np.sqrt(len(rows))))
    angle, pace = rng.uniform(0, 2 * np.pi), rng.uniform(1.0, 3.0) * size + 0.05 * side
    step = pace * np.array([np.cos(angle), np.sin(angle)])
    start = np.array([cols[pick], rows[pick]], np.float64)
    return _drawn(rng, clip, size * _blob(rng), (start, step))


def shape_hiding(rng: np.random.Generator, clip: Clip, scenery: Frames | None) -> Cutout:
    """Something large that passes close to the camera and hides nearly everything for a while.

    Nothing of the objects is left to be seen then, and what hides them is none of them. It comes
    after frame 0; `scenery` (T, S, S, 3) uint8 is what it looks like, instead of noise.
    """
    steps, side = clip.label_maps.shape[:2]
    size = rng.uniform(0.45, 0.9) * side
    angle = rng.normal(0, 0.4) + np.pi * rng.integers(2)  # mostly from the side
    step = np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(0.25, 0.6) * side
    meeting = int(rng.integers(min(2, steps - 1), steps))
    start = side / 2 + rng.normal(0, 0.1, 2) * side - step * meeting
    cutout = _drawn(rng, clip, size * _blob(rng), (start, step))
    cutout.masks[0] = False
    return cutout if scenery is None else replace(cutout, frames=scenery)


def _drawn(
    rng: np.random.Generator,
    clip: Clip,
    outline: NDArray[np.float64],
    path: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> Cutout:
    """A textured outline (N, 2) at a start (x, y), and a step further in each frame."""
    steps, side = clip.label_maps.shape[:2]
    start, step = path
    masks: LabelMap = np.zeros((steps, side, side), np.uint8)
    frames = np.empty_like(clip.frames)
    texture = _texture(rng, clip.frames[0])
    for t in range(steps):
        points = np.round((start + step * t + outline) * 16).astype(np.int32)
        cv2.fillPoly(masks[t], [points], 1, shift=4)
        frames[t] = np.roll(texture, tuple(np.round(step * t).astype(int)[::-1]), (0, 1))
    return Cutout(frames, masks > 0)


def _blob(rng: np.random.Generator) -> NDArray[np.float64]:
    """(48, 2) outline of a star-shaped blob of radius about 1."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    radius = np.ones(48)
    for order in range(1, 5):
        size, phase = 0.35 * rng.random() / np.sqrt(order), rng.uniform(0, 2 * np.pi)
        radius += size * np.cos(order * angle + phase)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _bar(rng: np.random.Generator) -> NDArray[np.float64]:
    """(4, 2) outline of a pole, longer than the picture."""
    half, angle = rng.uniform(0.15, 0.5), rng.uniform(0, np.pi)
    along, across = (
        np.array([np.cos(angle), np.sin(angle)]),
        np.array([-np.sin(angle), np.cos(angle)]),
    )
    corners = [(20, half), (20, -half), (-20, -half), (-20, half)]
    return np.array([a * along + b * across for a, b in corners])


def _texture(rng: np.random.Generator, frame: Image) -> Image:
    """(S, S, 3) uint8: the scene elsewhere, upside down, or coloured noise of some grain."""
    if rng.random() < 0.5:
        return np.ascontiguousarray(frame[::-1])
    cells = int(rng.integers(1, 40))
    noise = rng.normal(rng.uniform(40, 215, 3), rng.uniform(5, 60), (cells, cells, 3))
    small = np.clip(noise, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, frame.shape[:2], interpolation=cv2.INTER_CUBIC), np.uint8)
