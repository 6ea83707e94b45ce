"""How weights move: groups, schedule, share of hard pixels, moving average."""

from itertools import pairwise

import pytest
import torch

from sst_core.config import NAMED
from sst_core.model import SST
from training.optim import (
    MovingAverage,
    build_optimizer,
    hardest_share,
    rate_factor,
    set_rate,
)
from training.trainer import freeze


@pytest.fixture(scope="module")
def model() -> SST:
    model = SST(NAMED["sst-tiny"])
    freeze(model, 2)
    return model


def test_backbone_learns_slower_and_vectors_do_not_decay(model: SST) -> None:
    optimizer = build_optimizer(model, rate=1e-3, backbone_scale=0.2, weight_decay=0.03)
    set_rate(optimizer, 5e-4)
    seen = {}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            assert id(parameter) not in seen
            seen[id(parameter)] = (group["lr"], group["weight_decay"])
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            assert id(parameter) not in seen
            continue
        rate, decay = seen[id(parameter)]
        assert rate == pytest.approx(1e-4 if name.startswith("backbone.") else 5e-4), name
        assert decay == (0.03 if parameter.ndim > 1 else 0.0), name


def test_the_frozen_part_is_the_stem_and_the_first_stage(model: SST) -> None:
    frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
    assert frozen
    assert all(name.startswith(("backbone.stem.", "backbone.stages.0.")) for name in frozen)
    assert sum(p.requires_grad for p in model.backbone.stages[1].parameters()) > 0


def test_rate_warms_up_in_a_line_then_falls_as_a_cosine_to_the_floor() -> None:
    factors = [rate_factor(step, total=100, warmup=10) for step in range(101)]
    assert factors[:10] == pytest.approx([(n + 1) / 10 for n in range(10)])
    assert factors[10] == 1
    assert factors[55] == pytest.approx(0.505)  # half of the way down to 0.01
    assert factors[100] == pytest.approx(0.01)
    assert all(a > b for a, b in pairwise(factors[10:]))
    assert rate_factor(500, total=100, warmup=10) == pytest.approx(0.01)
    assert rate_factor(0, total=1, warmup=0) == 1


def test_share_of_hard_pixels_shrinks_until_half_time() -> None:
    assert hardest_share(0, total=100) == 1
    assert hardest_share(25, total=100) == pytest.approx(0.575)
    assert hardest_share(50, total=100) == pytest.approx(0.15)
    assert hardest_share(99, total=100) == pytest.approx(0.15)


def test_moving_average_follows_at_once_and_smooths_later() -> None:
    start, goal = torch.zeros(3), torch.ones(3)
    average = MovingAverage([("w", start)], decay=0.99)
    average.update([("w", goal)], 0)
    assert average.shadow["w"].tolist() == pytest.approx([0.9] * 3)  # decay (1 + 0) / (10 + 0)
    late = MovingAverage([("w", start)], decay=0.99)
    late.update([("w", goal)], 100_000)
    assert late.shadow["w"].tolist() == pytest.approx([0.01] * 3)
    for step in range(2000):
        late.update([("w", goal)], 100_000 + step)
    assert late.shadow["w"].tolist() == pytest.approx([1] * 3, abs=1e-4)
    assert start.tolist() == [0, 0, 0]  # the model's own weights are never written
