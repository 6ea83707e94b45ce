"""One clip of a tape through the trainable layers: which frames, which part, and the loss."""

from collections import deque
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.config import CELL_PX, MASK_STRIDE
from sst_core.labels import VOID
from sst_core.masks import log_odds, probabilities, shrink_masks
from sst_core.model import MEMORY_SLOT, REFERENCE_SLOT, SST, FrameMemory
from training.losses import mask_loss
from training.rollout import one_hot
from training.tapes import Tape

_MARGIN = (2, 6)
"""Cells around the objects that a clip shows, least and most."""
_LEAST_SIDE, _MOST_SIDE = 10, 22
"""Cells along a side of what a clip shows."""
_MOST_OBJECTS, _MOST_REFERENCES = 3, 3
_ALL_REFERENCES = 0.5
"""Chance that other corrected frames are references too, as in a session."""


@dataclass(frozen=True)
class Walk:
    """Where a clip starts and where it goes.

    Attributes:
        start: The corrected place it begins at; a reference.
        references: Places on the tape whose label maps are given.
        path: Places that are predicted, one after the other; the last one was corrected.
        objects: Numbers of the objects that are followed.
    """

    start: int
    references: tuple[int, ...]
    path: tuple[int, ...]
    objects: tuple[int, ...]


def choose_walk(tape: Tape, rng: np.random.Generator) -> Walk | None:
    """From one corrected frame to the next, forwards or backwards; None where nothing is shared."""
    known = tape.known
    if len(known) < 2:
        return None
    place = int(rng.integers(len(known) - 1))
    start, goal = known[place], known[place + 1]
    if len(known) == len(tape.features):  # every frame is known: a longer walk
        start, goal = known[0], known[-1]
    if rng.random() < 0.5:
        start, goal = goal, start
    step = 1 if goal > start else -1
    references = [start]
    if rng.random() < _ALL_REFERENCES and len(known) < len(tape.features):
        near = sorted((n for n in known if n != goal), key=lambda n: abs(n - goal))
        references = sorted({start, *near[:_MOST_REFERENCES]})
    shared = tape.speaks[start] & tape.speaks[goal]
    numbers = rng.permutation(np.flatnonzero(shared.numpy()) + 1)[:_MOST_OBJECTS]
    if len(numbers) == 0:
        return None
    path = tuple(range(start + step, goal + step, step))
    return Walk(start, tuple(references), path, tuple(int(n) for n in sorted(numbers)))


def choose_part(tape: Tape, walk: Walk, rng: np.random.Generator) -> tuple[slice, slice]:
    """Rows and columns of cells around the objects on the known frames of a walk."""
    ends = tape.label_maps[[walk.start, walk.path[-1]]]
    shown = torch.zeros(ends.shape[1:], dtype=torch.bool)
    for number in walk.objects:
        shown |= (ends == number).any(0)
    height, width = shown.shape
    blocks = shown.view(height // CELL_PX, CELL_PX, width // CELL_PX, CELL_PX)
    cells = blocks.any(3).any(1)
    return _span(cells.any(1), rng), _span(cells.any(0), rng)


def _span(there: Tensor, rng: np.random.Generator) -> slice:
    size = len(there)
    places = there.nonzero()[:, 0]
    low, high = (int(places[0]), int(places[-1]) + 1) if len(places) else (0, size)
    low -= int(rng.integers(*_MARGIN, endpoint=True))
    high += int(rng.integers(*_MARGIN, endpoint=True))
    lack = max(0, _LEAST_SIDE - (high - low))
    low, high = max(0, low - lack // 2), min(size, high + lack - lack // 2)
    if high - low > _MOST_SIDE:
        low = int(rng.integers(low, high - _MOST_SIDE, endpoint=True))
        high = low + _MOST_SIDE
    return slice(low, high)


def clip_loss(
    model: SST, tape: Tape, walk: Walk, part: tuple[slice, slice], *, hardest: float
) -> Tensor:
    """Roll a walk out as a session would and score every corrected frame on the way.

    Frames that nobody corrected are predicted without gradient; masks are fed back without.

    Args:
        model: The model.
        tape: Its frames.
        walk: Where to go.
        part: Rows and columns of cells to look at.
        hardest: Share of pixels in the cross-entropy.
    """
    present = torch.ones(1, len(walk.objects), dtype=torch.bool, device=model.device)
    known = [_remember(model, tape, place, walk.objects, part) for place in walk.references]
    kept: deque[FrameMemory] = deque(maxlen=model.config.memory)
    history = [known[walk.references.index(walk.start)]]
    given = _label_map(tape, walk.start, walk.objects, part).to(model.device)
    masks = shrink_masks(one_hot(given, len(walk.objects)))
    losses = []
    for count, place in enumerate(walk.path, 1):
        speaks = tape.speaks[place, [n - 1 for n in walk.objects]].to(model.device)[None]
        scored = bool(speaks.any())
        with torch.set_grad_enabled(scored and torch.is_grad_enabled()):
            slots = [REFERENCE_SLOT] * len(known) + [MEMORY_SLOT] * len(kept)
            references = model.source([*known, *kept], slots)
            recent = history[-model.config.tau :]
            previous = model.source(recent, range(len(recent), 0, -1))
            features = _features(tape, place, part, model)
            logits, keys, values = model(features, references, previous, masks, present, place)
            if scored:
                truth = _label_map(tape, place, walk.objects, part).to(model.device).long()
                odds = log_odds(logits, scale=MASK_STRIDE)
                losses.append(mask_loss(odds, truth, speaks, hardest=hardest).total)
        masks = probabilities(logits.detach())[:, 1:]
        history.append(FrameMemory(keys, values, model.describe(masks), present))
        if model.config.memory and count % model.config.memory_every == 0:
            kept.append(history[-1])
    return torch.stack(losses).mean()


def _remember(
    model: SST, tape: Tape, place: int, objects: tuple[int, ...], part: tuple[slice, slice]
) -> FrameMemory:
    keys, values = model.encode_reference(_features(tape, place, part, model), place)
    label_map = _label_map(tape, place, objects, part).to(model.device)
    masks = shrink_masks(one_hot(label_map, len(objects)))
    speaks = tape.speaks[place, [n - 1 for n in objects]].to(masks.device)[None]
    return FrameMemory(keys, values, model.describe(masks), speaks)


def _features(tape: Tape, place: int, part: tuple[slice, slice], model: SST) -> Features:
    rows, cols = part
    parts = []
    for tap, scale in zip(tape.features[place], (4, 2, 1), strict=True):
        down = slice(rows.start * scale, rows.stop * scale)
        across = slice(cols.start * scale, cols.stop * scale)
        parts.append(tap[..., down, across].to(model.device, torch.float32))
    return Features(*parts)


def _label_map(
    tape: Tape, place: int, objects: tuple[int, ...], part: tuple[slice, slice]
) -> Tensor:
    """(1, H, W) uint8 of a part, the followed objects numbered 1.. and the others background."""
    rows, cols = part
    down, across = (slice(s.start * CELL_PX, s.stop * CELL_PX) for s in (rows, cols))
    label_map = tape.label_maps[place, down, across]
    table = torch.zeros(256, dtype=torch.uint8)
    table[VOID] = VOID
    for number, label in enumerate(objects, 1):
        table[label] = number
    return table[label_map.long()][None]
