"""Small collections on disk whose objects have colours of their own, for tests of the data room."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import write_label_map

RED, GREEN = (255, 0, 0), (0, 255, 0)  # RGB of objects 1 and 2; scenery is blue
HEIGHT, WIDTH = 120, 160


def scenery(seed: int) -> NDArray[np.uint8]:
    """(120, 160, 3) uint8 RGB of bluish noise without red or green."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[..., 2] = np.random.default_rng(seed).integers(60, 255, (HEIGHT, WIDTH))
    return image


def draw_square(
    image: NDArray[np.uint8], label_map: NDArray[np.uint8], place: tuple[int, int], number: int
) -> None:
    """A 36-pixel square of object `number` with its top left corner at (row, col) `place`."""
    part = np.s_[place[0] : place[0] + 36, place[1] : place[1] + 36]
    image[part], label_map[part] = (RED, GREEN)[number - 1], number


def save(image: NDArray[np.uint8], path: Path) -> None:
    """Write an RGB image without loss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.ascontiguousarray(image[..., ::-1]))


def save_labels(label_map: NDArray[np.uint8], path: Path) -> None:
    """Write a label map, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_label_map(path, label_map)


def write_frame(root: Path, name: str, t: int, objects: dict[int, tuple[int, int]]) -> None:
    """Frame t of sequence `name` in DAVIS layout, with the given objects at (row, col)."""
    image, label_map = scenery(t), np.zeros((HEIGHT, WIDTH), np.uint8)
    for number, place in objects.items():
        draw_square(image, label_map, place, number)
    save(image, root / "JPEGImages" / "480p" / name / f"{t:05d}.png")
    save_labels(label_map, root / "Annotations" / "480p" / name / f"{t:05d}.png")


def vos_world(root: Path, *, sequences: int = 2, frames: int = 8) -> Path:
    """A DAVIS folder: two squares that pass each other in each sequence."""
    for s in range(sequences):
        for t in range(frames):
            places = {1: (20 + s, 10 + 10 * t), 2: (50, 90 - 8 * t)}
            write_frame(root, f"seq{s}", t, places)
    return root


def stills_world(root: Path, *, count: int = 3) -> Path:
    """A folder of stills: one set of pictures with a red and a green region."""
    for i in range(count):
        image, label_map = scenery(i), np.zeros((HEIGHT, WIDTH), np.uint8)
        draw_square(image, label_map, (30, 20 + i), 1)
        draw_square(image, label_map, (50, 90 + i), 2)
        save(image, root / "toys" / "image" / f"{i}.png")
        save_labels(label_map, root / "toys" / "label" / f"{i}.png")
    return root


def agreement(frames: NDArray[np.uint8], label_maps: NDArray[np.uint8]) -> float:
    """Share of the pixels of clear red or green that carry a label of that colour's own.

    Args:
        frames: (T, H, W, 3) uint8 RGB.
        label_maps: (T, H, W) uint8; any ids, but one per colour.

    Returns:
        The least share over both colours and both ways (colour to label and back); 1 when no
        object is labelled.
    """
    wide = frames.astype(int)
    shares = [1.0]
    for number in np.unique(label_maps[(label_maps > 0) & (label_maps < 255)]):
        labelled = label_maps == number
        channel = int(wide[labelled].sum(axis=0)[:2].argmax())
        coloured = (wide[..., channel] > 128) & (wide[..., 1 - channel] < 110)
        both = (labelled & coloured).sum()
        shares += [both / max(1, coloured.sum()), both / max(1, labelled.sum())]
    return float(min(shares))
