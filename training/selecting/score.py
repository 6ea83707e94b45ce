"""How many clicks a segmenter needs: a robot clicks on the largest error until the mask is good.

The robot and NoC, the number of clicks to an IoU, are those of the field (RITM, arXiv 2102.06583,
sec. 4): the next click goes to the middle of the largest region that is wrong.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import VOID, open_vos_folder, read_label_map
from sst_core.selecting.prompts import Prompts, Stroke
from training.data.augment import Image
from training.data.clips import read_image
from training.data.picks import held_out
from training.data.regions import GRAINS, Grain, choose_objects
from training.data.stills import Stills
from training.selecting.hand import damage, largest_error

Mask = NDArray[np.bool_]
Segmenter = Callable[[Prompts], Mask]
"""Takes all prompts so far; each call goes on from the one before."""
Maker = Callable[[Image, "Mask | None"], Segmenter]
"""Takes (H, W, 3) uint8 RGB and a mask to be repaired, or None."""

MOST_CLICKS: Final = 20
GOALS: Final = (0.85, 0.90)
_BOX_SLACK: Final = 0.03


@dataclass(frozen=True, eq=False)
class Case:
    """One object to be segmented.

    Attributes:
        group: Set of stills, or sequence.
        name: Of the picture.
        image: (H, W, 3) uint8 RGB.
        truth: (H, W) bool.
        known: (H, W) bool, where the truth is known.
        start: (H, W) bool, a wrong mask to be repaired.
    """

    group: str
    name: str
    image: Image
    truth: Mask
    known: Mask
    start: Mask


@dataclass(frozen=True)
class Result:
    """What one segmenter did on one case.

    Attributes:
        group: Of the case.
        name: Of the case.
        clicks: IoU after 1, 2, ... clicks; ends where the highest goal is reached.
        box: IoU from a box; NaN where not asked.
        before: IoU of the wrong mask.
        repaired: IoU after one click on it; NaN where not asked.
        seconds: Mean time of an answer.
    """

    group: str
    name: str
    clicks: tuple[float, ...]
    box: float
    before: float
    repaired: float
    seconds: float

    def needed(self, goal: float) -> int | None:
        """Clicks to an IoU; None where they were not enough."""
        return next((n for n, iou in enumerate(self.clicks, 1) if iou >= goal), None)

    def after(self, count: int) -> float:
        """IoU after so many clicks, or where it ended before."""
        return self.clicks[min(count, len(self.clicks)) - 1]


def held_out_stills(root: Path, *, most: int) -> Iterator[Case]:
    """Objects of the stills that training leaves out (`training.data.picks.held_out`).

    Args:
        root: A folder of stills.
        most: Of each set.

    Raises:
        DataError: It is no folder of stills.
    """
    for group, pairs in Stills(root).sets.items():
        kept = [pair for pair in pairs if held_out(group, pair[0].stem)]
        grain = GRAINS.get(group, Grain())
        whole = Grain(whole=grain.whole, merge=0.0, gather=0.0, least=grain.least)
        for picture, label in kept[:most]:
            rng = np.random.default_rng(len(picture.stem) + sum(map(ord, picture.stem)))
            regions = read_label_map(label)
            objects = choose_objects(rng, regions, whole, count=1)
            if objects:
                truth, known = objects[0], regions != VOID
                start = wrong_mask(rng, truth)
                yield Case(group, picture.stem, read_image(picture), truth, known, start)


def frames_of(
    root: Path, *, split: str | None, every: int, predicted: Path | None = None
) -> Iterator[Case]:
    """Objects (id 1) on every so-many-th frame of a collection.

    Args:
        root: In DAVIS layout.
        split: Its list of sequences.
        every: Step between frames.
        predicted: Folder of propagated masks, SEQUENCE/FRAME.png, to be repaired; None: masks
            that are spoilt at random.

    Raises:
        DataError: The layout is not there.
    """
    folder = open_vos_folder(root, split=split)
    for group in folder.sequences:
        images = {path.stem: path for path in folder.frames(group)}
        for label in folder.masks(group)[every // 2 :: every]:
            labels = read_label_map(label)
            truth = labels == 1
            if label.stem not in images or truth.sum() < 100:
                continue
            rng = np.random.default_rng(int(truth.sum()))
            start = wrong_mask(rng, truth)
            if predicted is not None:
                start = read_label_map(predicted / group / label.name) == 1
            image = read_image(images[label.stem])
            yield Case(group, label.stem, image, truth, labels != VOID, start)


def wrong_mask(rng: np.random.Generator, truth: Mask) -> Mask:
    """A spoilt copy of a mask, as `training.selecting.hand.damage` makes them at 128 pixels."""
    scale = 128 / max(truth.shape)
    size = max(round(truth.shape[1] * scale), 1), max(round(truth.shape[0] * scale), 1)
    small = cv2.resize(truth.view(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    spoilt = damage(rng, small).astype(np.float32)
    full = cv2.resize(spoilt, truth.shape[::-1], interpolation=cv2.INTER_LINEAR)
    change = cv2.resize(small.astype(np.float32), truth.shape[::-1]) > 0.5
    return np.asarray(np.where((full > 0.5) == change, truth, full > 0.5), np.bool_)


def iou(mask: Mask, case: Case) -> float:
    """Intersection over union where the truth is known."""
    both = (mask & case.truth & case.known).sum()
    return float(both / max(((mask | case.truth) & case.known).sum(), 1))


def next_click(mask: Mask, case: Case) -> Stroke | None:
    """The robot's next click; None where nothing is wrong."""
    found = largest_error(case.truth, case.known, mask)
    if found is None:
        return None
    region, missing = found
    padded = np.pad(region.view(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    row, col = np.unravel_index(int(depth.argmax()), depth.shape)
    return Stroke(((float(row) + 0.5, float(col) + 0.5),), positive=missing)


def judge(make: Maker, case: Case, *, most: int = MOST_CLICKS) -> Result:
    """Let the robot click on one case, give it a box, and have a wrong mask repaired."""
    spent: list[float] = []

    def timed(segment: Segmenter, prompts: Prompts) -> Mask:
        begun = time.perf_counter()
        mask = segment(prompts)
        spent.append(time.perf_counter() - begun)
        return mask

    segment, mask = make(case.image, None), np.zeros_like(case.truth)
    strokes: tuple[Stroke, ...] = ()
    clicks: list[float] = []
    while len(clicks) < most and (click := next_click(mask, case)) is not None:
        strokes += (click,)
        mask = timed(segment, Prompts(strokes))
        clicks.append(iou(mask, case))
        if clicks[-1] >= max(GOALS):
            break
    boxed = timed(make(case.image, None), Prompts((), _box(case.truth)))
    mend = next_click(case.start, case)
    repaired = case.start
    if mend is not None:
        repaired = timed(make(case.image, case.start), Prompts((mend,)))
    seconds = float(np.mean(spent))
    before = iou(case.start, case)
    return Result(
        case.group,
        case.name,
        tuple(clicks) or (1.0,),
        iou(boxed, case),
        before,
        iou(repaired, case),
        seconds,
    )


def _box(truth: Mask) -> tuple[float, float, float, float]:
    """A box a little larger than the object on every side."""
    col, row, width, height = cv2.boundingRect(truth.view(np.uint8))
    high, wide = height * _BOX_SLACK, width * _BOX_SLACK
    bottom, right = (
        min(row + height + high, truth.shape[0]),
        min(col + width + wide, truth.shape[1]),
    )
    return max(row - high, 0.0), max(col - wide, 0.0), bottom, right


def summary(results: Sequence[Result], *, most: int = MOST_CLICKS) -> dict[str, float]:
    """Means over cases; a failure counts as the greatest number of clicks."""
    figures: dict[str, float] = {"cases": len(results)}
    for goal in GOALS:
        needed = [result.needed(goal) for result in results]
        name = f"NoC@{goal * 100:.0f}"
        figures[name] = float(np.mean([most if n is None else n for n in needed]))
        figures[f"failures@{goal * 100:.0f}"] = sum(n is None for n in needed)
    for count in (1, 3, 5):
        figures[f"IoU@{count}"] = float(np.mean([result.after(count) for result in results]))
    figures["box"] = float(np.mean([result.box for result in results]))
    figures["before"] = float(np.mean([result.before for result in results]))
    figures["repaired"] = float(np.mean([result.repaired for result in results]))
    figures["seconds"] = float(np.mean([result.seconds for result in results]))
    return figures


def by_group(
    results: Sequence[Result], *, most: int = MOST_CLICKS
) -> Mapping[str, dict[str, float]]:
    """The summary of every group, then of all."""
    groups = dict.fromkeys(result.group for result in results)
    found = {name: summary([r for r in results if r.group == name], most=most) for name in groups}
    return {**found, "all": summary(results, most=most)}
