"""Attention through a layout without gradient: all tiles at once, in few passes.

Keys a query does not see are struck out by a factor of 0. What tiles report about objects is worked
out only where a tile knows of an object at all: in most, the readout is 0, nothing is of the
object, and everything is its rival.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from sst_core.ops.blocks import NOTHING, Affine, Keys, Part, largest_positive, least
from sst_core.ops.layout import LOWEST, Layout

CHUNK = 1 << 21
"""Scores computed at a time, in whole rows of tiles."""
PAIRS = 16
"""Numbers of pairs of a tile and an object are filled up to multiples of this; see ``sorted``."""


def attend_tiles_forward(query: Tensor, keys: Keys, layout: Layout, affine: Affine) -> Part:
    """Attend through one layout; not differentiable.

    Args:
        query: (B, A, H, W, D) in units of log 2.
        keys: The key frames.
        layout: How cells are dealt into problems.
        affine: Scores to affinities.

    Returns:
        The part of the softmax these keys contribute, every tensor (B, A, H, W, ...).
    """
    groups = layout.queries(query)  # (B, A, R, S, r, s, D)
    tiles = _Tiles.of(keys, layout)
    rows = groups.shape[2]
    step = max(1, CHUNK // max(1, groups[:, :, 0, ..., 0].numel() * tiles.keys))
    parts = [
        _attend(groups[:, :, cut], tiles.rows(cut), affine)
        for cut in (slice(start, start + step) for start in range(0, rows, step))
    ]
    found = layout.gather(parts[0] if len(parts) == 1 else torch.cat(parts, dim=2))
    sums, total, *more = torch.split(found, _channels(keys, affine), dim=-1)
    shift = None if affine.bounded else more.pop(0)
    return Part(shift, total, sums, *more)


def _channels(keys: Keys, affine: Affine) -> list[int]:
    """How many channels each tensor of a part has, in the order of ``_attend``."""
    sizes = [keys.value.shape[-1], 1] + [1] * (not affine.bounded)
    if keys.labels is None:
        return sizes
    objects, numbers = keys.labels.shape[1], keys.labels.shape[-1]
    return [*sizes, objects * numbers, objects, objects]


@dataclass(frozen=True)
class _Tiles:
    """Windows of F key frames: R x S tiles of keys, as views.

    Attributes:
        key: (B, A, F, R, S, r, s, D).
        value: (B, A, F, R, S, r, s, Dv).
        seen: (R, S, queries, r * s) 1 where a key is seen, else 0, in the dtype of the keys; or
            None when all are.
        valid: (B, F, R, S, r, s, 1) the same for cells, or None.
        labels: (B, O, F, R, S, r, s, E) or None.
        flags: (B, O, F, R, S, r, s, 1) bool: where any of them is not 0; or None.
    """

    key: Tensor
    value: Tensor
    seen: Tensor | None
    valid: Tensor | None
    labels: Tensor | None
    flags: Tensor | None

    @staticmethod
    def of(keys: Keys, layout: Layout) -> "_Tiles":
        labels = flags = None
        if keys.labels is not None:
            some = keys.labels.abs() > least(keys.labels)
            labels = layout.keys(torch.where(some, keys.labels, 0))
            flags = layout.keys(some.any(-1, keepdim=True))
        valid = None
        if keys.valid is not None:
            valid = layout.keys(keys.valid.to(keys.key.dtype))
        seen = _seen(layout, keys.key.dtype, keys.key.device)
        return _Tiles(layout.keys(keys.key), layout.keys(keys.value), seen, valid, labels, flags)

    def rows(self, cut: slice) -> "_Tiles":
        """Some rows of tiles."""
        return _Tiles(
            self.key[:, :, :, cut],
            self.value[:, :, :, cut],
            None if self.seen is None else self.seen[cut],
            None if self.valid is None else self.valid[:, :, cut],
            None if self.labels is None else self.labels[:, :, :, cut],
            None if self.flags is None else self.flags[:, :, :, cut],
        )

    @property
    def keys(self) -> int:
        """Keys of a tile."""
        return self.key.shape[2] * self.key.shape[5] * self.key.shape[6]

    def factors(self) -> Tensor | None:
        """(B or 1, R * S, queries or 1, keys): 1 where a key is seen, else 0; None: all are."""
        frames = self.key.shape[2]
        factor = None
        if self.seen is not None:
            factor = self.seen.flatten(0, 1)[None]
            factor = factor if frames == 1 else factor.repeat(1, 1, 1, frames)
        if self.valid is not None:
            valid = self.valid.permute(0, 2, 3, 1, 4, 5, 6).flatten(1, 2).flatten(2)[:, :, None]
            factor = valid if factor is None else factor * valid
        return factor


@lru_cache(maxsize=16)
def _seen(layout: Layout, dtype: torch.dtype, device: torch.device) -> Tensor | None:
    """(R, S, r * s of queries, r * s of keys), or None when every key is seen."""
    with torch.inference_mode(mode=False):  # the cached tensor may meet autograd later
        rows, columns = (axis.seen().to(device) for axis in (layout.rows, layout.columns))
        if bool(rows.all()) and bool(columns.all()):
            return None
        both = rows[:, None, :, None, :, None] & columns[None, :, None, :, None, :]
        return both.flatten(4).flatten(2, 3).to(dtype)


def _attend(query: Tensor, tiles: _Tiles, affine: Affine) -> Tensor:
    """Some rows of tiles: query (B, A, R, S, r, s, D) -> (B, A, R, S, r, s, all channels)."""
    batch, heads, rows, columns, height, width, _ = query.shape
    asked = query.reshape(-1, height * width, query.shape[-1])
    flat = torch.bmm(asked, _problems(tiles.key).transpose(1, 2))  # (B * A * R * S, queries, keys)
    scores = flat.view(batch, heads, rows * columns, *flat.shape[1:])
    factor = tiles.factors()
    met = None
    if tiles.labels is not None and tiles.flags is not None:
        met = _Met(tiles.labels, tiles.flags)
    peaks = None if met is None else met.peaks(scores, factor, affine)
    summit, shift = _exponentials(scores, factor, affine)
    sums = torch.bmm(flat, _problems(tiles.value))
    found = [sums.view(*scores.shape[:4], -1), scores.sum(-1, keepdim=True)]
    if shift is not None:
        found.append(shift)
    if met is not None and peaks is not None:
        rival = affine.weigh(summit.flatten(2, 3)).view_as(summit)
        found += met.report(scores, rival, *peaks)
    packed = torch.cat(found, dim=4)
    return packed.view(batch, heads, rows, columns, height, width, -1)


def _exponentials(
    scores: Tensor, factor: Tensor | None, affine: Affine
) -> tuple[Tensor, Tensor | None]:
    """Turn scores (B, A, G, queries, keys) into weights in place.

    Returns:
        The largest score (B, A, G, queries, 1), and what was subtracted or None.
    """
    if affine.bounded:
        scores.exp2_()
        if factor is not None:
            scores *= factor[:, None]
        return largest_positive(scores, 4, keepdim=True).log2(), None
    if factor is not None:
        scores += ((1 - factor) * LOWEST)[:, None]
    summit = scores.amax(4, keepdim=True)
    shift = summit.clamp(min=NOTHING)
    scores.sub_(shift).exp2_()
    return summit, shift


class _Met:
    """Pairs of a tile and an object of which it has any label.

    Args:
        labels: (B, O, F, R, S, r, s, E).
        flags: (B, O, F, R, S, r, s, 1) bool.
    """

    def __init__(self, labels: Tensor, flags: Tensor) -> None:
        self._objects, self._numbers = labels.shape[1], labels.shape[-1]
        pairs = flags.amax(dim=(2, 5, 6, 7)).permute(0, 2, 3, 1).nonzero()
        pairs = torch.cat((pairs, pairs[-1:].expand(-len(pairs) % PAIRS, -1)))
        place = tuple(pairs.unbind(1))
        ordered = labels.permute(0, 3, 4, 1, 2, 5, 6, 7)  # (B, R, S, O, F, r, s, E)
        self._known = ordered[place].flatten(1, 3)  # (N, keys, E)
        self._share = self._known[:, None, None, :, 0].contiguous()
        self._batch, self._object = place[0], place[3]
        self._tile = place[1] * labels.shape[4] + place[2]

    def peaks(self, scores: Tensor, factor: Tensor | None, affine: Affine) -> tuple[Tensor, Tensor]:
        """Affinity and that of the rival, (N, A, queries) each."""
        base = scores[self._batch, :, self._tile]  # (N, A, queries, keys)
        base += affine.shift.to(base.dtype)
        if factor is not None:
            where = self._batch if len(factor) > 1 else torch.zeros_like(self._batch)
            base *= factor[where, self._tile][:, None]
        own = base * self._share
        base -= own
        first, second = (
            affine.scale(largest_positive(part, 3, keepdim=True)) for part in (own, base)
        )
        return first[..., 0], second[..., 0]

    def report(self, weights: Tensor, rival: Tensor, own: Tensor, rest: Tensor) -> list[Tensor]:
        """Label numbers, affinity and rival (B, A, G, queries, channels).

        Args:
            weights: (B, A, G, queries, keys).
            rival: (B, A, G, queries, 1) affinity with any key.
            own: As of ``peaks``.
            rest: The same.
        """
        shape = *weights.shape[:4], self._objects
        numbers, affinity = weights.new_zeros(*shape, self._numbers), weights.new_zeros(shape)
        rivals = rival.repeat(1, 1, 1, 1, self._objects)
        where = (self._batch, slice(None), self._tile)
        read = torch.matmul(weights[where], self._known[:, None])  # (N, A, queries, E)
        numbers[*where, :, self._object] = read
        affinity[*where, :, self._object] = own
        rivals[*where, :, self._object] = rest
        return [numbers.flatten(4), affinity, rivals]


def _problems(windows: Tensor) -> Tensor:
    """(B, A, F, R, S, r, s, C) -> (B * A * R * S, F * r * s, C)."""
    ordered = windows.permute(0, 1, 3, 4, 2, 5, 6, 7)
    return ordered.flatten(0, 3).flatten(1, 3)
