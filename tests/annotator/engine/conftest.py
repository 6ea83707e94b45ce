"""A model small enough to load in tests, and clients that are listened to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from engine_ear import Ear, Truth

from annotator.engine.client import EngineClient
from annotator.engine.messages import RunRequest
from annotator.engine.requests import build_request
from sst_core.checkpoint import save_model
from sst_core.config import NAMED
from sst_core.model import SST


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
