"""Positional encodings: none adds nothing, sinusoids tell cells apart, learned ones stretch."""

import torch

from sst_core.position import LEARNED_CELLS, GridPosition, sinusoid


def test_none_adds_nothing() -> None:
    tokens = torch.randn(1, 3, 4, 8)
    assert GridPosition("none", 8)(tokens) is tokens


def test_sinusoids_have_the_published_rates() -> None:
    code = sinusoid(torch.tensor([0.0, 2.0]), 4)
    expected = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.909297, 0.0199987, -0.416147, 0.9998]])
    torch.testing.assert_close(code, expected, atol=1e-5, rtol=0)


def test_time_slots_are_sinusoids_only_in_the_sinusoidal_kind() -> None:
    slots = torch.tensor([0, 2])
    torch.testing.assert_close(GridPosition("sinusoidal", 8).time(slots), sinusoid(slots, 8))
    assert not GridPosition("none", 8).time(slots).any()


def test_every_cell_gets_its_own_code() -> None:
    for kind in ("sinusoidal", "learned"):
        codes = GridPosition(kind, 32)(torch.zeros(1, 7, 9, 32))[0].flatten(0, 1)
        distances = torch.cdist(codes, codes) + torch.eye(63)
        assert float(distances.detach().min()) > 1e-3, kind


def test_learned_codes_stretch_beyond_their_table() -> None:
    position = GridPosition("learned", 8)
    codes = position(torch.zeros(1, LEARNED_CELLS * 2, 3, 8))[0]
    torch.testing.assert_close(codes[0, 0, :4], position.rows[0])
    torch.testing.assert_close(codes[-1, 0, :4], position.rows[-1])
