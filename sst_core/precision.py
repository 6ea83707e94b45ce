"""Which number format the model runs in on a device."""

from contextlib import AbstractContextManager
from functools import lru_cache

import torch


@lru_cache
def fast_dtype(device_type: str) -> torch.dtype:
    """Return bfloat16 where the processor multiplies it natively, else float32."""
    if device_type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if device_type == "cpu" and _cpu_multiplies_bfloat16():
        return torch.bfloat16
    return torch.float32


def _cpu_multiplies_bfloat16() -> bool:
    capabilities = getattr(torch.cpu, "get_capabilities", None)  # torch 2.12 and later
    if capabilities is None:
        return bool(torch.cpu._is_avx512_bf16_supported())
    return bool(capabilities().get("avx512_bf16", False))


def autocast(device: torch.device) -> AbstractContextManager[None]:
    """Run what is inside in the device's fast format."""
    dtype = fast_dtype(device.type)
    return torch.autocast(device.type, dtype, enabled=dtype != torch.float32)
