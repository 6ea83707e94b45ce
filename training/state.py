"""Where a run stands, on disk: weights, moving average, optimizer, step; resumes exactly."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from sst_core.checkpoint import read_tensors, write_tensors
from sst_core.errors import WeightsError
from sst_core.model import SST
from training.optim import MovingAverage

FILE = "state.safetensors"
MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass
class Position:
    """How far a run has come."""

    step: int = 0
    """Optimizer steps done."""
    elapsed_s: float = 0.0
    """Seconds of training so far, over all resumptions."""


def save_state(
    folder: Path,
    model: SST,
    average: MovingAverage,
    optimizer: torch.optim.AdamW,
    position: Position,
) -> None:
    """Write `state.safetensors`, atomically.

    Raises:
        OutputError: The folder cannot be written.
    """
    tensors: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        tensors[f"model/{name}"] = parameter.detach()
        for moment in MOMENTS:
            if moment in optimizer.state[parameter]:
                tensors[f"{moment}/{name}"] = optimizer.state[parameter][moment]
    tensors |= {f"ema/{name}": value for name, value in average.shadow.items()}
    place = {"step": position.step, "elapsed_s": position.elapsed_s}
    contiguous = {key: value.cpu().contiguous() for key, value in tensors.items()}
    write_tensors(folder / FILE, contiguous, {"position": json.dumps(place)})


def load_state(
    folder: Path, model: SST, average: MovingAverage, optimizer: torch.optim.AdamW
) -> Position:
    """Restore what `save_state` wrote into freshly built objects.

    Raises:
        WeightsError: Missing, damaged, or of another model.
    """
    tensors, metadata = read_tensors(folder / FILE)
    try:
        position = Position(**json.loads(metadata["position"]))
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.copy_(tensors[f"model/{name}"])
                average.shadow[name].copy_(tensors[f"ema/{name}"])
                moments = {m: tensors.get(f"{m}/{name}") for m in MOMENTS}
                if all(value is not None for value in moments.values()):
                    step = torch.tensor(float(position.step))
                    like = {m: v.to(parameter) for m, v in moments.items() if v is not None}
                    like = {
                        m: v.contiguous(memory_format=_format(parameter)) for m, v in like.items()
                    }
                    optimizer.state[parameter] = {"step": step, **like}
    except (KeyError, RuntimeError, TypeError, json.JSONDecodeError) as error:
        raise WeightsError(
            "this training state is of another model",
            where=folder / FILE,
            todo="Start again with another --output",
        ) from error
    return position


def _format(parameter: Tensor) -> torch.memory_format:
    """Moments keep their parameter's memory layout: the fused update relies on it."""
    if parameter.ndim == 4 and parameter.is_contiguous(memory_format=torch.channels_last):
        return torch.channels_last
    return torch.contiguous_format
