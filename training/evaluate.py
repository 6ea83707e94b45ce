"""Scores folders of predicted masks against the truth: J, F and J&F per object.

The protocol is that of DAVIS 2017 semi-supervised, as PyPI `vos-benchmark` runs it by default:

- the first mask of a sequence is given and the last is not scored, so both are left out
  (`include_ends` brings them back);
- an object is scored in every sequence whose (scored) truth contains it, from the first frame
  in which truth or prediction show it; a frame in which neither shows it later on counts as 1;
- the mean is over objects, not over sequences.

Void pixels of the truth (255) are judged by nobody, as in DAVIS; `vos-benchmark` would count
255 as one more object.

YouTube-VOS counts otherwise (`Scores.later`): an object is scored on every annotated frame after
the first that shows it, the last included.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sst_core.errors import DataError, UserError
from sst_core.labels import (
    VOID,
    LabelMap,
    list_pngs,
    mask_sequences,
    object_ids,
    open_vos_folder,
    read_label_map,
)
from sst_core.metrics import Statistics, boundary_f, region_similarity, statistics


@dataclass(frozen=True)
class Score:
    """J and F of one object, or their mean over objects."""

    j: Statistics
    f: Statistics

    @property
    def jf(self) -> float:
        """J&F: the mean of mean J and mean F."""
        return (self.j.mean + self.f.mean) / 2


@dataclass(frozen=True)
class ObjectScore(Score):
    """The score of one object of one sequence, over `frames` scored frames."""

    sequence: str
    object: int
    frames: int


@dataclass(frozen=True)
class Scores:
    """Scores of the objects of some sequences, by both protocols.

    Attributes:
        usual: As DAVIS counts.
        later: As YouTube-VOS counts: the annotated frames after each object's first. Empty
            unless asked for; an object whose first annotated frame is its last has no score.
    """

    usual: tuple[ObjectScore, ...]
    later: tuple[ObjectScore, ...] = ()


@dataclass(frozen=True)
class _Task:
    name: str
    truth: Path
    prediction: Path
    include_ends: bool
    binary: bool
    later: bool


def evaluate_masks(
    gt: Path,
    pred: Path,
    *,
    names: Sequence[str] | None = None,
    include_ends: bool = False,
    binary: bool = False,
    jobs: int | None = None,
) -> tuple[ObjectScore, ...]:
    """Scores every object of every sequence of the truth.

    Args:
        gt: A folder of PNGs (one sequence), of such folders, or a collection root.
        pred: The same for the predictions; frames without truth are ignored.
        names: Sequences to score; None takes all of the truth.
        include_ends: Score the first and the last mask of each sequence as well.
        binary: Take 255 for object 1 in masks that have no other object.
        jobs: Processes; None takes one per core, at most one per sequence.

    Returns:
        Scores in order of sequence and object id.

    Raises:
        DataError: A sequence or prediction is missing or of another size, or nothing is left
            to score.
        MaskError: A mask cannot be read.
    """
    found = evaluate_both(
        gt, pred, names=names, include_ends=include_ends, binary=binary, jobs=jobs, later=False
    )
    return found.usual


def evaluate_both(
    gt: Path,
    pred: Path,
    *,
    names: Sequence[str] | None = None,
    include_ends: bool = False,
    binary: bool = False,
    jobs: int | None = None,
    later: bool = True,
) -> Scores:
    """As `evaluate_masks`, and where `later` is set as YouTube-VOS counts too.

    Raises:
        DataError: See `evaluate_masks`.
        MaskError: A mask cannot be read.
    """
    pairs = _pair(gt, pred, names)
    tasks = [_Task(n, t, p, include_ends, binary, later) for n, (t, p) in pairs.items()]
    found = list(_run(tasks, jobs))
    usual = tuple(score for one in found for score in one.usual)
    after = tuple(score for one in found for score in one.later)
    if not usual and not after:
        raise DataError("no frame that is scored has an object", where=gt)
    return Scores(usual, after)


def split_names(gt: Path, split: str) -> tuple[str, ...]:
    """The sequences of a split ("dev") of the collection that `gt` is the root of.

    Raises:
        DataError: `gt` is no collection root, or has no such split.
    """
    return open_vos_folder(gt, split=split).sequences


def mean_score(scores: Iterable[Score]) -> Score:
    """The mean of every figure over objects.

    Args:
        scores: At least one score.
    """
    listed = tuple(scores)
    return Score(_mean([s.j for s in listed]), _mean([s.f for s in listed]))


def by_sequence(scores: Iterable[ObjectScore]) -> Mapping[str, tuple[ObjectScore, ...]]:
    """The scores grouped by sequence, in their order."""
    groups: dict[str, list[ObjectScore]] = defaultdict(list)
    for score in scores:
        groups[score.sequence].append(score)
    return {name: tuple(group) for name, group in groups.items()}


def _mean(parts: Sequence[Statistics]) -> Statistics:
    rows = np.array([(p.mean, p.recall, p.decay) for p in parts])
    mean, recall, decay = (float(value) for value in rows.mean(axis=0))
    return Statistics(mean, recall, decay)


def _pair(gt: Path, pred: Path, names: Sequence[str] | None) -> Mapping[str, tuple[Path, Path]]:
    """Truth and prediction folder of every sequence to score."""
    truths, predictions = mask_sequences(gt), mask_sequences(pred)
    if names is None and list_pngs(gt) and list_pngs(pred):
        return {gt.name: (gt, pred)}  # two plain folders belong together, whatever their names
    wanted = tuple(truths) if names is None else tuple(names)
    for name in wanted:
        if name not in truths:
            raise DataError(f"there is no truth for the sequence {name}", where=gt)
        if name not in predictions:
            todo = "Predict it, or choose others with --sequences or --split"
            what = f"there is no prediction for the sequence {name}"
            raise DataError(what, where=pred, todo=todo)
    return {name: (truths[name], predictions[name]) for name in wanted}


def _run(tasks: Sequence[_Task], jobs: int | None) -> Iterator[Scores]:
    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    if workers <= 1:
        yield from map(_score_sequence, tasks)
        return
    with ProcessPoolExecutor(workers) as pool:
        try:
            yield from pool.map(_score_sequence, tasks)
        except UserError as error:
            pool.shutdown(cancel_futures=True)
            # On its way between processes the sentence was built twice; build it afresh.
            raise type(error)(error.what, where=error.where, todo=error.todo) from None


def _score_sequence(task: _Task) -> Scores:
    """J and F per frame for every object, then their statistics."""
    files = list_pngs(task.truth)
    usual = files if task.include_ends else files[1:-1]
    if not usual and not task.later:
        what = "no mask is left to score without the first and the last"
        raise DataError(what, where=task.truth, todo="Pass --include-ends to score them too")
    tally, known = _Tally(), _Values()
    judged = set(usual)
    for file in files:
        if file in judged or (task.later and known.ids):
            truth, prediction = _read_pair(file, task)
            tally.add(truth, prediction, usual=file in judged, later=known.ids)
        elif task.later:
            truth = read_label_map(file, binary=task.binary, void_only=True)
        if task.later:
            known.add(truth)
    tally.truth.refuse_binary(task.truth)
    tally.prediction.refuse_binary(task.prediction)
    return Scores(
        _object_scores(task.name, tally.series, tally.truth.ids),
        _object_scores(task.name, tally.later, tally.later),
    )


def _object_scores(
    name: str, series: Mapping[int, Sequence[tuple[float, float]]], ids: Iterable[int]
) -> tuple[ObjectScore, ...]:
    return tuple(
        ObjectScore(
            j=statistics([j for j, _ in series[object_id]]),
            f=statistics([f for _, f in series[object_id]]),
            sequence=name,
            object=object_id,
            frames=len(series[object_id]),
        )
        for object_id in sorted(ids)
    )


class _Values:
    """The values that the masks of one folder hold."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self.void = False

    def add(self, label_map: LabelMap) -> None:
        self.ids.update(object_ids(label_map))
        self.void = self.void or bool((label_map == VOID).any())

    def refuse_binary(self, folder: Path) -> None:
        if self.void and not self.ids:
            what = "the only values of these masks are 0 and 255, and 255 means void"
            todo = "Pass --binary to take 255 for object 1"
            raise DataError(what, where=folder, todo=todo)


