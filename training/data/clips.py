"""Clips of real video: frames of a VOS folder, cropped and moved as one, with their label maps."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.datasets.protocol import is_binary
from sst_core.errors import DataError
from sst_core.labels import VOID, LabelMap, open_vos_folder, read_label_map
from training.data.augment import (
    CAMERA_ON_CLIP,
    Image,
    Motion,
    View,
    Warp,
    motion_path,
    place_view,
)


@dataclass(frozen=True)
class Clip:
    """A few frames with every object labelled.

    Attributes:
        frames: (T, H, W, 3) uint8 RGB.
        label_maps: (T, H, W) uint8: 0 background, 1..objects, 255 void.
        objects: Number of objects, all of them visible in frame 0.
    """

    frames: NDArray[np.uint8]
    label_maps: NDArray[np.uint8]
    objects: int


@dataclass(frozen=True)
class ClipOptions:
    """What training clips look like.

    Attributes:
        frames: Frames per clip, T.
        crop: Height and width of a frame in pixels.
        short_side: Least and greatest length the short side of a source is scaled to, in pixels.
        max_gap: Greatest distance between neighbouring frames of a real clip.
        max_objects: Greatest number of objects of one clip.
        min_pixels: An object with fewer pixels in frame 0 is not asked for.
        paste: Probability of a pasted object, then of a further one.
        lookalike: Share of pasted objects that are copies of an object of the same clip.
        behind: Share of pasted objects that pass behind the clip's own objects.
        distractor: Share of pasted objects that are background, not to be followed.
        occluder: Probability of a textured shape that passes in front.
        reveal: Probability of one that hides part of an object in frame 0 and soon is gone.
        hide: Probability of something large that hides nearly everything for a while.
        near: Share of cameras and objects that come steadily nearer or go away.
        pace: Most of that in a frame, as a natural logarithm of the scale.
    """

    frames: int = 4
    crop: int = 256
    short_side: tuple[int, int] = (256, 384)
    max_gap: int = 8
    max_objects: int = 3
    min_pixels: int = 64
    paste: tuple[float, float] = (0.6, 0.3)
    lookalike: float = 0.2
    behind: float = 0.25
    distractor: float = 0.2
    occluder: float = 0.15
    reveal: float = 0.0
    hide: float = 0.0
    near: float = 1 / 12
    pace: float = 0.2

    def motion(self, motion: Motion) -> Motion:
        """A motion with this share that comes nearer."""
        return replace(motion, near=self.near, pace=self.pace)


class Footage(Protocol):
    """Where raw clips come from; one per root of the mixture."""

    def draw(self, rng: np.random.Generator, options: ClipOptions) -> Clip | None:
        """A clip before pasting and colours, its ids arbitrary; None if this draw shows nothing."""


def read_image(path: Path, *, reduced: bool = False) -> Image:
    """Decode an image as (H, W, 3) uint8 RGB, at half size when `reduced`.

    Raises:
        DataError: the file is missing or not an image.
    """
    flags = cv2.IMREAD_REDUCED_COLOR_2 if reduced else cv2.IMREAD_COLOR
    image = cv2.imread(str(path), flags)
    if image is None:
        raise DataError("cannot be read as an image", where=path, todo="Remove or replace it")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def pick_frames(rng: np.random.Generator, length: int, *, frames: int, max_gap: int) -> list[int]:
    """Indices of a clip: one gap per clip, varied by one, forwards or backwards in time.

    A sequence too short for the gap is walked more closely; one shorter than the clip is walked
    to and fro.
    """
    gap = int(rng.integers(1, max_gap + 1))
    steps = np.clip(gap + rng.integers(-1, 2, frames - 1), 1, max_gap)
    while steps.sum() > length - 1 and steps.max(initial=1) > 1:
        steps = np.maximum(steps - 1, 1)
    offsets = np.concatenate([[0], np.cumsum(steps)])
    start = int(rng.integers(max(1, length - int(offsets[-1]))))
    period = max(1, 2 * (length - 1))
    walk = [(start + int(offset)) % period for offset in offsets]
    indices = [min(i, period - i) if length > 1 else 0 for i in walk]
    return indices[::-1] if rng.random() < 0.5 else indices


class RealClips:
    """Footage from a folder in DAVIS or YouTube-VOS layout.

    Only frames that have a mask are drawn, so masks may be missing (YouTube-VOS has one for every
    fifth frame); what comes up later than a clip's first frame is void there (`relabel`).

    Args:
        root: The folder.
        split: Name of the list in ImageSets to draw from; None for every sequence.

    Raises:
        DataError: the layout is not there, or no sequence has a label map.
    """

    def __init__(self, root: Path, split: str | None) -> None:
        folder = open_vos_folder(root, split=split)
        self.sequences: dict[str, list[tuple[Path, Path]]] = {}
        self._spacing: dict[str, float] = {}
        self._binary: dict[str, bool] = {}
        for name in folder.sequences:
            images = {path.stem: path for path in folder.frames(name)}
            pairs = [(images[m.stem], m) for m in folder.masks(name) if m.stem in images]
            if pairs:
                self.sequences[name] = pairs
                self._spacing[name] = len(images) / len(pairs)
        if not self.sequences:
            raise DataError("no frame has a label map", where=root, todo="Add Annotations")
        counts = np.sqrt([len(pairs) for pairs in self.sequences.values()])
        self._weights = counts / counts.sum()

    def draw(self, rng: np.random.Generator, options: ClipOptions) -> Clip | None:
        """A clip that follows one object (see `Footage.draw`); ids are those of the folder."""
        names = list(self.sequences)
        name = names[int(rng.choice(len(names), p=self._weights))]
        pairs = self.sequences[name]
        gap = max(1, round(options.max_gap / self._spacing[name]))
        picked = pick_frames(rng, len(pairs), frames=options.frames, max_gap=gap)
        first = self._read(name, picked[0])
        ids = np.flatnonzero(np.bincount(first.ravel(), minlength=256)[1:VOID]) + 1
        if len(ids) == 0:
            return None
        chosen = int(rng.choice(ids))
        label_maps = [first, *(self._read(name, i) for i in picked[1:])]
        view = place_view(
            rng,
            first == chosen,
            short_side=float(rng.uniform(*options.short_side)),
            side=options.crop,
        )
        camera = options.motion(CAMERA_ON_CLIP)
        warps = _warps(rng, view, [labels == chosen for labels in label_maps], camera)
        images = [pairs[i][0] for i in picked]
        return _render(images, label_maps, warps, halved=view.scale <= 0.5)

    def _read(self, name: str, place: int) -> LabelMap:
        """A label map of a sequence; where 255 is the object (DAVIS 2016), it becomes object 1."""
        pairs = self.sequences[name]
        if name not in self._binary:
            self._binary[name] = is_binary(tuple(mask for _, mask in pairs))
        return read_label_map(pairs[place][1], binary=self._binary[name], void_only=True)


def _warps(
    rng: np.random.Generator, view: View, targets: list[NDArray[np.bool_]], camera: Motion
) -> list[Warp]:
    """A slightly restless camera that follows the target by a random share of its way."""
    follow = float(rng.uniform(0.0, 1.0)) if rng.random() < 0.5 else 0.0
    sign = -1.0 if view.flip else 1.0
    poses = motion_path(rng, len(targets), camera, side=view.side)
    poses[:, 2] += 0.06 * rng.standard_normal()
    start = last = _centroid(targets[0])
    warps = []
    for pose, target in zip(poses, targets, strict=True):
        last = _centroid(target) if target.any() else last
        pose[:2] += follow * (last - start) * view.scale * np.array([sign, 1.0])
        warps.append(Warp(view.matrix(pose), view.side))
    return warps


def _centroid(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(x, y) of the middle of a non-empty mask."""
    rows, cols = mask.sum(axis=1), mask.sum(axis=0)
    total = rows.sum()
    return np.array([cols @ np.arange(len(cols)) / total, rows @ np.arange(len(rows)) / total])


def _render(
    images: list[Path], label_maps: list[LabelMap], warps: list[Warp], *, halved: bool
) -> Clip:
    frames, labels = [], []
    for path, label_map, warp in zip(images, label_maps, warps, strict=True):
        frames.append(warp.image(read_image(path, reduced=halved), halved=halved))
        labels.append(warp.labels(label_map))
    return Clip(np.stack(frames), np.stack(labels), 0)
