"""Attention of one query frame to some key frames through a layout of small dense problems."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from sst_core.ops.blocks import (
    NOTHING,
    Affine,
    Keys,
    Part,
    affinities,
    each,
    largest,
    softmax_sums,
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
        self._payload = layout.keys(keys.payload)
        self._coverage = None if keys.coverage is None else layout.keys(keys.coverage)
        self._invalid = None
        if keys.valid is not None:
            invalid = keys.key.new_zeros(keys.valid.shape).masked_fill_(~keys.valid, LOWEST)
            self._invalid = layout.keys(invalid)  # (B, F, R, S, r, s, 1)

    @property
    def requires_grad(self) -> bool:
        """Whether anything here must be differentiated."""
        given = (self.key, self._payload, self._coverage)
        return any(tensor is not None and tensor.requires_grad for tensor in given)

    def attend(self, query: Tensor, cut: Cut, affine: Affine) -> Part:
        """Solve the problems of one chunk; query (B, A, R', S', r', s, D)."""
        rows, columns, _ = cut
        batch, heads, *grid, height, width, channels = query.shape
        groups, queries = grid[0] * grid[1], height * width
        key = _problems(self.key[:, :, :, rows, columns])  # (B * A * G, F * K, D)
        scores = torch.bmm(query.reshape(-1, queries, channels), key.transpose(1, 2))
        full = scores.view(batch, heads, groups, queries, -1)
        self._penalise(full, cut)
        top = largest(scores)
        best: tuple[Tensor, ...] = ()
        if self._coverage is not None:
            coverage = _problems(self._coverage[:, :, :, rows, columns])
            coverage = coverage.view(batch, -1, groups, key.shape[1])
            best = affinities(full, top.view(full.shape[:-1]), coverage, affine)
        shift = top.clamp(min=NOTHING).unsqueeze(-1)
        sums = softmax_sums(scores, shift, _problems(self._payload[:, :, :, rows, columns]))
        found = (shift, *sums, *best)
        return Part(*(tensor.view(*query.shape[:-1], tensor.shape[-1]) for tensor in found))

    def _penalise(self, scores: Tensor, cut: Cut) -> None:
        """Push unseen keys out of the softmax; scores (B, A, G, Q, F * K) in place."""
        batch, _, groups, queries, _ = scores.shape
        frames, box = self.key.shape[2], self.key.shape[5] * self.key.shape[6]
        penalty = self._pattern_penalty(cut)
        if penalty is not None:
            penalty = penalty.reshape(groups, queries, 1, box)
        if self._invalid is not None:
            invalid = _problems(self._invalid[:, None, :, cut[0], cut[1]])
            invalid = invalid.view(batch, 1, groups, 1, frames, box)
            penalty = invalid if penalty is None else penalty + invalid
        if penalty is not None:
            scores.view(*scores.shape[:4], frames, box).add_(penalty)

    def _pattern_penalty(self, cut: Cut) -> Tensor | None:
        """(R', S', r', s, r of keys, s of keys), or None when every key is seen."""
        axes = penalties(self._layout, self.key.dtype, self.key.device)
        if not axes:
            return None
        rows, columns, members = cut
        down = axes[0][rows, None, members, None, :, None]
        return down + axes[1][None, columns, None, :, None, :]


def _problems(windows: Tensor) -> Tensor:
    """(B, A, F, R, S, r, s, C) -> (B * A * R * S, F * r * s, C)."""
    batch, heads, frames, *grid, height, width, channels = windows.shape
    problems = batch * heads * grid[0] * grid[1]
    ordered = windows.permute(0, 1, 3, 4, 2, 5, 6, 7)
    return ordered.reshape(problems, frames * height * width, channels)


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
