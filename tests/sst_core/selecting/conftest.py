"""A segmenter small enough for tests, with fixed random weights."""

import pytest
import torch

from sst_core.selecting.model import SelectConfig, SelectModel


@pytest.fixture(scope="session")
def tiny_select() -> SelectModel:
    torch.manual_seed(5)
    config = SelectConfig(name="tiny", widths=(16, 16, 8), layers=1, heads=2, side=64)
    return SelectModel(config).eval()
