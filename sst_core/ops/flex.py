"""Sparse attention on CUDA devices through PyTorch's FlexAttention: the middle road.

For devices and head widths that our own Triton kernels do not take. FlexAttention is compiled
through Triton as well, so where that is missing (PyTorch for Windows) neither can serve, and
``why_not`` says so; the operators in plain PyTorch then run on the device.

What is not fused here: each object's readout is a sweep of its own, and so is each affinity, which
is the maximum that FlexAttention reports beside an output nobody needs: 1 + 3 * O sweeps where
our kernels take O. That maximum has no gradient, so training with labels is refused.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor

from sst_core.ops.pattern import Pattern
from sst_core.ops.triton_backend import INSTALLED
from sst_core.ops.types import AttentionResult, Inputs, Labels

if TYPE_CHECKING:
    from torch.nn.attention.flex_attention import BlockMask

MIN_WIDTH = 16
Score = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], Tensor]
Mask = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]
Sizes = tuple[int, int, int, int, int]
"""Query frames, key frames, rows, columns, offset."""


def refuses(inputs: Inputs) -> str | None:
    """Say why FlexAttention cannot serve a call; None if it can."""
    query, labels = inputs.query, inputs.labels
    if query.device.type != "cuda":
        return f"FlexAttention serves CUDA devices; the tensors are on {query.device.type}"
    if not INSTALLED:
        return "FlexAttention is compiled through Triton, which is not installed"
    if query.dtype not in (torch.float16, torch.bfloat16, torch.float32):
        return f"FlexAttention computes in float16, bfloat16 or float32, not {query.dtype}"
    if min(query.shape[-1], inputs.value.shape[-1]) < MIN_WIDTH:
        return f"FlexAttention needs heads of {MIN_WIDTH} channels or more"
    tensors = (query, inputs.key, inputs.gain, inputs.bias)
    learns = labels is not None and any(x.requires_grad for x in (*tensors, labels.values))
    if learns and torch.is_grad_enabled():
        return "FlexAttention gives no gradient of the largest score, which affinity is"
    return None


def flex_attention(inputs: Inputs) -> AttentionResult:
    """Compute sparse attention; see ``dispatch.sparse_attention``."""
    sweep = _Sweep(inputs)
    output = sweep.run(inputs.value.flatten(2, 4), None, sweep.block_mask(labels=False))
    labels, cells = inputs.labels, inputs.query.shape[2:5]
    output = _unflat(output, 2, cells)
    if labels is None:
        return AttentionResult(output)
    mask = sweep.block_mask(labels=True)
    found = [sweep.object(labels, number, mask) for number in range(labels.values.shape[1])]
    readout, affinity, rival = (torch.stack(kind, dim=1) for kind in zip(*found, strict=True))
    readout, affinity, rival = (_unflat(x, 3, cells) for x in (readout, affinity, rival))
    return AttentionResult(output, readout, affinity, rival)


def _unflat(x: Tensor, dim: int, cells: torch.Size) -> Tensor:
    return x.reshape(*x.shape[:dim], *cells, *x.shape[dim + 1 :])


class _Sweep:
    """The queries and keys of one call, ready for several sweeps."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._query, self._key = (x.flatten(2, 4) for x in (inputs.query, inputs.key))
        query, key = inputs.query.shape, inputs.key.shape
        self._sizes = (query[2], key[2], query[3], query[4], inputs.offset)
        valid = inputs.key_valid
        self._valid = None if valid is None else valid.flatten(1)  # (B, Nk)

    def block_mask(self, *, labels: bool) -> "BlockMask":
        """Write the pattern out by blocks of 128 x 128 pairs (kept from call to call)."""
        device = str(self._query.device)
        strict = labels and self._inputs.pattern.causal
        return block_mask(self._inputs.pattern, self._sizes, device, strict=strict)

    def object(
        self, labels: Labels, number: int, mask: "BlockMask"
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Readout (B, A, Nq, E), affinity and rival (B, A, Nq) of one object."""
        heads, cells = self._query.shape[1], self._sizes[2] * self._sizes[3]
        heard = labels.speaks[:, number].repeat_interleave(cells, dim=1)  # (B, Nk)
        if self._valid is not None:
            heard = heard & self._valid
        numbers = labels.values[:, number].flatten(1, 3).to(self._query.dtype)  # (B, Nk, E)
        short = max(0, MIN_WIDTH - numbers.shape[-1])
        value = torch.nn.functional.pad(numbers, (0, short))[:, None].expand(-1, heads, -1, -1)
        value = value.contiguous()
        readout = self.run(value, _only(heard), mask)
        cover = labels.values[:, number, ..., 0].flatten(1).float()
        largest = [
            self.largest(value, self._weighted(share, heard), mask).relu()
            for share in (cover, 1 - cover)
        ]
        dtype = self._query.dtype
        return readout[..., : numbers.shape[-1]], largest[0].to(dtype), largest[1].to(dtype)

    def run(self, value: Tensor, score: Score | None, mask: "BlockMask") -> Tensor:
        """Sweep once for the output (B, A, Nq, C)."""
        if score is None and self._valid is not None:
            score = _only(self._valid)
        call = _function(compiled=self._query.is_cuda)
        output: Tensor = call(self._query, self._key, value, score, mask, scale=1.0)
        return output

    def largest(self, value: Tensor, score: Score, mask: "BlockMask") -> Tensor:
        """Sweep once for the largest changed score (B, A, Nq); the output is thrown away."""
        from torch.nn.attention.flex_attention import AuxRequest  # noqa: PLC0415 - slow to load

        call = _function(compiled=self._query.is_cuda)
        request = AuxRequest(max_scores=True)
        tensors = (self._query, self._key, value)
        _, more = call(*tensors, score, mask, scale=1.0, return_aux=request)
        found: Tensor = more.max_scores
        return found

    def _weighted(self, share: Tensor, heard: Tensor) -> Score:
        """Scores as affinities: (gain * s + bias) * share, 0 where not heard."""
        gain, bias = self._inputs.gain.float(), self._inputs.bias.float()

        def score(s: Tensor, b: Tensor, h: Tensor, _: Tensor, key: Tensor) -> Tensor:
            weighted = (s * gain[h] + bias[h]) * share[b, key]
            return torch.where(heard[b, key], weighted, 0.0).to(s.dtype)

        return score


def _only(heard: Tensor) -> Score:
    """Hide keys that are not heard, (B, Nk)."""

    def score(s: Tensor, b: Tensor, _h: Tensor, _q: Tensor, key: Tensor) -> Tensor:
        return torch.where(heard[b, key], s, float("-inf"))

    return score


@lru_cache(maxsize=2)
def _function(*, compiled: bool) -> Callable[..., Any]:
    """FlexAttention itself; what is left uncompiled holds all scores at once."""
    from torch.nn.attention import flex_attention  # noqa: PLC0415 - slow to load

    plain = cast("Callable[..., Any]", flex_attention.flex_attention)
    return torch.compile(plain) if compiled else plain


@lru_cache(maxsize=16)
def block_mask(pattern: Pattern, sizes: Sizes, device: str, *, strict: bool) -> "BlockMask":
    """Write a pattern out by blocks.

    Args:
        pattern: The pattern.
        sizes: See ``Sizes``.
        device: Where it is needed.
        strict: Whether only earlier frames count, as for labels of causal patterns.
    """
    from torch.nn.attention.flex_attention import create_block_mask  # noqa: PLC0415 - slow

    queries, keys, height, width, _ = sizes
    numbers = (queries * height * width, keys * height * width)
    with torch.inference_mode(mode=False):  # kept, and may meet autograd later
        return create_block_mask(
            mask_of(pattern, sizes, strict=strict),
            *(None, None, *numbers),
            device=device,
            _compile=device.startswith("cuda"),
        )


def mask_of(pattern: Pattern, sizes: Sizes, *, strict: bool) -> Mask:
    """Give the pattern as a function of indices; see ``block_mask``."""
    _, _, height, width, offset = sizes

    def mask(_b: Tensor, _h: Tensor, query: Tensor, key: Tensor) -> Tensor:
        dt = query // (height * width) + offset - key // (height * width)
        dy = query // width % height - key // width % height
        seen = _kept(pattern, dt, dy, query % width - key % width)
        if strict:
            return seen & (dt > 0)
        return seen & (dt >= 0) if pattern.causal else seen

    return mask


def _kept(pattern: Pattern, dt: Tensor, dy: Tensor, dx: Tensor) -> Tensor:
    """Whether a pattern keeps these differences, time's direction aside."""
    if pattern.kind == "grid":
        own, row, column = dt == 0, dy == 0, dx == 0
        return (own & row) | (own & column) | (row & column)
    if pattern.kind == "local":
        rt, ry, rx = pattern.reach
        return (dt.abs() <= rt) & (dy.abs() <= ry) & (dx.abs() <= rx)
    if pattern.kind == "lattice":
        st, sy, sx = pattern.step
        return (dt % st == 0) & (dy % sy == 0) & (dx % sx == 0)
    return dt == dt  # noqa: PLR0124 - true, in the shape of the indices
