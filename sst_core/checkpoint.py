"""Weights on disk: safetensors with configuration, version and licence notes inside.

A file is data, never code: pickles are refused unread. Keys are strict, values must be finite.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from sst_core.config import ModelConfig
from sst_core.errors import DeviceError, OutputError, WeightsError
from sst_core.model import SST
from sst_core.saying import said
from sst_core.weights import DEFAULT, find_weights, user_weights

FORMAT = "sst-annotator"
VERSION = "1"

__all__ = [
    "DEFAULT",
    "find_weights",
    "load_model",
    "pick_device",
    "read_card",
    "read_tensors",
    "save_model",
    "user_weights",
    "write_tensors",
]


def save_model(
    path: Path, config: ModelConfig, weights: Mapping[str, Tensor], *, card: Mapping[str, object]
) -> None:
    """Write weights as fp16 safetensors, atomically.

    Args:
        path: Destination.
        config: Shape of the model.
        weights: State dict; floating tensors are stored as float16.
        card: Licence notes, data, metrics: JSON values that travel with the weights.

    Raises:
        OutputError: The place cannot be written.
    """
    tensors = {
        key: value.detach()
        .cpu()
        .to(torch.float16 if value.is_floating_point() else value.dtype)
        .contiguous()
        for key, value in weights.items()
    }
    metadata = {
        "format": FORMAT,
        "version": VERSION,
        "config": json.dumps(config.as_dict()),
        "card": json.dumps(dict(card)),
    }
    write_tensors(path, tensors, metadata)


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write a safetensors file through a temporary neighbour, so that none is ever half written.

    Raises:
        OutputError: The place cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not save_file: it makes files that only their owner can read.
        temporary.write_bytes(save(dict(tensors), metadata=dict(metadata)))
        temporary.replace(path)
    except (OSError, SafetensorError) as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise OutputError(said("cannot write ({error})", error=error), where=path) from error


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Read a safetensors file: tensors on the CPU and its metadata.

    Raises:
        WeightsError: Missing, a pickle, damaged, or foreign.
    """
    if not path.is_file():
        raise WeightsError("no such weights file", where=path, todo="Check the path or the name")
    with path.open("rb") as file:
        head = file.read(9)
    pickled = head[:1] == b"\x80" and head[8:] != b"{"  # a header may be 128 (mod 256) bytes long
    if head[:2] == b"PK" or pickled:
        raise WeightsError(
            "this is a pickled checkpoint, which could run code, so it is not opened",
            where=path,
            todo="Use a .safetensors file written by sst-train",
        )
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            metadata = dict(file.metadata() or {})
            return {key: file.get_tensor(key) for key in file.keys()}, metadata  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise WeightsError(
            "the weights file is damaged or not safetensors", where=path, todo="Get it again"
        ) from error


def read_card(path: Path) -> dict[str, object]:
    """Return the card stored beside the weights.

    Raises:
        WeightsError: As `read_tensors`.
    """
    try:
        card = json.loads(read_tensors(path)[1].get("card", "{}"))
    except (ValueError, RecursionError) as error:
        raise WeightsError("the card of these weights cannot be read", where=path) from error
    return card if isinstance(card, dict) else {}


def load_model(weights: str | Path = DEFAULT, *, device: str = "auto") -> SST:
    """Build the model a weights file describes, in evaluation mode.

    Args:
        weights: A shipped or user weights name, or a file.
        device: auto, cpu, cuda or mps.

    Raises:
        WeightsError: The file cannot be used.
        DeviceError: The device is absent.
    """
    target = pick_device(device)
    path = find_weights(weights)
    tensors, metadata = read_tensors(path)
    try:
        return _build(tensors, metadata).to(target).eval()
    except WeightsError as error:
        raise WeightsError(error.what, where=path, todo=error.todo) from error


def _build(tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> SST:
    if metadata.get("format") != FORMAT:
        raise WeightsError("these weights are of another program", todo="Use weights of SST")
    if metadata.get("version") != VERSION:
        raise WeightsError(
            said(
                "these weights are of version {version}, this program reads {known}",
                version=metadata.get("version"),
                known=VERSION,
            ),
            todo="Update the program or train again",
        )
    bad = [key for key, value in tensors.items() if not value.isfinite().all()]
    if bad:
        raise WeightsError(
            said("the weights hold values that are not numbers ({first})", first=bad[0]),
            todo="Use an earlier checkpoint",
        )
    try:
        config = ModelConfig.from_dict(json.loads(metadata["config"]))
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise WeightsError("the weights carry no readable configuration") from error
    _refuse_other_shapes(config, tensors)
    model = SST(config)
    try:
        model.load_state_dict({key: value.float() for key, value in tensors.items()}, strict=True)
    except RuntimeError as error:
        raise WeightsError("the weights do not fit their own configuration") from error
    return model


def _refuse_other_shapes(config: ModelConfig, tensors: Mapping[str, Tensor]) -> None:
    """Compare with a model that takes no memory: a few bytes must not ask for gigabytes."""
    with torch.device("meta"):
        wanted = {key: value.shape for key, value in SST(config).state_dict().items()}
    if wanted != {key: value.shape for key, value in tensors.items()}:
        raise WeightsError("the weights do not fit their own configuration")


def pick_device(name: str) -> torch.device:
    """Choose a device.

    Raises:
        DeviceError: Asked for one that this machine lacks.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        return torch.device(next(device for device, present in there.items() if present))
    if not there.get(name, False):
        raise DeviceError(
            said("there is no {name} device here", name=name), todo="Use --device auto or cpu"
        )
    return torch.device(name)
