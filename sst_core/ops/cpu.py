"""Fast sparse attention in plain PyTorch: never a mask over all pairs of cells.

Tuned for CPUs, runs on every device. Each query frame meets the key frames its pattern shows it,
in sets that speak for the same objects; every set gives one part of the softmax per layout.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from sst_core.ops.blocks import LOG2E, Affine, Keys, Part, are_bounded, longest
from sst_core.ops.dense import attend_dense
from sst_core.ops.layout import layouts
from sst_core.ops.merge import merge
from sst_core.ops.tiles import attend_tiles
from sst_core.ops.tiles_forward import attend_tiles_forward
from sst_core.ops.types import AttentionResult, Inputs


def cpu_attention(inputs: Inputs) -> AttentionResult:
    """Compute sparse attention; see ``dispatch.sparse_attention``."""
    query = inputs.query * LOG2E
    source = _Source(inputs)
    bounded = are_bounded(longest(query), longest(inputs.key))
    affine = Affine.of(inputs.gain, inputs.bias, bounded=bounded)
    frames = [
        _attend_frame(query[:, :, n], inputs, source, n, affine) for n in range(query.shape[2])
    ]
    output = _in_time([frame.output for frame in frames], 2)
    if inputs.labels is None:
        return AttentionResult(output)
    return AttentionResult(
        output,
        _in_time([frame.readout for frame in frames], 3),
        _in_time([frame.affinity for frame in frames], 3),
        _in_time([frame.rival for frame in frames], 3),
    )


def _in_time(frames: Sequence[Tensor | None], dim: int) -> Tensor:
    present = [frame for frame in frames if frame is not None]
    return present[0].unsqueeze(dim) if len(present) == 1 else torch.stack(present, dim=dim)


class _Source:
    """All key frames, prepared once for every query frame."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.shape: tuple[int, int] | None = None  # (O, E)
        self.labels: Tensor | None = None
        if inputs.labels is not None:
            self.labels = inputs.labels.values.to(inputs.value.dtype)  # (B, O, Tk, H, W, E)
            self.shape = self.labels.shape[1], self.labels.shape[-1]

    def sets(self, query_time: int) -> list[tuple[bool, Keys]]:
        """Sets of key frames that speak for the same objects; true marks the query's own frame.

        Only the grid sees another pattern in its own frame; elsewhere that mark is false.
        """
        pattern = self.inputs.pattern
        sets: dict[tuple[bool, tuple[bool, ...] | None], list[int]] = {}
        for time in range(self.inputs.key.shape[2]):
            if pattern.sees_frame(query_time, time):
                own = pattern.kind == "grid" and time == query_time
                heard = self._heard(time) if pattern.labels_frame(query_time, time) else None
                sets.setdefault((own, heard), []).append(time)
        return [
            (own, self._keys(times, labelled=heard is not None))
            for (own, heard), times in sets.items()
        ]

    def _heard(self, time: int) -> tuple[bool, ...] | None:
        """What a frame speaks for, over batch and objects; None when for nothing."""
        if self.inputs.labels is None:
            return None
        heard = tuple(self.inputs.labels.speaks[:, :, time].flatten().tolist())
        return heard if any(heard) else None

    def _keys(self, times: list[int], *, labelled: bool) -> Keys:
        inputs = self.inputs
        labels = speaks = None
        if labelled and inputs.labels is not None and self.labels is not None:
            labels = _take(self.labels, times)
            speaks = inputs.labels.speaks[:, :, times[0]]
        valid = None if inputs.key_valid is None else inputs.key_valid[:, times, ..., None]
        return Keys(_take(inputs.key, times), _take(inputs.value, times), labels, speaks, valid)


def _take(cells: Tensor, times: list[int]) -> Tensor:
    """Choose frames from (B, X, T, H, W, C), as a view where they are neighbours."""
    first, count = times[0], len(times)
    if times == list(range(first, first + count)):
        return cells.narrow(2, first, count)
    return cells[:, :, times]


def _attend_frame(
    query: Tensor, inputs: Inputs, source: _Source, n: int, affine: Affine
) -> AttentionResult:
    """Attend from one frame, query (B, A, H, W, D); the result has no time axis."""
    height, width = query.shape[2:4]
    parts: list[tuple[Tensor | None, Part]] = []
    for same_time, keys in source.sets(inputs.offset + n):
        followed = _differentiable(query, keys, affine)
        if inputs.pattern.kind == "dense" and not followed:
            parts.append((keys.speaks, attend_dense(query, keys, affine)))
            continue
        attend = attend_tiles if followed else attend_tiles_forward
        for layout in layouts(inputs.pattern, height, width, same_time=same_time):
            parts.append((keys.speaks, attend(query, keys, layout, affine)))
    return merge(parts, source.shape) if parts else _blank(query, source)


def _differentiable(query: Tensor, keys: Keys, affine: Affine) -> bool:
    given = (query, keys.key, keys.value, keys.labels, affine.slope, affine.bias)
    return any(tensor is not None and tensor.requires_grad for tensor in given)


def _blank(query: Tensor, source: _Source) -> AttentionResult:
    """The result of a frame that sees no key."""
    output = query.new_zeros(*query.shape[:-1], source.inputs.value.shape[-1])
    if source.shape is None:
        return AttentionResult(output)
    objects, numbers = source.shape
    batch, heads, height, width, _ = query.shape
    flat = query.new_zeros(batch, objects, heads, height, width)
    return AttentionResult(output, flat[..., None].repeat(*(1,) * 5, numbers), flat, flat.clone())
