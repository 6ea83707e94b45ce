"""Adding up the parts of a softmax over different keys, and dividing at the end."""

import torch
from torch import Tensor

from sst_core.ops.blocks import NOTHING, Keys, Part
from sst_core.ops.types import AttentionResult


def merge(
    parts: list[tuple[Keys, Part]], channels: int, labels: tuple[int, int] | None
) -> AttentionResult:
    """Merge the parts of one query frame.

    Args:
        parts: What each set of keys contributed; tensors (B, A, H, W, ...); at least one.
        channels: Dv, channels of the value.
        labels: (O, E) when labels are wanted.

    Returns:
        Output (B, A, H, W, Dv), and with labels readout (B, O, A, H, W, E), affinity and rival
        (B, O, A, H, W): the result of one frame, without its time axis.
    """
    dtype = parts[0][1].sums.dtype
    shifts = [_wide(part.shift) for _, part in parts]
    sums = [_wide(part.sums[..., : channels + 1]) for _, part in parts]
    output = _quotient(shifts, sums).to(dtype)
    if labels is None:
        return AttentionResult(output)
    speaking = [(keys.speaks, part) for keys, part in parts if keys.speaks is not None]
    batch, heads, *cells = output.shape[:4]
    objects, numbers = labels
    if not speaking:
        nothing = output.new_zeros(batch, objects, heads, *cells)
        readout = output.new_zeros(batch, objects, heads, *cells, numbers)
        return AttentionResult(output, readout, nothing, nothing.clone())
    readout = _readout(speaking, channels, labels).to(dtype)
    affinity = _maximum([(speaks, part.affinity) for speaks, part in speaking])
    rival = _maximum([(speaks, part.rival) for speaks, part in speaking])
    return AttentionResult(output, readout, affinity, rival)


def _readout(speaking: list[tuple[Tensor, Part]], channels: int, labels: tuple[int, int]) -> Tensor:
    """(B, O, A, H, W, E): for every object a softmax over the parts that speak for it."""
    shifts, sums = [], []
    for speaks, part in speaking:
        heard = _per_object(speaks, 6)
        shifts.append(torch.where(heard, _wide(part.shift)[:, None], NOTHING))
        numbers = _wide(part.sums[..., channels + 1 :])
        numbers = numbers.reshape(*numbers.shape[:4], *labels).movedim(4, 1)
        one = _wide(part.sums[..., channels : channels + 1])[:, None].expand(*numbers.shape[:-1], 1)
        sums.append(torch.cat((numbers, one), dim=-1) * heard)
    return _quotient(shifts, sums)


def _quotient(shifts: list[Tensor], sums: list[Tensor]) -> Tensor:
    """Add up sums (..., C + 1) whose last channel is the divisor -> (..., C)."""
    if len(sums) == 1:
        total = sums[0]
    else:
        top = torch.stack(shifts).amax(dim=0)
        total = torch.stack(
            [part * torch.exp2(shift - top) for shift, part in zip(shifts, sums, strict=True)]
        ).sum(dim=0)
    divisor = total[..., -1:]
    return total[..., :-1] / torch.where(divisor == 0, 1, divisor)


def _maximum(found: list[tuple[Tensor, Tensor | None]]) -> Tensor:
    """Largest affinity (B, O, A, H, W) over parts that speak; each is (B, A, H, W, O)."""
    heard = [
        best.movedim(-1, 1) * _per_object(speaks, 5) for speaks, best in found if best is not None
    ]
    return heard[0] if len(heard) == 1 else torch.stack(heard).amax(dim=0)


def _per_object(speaks: Tensor, ndim: int) -> Tensor:
    return speaks.view(*speaks.shape, *(1,) * (ndim - 2))


def _wide(tensor: Tensor) -> Tensor:
    """At least 32 bits."""
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))
