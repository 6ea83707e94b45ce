"""Attention of one query frame to some key frames through a layout of small dense problems.

Differentiable; ``tiles_forward`` is the faster way where no gradient is asked for.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import torch
from torch import Tensor

from sst_core.ops.blocks import (
    Affine,
    Keys,
    Part,
    affinities,
    each,
    exponentials,
    shift_of,
)
from sst_core.ops.layout import LOWEST, Layout, penalties

Cut = tuple[slice, slice, slice]  # rows and columns of groups, rows of queries in a group
CHUNK = 1 << 19  # scores computed at a time without gradient: they should stay in cache


def attend_tiles(query: Tensor, keys: Keys, layout: Layout, affine: Affine) -> Part:
    """Attend through one layout, differentiably.

    Args:
        query: (B, A, H, W, D) in units of log 2.
        keys: The key frames.
        layout: How cells are dealt into problems.
        affine: Scores to affinities.

    Returns:
        The part of the softmax these keys contribute, every tensor (B, A, H, W, ...).
    """
    groups = layout.queries(query)  # (B, A, R, S, r, s, D)
    windows = Windows(keys, layout)
    _, _, rows, columns, members, *_ = groups.shape
    down, across, inside = _chunk(groups, windows)
    part = _joined(
        2,
        _slices(rows, down),
        lambda row: _joined(
            3,
            _slices(columns, across),
            lambda column: _joined(
                4,
                _slices(members, inside),
                lambda member: windows.attend(
                    groups[:, :, row, column, member], (row, column, member), affine
                ),
            ),
        ),
    )
    return each(lambda tensors: layout.gather(tensors[0]), [part])


def _joined(dim: int, slices: Iterator[slice], solve: Callable[[slice], Part]) -> Part:
    parts = [solve(cut) for cut in slices]
    return parts[0] if len(parts) == 1 else each(lambda found: torch.cat(found, dim=dim), parts)


class Windows:
    """The keys of every group of a layout, as views that are copied out chunk by chunk."""

    def __init__(self, keys: Keys, layout: Layout) -> None:
        self._layout = layout
        self.key = layout.keys(keys.key)  # (B, A, F, R, S, r, s, D)
        self._value = layout.keys(keys.value)
        self._labels = None if keys.labels is None else layout.keys(keys.labels)
        self._invalid = None
        if keys.valid is not None:
            invalid = keys.key.new_zeros(keys.valid.shape).masked_fill_(~keys.valid, LOWEST)
            self._invalid = layout.keys(invalid)  # (B, F, R, S, r, s, 1)

    @property
    def requires_grad(self) -> bool:
        """Whether anything here must be differentiated."""
        given = (self.key, self._value, self._labels)
        return any(tensor is not None and tensor.requires_grad for tensor in given)

    def attend(self, query: Tensor, cut: Cut, affine: Affine) -> Part:
        """Solve the problems of one chunk; query (B, A, R', S', r', s, D)."""
        rows, columns, _ = cut
        batch, heads, *grid, height, width, channels = query.shape
        asked = query.permute(0, 2, 3, 1, 4, 5, 6).reshape(-1, height * width, channels)
        key = _problems(self.key[:, :, :, rows, columns])  # (B * G * A, F * K, D)
        scores = torch.bmm(asked, key.transpose(1, 2))
        full = scores.view(batch, grid[0] * grid[1], heads, height * width, -1)
        self._penalise(full, cut)
        labels = None if self._labels is None else self._labels[:, :, :, rows, columns]
        shift = None if affine.bounded else shift_of(full.detach().amax(dim=-1), affine)
        value = _problems(self._value[:, :, :, rows, columns])
        found: tuple[Tensor, ...] = ()
        if labels is None:
            weights = exponentials(full, shift)
        else:
            weights, found = _report(full, shift, labels, affine)
        sums = torch.bmm(weights.view(scores.shape), value)
        total = weights.sum(dim=-1, keepdim=True)
        back = (batch, *grid, heads, height, width, -1)
        part = Part(shift, total, sums, *found)
        return each(lambda t: t[0].reshape(back).permute(0, 3, 1, 2, 4, 5, 6), [part])

    def _penalise(self, scores: Tensor, cut: Cut) -> None:
        """Push unseen keys out of the softmax; scores (B, G, A, Q, F * K) in place."""
        batch, groups, _, queries, _ = scores.shape
        frames, box = self.key.shape[2], self.key.shape[5] * self.key.shape[6]
        penalty = self._pattern_penalty(cut)
        if penalty is not None:
            penalty = penalty.reshape(groups, 1, queries, 1, box)
        if self._invalid is not None:
            invalid = _problems(self._invalid[:, None, :, cut[0], cut[1]])
            invalid = invalid.view(batch, groups, 1, 1, frames, box)
            penalty = invalid if penalty is None else penalty + invalid
        if penalty is not None:
            scores.view(*scores.shape[:4], frames, box).add_(penalty)

    def _pattern_penalty(self, cut: Cut) -> Tensor | None:
        """(R', S', r', s, r of keys, s of keys), or None when every key is seen."""
        bounds = tuple((part.start, part.stop) for part in cut)
        return _penalty(self._layout, self.key.dtype, self.key.device, bounds)


@lru_cache(maxsize=64)
def _penalty(
    layout: Layout, dtype: torch.dtype, device: torch.device, cut: tuple[tuple[int, int], ...]
) -> Tensor | None:
    axes = penalties(layout, dtype, device)
    if not axes:
        return None
    rows, columns, members = (slice(*bounds) for bounds in cut)
    with torch.inference_mode(mode=False):  # the cached tensor may meet autograd later
        down = axes[0][rows, None, members, None, :, None]
        return down + axes[1][None, columns, None, :, None, :]


def _problems(windows: Tensor) -> Tensor:
    """(B, A, F, R, S, r, s, C) -> (B * R * S * A, F * r * s, C)."""
    batch, heads, frames, *grid, height, width, channels = windows.shape
    problems = batch * heads * grid[0] * grid[1]
    ordered = windows.permute(0, 3, 4, 1, 2, 5, 6, 7)
    return ordered.reshape(problems, frames * height * width, channels)


def _report(
    scores: Tensor, shift: Tensor | None, windows: Tensor, affine: Affine
) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Turn scores (B, G, A, Q, F * K) into weights, label numbers, affinity and rival."""
    labels = _labels(windows)  # (B, G, F * K, O, E)
    own, rival = affinities(scores, labels[..., 0].permute(0, 3, 1, 2), affine)
    weights = exponentials(scores, shift)
    numbers = weights.flatten(2, 3) @ labels.flatten(3)  # (B, G, A * Q, O * E)
    return weights, (numbers.view(*scores.shape[:-1], -1), own, rival)


def _labels(windows: Tensor) -> Tensor:
    """(B, O, F, R, S, r, s, E) -> (B, R * S, F * r * s, O, E)."""
    batch, objects, _, rows, columns, *_, numbers = windows.shape
    ordered = windows.permute(0, 3, 4, 2, 5, 6, 1, 7)
    return ordered.reshape(batch, rows * columns, -1, objects, numbers)


def _chunk(groups: Tensor, windows: Windows) -> tuple[int, int, int]:
    """Rows and columns of groups, and rows in a group, that give about ``CHUNK`` scores at a time.

    With a gradient groups are not told apart: that of a slice is as large as the whole.
    """
    batch, heads, rows, columns, members, width, _ = groups.shape
    if (groups.requires_grad or windows.requires_grad) and rows * columns > 1:
        return rows, columns, members
    frames, box = windows.key.shape[2], windows.key.shape[5] * windows.key.shape[6]
    line = batch * heads * width * frames * box
    inside = min(members, max(1, CHUNK // line))
    across = min(columns, max(1, CHUNK // (line * members)))
    return max(1, CHUNK // (line * members * columns)), across, inside


def _slices(size: int, step: int) -> Iterator[slice]:
    return (slice(start, start + step) for start in range(0, size, step))