class _Tally:
    """J and F of every object of one sequence, frame after frame."""

    def __init__(self) -> None:
        self.truth, self.prediction = _Values(), _Values()
        self.series: dict[int, list[tuple[float, float]]] = defaultdict(list)
        self.later: dict[int, list[tuple[float, float]]] = defaultdict(list)

    def add(
        self, truth: LabelMap, prediction: LabelMap, *, usual: bool, later: Collection[int]
    ) -> None:
        """Scores a frame.

        Args:
            truth: (H, W) uint8.
            prediction: (H, W) uint8.
            usual: The frame counts for DAVIS.
            later: The objects for which it counts for YouTube-VOS.
        """
        if usual:
            self.truth.add(truth)
            self.prediction.add(prediction)
        counted = self.truth.ids | self.prediction.ids if usual else set()
        unjudged = truth == VOID
        void = unjudged if unjudged.any() else None
        for object_id in counted.union(later):
            masks = truth == object_id, prediction == object_id, void
            figures = region_similarity(*masks), boundary_f(*masks)
            if object_id in counted:
                self.series[object_id].append(figures)
            if object_id in later:
                self.later[object_id].append(figures)


def _read_pair(file: Path, task: _Task) -> tuple[LabelMap, LabelMap]:
    """Truth and prediction of one frame, both (H, W) uint8."""
    truth = read_label_map(file, binary=task.binary, void_only=True)
    path = task.prediction / file.name
    if not path.exists():
        raise DataError("the prediction of this frame is missing", where=path)
    prediction = read_label_map(path, binary=task.binary, void_only=True)
    if prediction.shape != truth.shape:
        (height, width), (tall, wide) = prediction.shape, truth.shape
        what = f"the prediction is {width}x{height} pixels and its truth {wide}x{tall}"
        raise DataError(what, where=path, todo="Write predictions at the size of the video")
    return truth, prediction
