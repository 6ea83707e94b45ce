"""What the model looks at for one pixel: its attention to references and to the frames before.

The same keys, queries and temperatures as in `sst_core.encoder`, for one query at a time, and the
same memory of frames before, walked through as a run comes from its nearest reference. Masks only
decide which cells of a kept frame are read; they are predicted for the one object that is asked
about. A frame far from its reference differs a little, since the walk to it begins a few frames
before.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sst_core.backbone import Features
from sst_core.config import CELL_PX, ModelConfig
from sst_core.encoder import Attend, DenseLayer, Source
from sst_core.errors import UserError
from sst_core.features import Embedded
from sst_core.labels import LabelMap
from sst_core.masks import probabilities, shrink_masks
from sst_core.memory import Memory, Remembered
from sst_core.ops.pattern import Pattern
from sst_core.precision import autocast, fast_dtype
from sst_core.preprocess import Geometry, masks_to_model
from sst_core.saying import said
from sst_core.session import InferenceSession

_FEATURES: Final = 6
"""Frames whose features are kept."""
Check = Callable[[], None]
View = Callable[[int], "NDArray[np.uint8] | Embedded"]


@dataclass(frozen=True, eq=False)
class Given:
    """A reference: its frame, its label map (H, W) uint8, and the ids it speaks for.

    The same record stands for the same reference: what was made of it is kept.
    """

    frame: int
    label_map: LabelMap
    speaks_for: tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """One attention of one layer, ready for any query.

    Attributes:
        query: (A, H * W, D), normalised and scaled by the temperature.
        keys: (A, T * H * W, D), normalised.
        pattern: Which keys a query sees.
        temperature: (A,).
        valid: (T * H * W) bool: keys that any query reads; None: all.
    """

    query: Tensor
    keys: Tensor
    pattern: Pattern
    temperature: Tensor
    valid: Tensor | None = None

    def scores(self, cell: int) -> Tensor:
        """Scores of every key for one query, (A, T * H * W)."""
        return (self.keys @ self.query[:, cell, :, None])[..., 0]

    def sees(self, cell: tuple[int, int], grid: tuple[int, int]) -> Tensor:
        """Which keys one query reads, (T * H * W) bool."""
        mask = seen(self.pattern, cell, grid, self.keys.shape[1] // (grid[0] * grid[1]))
        mask = mask.to(self.keys.device)
        return mask if self.valid is None else mask & self.valid


@dataclass(frozen=True)
class Scene:
    """A frame and all that it looks at.

    Attributes:
        grid: (rows, cols) of cells.
        references: Frames of the references that speak for the object, rising.
        kept: Frames before that are kept and read densely like references.
        previous: Frames before, in the order in which a run comes by them.
        to_references: One reading per layer, of the references and then of the frames kept.
        to_previous: Readings of all layers; empty where there is no frame before.
        coverage: (T * H * W) share of the cells of the references that the object covers.
    """

    grid: tuple[int, int]
    references: tuple[int, ...]
    kept: tuple[int, ...]
    previous: tuple[int, ...]
    to_references: tuple[Reading, ...]
    to_previous: tuple[Reading, ...]
    coverage: Tensor


class Explainer:
    """Reads frames of one clip the way a run does, and keeps what the next query needs.

    Args:
        session: Of the clip; neither its references nor its history are touched.
        size: (H, W) of the clip.
        view: Returns a frame by its number: (H, W, 3) uint8 RGB, or embedded by the session.
        check: Called between steps; raises to give up.
    """

    def __init__(
        self, session: InferenceSession, size: tuple[int, int], view: View, check: Check
    ) -> None:
        self.geometry = Geometry.of(*size, short_side=session.short_side)
        self._session, self._model = session, session.model
        self._view, self._check = view, check
        self._features: OrderedDict[int, Features] = OrderedDict()
        self._references: dict[Given, Remembered] = {}
        self._past: dict[int, Remembered] = {}
        self._for = (1, 0)

    @torch.inference_mode()
    def scene(self, frame: int, given: Sequence[Given], object_id: int, *, step: int = 1) -> Scene:
        """Reads a frame, its references and the frames before it.

        Args:
            frame: The frame whose pixels will ask.
            given: References; at least one speaks for the object.
            object_id: Whose coverage is told.
            step: 1 where a run comes to the frame from earlier ones, -1 from later ones.

        Raises:
            UserError: A frame cannot be read.
        """
        config = self._model.config
        if (config.references, config.scores, config.stride) != ("dense", "cosine", CELL_PX):
            raise UserError(
                said(
                    "what {name} looks at cannot be shown here: its attention is the paper's",
                    name=config.name,
                ),
                todo="See sst-eval explain",
            )
        memory = Memory(self._model)
        for one in self._remembered(given, (step, object_id)):
            memory.add_reference(one)
        objects = (object_id,)
        path = path_to(frame, [one.frame for one in given], self._model.config, step=step)
        for earlier in path:
            self._walk(memory, earlier, objects)
        self._past = {number: past for number, past in self._past.items() if number in path}
        to_references, features = memory.reference_source(objects), self._embed(frame)
        to_previous, _ = memory.previous(frame, objects)
        with autocast(self._model.device):
            readings = self._readings(features, to_references, to_previous)
        known = [number for number, one in memory.references.items() if object_id in one.masks]
        coverage = to_references.labels.values[0, 0, : len(known), ..., 0]
        return Scene(
            self.geometry.cells,
            tuple(sorted(known)),
            memory.kept,
            memory.history,
            tuple(reading for kind, reading in readings if kind),
            tuple(reading for kind, reading in readings if not kind) if memory.history else (),
            coverage.flatten().float(),
        )

    def _walk(self, memory: Memory, frame: int, objects: tuple[int, ...]) -> None:
        """Comes by a frame as a run does."""
        if frame in memory.references:
            memory.remember(memory.references[frame])
            return
        if frame not in self._past:
            to_references, features = memory.reference_source(objects), self._embed(frame)
            to_previous, masks = memory.previous(frame, objects)
            present = torch.ones(1, len(objects), dtype=torch.bool, device=self._model.device)
            with autocast(self._model.device):
                found = self._model(features, to_references, to_previous, masks, present)
            soft = dict(zip(objects, probabilities(found[0])[0, 1:], strict=True))
            self._past[frame] = Remembered(frame, found[1], found[2], soft)
        memory.remember(self._past[frame])

    def _readings(
        self, features: Features, references: Source, previous: Source
    ) -> list[tuple[bool, Reading]]:
        """(whether to the references, reading) of every layer."""
        tokens = self._model.tokens(features)
        found = []
        for number, layer in enumerate(self._model.encoder):
            if not isinstance(layer, DenseLayer):
                raise UserError("these weights read references as time slices")
            query = layer.query(tokens)
            seen = _reading(layer.references, query, references.keys[number], layer.dense)
            valid = None if references.seen is None else references.seen[0].flatten()
            found.append((True, replace(seen, valid=valid)))
            for pattern in layer.sparse:
                seen = _reading(layer.previous, query, previous.keys[number], pattern)
                found.append((False, seen))
            tokens = layer(tokens, (references, previous)).tokens
        return found

    def _remembered(self, given: Sequence[Given], way: tuple[int, int]) -> list[Remembered]:
        """The references as the model keeps them; with others, frames before are read anew.

        The same for another way to come by them: step and object.
        """
        if set(given) != set(self._references) or way != self._for:
            self._past = {}
        kept, self._for = self._references, way
        self._references = {one: kept.get(one) or self._reference(one) for one in given}
        return list(self._references.values())

    def _reference(self, given: Given) -> Remembered:
        features, device = self._embed(given.frame), self._model.device
        with autocast(device):
            keys, values = self._model.encode_reference(features)
        masks = masks_to_model(given.label_map, given.speaks_for, self.geometry, device)
        by_id = dict(zip(given.speaks_for, shrink_masks(masks)[0], strict=True))
        return Remembered(given.frame, keys, values, by_id)

    def _embed(self, frame: int) -> Features:
        if frame not in self._features:
            self._check()
            seen = self._view(frame)
            embedded = seen if isinstance(seen, Embedded) else self._session.embed(seen)
            device = self._model.device
            dtype = torch.float32 if device.type == "cpu" else fast_dtype(device.type)
            self._features[frame] = embedded.restore(device, dtype)
        self._features.move_to_end(frame)
        while len(self._features) > _FEATURES:
            self._features.popitem(last=False)
        return self._features[frame]


def path_to(frame: int, references: Sequence[int], config: ModelConfig, *, step: int) -> range:
    """The frames that a run comes by on its way to a frame, as far back as it remembers.

    Args:
        frame: The frame.
        references: Frames of the references.
        config: How much a run remembers.
        step: 1 where it comes from earlier frames, -1 where from later ones.

    Returns:
        From the nearest reference on that side, or from a frame nearer by at which the rhythm of
        what is kept is the same; empty where there is no reference on that side.
    """
    behind = [(frame - one) * step for one in references if (frame - one) * step > 0]
    if not behind:
        return range(frame, frame, step)
    way, reach = min(behind), max(config.tau, config.memory * config.memory_every)
    skipped = max(way - reach, 0) // config.memory_every * config.memory_every
    return range(frame - (way - skipped) * step, frame, step)


def _reading(attend: Attend, query: Tensor, keys: Tensor, pattern: Pattern) -> Reading:
    """See `sst_core.encoder.Attend.read`; query (1, H, W, C), keys (1, T, H, W, C)."""
    heads = attend.heads
    temperature = attend.temperature.float()
    depth = query.shape[-1] // heads
    q = query.reshape(-1, heads, depth).permute(1, 0, 2).float()
    k = keys.reshape(-1, heads, depth).permute(1, 0, 2).float()
    scaled = functional.normalize(q, dim=-1) * temperature[:, None, None]
    return Reading(scaled, functional.normalize(k, dim=-1), pattern, temperature)


@torch.inference_mode()
def attention(
    readings: Sequence[Reading], cell: tuple[int, int], grid: tuple[int, int]
) -> NDArray[np.float32]:
    """The attention of one cell, averaged over heads and readings.

    Args:
        readings: At least one, all to the same frames.
        cell: (row, col) of the cell that asks.
        grid: (rows, cols) of cells.

    Returns:
        (T, rows, cols) float32, sums to 1.
    """
    total = torch.zeros(readings[0].keys.shape[1])
    for reading in readings:
        scores, mask = reading.scores(cell[0] * grid[1] + cell[1]), reading.sees(cell, grid)
        weights = scores.masked_fill(~mask, -torch.inf).softmax(-1)
        total += weights.mean(0).cpu()
    return np.asarray((total / len(readings)).reshape(-1, *grid).numpy(), np.float32)


@torch.inference_mode()
def likeness(
    readings: Sequence[Reading], cell: tuple[int, int], grid: tuple[int, int]
) -> NDArray[np.float32]:
    """How like every place is to one cell, averaged over heads and readings.

    Args:
        readings: At least one, all to the same frames.
        cell: (row, col) of the cell that asks.
        grid: (rows, cols) of cells.

    Returns:
        (T, rows, cols) float32 in 0-1, NaN where no reading sees.
    """
    total = torch.zeros(readings[0].keys.shape[1])
    any_seen = torch.zeros_like(total, dtype=torch.bool)
    for reading in readings:
        scores = reading.scores(cell[0] * grid[1] + cell[1])
        total += (0.5 + 0.5 * scores / reading.temperature[:, None]).mean(0).cpu()
        any_seen |= reading.sees(cell, grid).cpu()
    mean = (total / len(readings)).masked_fill(~any_seen, torch.nan)
    return np.asarray(mean.reshape(-1, *grid).numpy(), np.float32)


def seen(pattern: Pattern, cell: tuple[int, int], grid: tuple[int, int], frames: int) -> Tensor:
    """Which cells of the frames before a cell sees; as `sst_core.ops.pattern.connected`.

    Args:
        pattern: The pattern.
        cell: (row, col) of the cell that asks; it sits right after the last frame.
        grid: (rows, cols) of cells.
        frames: How many frames there are.

    Returns:
        (frames * rows * cols) bool.
    """
    t = (frames - torch.arange(frames))[:, None, None]
    y = (cell[0] - torch.arange(grid[0]))[None, :, None]
    x = (cell[1] - torch.arange(grid[1]))[None, None, :]
    every = torch.ones(frames, *grid, dtype=torch.bool)
    if pattern.kind == "dense":
        mask = every
    elif pattern.kind == "grid":
        mask = every & (y == 0) & (x == 0)
    elif pattern.kind == "local":
        near = [d.abs() <= reach for d, reach in zip((t, y, x), pattern.reach, strict=True)]
        mask = near[0] & near[1] & near[2]
    else:
        on = [d % step == 0 for d, step in zip((t, y, x), pattern.step, strict=True)]
        mask = on[0] & on[1] & on[2]
    return mask.flatten()


@torch.inference_mode()
def affinity(scene: Scene, cell: tuple[int, int]) -> tuple[float, float]:
    """How like the object, and how like everything else, a cell is by the references (Eq. 4).

    Args:
        scene: The frame.
        cell: (row, col) of the cell.

    Returns:
        Both in 0-1, averaged over the heads of the last layer.
    """
    last = scene.to_references[-1]
    scores = last.scores(cell[0] * scene.grid[1] + cell[1])
    covered = scene.coverage.to(scores.device)
    likeness = 0.5 + 0.5 * scores[:, : len(covered)] / last.temperature[:, None]
    own = (likeness * covered).amax(-1).clamp(min=0).mean()
    rest = (likeness * (1 - covered)).amax(-1).clamp(min=0).mean()
    return float(own), float(rest)
