"""Small tensors that never change, made once per device.

Making one from Python numbers lets the program wait until a CUDA device has done all it was asked;
a step that does so ten times keeps the device idle for most of its time.
"""

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

_KEPT = 256


def fixed(values: Sequence[float], device: torch.device, dtype: torch.dtype) -> Tensor:
    """Return numbers as a tensor (N,) on a device; the same one every time: do not change it."""
    return _fixed(tuple(values), device, dtype)


@lru_cache(maxsize=_KEPT)
def _fixed(values: tuple[float, ...], device: torch.device, dtype: torch.dtype) -> Tensor:
    with torch.inference_mode(mode=False):  # it may meet autograd later
        return torch.tensor(values, dtype=dtype, device=device)
