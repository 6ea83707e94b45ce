"""Where attention leads in one, two, three hops: the paper's Figure 1, of a model and a clip.

From one cell, each hop spreads what has arrived over the cells that its pattern connects, by the
softmax of a layer's own scores (Eq. 6); after n hops a cell holds the strength of all routes of n
steps that end there (Eq. 7 and 10, arXiv 2101.08833). Tokens of every frame are those of a
reference: the frame seen alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.config import ModelConfig
from sst_core.encoder import EVERY_SLICE, Attend, EncoderLayer, SliceLayer
from sst_core.model import REFERENCE_SLOT, SST
from sst_core.ops.pattern import Pattern, hops
from sst_core.precision import autocast

_CHUNK = 128
"""Cells whose attention is worked out at a time."""


@dataclass(frozen=True)
class Asked:
    """Queries and keys of one layer for T frames of h x w cells: (A, T * h * w, D), in float32.

    Scores are their products as they are.
    """

    query: Tensor
    key: Tensor


@dataclass(frozen=True)
class Hop:
    """What one more hop reaches.

    Attributes:
        strength: (T, h, w) float32, sums to 1: attention over all routes.
        route: Cells (frame, row, column) of the strongest route to the strongest cell of the
            first frame that is reached, the cell that asks first.
    """

    strength: Tensor
    route: tuple[tuple[int, int, int], ...]

    @property
    def reached(self) -> int:
        """How many cells."""
        return int((self.strength > 0).sum())


def schedule(name: str, config: ModelConfig, layers: int) -> tuple[Pattern, ...]:
    """The hops of so many layers of a named pattern: time whole, frames to come unseen."""
    found: list[Pattern] = []
    for layer in range(layers):
        for pattern in hops(name, side=config.side, layer=layer, layers=layers):
            reach = (EVERY_SLICE, *pattern.reach[1:])
            found.append(replace(pattern, step=(1, *pattern.step[1:]), reach=reach))
    return tuple(found)


@torch.inference_mode()
def ask(model: SST, frames: Sequence[Features]) -> tuple[Asked, ...]:
    """Work out queries and keys of every layer.

    Args:
        model: The model.
        frames: Embeddings of T frames, oldest first, one clip (B = 1).
    """
    layers: list[list[tuple[Tensor, Tensor]]] = [[] for _ in model.encoder]
    for time, features in enumerate(frames):
        with autocast(model.device):
            tokens = model.tokens(features, time)
            slot = model.slot_codes([REFERENCE_SLOT])
            for number, layer in enumerate(model.encoder):
                layers[number].append(_pair(layer, tokens))
                tokens = layer.alone(tokens, slot).tokens
    return tuple(
        Asked(*(torch.cat(part, 1).float().cpu() for part in zip(*found, strict=True)))
        for found in layers
    )


def _pair(layer: EncoderLayer, tokens: Tensor) -> tuple[Tensor, Tensor]:
    attend = layer.attend if isinstance(layer, SliceLayer) else layer.references
    if not isinstance(attend, Attend):
        raise TypeError("a layer without attention")
    query, key = layer.query(tokens), layer.key(tokens)
    pair = attend.scored(query, key)
    return pair[0].flatten(1, 3), pair[1].flatten(1, 3)


@torch.inference_mode()
def follow(
    layers: Sequence[Asked],
    patterns: Sequence[Pattern],
    cell: tuple[int, int, int],
    grid: tuple[int, int],
    *,
    shown: tuple[int, int] | None = None,
) -> tuple[Hop, ...]:
    """Spread attention from a cell, hop by hop.

    Args:
        layers: Of the model; the last one serves where there are more hops.
        patterns: One per hop.
        cell: (frame, row, column) that asks.
        grid: Rows and columns of cells.
        shown: Rows and columns that the frame fills: padding is left out; None: all.

    Returns:
        One result per pattern.
    """
    inside = torch.zeros(layers[0].key.shape[1], dtype=torch.bool)
    rows, columns = shown or grid
    inside.view(-1, *grid)[:, :rows, :columns] = True
    start = (cell[0] * grid[0] + cell[1]) * grid[1] + cell[2]
    count = layers[0].key.shape[1]
    strength, best = torch.zeros(count), torch.zeros(count)
    strength[start] = best[start] = 1.0
    before: list[Tensor] = []
    found = []
    for number, pattern in enumerate(patterns):
        layer = layers[min(number, len(layers) - 1)]
        strength, best, came_from = _spread(
            layer, partial(sees, pattern, inside=inside, grid=grid), strength, best
        )
        before.append(came_from)
        shape = (-1, *grid)
        found.append(Hop(strength.view(shape), _route(best, before, grid)))
    return tuple(found)


def _spread(
    layer: Asked, seen: Callable[[Tensor], Tensor], strength: Tensor, best: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """One hop: strengths, the strongest single route to every cell, and the cell before on it."""
    held = strength.nonzero()[:, 0]
    after, strongest = torch.zeros_like(strength), torch.zeros_like(best)
    came_from = torch.zeros(len(strength), dtype=torch.int64)
    for cells in torch.split(held, _CHUNK):
        scores = layer.query[:, cells] @ layer.key.transpose(1, 2)  # (A, Q, N)
        weights = scores.masked_fill(~seen(cells), -torch.inf).softmax(-1).mean(0)  # (Q, N)
        after += strength[cells] @ weights
        single, index = (best[cells, None] * weights).max(0)
        better = single > strongest
        strongest = torch.where(better, single, strongest)
        came_from = torch.where(better, cells[index], came_from)
    return after, strongest, came_from


def sees(pattern: Pattern, cells: Tensor, *, inside: Tensor, grid: tuple[int, int]) -> Tensor:
    """Rows (Q, N) bool of `sst_core.ops.pattern.connected` for some cells.

    Args:
        pattern: The pattern.
        cells: (Q,) indices of the cells.
        inside: (N,) bool: others are never seen.
        grid: Rows and columns of cells.
    """
    every = torch.arange(len(inside))

    def place(index: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        inside = index % (grid[0] * grid[1])
        return index // (grid[0] * grid[1]), inside // grid[1], inside % grid[1]

    t, y, x = (q[:, None] - k[None] for q, k in zip(place(cells), place(every), strict=True))
    if pattern.kind == "dense":
        mask = torch.ones_like(t, dtype=torch.bool)
    elif pattern.kind == "grid":
        mask = (t == 0).int() + (y == 0).int() + (x == 0).int() >= 2
    elif pattern.kind == "local":
        rt, ry, rx = pattern.reach
        mask = (t.abs() <= rt) & (y.abs() <= ry) & (x.abs() <= rx)
    else:
        st, sy, sx = pattern.step
        mask = (t % st == 0) & (y % sy == 0) & (x % sx == 0)
    mask &= inside
    return mask & (t >= 0) if pattern.causal else mask


def _route(
    best: Tensor, before: Sequence[Tensor], grid: tuple[int, int]
) -> tuple[tuple[int, int, int], ...]:
    cells = grid[0] * grid[1]
    first = int(best.nonzero()[0, 0]) // cells
    index = first * cells + int(best[first * cells : (first + 1) * cells].argmax())
    route = [index]
    for came_from in reversed(before):
        index = int(came_from[index])
        route.append(index)
    return tuple((i // cells, i % cells // grid[1], i % grid[1]) for i in reversed(route))


@torch.inference_mode()
def affinity_map(layer: Asked, cell: tuple[int, int, int], grid: tuple[int, int]) -> Tensor:
    """max(0, score) of one cell with every cell (Eq. 4), mean over heads, (T, h, w)."""
    index = (cell[0] * grid[0] + cell[1]) * grid[1] + cell[2]
    scores = (layer.key @ layer.query[:, index, :, None])[..., 0]  # (A, N)
    return scores.clamp(min=0).mean(0).view(-1, *grid)
