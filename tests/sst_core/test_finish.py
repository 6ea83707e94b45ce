"""The label map at source size is the maximum of the interpolated log-odds, box by box."""

import pytest
import torch
from torch.nn import functional

from sst_core.finish import FAINT, label_map_at_source
from sst_core.masks import log_odds
from sst_core.preprocess import Geometry


def _blobs(geometry: Geometry, objects: int) -> torch.Tensor:
    """Logits (1, O, h4, w4) of round objects side by side, the last of them nowhere."""
    height, width = (4 * side for side in geometry.cells)
    rows, columns = torch.arange(height)[:, None], torch.arange(width)[None]
    logits = []
    for number in range(objects):
        away = torch.hypot(rows - height * 0.4, columns - width * (number + 0.5) / objects)
        logits.append((height / 4 - away).clamp(-15, 15))
    logits[-1] = torch.full_like(logits[-1], -float("inf"))
    return torch.stack(logits)[None]


@pytest.mark.parametrize("source", [(96, 150), (96, 144), (203, 331), (31, 47)])
@pytest.mark.parametrize("objects", [1, 2, 4])
def test_it_is_the_maximum_of_the_interpolated_odds(source: tuple[int, int], objects: int) -> None:
    geometry = Geometry.of(*source, short_side=96)
    odds = log_odds(_blobs(geometry, objects))
    ids = tuple(range(7, 7 + objects))
    label_map, certainty = label_map_at_source(odds[0], ids, geometry)
    scale = [s / r * p / m for s, r, p, m in zip(*_sizes(geometry, odds), strict=True)]
    whole = functional.interpolate(
        odds, scale_factor=tuple(scale), mode="bilinear", recompute_scale_factor=False
    )[..., : source[0], : source[1]]
    share, index = whole.softmax(1).max(1)
    expected = torch.tensor((0, *ids))[index[0]]
    clear = whole.topk(2, dim=1).values.diff(dim=1)[0, 0].abs() > 1e-3
    assert bool((label_map == expected)[clear].all())
    # An object is left out where its odds are faint; nothing else may be lost.
    assert float((certainty / 255 - share[0]).abs().max()) < 1 / 255 + 2.0**FAINT * objects
    assert set(label_map.unique().tolist()) == {0, *ids[:-1]}


def _sizes(geometry: Geometry, odds: torch.Tensor) -> tuple[tuple[int, ...], ...]:
    return geometry.source, geometry.resized, geometry.padded, tuple(odds.shape[2:])
