"""Backbone and decoder through OpenVINO: several times faster than PyTorch on a CPU.

Both are converted once per weights and kept in the user's cache, then compiled per clip size; the
decoder also per number of objects, a fifth faster than with that number open. In float32 it is left
open, or OpenVINO 2026.4 crashes on small frames.
"""

import contextlib
import functools
import hashlib
import sys
import tempfile
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import appdirs
import numpy as np
import torch
from torch import Tensor, nn

from sst_core.backbone import Features, normalise
from sst_core.config import CELL_PX
from sst_core.decoder import Instances
from sst_core.model import SST, evidence_channels
from sst_core.precision import fast_dtype
from sst_core.runtime.engine import Engine

_LAYOUT = "7"
"""Raise when the converted graphs change, so that older cached ones are not used."""
_COMPILED = 8
"""Decoders kept, for different numbers of objects."""


class _Backbone(nn.Module):
    def __init__(self, model: SST) -> None:
        super().__init__()
        self.backbone = model.backbone

    def forward(self, frame: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        taps: Features = self.backbone(normalise(frame.permute(0, 3, 1, 2)))
        return taps.s4, taps.s8, taps.s16


class _Decoder(nn.Module):
    def __init__(self, model: SST, *, fixed: bool) -> None:
        super().__init__()
        self.decoder, self.fixed = model.decoder, fixed

    def forward(self, *inputs: Tensor) -> Tensor:
        tokens, s4, s8, s16, evidence, masks = inputs
        frame_of = None if self.fixed else torch.zeros(evidence.shape[0], dtype=torch.int64)
        logits: Tensor = self.decoder(tokens, Features(s4, s8, s16), evidence, masks, frame_of)
        return logits


class OpenVinoEngine(Engine):
    """One model at one clip size.

    Args:
        model: Weights on the CPU.
        cells: Rows and columns of attention cells of the clip.

    Raises:
        ImportError: OpenVINO is not installed.
    """

    name = "openvino"

    @torch.inference_mode(mode=False)  # inference tensors cannot be traced
    @torch.no_grad()
    def __init__(self, model: SST, cells: tuple[int, int]) -> None:
        super().__init__(model)
        self._core = _one_core()
        self._core.set_property({"CACHE_DIR": str(_cache() / "compiled")})
        precision = "bf16" if fast_dtype("cpu") == torch.bfloat16 else "f32"
        self._options = {
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        }
        digest = _digest(model)
        h, w = cells
        frame, *rest = _examples(model, objects=2, cells=(4, 6))
        tokens, s4, s8, s16, evidence, _ = rest
        sizes = [(4 * h, 4 * w), (2 * h, 2 * w), (h, w)]
        taps = [(1, tap.shape[1], *size) for tap, size in zip((s4, s8, s16), sizes, strict=True)]
        self._shared = [(1, tokens.shape[1], h, w), *taps]
        self._own = [(evidence.shape[1], h, w), (2, 4 * h, 4 * w)]
        backbone = _graph(self._core, _Backbone(model), (frame,), f"backbone-{digest}")
        self._backbone = self._compile(backbone, [(1, CELL_PX * h, CELL_PX * w, 3)])
        self._fixed = precision == "bf16"
        name = f"decoder-{'fixed' if self._fixed else 'open'}-{digest}"
        self._decoder = _graph(self._core, _Decoder(model, fixed=self._fixed), tuple(rest), name)
        self._decoder_for = functools.lru_cache(maxsize=_COMPILED)(self._compile_decoder)
        self._decoder_for(1)

    def embed(self, frame: Tensor) -> Features:
        """See `Engine.embed`."""
        if frame.dtype != torch.uint8:
            frame = frame.round().clamp(0, 255).to(torch.uint8)
        taps = self._backbone([frame.permute(0, 2, 3, 1).contiguous().numpy()])
        return Features(*(torch.from_numpy(np.array(taps[n])) for n in range(3)))

    def decode(
        self,
        tokens: Tensor,
        features: Features,
        evidence: Tensor,
        masks: Tensor,
        instances: Instances | None = None,
    ) -> Tensor:
        """See `Engine.decode`."""
        inputs = [x.float().contiguous().numpy() for x in (tokens, *features, evidence, masks)]
        compiled = self._decoder_for(len(evidence))
        return torch.from_numpy(np.array(compiled(inputs, share_inputs=True)[0]))

    def _compile_decoder(self, objects: int) -> Any:  # noqa: ANN401 - openvino carries no types
        own = [(objects if self._fixed else -1, *shape) for shape in self._own]
        return self._compile(self._decoder.clone(), [*self._shared, *own])

    def _compile(
        self,
        graph: Any,  # noqa: ANN401 - openvino carries no types
        shapes: list[tuple[int, ...]],
    ) -> Any:  # noqa: ANN401 - openvino carries no types
        pairs = zip(graph.inputs, shapes, strict=True)
        graph.reshape({port: _partial(shape) for port, shape in pairs})
        return self._core.compile_model(graph, "CPU", self._options)


@functools.cache
def _one_core() -> Any:  # noqa: ANN401 - openvino carries no types
    """Return the process's one OpenVINO core, which is never let go.

    Each core's CPU plugin puts a stack for signals in place and frees it when it goes; with two of
    them the first to go leaves the other's stack dangling, and the next signal ends the process
    (OpenVINO 2026.4).
    """
    return _load().Core()


def _load() -> Any:  # noqa: ANN401 - openvino carries no types
    """Import OpenVINO without what reports to its makers: nothing leaves the machine.

    Raises:
        ImportError: It is not installed.
    """
    sys.modules.setdefault("openvino_telemetry", cast("ModuleType", None))  # not to be found
    import openvino  # noqa: PLC0415 - an extra, and slow to load

    return openvino


def refuses(model: SST) -> str | None:
    """Say why this engine cannot run a model here; None if it can."""
    if model.device.type != "cpu":
        return f"OpenVINO runs on the CPU, the model is on {model.device.type}"
    config = model.config
    if config.backbone == "r101" or config.head != "plain" or config.stride != CELL_PX:
        return (
            f"OpenVINO serves EfficientNet-Lite with the plain decoder at stride {CELL_PX}, "
            f"{config.name} is of another kind"
        )
    return missing()


def missing() -> str | None:
    """Say why this engine can run no model here at all; None if it can."""
    try:
        _load()
    except ImportError:
        return "OpenVINO is not installed (pip install 'sst-annotator[openvino]')"
    return None


def _graph(core: Any, module: nn.Module, example: tuple[Tensor, ...], name: str) -> Any:  # noqa: ANN401
    """Read a converted module from the cache, or convert it and keep it there."""
    openvino = _load()
    path = _cache() / f"{name}.xml"
    if path.is_file():
        return core.read_model(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns about constants, which are meant here
        graph = openvino.convert_model(module.eval(), example_input=example)
    with contextlib.suppress(OSError, RuntimeError):  # without a cache it is only slower next time
        _keep(graph, path)
    return graph


def _keep(graph: Any, path: Path) -> None:  # noqa: ANN401 - openvino carries no types
    """Save a graph so that another process never reads half of it: its weights come first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / path.name
        _load().save_model(graph, draft, compress_to_fp16=False)
        draft.with_suffix(".bin").replace(path.with_suffix(".bin"))
        draft.replace(path)


def _examples(model: SST, *, objects: int, cells: tuple[int, int]) -> tuple[Tensor, ...]:
    """Inputs of both graphs: frame; tokens, three taps, evidence, masks."""
    h, w = cells
    frame = torch.zeros(1, 3, 16 * h, 16 * w, dtype=torch.uint8)
    features = model.embed_frames(frame)
    channels = evidence_channels(model.config)
    return (
        frame.permute(0, 2, 3, 1),
        torch.zeros(1, model.config.channels, h, w),
        *features,
        torch.zeros(objects, channels, h, w),
        torch.zeros(objects, 2, 4 * h, 4 * w),
    )


def _partial(shape: tuple[int, ...]) -> Any:  # noqa: ANN401 - openvino carries no types
    return _load().PartialShape(list(shape))


def _digest(model: SST) -> str:
    """Name the weights and the version of the graphs."""
    digest = hashlib.blake2b(_LAYOUT.encode(), digest_size=12)
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _cache() -> Path:
    return Path(appdirs.user_cache_dir("sst-annotator")) / "openvino"
