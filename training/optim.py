"""How weights move: AdamW groups, the learning-rate schedule, the moving average of weights."""

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from sst_core.model import SST


def build_optimizer(
    model: SST, *, rate: float, backbone_scale: float, weight_decay: float
) -> torch.optim.AdamW:
    """Return AdamW with a slower backbone and no decay on vectors (norms, biases, slots)."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            key = (name.startswith("backbone."), parameter.ndim > 1)
            groups.setdefault(key, []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "scale": backbone_scale if backbone else 1.0,
                "weight_decay": weight_decay if decayed else 0.0,
            }
            for (backbone, decayed), parameters in groups.items()
        ],
        lr=rate,
    )


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Set the learning rate of every group, times the group's own scale."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["scale"]


def rate_factor(step: int, *, total: int, warmup: int, floor: float = 0.01) -> float:
    """Linear warm-up, then a cosine down to `floor` at the last step."""
    if step < warmup:
        return (step + 1) / warmup
    progress = (step - warmup) / max(1, total - warmup)
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def hardest_share(step: int, *, total: int, final: float = 0.15) -> float:
    """Share of pixels in the cross-entropy: all, shrinking to `final` at half time."""
    return 1 - (1 - final) * min(1.0, 2 * step / max(1, total))


class MovingAverage:
    """Exponential moving average of a model's parameters, warmed up so that it starts useful."""

    def __init__(self, parameters: Iterable[tuple[str, Tensor]], *, decay: float) -> None:
        self.decay = decay
        self.shadow = {name: value.detach().clone() for name, value in parameters}

    @torch.no_grad()
    def update(self, parameters: Iterable[tuple[str, Tensor]], step: int) -> None:
        """Move towards the current parameters after optimizer step number `step` (from 0)."""
        decay = min(self.decay, (1 + step) / (10 + step))
        current = dict(parameters)
        torch._foreach_lerp_(
            list(self.shadow.values()), [current[name] for name in self.shadow], 1 - decay
        )
