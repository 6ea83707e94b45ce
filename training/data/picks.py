"""One object of one picture, as somebody may click on it: for training the segmenter."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.errors import DataError
from sst_core.labels import VOID, LabelMap, read_label_map
from training.data.augment import Image, View, Warp
from training.data.clips import RealClips, read_image
from training.data.collections import Source
from training.data.colour import recolour
from training.data.regions import GRAINS, Grain, choose_objects
from training.data.stills import Stills

_TRIES: Final = 60
_LEAST: Final = 48  # pixels of the object in the crop
_FOLDS: Final = 10
_BEYOND: Final = 127  # grey: nothing, after normalisation


@dataclass(frozen=True)
class Pick:
    """A crop with one object.

    Attributes:
        image: (S, S, 3) uint8 RGB.
        target: (S, S) uint8: 1 the object, 0 not, 255 void.
    """

    image: Image
    target: LabelMap


def held_out(name: str, stem: str) -> bool:
    """Whether a still of a set is kept for scoring: about every tenth, by a hash of its name."""
    digest = hashlib.blake2b(f"{name}/{stem}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % _FOLDS == 0


class Picks:
    """An endless stream of picks; pick i is a function of the seed and i alone.

    Args:
        sources: Folders of stills, and collections, of which single frames are taken.
        side: Side S of a crop, in pixels.
        seed: Seed of the stream.
        stills: Share of picks from stills, where both kinds are given.

    Raises:
        DataError: There is no source, or one cannot be used.
    """

    def __init__(
        self, sources: Sequence[Source], *, side: int, seed: int = 0, stills: float = 0.7
    ) -> None:
        self._side, self._seed = side, seed
        groups: dict[str, dict[str, list[tuple[Path, Path]]]] = {"stills": {}, "clips": {}}
        for source in sources:
            footage = source.open()
            if isinstance(footage, Stills):
                groups["stills"] |= {n: _kept(n, pairs) for n, pairs in footage.sets.items()}
            elif isinstance(footage, RealClips):
                groups["clips"] |= footage.sequences
        shares = {"stills": stills, "clips": 1 - stills}
        self._pairs: list[tuple[str, list[tuple[Path, Path]]]] = []
        weights: list[float] = []
        for kind, sets in groups.items():
            counts = np.sqrt([len(pairs) for pairs in sets.values()])
            self._pairs += list(sets.items())
            weights += list(shares[kind] * counts / max(counts.sum(), 1))
        if not sum(weights):
            raise DataError("there is no training data", todo="Give at least one data folder")
        self._weights = np.array(weights) / sum(weights)

    def pick(self, index: int) -> Pick:
        """Pick `index` of the stream.

        Raises:
            DataError: The sources hardly ever show an object.
        """
        rng = np.random.default_rng((self._seed, index))
        for _ in range(_TRIES):
            pick = self._draw(rng)
            if pick is not None:
                recolour(rng, pick.image[None])
                return pick
        raise DataError(f"no object was found in {_TRIES} pictures", todo="Check the label maps")

    def _draw(self, rng: np.random.Generator) -> Pick | None:
        name, pairs = self._pairs[int(rng.choice(len(self._pairs), p=self._weights))]
        picture, label = pairs[int(rng.integers(len(pairs)))]
        regions = read_label_map(label)
        objects = choose_objects(rng, regions, GRAINS.get(name, Grain()), count=1)
        if not objects:
            return None
        marks = objects[0].astype(np.uint8)
        marks[regions == VOID] = VOID
        warp = Warp(_view(rng, objects[0], self._side).matrix(_pose(rng)), self._side)
        beyond = warp.cutout(np.ones_like(marks)) == 0
        target, image = warp.labels(marks), warp.image(read_image(picture))
        target[beyond], image[beyond] = VOID, _BEYOND
        count = int((target == 1).sum())
        if count < _LEAST or count > 0.95 * target.size:
            return None
        return Pick(image, target)


def _kept(name: str, pairs: list[tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    return [pair for pair in pairs if not held_out(name, pair[0].stem)]


def _view(rng: np.random.Generator, target: NDArray[np.bool_], side: int) -> View:
    """A look at an object: mostly around all of it, sometimes at it in much of the picture."""
    height, width = target.shape
    col, row, wide, high = cv2.boundingRect(target.view(np.uint8))
    near = max(wide, high) * float(rng.uniform(1.05, 2.2))
    far = max(near, min(height, width) * float(rng.uniform(0.8, 1.3)))
    if rng.random() < 0.12:  # a part of it only
        near *= float(rng.uniform(0.5, 0.9))
    extent = min(max(far if rng.random() < 0.35 else near, 32.0), 1.1 * max(height, width))
    centre = np.array([col + wide / 2, row + high / 2])
    slack = max(extent - max(wide, high), 0.15 * extent)
    centre = centre + rng.uniform(-0.4, 0.4, 2) * slack
    half = extent / 2
    for axis, whole in enumerate((width, height)):
        low, high_ = half, whole - half
        centre[axis] = np.clip(centre[axis], low, high_) if low < high_ else whole / 2
    flip = bool(rng.random() < 0.5)
    return View((float(centre[0]), float(centre[1])), side / extent, side, flip)


def _pose(rng: np.random.Generator) -> NDArray[np.float64]:
    """A little turn, stretch and shear."""
    if rng.random() < 0.5:
        return np.zeros(5)
    return np.asarray(rng.standard_normal(5) * np.array([0.0, 0.0, 0.12, 0.05, 0.06]))
