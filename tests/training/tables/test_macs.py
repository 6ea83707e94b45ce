"""Multiply-accumulates: by hand, against torch's own counter, and the figures we publish."""

from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from sst_core.backbone import DeepLab
from sst_core.config import NAMED
from sst_core.model import SST
from training.tables.macs import (
    attention_macs,
    buffer_macs,
    cfbi_matching,
    count,
    counting,
    deeplab_macs,
    feature_cells,
    token_macs,
)


def test_convolutions_and_linear_layers_by_hand() -> None:
    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1),  # 5 x 7 places x 8 x 27
        nn.Conv2d(8, 8, 3, padding=1, groups=8),  # 5 x 7 places x 8 x 9
        nn.Flatten(),
        nn.Linear(8 * 5 * 7, 10),
    )
    with counting(net) as tally:
        net(torch.zeros(1, 3, 10, 14))
    assert tally.macs == 35 * 8 * 27 + 35 * 8 * 9 + 280 * 10
    net(torch.zeros(1, 3, 10, 14))
    assert tally.macs == 35 * 8 * 27 + 35 * 8 * 9 + 280 * 10  # the hooks are gone


def test_torch_counts_the_same_convolutions() -> None:
    with torch.device("meta"):
        backbone = DeepLab(32).eval()
    image = torch.zeros(1, 3, 64, 96, device="meta")
    with torch.no_grad(), FlopCounterMode(display=False) as theirs:
        backbone(image)
    assert deeplab_macs((64, 96), 32)[0] == theirs.get_total_flops() / 2


def test_deeplab_at_the_papers_size() -> None:
    """Stem, four stages, ASPP, low-level and decoder, embedding; arithmetic of the architecture."""
    stages = 0.511 + 2.916 + 4.555 + 23.754 + 13.448
    aspp = 900 * (2048 * 256 + 3 * 9 * 2048 * 256 + 1280 * 256) / 1e9
    decoder = 117**2 * (256 * 48 + 9 * 304 * 256 + 9 * 256 * 256) / 1e9
    embedding = 117**2 * (9 * 256 + 256 * 128) / 1e9
    macs, parameters = deeplab_macs((465, 465), 128)
    assert macs / 1e9 == pytest.approx(stages + aspp + decoder + embedding, abs=0.01)
    assert 59.2e6 < parameters < 59.5e6


def test_attention_by_hand() -> None:
    """2 C per pair; a 3 x 4 map, 3 slices, the last one asks."""
    base = replace(NAMED["sst-lite-paper"], channels=8, heads=2, layers=1)
    grid, dense = replace(base, pattern="grid"), replace(base, pattern="dense")
    one = {"frames": 3, "queries": "current"}
    assert buffer_macs(grid, (3, 4), **one) == 2 * 8 * 12 * (3 + 3 + 4 - 2)  # type: ignore[arg-type]
    assert buffer_macs(dense, (3, 4), **one) == 2 * 8 * 12 * 36  # type: ignore[arg-type]
    assert buffer_macs(dense, (3, 4), frames=3, queries="all") == 2 * 8 * 36 * 36
    assert token_macs(replace(base, layers=3)) == 3 * 6 * 8 * 8
    streamed = replace(grid, tau=2)  # reference, two frames before, the frame itself
    assert attention_macs(streamed, (3, 4)) == 2 * 8 * 12 * (4 + 3 + 4 - 2)
    tracked = replace(NAMED["sst-tiny"], pattern="grid", memory=1)  # two dense, two aligned
    assert attention_macs(tracked, (3, 4)) == 2 * 32 * 12 * (2 * 12 + 2)


def test_the_figures_of_table_1() -> None:
    assert feature_cells(465, 4) == (117, 117)
    assert feature_cells(465, 8) == (59, 59)
    base = replace(NAMED["sst-r101-grid-3"], pattern="grid")
    found = buffer_macs(base, (59, 59), frames=3, queries="current")
    assert found == 2 * 3 * 128 * 59**2 * (59 + 59 + 3 - 2)
    assert token_macs(base) == 294_912
    assert cfbi_matching(465) == 117**4 * 100 + 59**2 * 625 * 100


@pytest.mark.parametrize("name", ["sst-tiny", "sst-lite-paper"])
def test_a_whole_model_is_the_sum_of_its_parts(name: str) -> None:
    config = NAMED[name]
    found = count(config, (50, 60))  # padded to 64 x 64
    assert found.parameters == sum(p.numel() for p in SST(config).parameters())
    parts = found.backbone, found.projections, found.attention, found.decoder
    assert found.total == sum(parts)
    cells = (64 // config.stride) ** 2
    width = SST(config).embed.in_channels
    assert found.projections == cells * (width * config.channels + token_macs(config))


@pytest.mark.parametrize("name", [name for name in NAMED if name.startswith("sst-r101")])
def test_every_configuration_at_the_papers_scale_can_be_counted(name: str) -> None:
    found = count(NAMED[name], (64, 64))
    assert 61e6 < found.parameters < 68e6
    assert min(found.backbone, found.projections, found.attention, found.decoder) > 0
