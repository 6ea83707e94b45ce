"""Sparse attention on CUDA devices through our own Triton kernels, where Triton is installed.

Nothing here imports Triton before a call is served. With TRITON_INTERPRET=1 in the environment the
kernels run in Triton's interpreter, on CPU tensors too: slowly, to be checked against the
reference.
"""

import importlib.util
import os
import shutil

import torch

from sst_core.ops.triton_shapes import INTERPRETED
from sst_core.ops.types import AttentionResult, Inputs

DTYPES = (torch.float16, torch.bfloat16, torch.float32)
MAX_WIDTH = 128
MOST = 1 << 31
"""Cells times those of a side, see ``triton_geometry._over``."""
OLDEST = (8, 0)
"""Compute capability with bfloat16 in the matrix units."""
INSTALLED = importlib.util.find_spec("triton") is not None
COMPILER = any(map(shutil.which, ("gcc", "clang"))) or "CC" in os.environ


def refuses(inputs: Inputs) -> str | None:
    """Say why the kernels cannot serve a call; None if they can."""
    return _refuses_device(inputs.query.device) or _refuses_data(inputs)


def _refuses_device(device: torch.device) -> str | None:
    if not INSTALLED:
        return "Triton is not installed (PyTorch brings it along on Linux)"
    if INTERPRETED:
        return None
    if device.type != "cuda":
        there = "the tensors are" if torch.cuda.is_available() else "there is no CUDA device,"
        return f"the kernels need a CUDA device: {there} on {device.type}"
    if torch.version.cuda is None:
        return "the kernels are written for NVIDIA devices, this PyTorch for others"
    found = torch.cuda.get_device_properties(device)  # the one question torch.compile can answer
    if (found.major, found.minor) < OLDEST:
        version = f"{found.major}.{found.minor}"
        return f"the kernels need compute capability 8.0, {found.name} has {version}"
    return None if COMPILER else "Triton needs a C compiler (gcc or clang), and there is none"


def _refuses_data(inputs: Inputs) -> str | None:
    query, value, labels = inputs.query, inputs.value, inputs.labels
    if query.dtype not in DTYPES:
        return f"the kernels compute in float16, bfloat16 or float32, not {query.dtype}"
    widths = {"query": query.shape[-1], "value": value.shape[-1]}
    if labels is not None:
        widths["labels"] = labels.values.shape[-1]
    for name, width in widths.items():
        if not 1 <= width <= MAX_WIDTH:
            return f"the kernels take 1 to {MAX_WIDTH} channels, {name} has {width}"
    if not (query.numel() and value.numel()):
        return "there is no cell to attend from or to"
    times, height, width = inputs.key.shape[2:5]
    if times * height * width * max(height, width) >= MOST:
        return f"the kernels cannot number the cells of {times} frames of {height}x{width}"
    return None


def triton_attention(inputs: Inputs) -> AttentionResult:
    """Compute sparse attention; see ``dispatch.sparse_attention``."""
    from sst_core.ops.triton_ops import attend, numbers_of  # noqa: PLC0415 - needs Triton

    query, labels = inputs.query, inputs.labels
    batch, _, times = inputs.key.shape[:3]
    values = query.new_empty(batch, 0, *inputs.key.shape[2:5], 1)
    speaks = torch.empty(batch, 0, times, dtype=torch.bool, device=query.device)
    valid = speaks.new_empty(0) if inputs.key_valid is None else inputs.key_valid
    if labels is not None:
        values, speaks = labels.values, labels.speaks
    tensors = (query, inputs.key, inputs.value, values, speaks, valid, inputs.gain, inputs.bias)
    output, _, readout, _, affinity, _, rival, _ = attend(
        *tensors,
        numbers_of(inputs.pattern),
        offset=inputs.offset,
        arguments=torch.is_grad_enabled() and any(x.requires_grad for x in tensors),
    )
    if labels is None:
        return AttentionResult(output)
    return AttentionResult(output, readout, affinity.to(query.dtype), rival.to(query.dtype))
