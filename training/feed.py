"""From folders to batches on the training device, through processes that prepare clips."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch.utils.data import DataLoader, IterableDataset

from sst_core.errors import UserError
from training.config import Recipe, Stage
from training.data.clips import ClipOptions
from training.data.collections import Source
from training.data.mixture import Batch as RawBatch
from training.data.mixture import ClipDataset, Sample, collate
from training.rollout import Batch

AHEAD = 4
"""Batches each process prepares in advance."""


@dataclass(frozen=True)
class Feed:
    """Where batches come from and where they go.

    Attributes:
        sources: Collections and stills.
        device: Where the batches are put.
        workers: Processes that prepare clips; 0: in this one.
    """

    sources: Sequence[Source]
    device: torch.device
    workers: int = 1

    def batches(
        self, recipe: Recipe, stage: Stage, *, start: int, rows: range | None = None
    ) -> Iterator[Batch]:
        """Draw a stage's batches without end; the same for any number of workers.

        Args:
            recipe: Seed and number of objects.
            stage: Shapes of the clips.
            start: Number of clips drawn before, see `Recipe.samples_before`.
            rows: The clips of each batch that this process takes; None: all.

        Raises:
            UserError: A file cannot be read, or there is nothing to draw.
        """
        options = ClipOptions(
            frames=stage.frames,
            crop=stage.crop,
            short_side=stage.short_side,
            max_gap=stage.max_gap,
            max_objects=recipe.max_objects,
            reveal=stage.reveal,
            hide=stage.hide,
            near=stage.near,
            pace=stage.pace,
        )
        sources = weighted(self.sources, stage.stills)
        clips = ClipDataset(
            sources, options, seed=recipe.seed, start=start, batch=stage.batch, rows=rows
        )
        loader = DataLoader(
            _Guarded(clips),
            batch_size=len(clips.rows),
            num_workers=self.workers,
            collate_fn=_gather,
            prefetch_factor=AHEAD if self.workers else None,
        )
        for raw in loader:
            if isinstance(raw, _Failure):
                raise raw.kind(raw.what, where=raw.where, todo=raw.todo)
            keys = ("frames", "label_maps", "objects")
            yield Batch(*(raw[key].to(self.device) for key in keys))


@dataclass(frozen=True)
class _Failure:
    """A user's error on its way out of a worker, which would turn it into a traceback."""

    kind: type[UserError]
    what: str
    where: str
    todo: str


class _Guarded(IterableDataset[Sample | _Failure]):
    """Clips, then, should one fail, the reason."""

    def __init__(self, clips: ClipDataset) -> None:
        self.clips = clips

    def __iter__(self) -> Iterator[Sample | _Failure]:
        try:
            yield from self.clips
        except UserError as error:
            yield _Failure(type(error), error.what, error.where, error.todo)


def _gather(samples: Sequence[Sample | _Failure]) -> RawBatch | _Failure:
    clips = []
    for sample in samples:
        if isinstance(sample, _Failure):
            return sample
        clips.append(sample)
    return collate(clips)


def weighted(sources: Sequence[Source], stills: float) -> list[Source]:
    """Give stills their share where both kinds are there; within a kind weights stay relative."""
    kinds = {source.kind for source in sources}
    if len(kinds) == 1:
        return list(sources)
    share = {"stills": stills, "clips": 1 - stills}
    total = {kind: sum(s.weight for s in sources if s.kind == kind) for kind in kinds}
    return [replace(s, weight=share[s.kind] * s.weight / total[s.kind]) for s in sources]
