"""The gradient of one call through the Triton kernels: buffers and launches, pass by pass."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from sst_core.ops import triton_backward, triton_backward_keys
from sst_core.ops.triton_launch import Call, Ready, Reports, aligned, geometry_of
from sst_core.ops.triton_passes import Pass
from sst_core.ops.triton_shapes import tile_for

KERNELS = {
    "query": triton_backward.query_kernel,
    "key": triton_backward_keys.key_kernel,
    "label": triton_backward_keys.label_kernel,
}


def backward(
    call: Call, reports: Reports, gradients: Sequence[Tensor], *, labels: bool
) -> tuple[Tensor, ...]:
    """Run the backward pass.

    Args:
        call: The call.
        reports: What the forward pass reported.
        gradients: Of output, readout, affinity and rival.
        labels: Whether the gradient of the labels is wanted (else it is zero).

    Returns:
        Gradients of query, key, value, labels, gain and bias.
    """
    plain, ready = call, call.prepared()
    inputs = _backward_inputs(ready, reports, gradients)
    tile = tile_for(call.query.shape[-1], call.query.dtype)
    sweep = ready.passes(tile)
    arrays = [call.query, call.key, call.value, call.labels]
    one_pass = len(sweep) == 1
    dq, dk, dv, du = (
        torch.empty(x.shape, dtype=x.dtype if one_pass else torch.float32, device=x.device)
        for x in arrays
    )
    if not labels:
        du.zero_()
    for number, one in enumerate(sweep):
        options = {"PRIOR": number > 0, "LABELS": call.objects > 0}
        options |= ready.constants(tile, one)
        _backward_pass("query", ready, (*inputs, dq, dq), one, options)
        _backward_pass("key", ready, (*inputs, dk, dv), one, options)
        if labels and call.objects:
            _backward_pass("label", ready, (*inputs, du, du), one, options)
    found = (x.to(like.dtype) for x, like in zip((dq, dk, dv, du), arrays, strict=True))
    return (*found, *_affine_gradients(plain, reports, gradients))


def _backward_inputs(
    call: Ready, reports: Reports, gradients: Sequence[Tensor]
) -> tuple[Tensor, ...]:
    """What the backward kernels read besides the tensors of the call."""
    d_out, d_read, d_best, d_rival = gradients
    dtype, r = call.query.dtype, reports
    return (
        _two(r.lse, _delta(d_out, r.output)),
        d_out.to(dtype).contiguous(),
        _two(r.read_lse, _delta(d_read, r.readout)),
        aligned(d_read, dtype),
        _two(d_best.float(), r.affinity_at.view(torch.float32)),
        _two(d_rival.float(), r.rival_at.view(torch.float32)),
    )


def _two(left: Tensor, right: Tensor) -> Tensor:
    """Two numbers of each query side by side: (..., N, 2) float32."""
    return torch.stack((left, right.view(left.shape)), dim=-1)


def _delta(gradient: Tensor, report: Tensor) -> Tensor:
    """Sum of a report times its gradient over channels, float32."""
    return (gradient.float() * report.float()).sum(-1)


def _backward_pass(
    name: str, call: Ready, tensors: tuple[Tensor, ...], one: Pass, options: dict[str, Any]
) -> None:
    """Launch one kernel of the backward pass; tensors are its inputs and the two it writes."""
    batch, heads, frames, height, width, _ = (call.query if name == "query" else call.key).shape
    block = options["BM"] if name == "query" else options["BN"]
    tiles, groups, geometry = geometry_of(one, block, height, width)
    across = call.objects if name == "label" else heads
    KERNELS[name][(tiles * groups * frames * across * batch,)](
        *call.tensors,
        *tensors,
        *call.strides,
        *(heads, call.objects),
        *call.times(one),
        *geometry,
        **options,
    )


def _affine_gradients(
    call: Call, reports: Reports, gradients: Sequence[Tensor]
) -> tuple[Tensor, Tensor]:
    """Gradients of gain and bias (A,): each maximum is (gain * s + bias) * m at one known key."""
    gain, bias = call.gain.float(), call.bias.float()
    d_gain, d_bias = torch.zeros_like(gain), torch.zeros_like(bias)
    if not call.objects:
        return d_gain.to(call.gain.dtype), d_bias.to(call.bias.dtype)
    cover = call.labels[..., 0].flatten(2).float()  # (B, O, Nk)
    kinds = (
        (reports.affinity, reports.affinity_at, cover, gradients[2]),
        (reports.rival, reports.rival_at, 1 - cover, gradients[3]),
    )
    for most, at, weight, gradient in kinds:
        place = at.flatten(2).long()  # (B, O, A * N)
        shape = (*at.shape[:3], -1)
        m = weight.gather(2, place.clamp(min=0)).view(shape)
        found = (place >= 0).view(shape)
        d = torch.where(found, gradient.float().flatten(3), 0) * m  # (B, O, A, N)
        w = most.flatten(3) / torch.where(m > 0, m, 1)
        s = (w - bias[:, None]) / gain[:, None]
        d_gain += (d * s).sum((0, 1, 3))
        d_bias += d.sum((0, 1, 3))
    return d_gain.to(call.gain.dtype), d_bias.to(call.bias.dtype)
