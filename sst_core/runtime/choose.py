"""Which engine runs: a table in order of preference; `why_not` explains a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from sst_core.errors import DeviceError
from sst_core.model import SST
from sst_core.runtime import graphs, openvino
from sst_core.runtime.engine import Engine, TorchEngine
from sst_core.saying import said


@dataclass(frozen=True)
class Entry:
    """One engine: the reason why it cannot run here (None: it can), and how to build it."""

    refuses: Callable[[SST], str | None]
    build: Callable[[SST, tuple[int, int]], Engine]


ENGINES: dict[str, Entry] = {
    "openvino": Entry(openvino.refuses, openvino.OpenVinoEngine),
    "cuda-graphs": Entry(graphs.refuses, lambda model, _: graphs.GraphEngine(model)),
    "torch": Entry(lambda _: None, lambda model, _: TorchEngine(model)),
}


def why_not(name: str, model: SST) -> str | None:
    """Say why an engine cannot run a model here; None if it can.

    Raises:
        DeviceError: There is no engine of that name.
    """
    if name not in ENGINES:
        raise DeviceError(
            said("no engine is called {name!r}", name=name),
            todo=said("Choose from {names}", names=", ".join(ENGINES)),
        )
    return ENGINES[name].refuses(model)


def choose(model: SST, cells: tuple[int, int], *, name: str = "auto") -> Engine:
    """Build the first engine that can run, or the one asked for.

    Args:
        model: The model.
        cells: Rows and columns of attention cells of the clip.
        name: "auto" or a name in ENGINES.

    Raises:
        DeviceError: The engine asked for is unknown or cannot run here.
    """
    if name != "auto":
        reason = why_not(name, model)
        if reason is not None:
            raise DeviceError(reason, todo="Use another engine")
        return ENGINES[name].build(model, cells)
    able = (entry for entry in ENGINES.values() if entry.refuses(model) is None)
    return next(able).build(model, cells)
