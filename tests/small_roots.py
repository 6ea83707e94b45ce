"""Data sets of a few tiny frames in the layouts of DAVIS and YouTube-VOS, made on the spot."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sst_core.labels import write_label_map

SIZE = (24, 32)
"""Height and width."""
COLOURS = {1: (200, 40, 40), 2: (40, 40, 200), 3: (220, 220, 60)}
Pixels = NDArray[np.uint8]


def truth(places: Mapping[int, int], size: tuple[int, int] = SIZE) -> Pixels:
    """(H, W) uint8: 8 x 8 squares, object n in its own rows at the given column."""
    label_map = np.zeros(size, np.uint8)
    for number, col in places.items():
        row = 8 * (number - 1)
        label_map[row : row + 8, col : col + 8] = number
    return label_map


def write_frame(path: Path, places: Mapping[int, int], size: tuple[int, int] = SIZE) -> None:
    """A picture whose objects have colours of their own."""
    label_map = truth(places, size)
    picture = np.full((*size, 3), (60, 140, 60), np.uint8)
    for number in places:
        picture[label_map == number] = COLOURS[number]
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path, quality=98, subsampling=0)


def write_mask(path: Path, label_map: Pixels) -> None:
    """An indexed PNG, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_label_map(path, label_map)


def davis_root(root: Path, *, frames: int = 5) -> Path:
    """DAVIS 2017: sequences a and b with two objects, every frame annotated; lists train, val."""
    for name in ("a", "b"):
        for t in range(frames):
            places = {1: t, 2: 20 - t}
            write_frame(root / "JPEGImages" / "480p" / name / f"{t:05d}.jpg", places)
            mask = root / "Annotations" / "480p" / name / f"{t:05d}.png"
            write_mask(mask, truth(places))
    lists = root / "ImageSets" / "2017"
    lists.mkdir(parents=True)
    (lists / "train.txt").write_text("a\n")
    (lists / "val.txt").write_text("b\n")
    return root


FRAMES = ("00000", "00005", "00010", "00015", "00020")
"""Names of the frames of a video of YouTube-VOS."""


def youtube_root(root: Path) -> tuple[Path, Path]:
    """YouTube-VOS: train (cats, dogs; all annotated), valid (a cat, and a zebra from 00010 on).

    Returns:
        The root, and a folder with the whole truth of valid and its meta.json.
    """
    _video(root / "train", "t1", {1: ("cat", 0), 2: ("dog", 0)}, annotated=FRAMES)
    _video(root / "valid", "v1", {1: ("cat", 0), 2: ("zebra", 2)}, annotated=("00000", "00010"))
    _video(root.with_name("truth"), "v1", {1: ("cat", 0), 2: ("zebra", 2)}, annotated=FRAMES)
    return root, root.with_name("truth")


def _video(
    part: Path, name: str, objects: Mapping[int, tuple[str, int]], *, annotated: tuple[str, ...]
) -> None:
    listed = {
        str(number): {"category": category, "frames": list(FRAMES[start:])}
        for number, (category, start) in objects.items()
    }
    for t, frame in enumerate(FRAMES):
        places = {n: 4 + 2 * t for n, (_, start) in objects.items() if t >= start}
        write_frame(part / "JPEGImages" / name / f"{frame}.jpg", places)
        if frame in annotated:
            write_mask(part / "Annotations" / name / f"{frame}.png", truth(places))
    (part / "meta.json").write_text(json.dumps({"videos": {name: {"objects": listed}}}))
