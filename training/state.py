"""Where a run stands, on disk: weights, moving average, optimizer, step; resumes exactly."""

import json
from collections.abc import Mapping
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
        parameters = dict(model.named_parameters())
        _check(tensors, parameters)
        for name, parameter in parameters.items():
            with torch.no_grad():
                parameter.copy_(tensors[f"model/{name}"])
                average.shadow[name].copy_(tensors[f"ema/{name}"])
            if f"{MOMENTS[0]}/{name}" in tensors:
                moments = {m: _alike(tensors[f"{m}/{name}"], parameter) for m in MOMENTS}
                step = torch.tensor(float(position.step))
                optimizer.state[parameter] = {"step": step, **moments}
    except (KeyError, ValueError, TypeError) as error:
        raise WeightsError(
            "this training state is of another model",
            where=folder / FILE,
            todo="Give the --config it was started with, or start again with another --output",
        ) from error
    return position


def _check(tensors: Mapping[str, Tensor], parameters: Mapping[str, Tensor]) -> None:
    """Raise ValueError unless every tensor belongs to a parameter and has its shape."""
    for key, value in tensors.items():
        name = key.partition("/")[2]
        if name not in parameters or value.shape != parameters[name].shape:
            raise ValueError(f"{key} does not fit the model")


def _alike(moment: Tensor, parameter: Tensor) -> Tensor:
    """Bring a moment to its parameter's device and memory layout: the update relies on it."""
    layout = torch.contiguous_format
    if parameter.ndim == 4 and parameter.is_contiguous(memory_format=torch.channels_last):
        layout = torch.channels_last
    return moment.to(parameter).contiguous(memory_format=layout)
