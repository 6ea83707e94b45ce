"""A small SST with fixed random weights, and moving squares to segment."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from sst_core.config import NAMED
from sst_core.model import SST


@pytest.fixture(scope="session")
def tiny_model() -> SST:
    torch.manual_seed(7)
    return SST(NAMED["sst-tiny"]).eval()


@pytest.fixture
def squares() -> tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]:
    """Six 70x100 frames of noise with two coloured squares, and their label maps."""
    rng = np.random.default_rng(3)
    background = rng.integers(0, 90, (70, 100, 3), dtype=np.uint8)
    frames, label_maps = [], []
    for t in range(6):
        frame, labels = background.copy(), np.zeros((70, 100), np.uint8)
        for number, (row, column), colour in ((1, (8, 5 + 4 * t), 250), (2, (40, 60 - 3 * t), 160)):
            frame[row : row + 20, column : column + 20] = colour
            labels[row : row + 20, column : column + 20] = number
        frames.append(frame)
        label_maps.append(labels)
    return frames, label_maps
