"""The Triton kernels as operators of PyTorch: ``sst::attend`` and ``sst::attend_backward``.

Registered with ``torch.library``: shapes without data for ``torch.compile`` (which takes each as a
single node of its graph), and the gradient. Import this only where Triton is installed.
"""

from collections.abc import Sequence
from typing import Any, cast, get_args

import torch
from torch import Tensor

from sst_core.ops.pattern import Kind, Pattern
from sst_core.ops.triton_gradients import backward
from sst_core.ops.triton_launch import Call, Reports, forward

Eight = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
Six = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
KINDS: tuple[Kind, ...] = get_args(Kind)


def numbers_of(pattern: Pattern) -> list[int]:
    """Write a pattern as the numbers an operator takes."""
    return [KINDS.index(pattern.kind), *pattern.reach, *pattern.step, int(pattern.causal)]


def _call(inputs: Sequence[Tensor], pattern: Sequence[int], offset: int) -> Call:
    kind, *sizes, causal = pattern
    reach, step = cast("Any", (tuple(sizes[:3]), tuple(sizes[3:])))
    return Call.of(inputs, Pattern(KINDS[kind], reach, step, causal=bool(causal)), offset)


@torch.library.custom_op("sst::attend", mutates_args=())
def attend(  # noqa: PLR0913, PLR0917 - an operator has no other way to take its tensors
    query: Tensor,
    key: Tensor,
    value: Tensor,
    labels: Tensor,
    speaks: Tensor,
    valid: Tensor,
    gain: Tensor,
    bias: Tensor,
    pattern: Sequence[int],
    *,
    offset: int,
    arguments: bool,
) -> Eight:
    """Attend sparsely.

    Args:
        query: This and the next seven as in ``triton_launch.Call``.
        key: See there.
        value: See there.
        labels: See there.
        speaks: See there.
        valid: See there.
        gain: See there.
        bias: See there.
        pattern: From ``numbers_of``.
        offset: Time of the first query frame.
        arguments: Whether to keep where maxima were found, for the backward pass.

    Returns:
        The fields of ``triton_launch.Reports``.
    """
    inputs = (query, key, value, labels, speaks, valid, gain, bias)
    call = _call(inputs, pattern, offset)
    return cast("Eight", forward(call, arguments=arguments).tensors)


@attend.register_fake
def _(*inputs: Any, offset: int, arguments: bool) -> Eight:  # noqa: ANN401
    *tensors, pattern = inputs
    call = _call(tensors, pattern, offset)
    return cast("Eight", Reports.empty(call, call.query.dtype).tensors)


@torch.library.custom_op("sst::attend_backward", mutates_args=())
def attend_backward(
    inputs: Sequence[Tensor],
    reports: Sequence[Tensor],
    gradients: Sequence[Tensor],
    pattern: Sequence[int],
    *,
    offset: int,
    labels: bool,
) -> Six:
    """Give the gradients of query, key, value, labels (where wanted), gain and bias.

    Args:
        inputs: The tensors ``attend`` took.
        reports: What it returned.
        gradients: Of output, readout, affinity and rival.
        pattern: From ``numbers_of``.
        offset: Time of the first query frame.
        labels: Whether the gradient of the labels is wanted; else it is zero.
    """
    call = _call(inputs, pattern, offset)
    return cast("Six", backward(call, Reports(*reports), gradients, labels=labels))


@attend_backward.register_fake
def _(*inputs: Any, offset: int, labels: bool) -> Six:  # noqa: ANN401
    query, key, value, numbers, _, _, gain, bias = inputs[0]
    like = (query, key, value, numbers, gain, bias)
    return cast("Six", tuple(x.new_empty(x.shape) for x in like))


def _keep(
    ctx: Any,  # noqa: ANN401 - PyTorch gives it no type
    inputs: tuple[Any, ...],
    keyword_only_inputs: dict[str, Any],
    output: Eight,
) -> None:
    *tensors, ctx.pattern = inputs
    ctx.offset = keyword_only_inputs["offset"]
    ctx.save_for_backward(*tensors, *output)


def _differentiate(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
    saved = ctx.saved_tensors
    found = attend_backward(
        saved[:8],
        saved[8:],
        [gradients[n] for n in (0, 2, 4, 6)],
        ctx.pattern,
        offset=ctx.offset,
        labels=ctx.needs_input_grad[3],
    )
    return (*found[:4], None, None, *found[4:], None)


attend.register_autograd(_differentiate, setup_context=_keep)
