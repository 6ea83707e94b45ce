"""Frames that many queries read densely, without gradient, on a CPU.

Which cells are read, and in which order, follows from what the frames say of the objects: it is
worked out once for all layers. Keys and values are arranged once per layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.ops.blocks import LOG2E, Affine, are_bounded, longest
from sst_core.ops.dense import attend_sorted
from sst_core.ops.merge import merge
from sst_core.ops.sorted import Order, order_keys, sort_keys
from sst_core.ops.types import AttentionResult, Labels


@dataclass(frozen=True)
class _Set:
    """Frames that speak for the same objects.

    Attributes:
        speaks: (B, O) bool, or None: for nothing.
        orders: Per batch item.
        cells: Per batch item (K,) int64: the order's cells among those of all frames.
    """

    speaks: Tensor | None
    orders: list[Order]
    cells: list[Tensor]


class DenseOrder:
    """How frames are read.

    Args:
        labels: What the T frames say.
        valid: (B, T, H, W) bool, or None when every cell is valid.
        dtype: Number format of keys and values.
        step: See ``sorted.order_keys``: an approximation, unless it is 1.
    """

    def __init__(
        self, labels: Labels, valid: Tensor | None, *, dtype: torch.dtype, step: int = 1
    ) -> None:
        values, speaks = labels.values.to(dtype), labels.speaks.bool()
        self.shape = values.shape[1], values.shape[-1]
        together: dict[tuple[bool, ...], list[int]] = {}
        for time in range(values.shape[2]):
            together.setdefault(tuple(speaks[:, :, time].flatten().tolist()), []).append(time)
        every = torch.arange(values.shape[2:5].numel(), device=values.device)
        every = every.view(values.shape[2:5])
        self._sets = []
        for heard, times in together.items():
            told = speaks[:, :, times[0]]
            orders = [
                order_keys(
                    values[item][:, times],
                    told[item],
                    None if valid is None else valid[item, times],
                    step=step,
                )
                for item in range(len(values))
            ]
            cells = [every[times].flatten()[order.cells] for order in orders]
            self._sets.append(_Set(told if any(heard) else None, orders, cells))

    @property
    def sets(self) -> Sequence[_Set]:
        """Sets of frames that speak for the same objects."""
        return self._sets

    def pick(self, cells: Tensor) -> list[list[Tensor]]:
        """Of cells (B, T, H, W, C) those that are read: per set and batch item (K, C)."""
        flat = cells.flatten(1, 3)
        return [
            [flat[item].index_select(0, chosen) for item, chosen in enumerate(one.cells)]
            for one in self._sets
        ]


class DenseSource:
    """One layer's keys and values.

    Args:
        order: How the frames are read.
        keys: Per set and batch item (A, K, D), as ``DenseOrder.pick`` arranges cells.
        values: The same (A, K, Dv).
        gain: (A,), see ``dispatch.sparse_attention``.
        bias: (A,).
    """

    def __init__(
        self,
        order: DenseOrder,
        keys: list[list[Tensor]],
        values: list[list[Tensor]],
        *,
        gain: Tensor,
        bias: Tensor,
    ) -> None:
        self._shape, self._gain, self._bias = order.shape, gain, bias
        self._longest = max(longest(key) for items in keys for key in items)
        affine = Affine.of(gain, bias, bounded=False)
        self._sets = [
            (
                one.speaks,
                [
                    sort_keys(how, key, value, affine)
                    for how, key, value in zip(one.orders, some, read, strict=True)
                ],
            )
            for one, some, read in zip(order.sets, keys, values, strict=True)
        ]

    def attend(self, query: Tensor) -> AttentionResult:
        """Attend from one frame (B, A, 1, H, W, D); see ``dispatch.sparse_attention``."""
        with torch.autocast(query.device.type, enabled=False):
            frame = query[:, :, 0] * LOG2E
            bounded = are_bounded(longest(frame), self._longest)
            affine = Affine.of(self._gain, self._bias, bounded=bounded)
            parts = [(speaks, attend_sorted(frame, items, affine)) for speaks, items in self._sets]
            return merge(parts, self._shape).in_time()
