"""What the engine asks of a model session, and the one place that makes the real one."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotator.engine.memory import free_bytes
from annotator.media.source import Picture
from sst_core.labels import LabelMap

if TYPE_CHECKING:
    from sst_core.features import Embedded
    from sst_core.model import SST

# A product of two matrices is prepared once for every size it meets, and what was prepared is kept,
# about a megabyte each. A long session meets ever more sizes; a clip about a hundred at a time.
# oneDNN reads this when it prepares the first one.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "128")

View: TypeAlias = "Picture | Embedded"


class Result(Protocol):
    """One frame as the session sees it (`sst_core.session.FrameResult`)."""

    @property
    def frame(self) -> int:
        """The frame number."""
        ...

    @property
    def label_map(self) -> LabelMap:
        """(H, W) uint8 at source size."""
        ...

    @property
    def certainty(self) -> NDArray[np.uint8]:
        """(H, W) uint8, the winning probability times 255."""
        ...

    @property
    def confidence(self) -> Mapping[int, float]:
        """Object id to a number in [0, 1]."""
        ...


class Session(Protocol):
    """The part of `sst_core.session.InferenceSession` that a propagation uses.

    A frame comes as its picture or as what `embed` made of it before, with the same result.
    """

    def embed(self, image: Picture) -> "Embedded":
        """Looks at a frame without remembering it."""
        ...

    def add_reference(
        self, frame: int, image: "View", label_map: LabelMap, speaks_for: Iterable[int]
    ) -> None:
        """Adds or replaces the reference of a frame."""
        ...

    def remove_reference(self, frame: int) -> None:
        """Forgets the reference of a frame."""
        ...

    def restrict(self, objects: Iterable[int] | None) -> None:
        """Tracks only these objects from now on."""
        ...

    def reset(self) -> None:
        """Forgets previous frames; references stay."""
        ...

    def step(self, frame: int, image: "View") -> Result:
        """Labels the next frame."""
        ...


SessionFactory = Callable[[int], Session]
"""A fresh session whose model sees frames with this many pixels on the short side."""


class ModelSessions:
    """Sessions of one model, and what they take (`forecast.Weighs`).

    Args:
        model: On its device, in evaluation mode.
    """

    def __init__(self, model: "SST") -> None:
        self._model = model

    def __call__(self, resolution: int) -> Session:
        """A fresh session."""
        import torch

        from sst_core.session import InferenceSession  # noqa: PLC0415 - imports torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()  # what the session before it held, after out of memory
        return InferenceSession(self._model, short_side=resolution)

    def session_bytes(
        self, size: tuple[int, int], *, resolution: int, objects: int, references: int
    ) -> int:
        """Bytes of a session at work."""
        from sst_core.footprint import footprint  # noqa: PLC0415 - imports torch

        found = footprint(self._model.config, size, short_side=resolution, objects=objects)
        return found.session(objects=objects, references=references)

    def frame_bytes(self, size: tuple[int, int], *, resolution: int) -> int:
        """Bytes of a frame that is kept on a shelf."""
        from sst_core.footprint import footprint  # noqa: PLC0415 - imports torch

        return footprint(self._model.config, size, short_side=resolution, objects=1).per_frame

    def free_bytes(self) -> int:
        """Memory that is free where the model runs."""
        import torch

        if self._model.device.type != "cuda":
            return free_bytes()
        free, _ = torch.cuda.mem_get_info(self._model.device)
        idle = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
        return int(free + idle)


def load_sessions(weights: str | Path, *, device: str) -> ModelSessions:
    """Loads the model once; imports torch.

    Args:
        weights: Name of shipped weights, or a file.
        device: "auto", "cpu", "cuda" or "mps".

    Raises:
        WeightsError: The weights are missing, foreign, damaged or of another version.
        DeviceError: The device is absent.
    """
    from sst_core.checkpoint import load_model  # noqa: PLC0415 - imports torch

    model = load_model(weights, device=device)
    return ModelSessions(model)


def device_name(device: str) -> str:
    """What people call the device that a name stands for ("CPU"); imports torch.

    Raises:
        DeviceError: The device is absent.
    """
    import torch

    from sst_core.checkpoint import pick_device  # noqa: PLC0415 - imports torch

    chosen = pick_device(device)
    if chosen.type == "cuda":
        return str(torch.cuda.get_device_name(chosen))
    return {"mps": "Apple GPU", "cpu": "CPU"}.get(chosen.type, chosen.type)


def engine_facts(device: str) -> dict[str, str]:
    """What runs the model here and why other engines do not, for the diagnostics; imports torch.

    Args:
        device: As `device_name` says it.
    """
    import torch

    from sst_core.runtime.openvino import missing  # noqa: PLC0415 - imports torch

    return {
        "device": device,
        "torch": str(torch.__version__),
        "threads": str(torch.get_num_threads()),
        "CUDA": "available"
        if torch.cuda.is_available()
        else f"not here (built {torch.version.cuda})",
        "OpenVINO": (missing() or "used") if device == "CPU" else "runs on CPUs only",
    }


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the memory of the device or of the machine is used up.

    torch has a class for it, but not on every device; all of them say "out of memory".
    """
    return isinstance(error, MemoryError) or "out of memory" in str(error).lower()
