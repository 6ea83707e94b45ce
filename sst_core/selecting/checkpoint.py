"""Weights of the segmenter on disk: safetensors with its configuration and card inside."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from sst_core.checkpoint import pick_device, read_tensors, write_tensors
from sst_core.errors import WeightsError
from sst_core.selecting.model import SelectConfig, SelectModel
from sst_core.weights import OF_SELECT

VERSION: Final = "1"


def save_select(
    path: Path, config: SelectConfig, weights: Mapping[str, Tensor], *, card: Mapping[str, object]
) -> None:
    """Write backbone and head as fp16 safetensors, atomically.

    Raises:
        OutputError: The place cannot be written.
    """
    tensors = {
        name: value.detach().cpu().to(torch.float16).contiguous() for name, value in weights.items()
    }
    metadata = {
        "format": OF_SELECT,
        "version": VERSION,
        "config": json.dumps(config.as_dict()),
        "card": json.dumps(dict(card)),
    }
    write_tensors(path, tensors, metadata)


def load_select(path: Path, *, device: str = "cpu") -> SelectModel:
    """Build the segmenter a file describes, in evaluation mode.

    Raises:
        WeightsError: The file is missing, damaged, or of another kind.
        DeviceError: The device is absent.
    """
    target = pick_device(device)
    tensors, metadata = read_tensors(path)
    if metadata.get("format") != OF_SELECT or metadata.get("version") != VERSION:
        raise WeightsError("these are no weights of smart select", where=path)
    try:
        model = SelectModel(_config(json.loads(metadata["config"])))
        model.load_state_dict({name: value.float() for name, value in tensors.items()})
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise WeightsError("the weights do not fit their own configuration", where=path) from error
    if not all(value.isfinite().all() for value in tensors.values()):
        raise WeightsError("the weights hold values that are not numbers", where=path)
    return model.to(target).eval()


def _config(values: Mapping[str, object]) -> SelectConfig:
    known = {field.name for field in fields(SelectConfig)}
    if unknown := set(values) - known:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    plain = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return SelectConfig(**plain)  # type: ignore[arg-type]
