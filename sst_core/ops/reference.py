"""Sparse attention with a mask over all pairs: slow, and obviously right."""

import torch
from torch import Tensor

from sst_core.ops.pattern import connected, label_connected
from sst_core.ops.types import AttentionResult, Inputs, Labels

LOWEST = -1e30  # below every score; finite, so that a fully masked row gives 0 and not NaN


def reference_attention(inputs: Inputs) -> AttentionResult:
    """Compute Eq. 6 and Eq. 4 of the paper literally, in at least 32-bit precision.

    Args:
        inputs: Checked arguments.

    Returns:
        The result, in the dtype of the query.
    """
    precision = torch.promote_types(inputs.query.dtype, torch.float32)
    query, key, value = (
        cells.flatten(2, 4).to(precision) for cells in (inputs.query, inputs.key, inputs.value)
    )
    scores = query @ key.transpose(-1, -2)  # (B, A, Nq, Nk)
    output = _masked_softmax(scores, _mask(inputs, labels=False)) @ value
    cells, dtype = inputs.query.shape[2:5], inputs.query.dtype
    output = output.reshape(*output.shape[:2], *cells, -1).to(dtype)
    if inputs.labels is None:
        return AttentionResult(output)
    readout, affinity, rival = _label_reports(inputs, inputs.labels, scores)
    return AttentionResult(
        output,
        readout.reshape(*readout.shape[:3], *cells, -1).to(dtype),
        affinity.reshape(*affinity.shape[:3], *cells).to(dtype),
        rival.reshape(*rival.shape[:3], *cells).to(dtype),
    )


def _label_reports(inputs: Inputs, labels: Labels, scores: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Readout (B, O, A, Nq, E), affinity and rival (B, O, A, Nq) from scores (B, A, Nq, Nk)."""
    cells = inputs.key.shape[3] * inputs.key.shape[4]
    speaks = labels.speaks.repeat_interleave(cells, dim=2)[:, :, None, None]  # (B, O, 1, 1, Nk)
    mask = _mask(inputs, labels=True)[:, None] & speaks  # (B, O, 1, Nq, Nk)
    values = labels.values.flatten(2, 4).to(scores.dtype)[:, :, None]  # (B, O, 1, Nk, E)
    readout = _masked_softmax(scores[:, None], mask) @ values
    coverage = values[..., 0].unsqueeze(-2)  # (B, O, 1, 1, Nk)
    weighted = scores * inputs.gain[:, None, None] + inputs.bias[:, None, None]
    affinity = _masked_maximum(weighted[:, None] * coverage, mask)
    rival = _masked_maximum(weighted[:, None] * (1 - coverage), mask)
    return readout, affinity, rival


def _mask(inputs: Inputs, *, labels: bool) -> Tensor:
    """(B or 1, 1, Nq, Nk) bool: the keys a query sees, or those it takes labels from."""
    connect = label_connected if labels else connected
    tq, height, width = inputs.query.shape[2:5]
    mask = connect(
        inputs.pattern,
        tq,
        inputs.key.shape[2],
        height=height,
        width=width,
        offset=inputs.offset,
    ).to(inputs.query.device)[None, None]
    return mask if inputs.key_valid is None else mask & inputs.key_valid.flatten(1)[:, None, None]


def _masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the true entries of the last axis; all zero where there is none."""
    masked = scores.masked_fill(~mask, -torch.inf)
    largest = masked.detach().amax(dim=-1, keepdim=True).clamp(min=LOWEST)
    weights = (masked - largest).exp()
    total = weights.sum(dim=-1, keepdim=True)
    return weights / torch.where(total == 0, 1, total)


def _masked_maximum(scores: Tensor, mask: Tensor) -> Tensor:
    """Maximum over zero and the true entries of the last axis."""
    return scores.masked_fill(~mask, 0).amax(dim=-1).relu()
