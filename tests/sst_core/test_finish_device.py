"""On a device the label map at source size is the one the CPU makes."""

import numpy as np
import pytest
import torch

from sst_core.checkpoint import load_model
from sst_core.finish import label_map_at_source, on_device
from sst_core.preprocess import Geometry
from sst_core.session import InferenceSession


@pytest.mark.parametrize("source", [(96, 150), (203, 331), (31, 47)])
@pytest.mark.parametrize("objects", [1, 3])
def test_both_ways_agree(source: tuple[int, int], objects: int) -> None:
    torch.manual_seed(objects)
    geometry = Geometry.of(*source, short_side=96)
    rows, columns = geometry.cells
    coarse = torch.randn(1, objects + 1, rows, columns) * 4
    odds = torch.nn.functional.interpolate(coarse, scale_factor=4, mode="bilinear")[0]
    ids = (3, 7, 250)[:objects]
    wanted, found = label_map_at_source(odds, ids, geometry), on_device(odds, ids, geometry)
    assert all(x.dtype == torch.uint8 and x.shape == source for x in found)
    assert (wanted[0] != found[0]).float().mean() < 1e-4  # ties may fall either way
    # The CPU leaves an object out where its odds are faint.
    assert (wanted[1].int() - found[1].int()).abs().max() <= 2 + objects


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_session_on_a_device_agrees_with_the_cpu() -> None:
    image = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    mask = np.zeros((240, 320), np.uint8)
    mask[50:150, 100:220] = 1
    image[mask > 0] //= 4
    found = []
    for device in ("cpu", "cuda"):
        session = InferenceSession(load_model(device=device))
        session.add_reference(0, image, mask, [1])
        found.append([session.step(n, np.roll(image, 2 * n, 1)).label_map for n in range(1, 4)])
    assert np.mean(np.array(found[0]) == np.array(found[1])) > 0.99
