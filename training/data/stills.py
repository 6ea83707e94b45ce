"""Pseudo-video: a labelled still that moves, bends and falls apart into moving objects."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.errors import DataError
from sst_core.labels import LabelMap, list_images, list_pngs, read_label_map
from training.data.augment import (
    CAMERA_ON_CLIP,
    CAMERA_ON_STILL,
    OBJECT_ON_STILL,
    Image,
    Motion,
    View,
    Warp,
    about,
    elastic_path,
    motion_path,
    place_view,
)
from training.data.clips import Clip, ClipOptions, read_image
from training.data.paste import blend
from training.data.regions import GRAINS, Grain, choose_objects


@dataclass(frozen=True)
class Still:
    """One picture with its objects.

    Attributes:
        image: (H, W, 3) uint8 RGB.
        objects: Disjoint (H, W) bool masks.
    """

    image: Image
    objects: list[NDArray[np.bool_]]


class Stills:
    """Footage made from a folder of `SET/image/*.jpg` with `SET/label/*.png`.

    Args:
        root: The folder of sets.

    Raises:
        DataError: No image has a label map.
    """

    def __init__(self, root: Path) -> None:
        self.sets: dict[str, list[tuple[Path, Path]]] = {}
        for folder in sorted(path for path in root.iterdir() if (path / "image").is_dir()):
            labels = {path.stem: path for path in list_pngs(folder / "label")}
            images = list_images(folder / "image")
            pairs = [(path, labels[path.stem]) for path in images if path.stem in labels]
            if pairs:
                self.sets[folder.name] = pairs
        if not self.sets:
            todo = "A folder of stills holds SET/image/*.jpg and SET/label/*.png"
            raise DataError("no image has a label map", where=root, todo=todo)
        counts = np.sqrt([len(pairs) for pairs in self.sets.values()])
        self._weights = counts / counts.sum()

    def draw(self, rng: np.random.Generator, options: ClipOptions) -> Clip | None:
        """A pseudo-video (see `Footage.draw`): the still as a whole, or in separate layers."""
        still = self._pick(rng, options)
        if not still.objects:
            return None
        return pseudo_video(rng, still, options, elsewhere=lambda: self._pick(rng, options).image)

    def _pick(self, rng: np.random.Generator, options: ClipOptions) -> Still:
        names = list(self.sets)
        name = names[int(rng.choice(len(names), p=self._weights))]
        image, label = self.sets[name][int(rng.integers(len(self.sets[name])))]
        grain = GRAINS.get(name, Grain())
        regions = read_label_map(label)
        objects = choose_objects(rng, regions, grain, count=options.max_objects)
        return Still(read_image(image), objects)


def pseudo_video(
    rng: np.random.Generator,
    still: Still,
    options: ClipOptions,
    *,
    elsewhere: Callable[[], Image] | None = None,
) -> Clip:
    """A clip made from one still: moved as a whole, or its objects moved over some scenery.

    Args:
        rng: Source of chance.
        still: The picture, with at least one object.
        options: Size and number of frames.
        elsewhere: Other scenery to put objects over; None: only the still's own, filled in.
    """
    target = still.objects[int(rng.integers(len(still.objects)))]
    short = float(rng.uniform(*options.short_side))
    view = place_view(rng, target, short_side=short, side=options.crop)
    if rng.random() < 0.4:
        return _as_whole(rng, still, view, options)
    if rng.random() < 0.5 or elsewhere is None:
        scene = without(still.image, np.logical_or.reduce(still.objects))
        return _in_layers(rng, still, view, (scene, view), options)
    scene = elsewhere()
    anywhere = np.ones(scene.shape[:2], np.bool_)
    other = place_view(rng, anywhere, short_side=short, side=options.crop)
    return _in_layers(rng, still, view, (scene, other), options)


def without(image: Image, mask: NDArray[np.bool_]) -> Image:
    """Fill a masked part of a (H, W, 3) image from around it, coarsely: it is only scenery."""
    height, width = mask.shape
    size = (max(8, width // 6), max(8, height // 6))
    hole = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small_hole = (cv2.resize(hole * 255, size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    filled = cv2.inpaint(small, small_hole, 3, cv2.INPAINT_TELEA)
    fill = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.where(hole[..., None] > 0, fill, image), np.uint8)


def _as_whole(rng: np.random.Generator, still: Still, view: View, options: ClipOptions) -> Clip:
    """Camera and elastic motion of the entire picture, objects included."""
    label_map: LabelMap = np.zeros(still.image.shape[:2], np.uint8)
    for number, mask in enumerate(still.objects, 1):
        label_map[mask] = number
    strength = float(rng.uniform(0, 0.012))
    fields = elastic_path(rng, options.frames, side=view.side, strength=strength)
    poses = motion_path(rng, options.frames, options.motion(CAMERA_ON_STILL), side=view.side)
    warps = [
        Warp(view.matrix(pose), view.side, field) for pose, field in zip(poses, fields, strict=True)
    ]
    images = np.stack([warp.image(still.image) for warp in warps])
    return Clip(images, np.stack([warp.labels(label_map) for warp in warps]), len(still.objects))


def _in_layers(
    rng: np.random.Generator,
    still: Still,
    view: View,
    scene: tuple[Image, View],
    options: ClipOptions,
) -> Clip:
    """Scenery with its own camera, and every object moving and bending by itself over it."""
    camera = motion_path(rng, options.frames, options.motion(CAMERA_ON_CLIP), side=view.side)
    images = np.stack([Warp(scene[1].matrix(p), view.side).image(scene[0]) for p in camera])
    label_maps = np.zeros(images.shape[:3], np.uint8)
    for number, mask in enumerate(still.objects, 1):
        warps = _object_warps(rng, mask, view, camera, options.motion(OBJECT_ON_STILL))
        ids = mask.astype(np.uint8)
        for image, label_map, warp in zip(images, label_maps, warps, strict=True):
            visible = warp.cutout(ids) > 0
            blend(image, warp.image(still.image), visible)
            label_map[visible] = number
    return Clip(images, label_maps, len(still.objects))


def _object_warps(
    rng: np.random.Generator,
    mask: NDArray[np.bool_],
    view: View,
    camera: NDArray[np.float64],
    motion: Motion,
) -> list[Warp]:
    """Motion of one object about its own centre, seen through the camera."""
    frames = len(camera)
    rows, cols = np.nonzero(mask)
    centre = np.array([cols.mean(), rows.mean()])
    poses = motion_path(rng, frames, motion, side=view.side)
    poses[:, :2] /= view.scale
    fields = elastic_path(rng, frames, side=view.side, strength=float(rng.uniform(0, 0.015)))
    return [
        Warp(about(centre, pose) @ view.matrix(seen), view.side, field)
        for pose, seen, field in zip(poses, camera, fields, strict=True)
    ]
