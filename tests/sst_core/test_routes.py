"""Routes of attention: the right cells after each hop, strengths that sum to one."""

import pytest
import torch

from sst_core.config import NAMED
from sst_core.model import SST
from sst_core.ops.pattern import SCHEDULES, connected
from sst_core.routes import Asked, affinity_map, ask, follow, schedule, sees

GRID, FRAMES = (4, 5), 3
CELLS = GRID[0] * GRID[1] * FRAMES
EVERY = torch.ones(CELLS, dtype=torch.bool)


@pytest.fixture(scope="module")
def layer() -> Asked:
    generator = torch.Generator().manual_seed(4)
    query, key = (torch.randn(2, CELLS, 6, generator=generator) for _ in range(2))
    return Asked(query, key)


@pytest.mark.parametrize("name", SCHEDULES)
def test_rows_are_those_of_the_written_out_pattern(name: str) -> None:
    for pattern in schedule(name, NAMED["sst-lite"], 2):
        want = connected(pattern, FRAMES, FRAMES, height=GRID[0], width=GRID[1])
        assert torch.equal(sees(pattern, torch.arange(CELLS), inside=EVERY, grid=GRID), want)


def test_three_hops_of_the_grid_reach_everywhere(layer: Asked) -> None:
    patterns = schedule("grid", NAMED["sst-lite"], 3)
    found = follow([layer], patterns, (2, 1, 3), GRID)
    height, width = GRID
    assert found[0].reached == FRAMES + height + width - 2
    assert found[1].reached == height * width + 2 * (height + width - 1)
    assert found[2].reached == CELLS
    for hop in found:
        assert float(hop.strength.sum()) == pytest.approx(1, abs=1e-5)


def test_strengths_are_powers_of_the_attention_matrix(layer: Asked) -> None:
    (pattern,) = schedule("grid", NAMED["sst-lite"], 1)
    mask = connected(pattern, FRAMES, FRAMES, height=GRID[0], width=GRID[1])
    scores = layer.query @ layer.key.transpose(1, 2)
    matrix = scores.masked_fill(~mask, -torch.inf).softmax(-1).mean(0)
    start = (2 * GRID[0] + 1) * GRID[1] + 3
    want = torch.linalg.matrix_power(matrix.double(), 3)[start]
    found = follow([layer], [pattern] * 3, (2, 1, 3), GRID)[-1]
    torch.testing.assert_close(found.strength.flatten().double(), want, rtol=1e-4, atol=1e-7)


def test_a_route_steps_along_the_pattern_to_the_first_frame(layer: Asked) -> None:
    patterns = schedule("grid", NAMED["sst-lite"], 3)
    for hop, steps in zip(follow([layer], patterns, (2, 1, 3), GRID), (1, 2, 3), strict=True):
        assert len(hop.route) == steps + 1
        assert hop.route[0] == (2, 1, 3)
        assert hop.route[-1][0] == 0
        for one, other in zip(hop.route, hop.route[1:], strict=False):
            assert sum(a == b for a, b in zip(one, other, strict=True)) >= 2


def test_padding_is_left_out(layer: Asked) -> None:
    patterns = schedule("grid", NAMED["sst-lite"], 3)
    for hop in follow([layer], patterns, (2, 1, 2), GRID, shown=(3, 4)):
        assert not hop.strength[:, 3:].any()
        assert not hop.strength[:, :, 4:].any()
        assert float(hop.strength.sum()) == pytest.approx(1, abs=1e-5)
        assert all(row < 3 and column < 4 for _, row, column in hop.route)


def test_a_model_is_asked_at_its_own_stride() -> None:
    for name, cells in (("sst-tiny", 2 * 3), ("sst-lite-paper-grid-3", 4 * 6)):
        torch.manual_seed(0)
        model = SST(NAMED[name]).eval()
        frames = [model.embed_frames(torch.rand(1, 3, 32, 48) * 255) for _ in range(2)]
        layers = ask(model, frames)
        assert len(layers) == model.config.layers
        assert all(layer.query.shape == layer.key.shape for layer in layers)
        assert layers[0].key.shape[1] == 2 * cells
        affinity = affinity_map(layers[0], (1, 0, 0), (4, 6) if cells == 24 else (2, 3))
        assert float(affinity.min()) >= 0
