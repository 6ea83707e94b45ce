"""A model small enough to load in tests, a truth to make requests from, and a listening client."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from time import monotonic
from typing import TypeVar

import numpy as np
import pytest
import torch

from annotator.engine.client import EngineClient
from annotator.engine.messages import Failed, Finished, FromEngine, RunRequest
from annotator.engine.requests import build_request
from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.model import SST

Message = TypeVar("Message", bound=FromEngine)


@dataclass
class Truth:
    """The part of a document that requests are made of."""

    maps: dict[int, np.ndarray]
    speaks: dict[int, frozenset[int]]
    frames: int
    revision: int = 1

    def label_map(self, frame: int) -> np.ndarray:
        """The label map of a frame."""
        return self.maps[frame]

    def references(self) -> dict[int, frozenset[int]]:
        """Frame to ids."""
        return self.speaks


@dataclass
class Ear:
    """Collects what a client tells."""

    client: EngineClient
    heard: list[FromEngine] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._bell = Condition()
        self.client.events.connect(self._hear)

    def _hear(self, message: FromEngine) -> None:
        with self._bell:
            self.heard.append(message)
            self.times.append(monotonic())
            self._bell.notify_all()

    def wait(self, met: Callable[[], bool], seconds: float = 60.0) -> None:
        """Waits until something is so; fails with what was heard."""
        with self._bell:
            assert self._bell.wait_for(met, seconds), self.heard[-5:]

    def of(self, kind: type[Message], job: int | None = None) -> list[Message]:
        """Messages of a kind, and of a job if one is given."""
        found = [message for message in list(self.heard) if isinstance(message, kind)]
        return [one for one in found if job is None or getattr(one, "job", None) == job]

    def ends(self, job: int) -> list[Finished | Failed]:
        """How a job ended."""
        return [*self.of(Finished, job), *self.of(Failed, job)]

    def wait_end(self, job: int) -> Finished | Failed:
        """Waits for a job to end."""
        self.wait(lambda: bool(self.ends(job)))
        return self.ends(job)[0]


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A weights file of the test-sized configuration with random weights."""
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_model(path, NAMED["sst-tiny"], SST(NAMED["sst-tiny"]).state_dict(), card={})
    return str(path)


@pytest.fixture(scope="module")
def shared_client() -> Iterator[EngineClient]:
    """A client for a whole module: its model is loaded once."""
    client = EngineClient()
    yield client
    client.close()


@pytest.fixture
def ear(shared_client: EngineClient) -> Ear:
    """The shared client, listened to from now on."""
    return Ear(shared_client)


@pytest.fixture
def fresh_ear() -> Iterator[Ear]:
    """A client with a process of its own."""
    client = EngineClient()
    yield Ear(client)
    client.close()


@pytest.fixture
def truth(make_scene: Callable[..., tuple[np.ndarray, np.ndarray]]) -> Truth:
    """Two objects, drawn on the first and the last of the 80 frames of `long_gop`."""
    both = frozenset({1, 2})
    return Truth({frame: make_scene(frame)[1] for frame in (0, 79)}, {0: both, 79: both}, 80)


@pytest.fixture
def ask(truth: Truth, long_gop: Path, tiny_weights: str) -> Callable[..., RunRequest]:
    """Makes requests over `long_gop`."""

    def make(job: int, **changes: object) -> RunRequest:
        values: dict[str, object] = {
            "clip": str(long_gop),
            "mode": "forward",
            "frame": 0,
            "weights": tiny_weights,
            "device": "cpu",
            "resolution": 64,
            **changes,
        }
        return build_request(truth, job=job, **values)  # type: ignore[arg-type]

    return make
