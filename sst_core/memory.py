"""What a session remembers: references, the last tau frames, and a few older ones, per object.

References are permanent. Of the frames it predicted, a session keeps the last tau, read through
the sparse pattern, and beside them the newest few of every k-th, of which the cells near the
objects are read densely like references: an object that has moved further or grown faster than
the pattern reaches is found again (the idea of a memory of past frames is STM's, arXiv 1904.00607;
here its size is fixed, and what it says of the background is left out: that erodes objects). The
first frame on which an object is gone is kept too, before something else can take its label.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from sst_core.encoder import Source
from sst_core.fixed import fixed
from sst_core.masks import certain
from sst_core.model import MEMORY_SLOT, REFERENCE_SLOT, SST, FrameMemory


@dataclass(frozen=True)
class Remembered:
    """One frame and what it says.

    Attributes:
        frame: Frame number.
        keys: Per layer (1, h, w, C).
        values: As in `FrameMemory`, (1, h, w, C).
        masks: Id -> (h4, w4) float mask at stride 4, for every object the frame speaks for.
    """

    frame: int
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    masks: dict[int, Tensor]
    _arranged: dict[tuple[int, ...], FrameMemory] = field(
        default_factory=dict, repr=False, compare=False
    )

    def as_memory(self, objects: tuple[int, ...], model: SST) -> FrameMemory:
        """Arrange for a fixed order of objects; one it does not speak for is masked out."""
        if objects not in self._arranged:
            self._arranged.clear()  # a session asks for one set of objects at a time
            self._arranged[objects] = self._arrange(objects, model)
        return self._arranged[objects]

    def _arrange(self, objects: tuple[int, ...], model: SST) -> FrameMemory:
        h, w = self.keys[0].shape[1:3]
        subcell, channels = model.config.subcell, model.config.label_channels
        blank = self.keys[0].new_zeros(h * subcell, w * subcell, dtype=torch.float32)
        masks = [self.masks.get(number, blank) for number in objects]
        none = blank.new_zeros(1, 0, h, w, channels)
        labels = model.describe(certain(torch.stack(masks))[None]) if masks else none
        speaks = fixed([number in self.masks for number in objects], blank.device, torch.bool)
        return FrameMemory(self.keys, self.values, labels, speaks[None])


class Memory:
    """References by frame number, and a history of bounded length: flat in video length."""

    def __init__(self, model: SST) -> None:
        self._model = model
        self._references: dict[int, Remembered] = {}
        self._history: deque[Remembered] = deque(maxlen=model.config.tau)
        self._kept: deque[Remembered] = deque(maxlen=model.config.memory)
        self._passed, self._gone = 0, frozenset[int]()
        self._assembled: tuple[tuple[int, ...], Source] | None = None

    @property
    def references(self) -> dict[int, Remembered]:
        """References by frame number (do not change)."""
        return self._references

    @property
    def history(self) -> tuple[int, ...]:
        """Frames of the history, oldest first."""
        return tuple(past.frame for past in self._history)

    @property
    def kept(self) -> tuple[int, ...]:
        """Frames kept from farther back and read densely after the references, oldest first."""
        return tuple(past.frame for past in self._kept if past.frame not in self._references)

    def add_reference(self, reference: Remembered) -> None:
        """Add, or replace the one at the same frame."""
        self._references[reference.frame] = reference
        self._assembled = None

    def remove_reference(self, frame: int) -> None:
        """Remove the reference at a frame."""
        del self._references[frame]
        self._assembled = None

    def remember(self, past: Remembered, gone: frozenset[int] = frozenset()) -> None:
        """Append to the history; the oldest beyond tau is forgotten, unless it is one to keep.

        Args:
            past: The frame.
            gone: Ids it was searched for and that it does not show.
        """
        self._history.append(past)
        self._passed += 1
        left, self._gone = gone - self._gone, gone
        config = self._model.config
        if config.memory and (left or self._passed % config.memory_every == 0):
            self._kept.append(past)
            self._assembled = None

    def forget(self) -> None:
        """Drop the history and what was kept of it; references stay."""
        self._history.clear()
        self._kept.clear()
        self._passed, self._gone, self._assembled = 0, frozenset(), None

    def objects(self) -> tuple[int, ...]:
        """Every id some reference speaks for, sorted."""
        return tuple(sorted({n for r in self._references.values() for n in r.masks}))

    def reference_source(self, objects: tuple[int, ...]) -> Source:
        """What is read densely: references that speak for any of the objects, and frames kept."""
        if self._assembled is None or self._assembled[0] != objects:
            known = sorted(self._references.items())  # sums come in the same order every time
            useful = [r for _, r in known if set(objects) & set(r.masks)]
            kept = [past for past in self._kept if past.frame not in self._references]
            slots = [REFERENCE_SLOT] * len(useful) + [MEMORY_SLOT] * len(kept)
            self._assembled = objects, self._source([*useful, *kept], objects, slots)
        return self._assembled[1]

    def previous(self, frame: int, objects: tuple[int, ...]) -> tuple[Source, Tensor]:
        """Return the last frames as the encoder reads them, and the newest masks.

        Without a history the nearest reference stands in.

        Args:
            frame: The frame about to be segmented.
            objects: Ids, in order.

        Returns:
            The source, and masks (1, O, h4, w4).
        """
        past: Iterable[Remembered] = self._history or [self._nearest(frame, objects)]
        frames = list(past)
        source = self._source(frames, objects, range(len(frames), 0, -1))
        newest = frames[-1]
        blank = torch.zeros_like(next(iter(newest.masks.values())))
        masks = torch.stack([newest.masks.get(number, blank) for number in objects])[None]
        return source, masks

    def _nearest(self, frame: int, objects: tuple[int, ...]) -> Remembered:
        speaking = [r for r in self._references.values() if set(objects) & set(r.masks)]
        return min(speaking, key=lambda r: (abs(r.frame - frame), r.frame))

    def _source(
        self, frames: Sequence[Remembered], objects: tuple[int, ...], slots: Sequence[int]
    ) -> Source:
        return self._model.source([past.as_memory(objects, self._model) for past in frames], slots)
