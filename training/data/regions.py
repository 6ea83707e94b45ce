"""Which regions of a labelled still become objects: every set of stills has its own grain."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import VOID, LabelMap


@dataclass(frozen=True)
class Grain:
    """How the regions of a set relate to things.

    Attributes:
        whole: Probability that the union of all regions is the one object (parts of a person).
        merge: Probability that an object is a region with some of its neighbours.
        gather: Probability that an object is a handful of the nearest regions (tiny things).
        least: Least area of an object, as a fraction of the picture.
    """

    whole: float = 0.0
    merge: float = 0.1
    gather: float = 0.0
    least: float = 0.004


GRAINS = {
    "ccp": Grain(whole=0.7, merge=0.3),
    "bsds_regions": Grain(merge=0.5, least=0.008),
    "dsb2018": Grain(gather=0.7, least=0.002),
}
MOST = 0.6  # of the picture: larger regions are rather scenery


def choose_objects(
    rng: np.random.Generator, regions: LabelMap, grain: Grain, *, count: int
) -> list[NDArray[np.bool_]]:
    """Masks of one to `count` objects made of regions.

    Args:
        rng: Source of chance.
        regions: (H, W) uint8, ids 1..N, 0 unlabelled, 255 void.
        grain: How regions become objects.
        count: Greatest number of objects.

    Returns:
        Disjoint (H, W) bool masks; empty when no region is of a fitting size.
    """
    areas = np.bincount(regions.ravel(), minlength=256)[:VOID] / regions.size
    areas[0] = 0.0
    if rng.random() < grain.whole and grain.least < areas.sum() < MOST:
        return [(regions > 0) & (regions < VOID)]
    free = np.flatnonzero(areas)
    objects: list[NDArray[np.bool_]] = []
    for _ in range(int(rng.integers(1, count + 1))):
        ids = _choose_one(rng, regions, grain, areas=areas, free=free)
        if not ids:
            break
        objects.append(np.isin(regions, ids))
        free = np.setdiff1d(free, ids)
    return objects


def _choose_one(
    rng: np.random.Generator,
    regions: LabelMap,
    grain: Grain,
    *,
    areas: NDArray[np.float64],
    free: NDArray[np.intp],
) -> list[int]:
    """Ids of the regions of one object; empty when none fits."""
    if len(free) > 0 and rng.random() < grain.gather:
        return _nearest(regions, free, int(rng.choice(free)), count=int(rng.integers(2, 9)))
    fitting = free[(areas[free] >= grain.least) & (areas[free] <= MOST)]
    if len(fitting) == 0:
        return []
    weights = np.sqrt(areas[fitting])
    seed = int(rng.choice(fitting, p=weights / weights.sum()))
    ids = [seed]
    if rng.random() < grain.merge:
        touching = np.intersect1d(_neighbours(regions, seed), free)
        rng.shuffle(touching)
        for neighbour in touching[: int(rng.integers(1, 4))]:
            if areas[[*ids, neighbour]].sum() <= MOST:
                ids.append(int(neighbour))
    return ids


def _neighbours(regions: LabelMap, seed: int) -> NDArray[np.intp]:
    """Ids of the regions that touch region `seed`."""
    mask = (regions == seed).astype(np.uint8)
    ring = cv2.dilate(mask, np.ones((5, 5), np.uint8)) > mask
    ids = np.flatnonzero(np.bincount(regions[ring], minlength=256)[:VOID])
    return ids[ids > 0]


def _nearest(regions: LabelMap, free: NDArray[np.intp], seed: int, *, count: int) -> list[int]:
    """The `count` regions whose centres are nearest to that of region `seed`, itself included."""
    rows, cols = np.indices(regions.shape, np.float64)
    total = np.maximum(np.bincount(regions.ravel(), minlength=256), 1)
    y = np.bincount(regions.ravel(), rows.ravel(), 256) / total
    x = np.bincount(regions.ravel(), cols.ravel(), 256) / total
    order = np.argsort(np.hypot(y[free] - y[seed], x[free] - x[seed]), kind="stable")
    return [int(i) for i in free[order[:count]]]
