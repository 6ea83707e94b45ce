"""Checks of the arguments of sparse attention, so that backends need none."""

from typing import TypedDict, Unpack

import torch
from torch import Tensor

from sst_core.ops.pattern import Pattern
from sst_core.ops.types import Inputs, Labels


class Options(TypedDict, total=False):
    """The optional arguments of sparse attention; see ``dispatch.sparse_attention``."""

    labels: Labels | None
    key_valid: Tensor | None
    gain: Tensor | None
    bias: Tensor | None
    offset: int


def check_inputs(
    query: Tensor, key: Tensor, value: Tensor, pattern: Pattern, **options: Unpack[Options]
) -> Inputs:
    """Check shapes, dtypes and devices and fill in defaults.

    Returns:
        The arguments as backends expect them.

    Raises:
        ValueError: An argument does not fit the others; the message names it and both sizes.
    """
    _check_cells(query, key, value)
    labels = options.get("labels")
    key_valid = options.get("key_valid")
    if labels is not None:
        _check_labels(labels, key)
        labels = Labels(labels.values, labels.speaks.bool())
    if key_valid is not None:
        _require(key_valid.dtype == torch.bool, f"key_valid must be bool, not {key_valid.dtype}")
        _fits("key_valid", key_valid, (key.shape[0], *key.shape[2:5]))
    heads = query.shape[1]
    gain = _per_head("gain", options.get("gain"), query.new_ones(heads))
    bias = _per_head("bias", options.get("bias"), query.new_zeros(heads))
    offset = options.get("offset", 0)
    return Inputs(query, key, value, pattern, labels, key_valid, gain, bias, offset)


def _check_cells(query: Tensor, key: Tensor, value: Tensor) -> None:
    for name, cells in (("query", query), ("key", key), ("value", value)):
        _require(cells.ndim == 6, f"{name} must be (B, A, T, H, W, C), not {tuple(cells.shape)}")
        same = cells.dtype == query.dtype and cells.device == query.device
        here, there = f"{cells.dtype} on {cells.device}", f"{query.dtype} on {query.device}"
        _require(same, f"{name} is {here}, but query is {there}")
    _require(query.dtype.is_floating_point, f"query must be floating point, not {query.dtype}")
    batch, heads, _, height, width, channels = query.shape
    _fits("key", key, (batch, heads, key.shape[2], height, width, channels))
    _fits("value", value, (*key.shape[:5], value.shape[5]))


def _check_labels(labels: Labels, key: Tensor) -> None:
    values, speaks = labels.values, labels.speaks
    _require(values.ndim == 6, f"label values must be (B, O, Tk, H, W, E), not {values.shape}")
    _require(values.shape[5] >= 1, "label values need the coverage as their first channel")
    _fits("label values", values, (key.shape[0], values.shape[1], *key.shape[2:5], values.shape[5]))
    _fits("label speaks", speaks, (key.shape[0], values.shape[1], key.shape[2]))


def _per_head(name: str, given: Tensor | None, default: Tensor) -> Tensor:
    if given is None:
        return default
    _fits(name, given, tuple(default.shape))
    return given


def _fits(name: str, tensor: Tensor, shape: tuple[int, ...]) -> None:
    _require(tuple(tensor.shape) == shape, f"{name} is {tuple(tensor.shape)}, expected {shape}")


def _require(condition: object, message: str) -> None:
    if not condition:
        raise ValueError(message)
