"""Fixtures of the training tests: a tiny collection with a tiny set of stills."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from data_worlds import stills_world, vos_world


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(a collection in DAVIS layout, a folder of stills), both read-only by agreement."""
    root = tmp_path_factory.mktemp("data")
    return vos_world(root / "clips"), stills_world(root / "stills")


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Sums in one order, whatever the machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
