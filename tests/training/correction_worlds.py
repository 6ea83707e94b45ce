"""A tiny collection as the app exports it: a moving square, some frames of it corrected."""

import json
from pathlib import Path

import cv2
import numpy as np

from sst_core.labels import LabelMap, write_label_map

SIZE = (64, 96)
FRAMES = 12


def square(frame: int) -> LabelMap:
    """(64, 96) uint8: object 1, which moves by four pixels a frame."""
    label_map = np.zeros(SIZE, np.uint8)
    label_map[16:48, 4 + 4 * frame : 36 + 4 * frame] = 1
    return label_map


def corrected_world(root: Path, cells: dict[int, dict[int, str]], *, side_car: bool = True) -> Path:
    """Write a collection.

    Args:
        root: A new folder.
        cells: Frame -> object -> provenance, as in the side-car. Object 2 is a bar at the top.
        side_car: Whether to write it.
    """
    rng = np.random.default_rng(3)
    ground = rng.integers(0, 255, (*SIZE, 3), dtype=np.uint8)
    images, masks = root / "JPEGImages" / "clip", root / "Annotations" / "clip"
    images.mkdir(parents=True)
    masks.mkdir(parents=True)
    for frame in range(FRAMES):
        picture = ground // 3
        picture[square(frame) == 1] = (40, 90, 230)
        cv2.imwrite(str(images / f"{frame:05d}.png"), picture)
    table = {}
    for frame, objects in cells.items():
        label_map = (
            square(frame) if 1 in objects and objects[1] != "absent" else np.zeros(SIZE, np.uint8)
        )
        if 2 in objects:
            label_map[:8] = 2
        write_label_map(masks / f"{frame:05d}.png", label_map)
        table[f"{frame:05d}"] = {
            str(number): {"provenance": kind, "target": kind != "propagated"}
            for number, kind in objects.items()
        }
    if side_car:
        (root / "Provenance").mkdir()
        text = json.dumps({"version": 1, "sequence": "clip", "frames": table})
        (root / "Provenance" / "clip.json").write_text(text)
    return root
