"""What tiles report about objects, without gradient: only where a tile knows of an object at all.

In most tiles most objects have no label: the readout is 0, nothing is of the object, and everything
is its rival. The few pairs of a tile and an object that are left are worked out together.
"""

import torch
from torch import Tensor

from sst_core.ops.blocks import Affine, exponentials, least, peak, shift_of


def report(
    scores: Tensor, top: Tensor, labels: Tensor, pairs: Tensor, affine: Affine
) -> tuple[Tensor, tuple[Tensor, Tensor, Tensor]]:
    """Turn scores into weights and report readouts and affinities on the way.

    Args:
        scores: (B, G, A, Q, K), penalised where the key is not seen; overwritten.
        top: (B, G, A, Q) their maximum.
        labels: (B, O, F, R, S, r, s, E) windows of G = R * S groups of K = F * r * s keys.
        pairs: (N, 4) batch, row, column and object: where there are any labels.
        affine: What turns scores into w.

    Returns:
        The weights, and label numbers (B, G, A, Q, O * E), affinity and rival (B, G, A, Q, O).
    """
    batch, groups, heads, queries, keys = scores.shape
    objects, numbers = labels.shape[1], labels.shape[-1]
    group = (pairs[:, 0] * labels.shape[3] + pairs[:, 1]) * labels.shape[4] + pairs[:, 2]
    flat = scores.view(-1, heads, queries, keys)  # (B * G, A, Q, K)
    ordered = labels.permute(0, 3, 4, 1, 2, 5, 6, 7)  # (B, R, S, O, F, r, s, E)
    known = ordered[tuple(pairs.unbind(1))].reshape(len(pairs), keys, numbers)
    everywhere = objects == 1 and len(pairs) == len(flat)
    met = flat if everywhere else flat.index_select(0, group)
    own = scores.new_zeros(len(flat), objects, heads, queries)
    rival = affine.weigh(top).view(-1, 1, heads, queries).repeat(1, objects, 1, 1)
    readout = scores.new_zeros(len(flat), objects, heads * queries, numbers)
    coverage = known[..., 0].contiguous()
    own[group, pairs[:, 3]] = peak(met, coverage, affine)
    rival[group, pairs[:, 3]] = peak(met, 1 - coverage, affine)
    weights = exponentials(scores, shift_of(top, affine))
    flat = weights.view(-1, heads * queries, keys)
    met = flat if everywhere else flat.index_select(0, group)
    readout[group, pairs[:, 3]] = torch.bmm(met, known)
    lead = (batch, groups, heads, queries)
    readout = readout.view(-1, objects, heads, queries, numbers).permute(0, 2, 3, 1, 4)
    return weights, (
        readout.reshape(*lead, -1),
        own.permute(0, 2, 3, 1).reshape(*lead, objects),
        rival.permute(0, 2, 3, 1).reshape(*lead, objects),
    )


def worth_a_look(labels: Tensor) -> Tensor:
    """Cells with any label number that is worth its bits: (..., E) -> (..., 1) bool.

    See ``blocks.least``.
    """
    return (labels.abs() > least(labels)).any(dim=-1, keepdim=True)


def known_pairs(windows: Tensor) -> Tensor:
    """Flags (B, O, F, R, S, r, s, 1) -> (N, 4) batch, row, column and object with any flag."""
    return windows.amax(dim=(2, 5, 6, 7)).permute(0, 2, 3, 1).nonzero()
