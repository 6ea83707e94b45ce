"""The stream of training samples: sample i is a function of the seed and i alone."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from sst_core.errors import DataError
from sst_core.labels import VOID
from training.data.clips import Clip, ClipOptions
from training.data.collections import Source
from training.data.colour import recolour
from training.data.paste import paste_objects

_TRIES = 60


class Sample(TypedDict):
    """One clip as tensors.

    frames (T, 3, H, W) uint8 RGB, label_maps (T, H, W) uint8 (0 background, 1..objects, 255
    void), and objects, the number of objects.
    """

    frames: torch.Tensor
    label_maps: torch.Tensor
    objects: int


class Batch(TypedDict):
    """Samples on a new first axis: (B, T, 3, H, W) uint8, (B, T, H, W) uint8, (B,) int64."""

    frames: torch.Tensor
    label_maps: torch.Tensor
    objects: torch.Tensor


class ClipDataset(IterableDataset[Sample]):
    """An endless, reproducible stream of augmented clips.

    Blocks of `batch` neighbouring samples go to the workers in turn, so with a loader of that
    batch size batch n always holds samples n * batch + start onwards, however many workers there
    are. A run that stopped after N batches goes on with `start = N * batch`.

    Args:
        sources: Where clips come from.
        options: What they look like.
        seed: Seed of the stream.
        start: Index of the first sample.
        batch: Samples of one step.
        rows: Those of every step that this process takes; None takes all. The loader's batch
            size is their number.

    Raises:
        DataError: There is no source, or one cannot be used.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        options: ClipOptions,
        *,
        seed: int = 0,
        start: int = 0,
        batch: int = 1,
        rows: range | None = None,
    ) -> None:
        weights = np.array([source.weight for source in sources], np.float64)
        if len(weights) == 0 or weights.min() < 0 or weights.sum() <= 0:
            raise DataError("there is no training data", todo="Give at least one data folder")
        self._sources, self._footage = tuple(sources), [source.open() for source in sources]
        self._weights = weights / weights.sum()
        self.options, self.seed, self.start, self.batch = options, seed, start, batch
        self.rows = range(batch) if rows is None else rows

    def sample(self, index: int) -> Clip:
        """Sample `index` of the stream.

        Raises:
            DataError: The sources hardly ever show an object.
        """
        rng = np.random.default_rng((self.seed, index))
        for _ in range(_TRIES):
            number = int(rng.choice(len(self._footage), p=self._weights))
            clip = self._footage[number].draw(rng, self.options)
            if clip is None or not _shows(clip, self.options.min_pixels):
                continue
            donor = int(rng.choice(len(self._footage), p=self._weights))
            paste_objects(rng, clip, self._footage[donor], self.options)
            clip = relabel(rng, clip, self.options)
            if clip.objects > 0:
                recolour(rng, clip.frames)
                return clip
        where = ", ".join(str(source.root) for source in self._sources)
        todo = "Check that the label maps hold objects"
        raise DataError(f"no object was found in {_TRIES} samples", where=where, todo=todo)

    def __iter__(self) -> Iterator[Sample]:
        """Samples for this worker, without end."""
        cv2.setNumThreads(0)
        info = get_worker_info()
        worker, workers = (info.id, info.num_workers) if info is not None else (0, 1)
        block = worker
        while True:
            first = self.start + block * self.batch
            for row in self.rows:
                yield to_tensors(self.sample(first + row))
            block += workers


def _shows(clip: Clip, pixels: int) -> bool:
    """Whether frame 0 has an object of at least so many pixels."""
    counts = np.bincount(clip.label_maps[0].ravel(), minlength=256)
    return bool(counts[1:VOID].max() >= pixels)


def relabel(rng: np.random.Generator, clip: Clip, options: ClipOptions) -> Clip:
    """Number the objects 1..O in random order, at most `max_objects` of them.

    What shows fewer than `min_pixels` in frame 0 cannot be asked for and becomes void; objects
    beyond the greatest number become background.
    """
    counts = np.bincount(clip.label_maps[0].ravel(), minlength=256)
    ids = rng.permutation(np.flatnonzero(counts[1:VOID] >= options.min_pixels) + 1)
    table = np.full(256, VOID, np.uint8)
    table[0] = 0
    table[ids] = 0
    kept = ids[: options.max_objects]
    table[kept] = np.arange(1, len(kept) + 1)
    return Clip(clip.frames, table[clip.label_maps], len(kept))


def to_tensors(clip: Clip) -> Sample:
    """A clip as tensors, frames with channels first."""
    frames = torch.from_numpy(np.ascontiguousarray(clip.frames.transpose(0, 3, 1, 2)))
    return {
        "frames": frames,
        "label_maps": torch.from_numpy(clip.label_maps),
        "objects": clip.objects,
    }


def collate(samples: Sequence[Sample]) -> Batch:
    """Stack samples of one size into a batch."""
    return {
        "frames": torch.stack([sample["frames"] for sample in samples]),
        "label_maps": torch.stack([sample["label_maps"] for sample in samples]),
        "objects": torch.tensor([sample["objects"] for sample in samples], dtype=torch.int64),
    }
