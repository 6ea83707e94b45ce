"""Captured CUDA graphs: a step is a few hundred short kernels, which the CPU hands out too slowly.

A graph repeats the same kernels on the same memory, so there is one for each set of shapes: of the
frame, of the objects, of how many frames are remembered. One that is met once only (memory still
fills) runs as PyTorch runs it; the second time it is captured. What cannot be captured, for lack of
memory say, goes on running as PyTorch runs it.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from sst_core.backbone import Features
from sst_core.encoder import Source
from sst_core.model import SST
from sst_core.ops.types import Labels
from sst_core.runtime.engine import Asked, Segmented, TorchEngine

_KEPT = 8
"""Graphs kept; each holds the memory of a step."""
_WARM = 2
"""Runs before a capture: kernels are compiled, and libraries set up, in the first."""

Work = Callable[..., tuple[Tensor, ...]]
Way = Callable[[Sequence[Tensor]], tuple[Tensor, ...]]

_log = logging.getLogger(__name__)


def refuses(model: SST) -> str | None:
    """Say why this engine cannot run a model here; None if it can."""
    if model.device.type != "cuda":
        return f"CUDA graphs need a CUDA device, the model is on {model.device.type}"
    return None


class GraphEngine(TorchEngine):
    """PyTorch's kernels, captured; the same numbers as `TorchEngine`.

    What it returns is the caller's until the next call.
    """

    name = "cuda-graphs"

    def __init__(self, model: SST) -> None:
        super().__init__(model)
        self._graphs = Graphs()

    def embed(self, frame: Tensor) -> Features:
        """See `Engine.embed`."""
        plain = super().embed
        return Features(*self._graphs.run("embed", lambda x: tuple(plain(x)), [frame]))

    def segment(self, asked: Asked) -> Segmented:
        """See `Engine.segment`."""
        plain, step = super().segment, asked.references.step

        def work(*flat: Tensor) -> tuple[Tensor, ...]:
            given = iter(flat)
            features = Features(*(next(given) for _ in asked.features))
            references = _from_flat(asked.references, given)
            previous = _from_flat(asked.previous, given)
            found = plain(Asked(features, references, previous, next(given), next(given)))
            return found.logits, *found.keys, *found.values

        flat = [*asked.features]
        for source in (asked.references, asked.previous):
            flat += _flat(source)
        number = torch.as_tensor(asked.time).reshape(1).to(asked.masks.device)
        logits, *rest = self._graphs.run(f"segment {step}", work, [*flat, asked.masks, number])
        layers = len(asked.previous.keys)
        kept = [x.clone() for x in rest]  # remembered beyond the next call
        return Segmented(logits, tuple(kept[:layers]), tuple(kept[layers:]))


def _flat(source: Source) -> list[Tensor]:
    seen = [] if source.seen is None else [source.seen]
    return [*source.keys, *source.values, source.labels.values, source.labels.speaks, *seen]


def _from_flat(like: Source, given: Any) -> Source:  # noqa: ANN401 - an iterator of tensors
    keys = tuple(next(given) for _ in like.keys)
    values = tuple(next(given) for _ in like.values)
    labels = Labels(next(given), next(given))
    return Source(keys, values, labels, None if like.seen is None else next(given), like.step)


class Graphs:
    """Graphs by what they do and the shapes they do it on, the latest few."""

    def __init__(self) -> None:
        self._ways: OrderedDict[tuple[object, ...], Way | None] = OrderedDict()
        self._pool: Any = None

    def run(self, name: str, work: Work, given: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Do the work on these tensors; captured the second time it is asked for these shapes.

        Args:
            name: What the work is; the same name and shapes mean the same kernels.
            work: Launches kernels and never waits for the device.
            given: What it takes.
        """
        key = (name, *((x.shape, x.dtype) for x in given))
        if key not in self._ways:
            self._ways[key] = None
            while len(self._ways) > _KEPT:
                self._ways.popitem(last=False)
            return work(*given)
        self._ways.move_to_end(key)
        way = self._ways[key]
        if way is None:
            way = self._ways[key] = self._capture(name, work, given)
        return way(given)

    def _capture(self, name: str, work: Work, given: Sequence[Tensor]) -> Way:
        if self._pool is None:
            self._pool = torch.cuda.graph_pool_handle()
        try:
            return _Captured(work, given, self._pool)
        except RuntimeError as error:  # out of memory is one too
            _log.warning("%s runs without a CUDA graph: %s", name, error)
            return lambda tensors: work(*tensors)


class _Captured:
    def __init__(self, work: Work, given: Sequence[Tensor], pool: Any) -> None:  # noqa: ANN401
        self._given = [x.clone() for x in given]
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(_WARM):
                work(*self._given)
        torch.cuda.current_stream().wait_stream(stream)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph, pool=pool, capture_error_mode="thread_local"):
            self._made = work(*self._given)

    def __call__(self, given: Sequence[Tensor]) -> tuple[Tensor, ...]:
        for mine, theirs in zip(self._given, given, strict=True):
            mine.copy_(theirs)
        self._graph.replay()
        return self._made
