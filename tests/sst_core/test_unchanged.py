"""What a model of sst-lite's kind computes is pinned: weights people have mean the same."""

import zlib

import numpy as np
import pytest
import torch

from sst_core.config import ModelConfig
from sst_core.model import SST
from sst_core.session import InferenceSession

WRITTEN = {
    **{"name": "pinned", "backbone": "lite0", "channels": 32, "layers": 2, "heads": 2},
    **{"feedforward": 2, "tau": 2, "memory": 2, "memory_every": 2, "pattern": "local"},
    **{"side": 3, "position": "none", "decoder": [32, 16, 16], "short_side": 64},
}
"""A configuration as the first checkpoints with memory hold it."""
BEFORE = [
    [0.84566, 0.07751, 0.07683],
    [0.87212, 0.06412, 0.06376],
    [0.84957, 0.07522, 0.07522],
    [0.85995, 0.06998, 0.07005],
    [0.84871, 0.07568, 0.07562],
]
"""Per frame: mean probability of background and of both objects, in float32."""


def _model() -> SST:
    """Weights that follow from their names alone."""
    model = SST(ModelConfig.from_dict(WRITTEN)).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            rng = np.random.default_rng(zlib.crc32(name.encode()))
            values = rng.standard_normal(tuple(parameter.shape)).astype(np.float32)
            if parameter.ndim > 1:
                values *= np.sqrt(2 / np.prod(parameter.shape[1:]))
            else:
                values = values * 0.1 + (1.0 if name.endswith("weight") else 0.0)
            parameter.copy_(torch.from_numpy(values))
    return model


def test_old_weights_mean_what_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sst_core.precision.fast_dtype", lambda _: torch.float32)
    label_map = np.zeros((64, 96), np.uint8)
    label_map[10:34, 12:40], label_map[30:56, 60:84] = 1, 2
    still = np.random.default_rng(0).integers(0, 255, (64, 96, 3), dtype=np.uint8)
    still[label_map == 1], still[label_map == 2] = (220, 90, 40), (240, 240, 230)
    session = InferenceSession(_model(), engine="torch")
    session.add_reference(0, still, label_map, [1, 2])
    session.step(0, still)
    found = []
    for number in range(1, 6):
        result = session.step(number, np.roll(still, (2 * number, 3 * number), (0, 1)))
        found.append(result.probabilities.mean((1, 2), dtype=np.float32).tolist())
    np.testing.assert_allclose(found, BEFORE, rtol=0.01)
