"""How fast a model is on this machine, and which machine that is."""

import platform
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray

from sst_core.features import Embedded
from sst_core.labels import LabelMap, object_ids
from sst_core.model import SST
from sst_core.session import InferenceSession

_WARM = 3


@dataclass(frozen=True)
class Speed:
    """Speed of propagation.

    Attributes:
        frames: That were measured; the first ones, which warm up, are not.
        look_s: Median seconds to resize a frame and run the backbone.
        segment_s: Median seconds for attention, decoder and the label map.
        total_s: Median seconds of both for one frame.
        objects: Tracked.
        size: Height and width of the frames.
        resolution: Short side that the model saw.
        engine: Name of the engine of the convolutions.
        memory_mb: Of the graphics card, or else the peak of this process.
    """

    frames: int
    look_s: float
    segment_s: float
    total_s: float
    objects: int
    size: tuple[int, int]
    resolution: int
    engine: str
    memory_mb: float

    @property
    def frames_per_s(self) -> float:
        """Frames per second of the model; reading images and writing masks is not in it."""
        return 1 / self.total_s


def measure_speed(
    model: SST, frames: Sequence[NDArray[np.uint8]], mask: LabelMap, *, resolution: int | None
) -> Speed:
    """Propagates a mask and takes the time of every frame.

    Args:
        model: The model.
        frames: (H, W, 3) uint8 RGB each; at least five.
        mask: (H, W) uint8, of the first frame.
        resolution: Short side that the model sees; None takes the model's own.
    """
    session = InferenceSession(model, short_side=resolution)
    ids = object_ids(mask)
    session.add_reference(0, frames[0], mask, ids)
    session.step(0, frames[0])
    looks, segments = [], []
    for number, frame in enumerate(frames[1:], 1):
        begun = perf_counter()
        seen = _finished(session.embed(frame), model.device)
        looked = perf_counter()
        session.step(number, seen)
        segments.append(perf_counter() - looked)
        looks.append(looked - begun)
    kept = slice(min(_WARM, len(looks) - 1), None)
    total = np.array(looks[kept]) + np.array(segments[kept])
    return Speed(
        frames=len(total),
        look_s=float(np.median(looks[kept])),
        segment_s=float(np.median(segments[kept])),
        total_s=float(np.median(total)),
        objects=len(ids),
        size=mask.shape[:2],
        resolution=session.short_side,
        engine=session.engine.name if session.engine is not None else "",
        memory_mb=_memory_mb(model.device),
    )


def machine(device: torch.device) -> dict[str, str]:
    """What a figure of speed depends on, in words: device, threads, system, versions."""
    found = {
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "processor": _processor(),
        "threads": str(torch.get_num_threads()),
        "system": platform.platform(terse=True),
        "Python": platform.python_version(),
    }
    for name in ("sst-annotator", "torch", "openvino", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _finished(seen: Embedded, device: torch.device) -> Embedded:
    """Waits until the device has done what it was asked."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return seen


def _memory_mb(device: torch.device) -> float:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
