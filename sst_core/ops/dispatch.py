"""Sparse spatiotemporal attention: the one public function and the table of its backends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

import torch
from torch import Tensor

from sst_core.ops import flex, triton_backend
from sst_core.ops.cpu import cpu_attention
from sst_core.ops.pattern import Pattern
from sst_core.ops.reference import reference_attention
from sst_core.ops.types import AttentionResult, Inputs
from sst_core.ops.validate import Options, check_inputs


@dataclass(frozen=True)
class Backend:
    """One way to compute sparse attention.

    Attributes:
        run: Computes it.
        refuses: Gives the reason why it cannot serve these inputs, or None when it can.
    """

    run: Callable[[Inputs], AttentionResult]
    refuses: Callable[[Inputs], str | None]


def _never(_: Inputs) -> str | None:
    return None


# In order of preference for backend="auto".
BACKENDS: dict[str, Backend] = {
    "triton": Backend(triton_backend.triton_attention, triton_backend.refuses),
    "flex": Backend(flex.flex_attention, flex.refuses),
    "cpu": Backend(cpu_attention, _never),
    "reference": Backend(reference_attention, _never),
}


def sparse_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    pattern: Pattern,
    *,
    backend: str = "auto",
    **options: Unpack[Options],
) -> AttentionResult:
    """Attend sparsely over space and time (Eq. 6), and report what labels say (Eq. 4).

    Scores s_ij = q_i . k_j are taken as they are: scale the queries first where wanted. For object
    o, with m the coverage (channel 0 of a label u) and w_ij = gain * s_ij + bias, over the keys the
    query takes labels from and that speak for o:

    - output_i = softmax_j(s_ij) v_j, over all keys the query sees;
    - readout_io = softmax_j(s_ij) u_jo;
    - affinity_io = max(0, max_j w_ij m_jo);
    - rival_io = max(0, max_j w_ij (1 - m_jo)).

    A query that sees no key gets zeros. All inputs must be finite, masked keys included.

    Args:
        query: (B, A, Tq, H, W, D) floating point.
        key: (B, A, Tk, H, W, D), same dtype and device.
        value: (B, A, Tk, H, W, Dv), same dtype and device.
        pattern: Which keys a query sees; causal patterns read labels from earlier frames only.
        backend: "auto" or the name of one.
        **options: ``labels`` (``Labels`` of the keys), ``key_valid`` ((B, Tk, H, W) bool, false
            keys are never seen), ``gain`` and ``bias`` ((A,), 1 and 0 by default; gain must be
            positive), ``offset`` (time of the first query frame on the axis of the key frames,
            0 by default; may lie beyond the last key frame).

    Returns:
        The output, and with labels the readout, affinity and rival, in the dtype of the query.

    Raises:
        ValueError: Shapes or dtypes do not fit, or the backend is unknown or cannot serve them.
    """
    inputs = check_inputs(query, key, value, pattern, **options)
    run = _choose(backend, inputs).run
    with torch.autocast(query.device.type, enabled=False):
        return run(inputs)


def sequential_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    hops: tuple[Pattern, ...],
    *,
    backend: str = "auto",
    **options: Unpack[Options],
) -> tuple[AttentionResult, ...]:
    """Attend in several hops: the values of each are the outputs of the one before.

    Queries, keys and labels are the same for every hop; each reports its own readout and
    affinities. The output of the layer is that of the last hop.

    Args:
        query: (B, A, T, H, W, D).
        key: (B, A, T, H, W, D), the same frames.
        value: (B, A, T, H, W, Dv), values of the first hop.
        hops: Patterns, in order.
        backend: "auto" or the name of one.
        **options: As for ``sparse_attention``; ``offset`` must be 0.

    Returns:
        One result per hop.

    Raises:
        ValueError: No hops, or query and key frames differ, or as for ``sparse_attention``.
    """
    if not hops:
        raise ValueError("sequential attention needs at least one hop")
    if len(hops) > 1 and (query.shape[2] != key.shape[2] or options.get("offset", 0) != 0):
        raise ValueError("several hops need the same frames as queries and keys, at offset 0")
    results: list[AttentionResult] = []
    for pattern in hops:
        results.append(sparse_attention(query, key, value, pattern, backend=backend, **options))
        value = results[-1].output
    return tuple(results)


def why_not(
    backend: str,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    pattern: Pattern,
    **options: Unpack[Options],
) -> str | None:
    """Say why a backend cannot serve a call, or None when it can; arguments as for the call.

    Raises:
        ValueError: The backend is unknown or the arguments do not fit each other.
    """
    return _backend(backend).refuses(check_inputs(query, key, value, pattern, **options))


def _choose(name: str, inputs: Inputs) -> Backend:
    if name == "auto":
        return next(backend for backend in BACKENDS.values() if backend.refuses(inputs) is None)
    backend = _backend(name)
    reason = backend.refuses(inputs)
    if reason is not None:
        raise ValueError(f"backend {name!r} cannot serve this call: {reason}")
    return backend


def _backend(name: str) -> Backend:
    if name not in BACKENDS:
        raise ValueError(f"unknown backend {name!r}; known: auto, {', '.join(BACKENDS)}")
    return BACKENDS[name]
