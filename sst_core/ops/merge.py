"""Adding up the parts of a softmax over different keys, and dividing at the end."""

import functools

import torch
from torch import Tensor

from sst_core.ops.blocks import NOTHING, Part
from sst_core.ops.types import AttentionResult


def merge(
    parts: list[tuple[Tensor | None, Part]], labels: tuple[int, int] | None
) -> AttentionResult:
    """Merge the parts of one query frame.

    Args:
        parts: Sets of keys, at least one: what each speaks for, (B, O) bool or None, and what it
            contributed, tensors (B, A, H, W, ...).
        labels: (O, E) when labels are wanted.

    Returns:
        Output (B, A, H, W, Dv), and with labels readout (B, O, A, H, W, E), affinity and rival
        (B, O, A, H, W): the result of one frame, without its time axis.
    """
    dtype = parts[0][1].sums.dtype
    output = _quotient(
        [part.shift for _, part in parts],
        [_wide(part.total) for _, part in parts],
        [part.sums for _, part in parts],
    ).to(dtype)
    if labels is None:
        return AttentionResult(output)
    speaking = [(speaks, part) for speaks, part in parts if speaks is not None]
    batch, heads, *cells = output.shape[:4]
    objects, numbers = labels
    if not speaking:
        nothing = output.new_zeros(batch, objects, heads, *cells)
        readout = output.new_zeros(batch, objects, heads, *cells, numbers)
        return AttentionResult(output, readout, nothing, nothing.clone())
    readout = _readout(speaking, labels).to(dtype)
    affinity = _maximum([(speaks, part.affinity) for speaks, part in speaking])
    rival = _maximum([(speaks, part.rival) for speaks, part in speaking])
    return AttentionResult(output, readout, affinity, rival)


def _readout(speaking: list[tuple[Tensor, Part]], labels: tuple[int, int]) -> Tensor:
    """(B, O, A, H, W, E): for every object a softmax over the parts that speak for it."""
    shifts: list[Tensor | None] = []
    totals, sums = [], []
    for speaks, part in speaking:
        if part.numbers is None:
            raise ValueError("a part that speaks has label numbers")
        heard = _per_object(speaks, 6)
        if part.shift is None:
            shifts.append(None)
        else:
            shifts.append(torch.where(heard, _wide(part.shift)[:, None], NOTHING))
        totals.append(_wide(part.total)[:, None] * heard)
        numbers = part.numbers.reshape(*part.numbers.shape[:4], *labels).movedim(4, 1)
        sums.append(numbers if bool(speaks.all()) else numbers * heard)
    return _quotient(shifts, totals, sums)


def _quotient(shifts: list[Tensor | None], totals: list[Tensor], sums: list[Tensor]) -> Tensor:
    """Add up sums (..., C) and their divisors (..., 1), and divide; 0 / 0 gives 0."""
    wide = [_wide(shift) for shift in shifts if shift is not None]
    if len(sums) == 1:
        total, result = totals[0], sums[0]
    elif not wide:
        total = functools.reduce(torch.add, totals)
        result = functools.reduce(torch.add, [_wide(some) for some in sums])
    else:
        top = functools.reduce(torch.maximum, wide)
        weights = [torch.exp2(shift - top) for shift in wide]
        total, result = _weighted_sum(weights, totals), _weighted_sum(weights, sums)
    return result * torch.where(total == 0, 1, total).reciprocal()


def _weighted_sum(weights: list[Tensor], tensors: list[Tensor]) -> Tensor:
    result = weights[0] * tensors[0]
    for weight, tensor in zip(weights[1:], tensors[1:], strict=True):
        result = torch.addcmul(result, weight, tensor)
    return result


def _maximum(found: list[tuple[Tensor, Tensor | None]]) -> Tensor:
    """Largest affinity (B, O, A, H, W) over parts that speak; each is (B, A, H, W, O)."""
    heard = [
        best.movedim(-1, 1) * _per_object(speaks, 5) for speaks, best in found if best is not None
    ]
    return functools.reduce(torch.maximum, heard)


def _per_object(speaks: Tensor, ndim: int) -> Tensor:
    return speaks.view(*speaks.shape, *(1,) * (ndim - 2))


def _wide(tensor: Tensor) -> Tensor:
    """At least 32 bits."""
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))
