"""Keys sorted once and asked by many frames: the reference's results, or near them if thinned."""

import pytest
import torch

from sst_core.ops.dispatch import sparse_attention
from sst_core.ops.pattern import Pattern
from sst_core.ops.source import DenseOrder, DenseSource
from sst_core.ops.types import AttentionResult, Labels

H, W, HEADS, DIM, OBJECTS, NUMBERS = 9, 14, 2, 8, 3, 5


def _case(*, length: float = 1.0, dtype: torch.dtype = torch.float32) -> dict[str, torch.Tensor]:
    torch.manual_seed(5)
    shape = (2, HEADS, 3, H, W, DIM)
    query, key, value = (torch.randn(shape, dtype=dtype) for _ in range(3))
    rows, columns = torch.arange(H)[:, None], torch.arange(W)[None]
    labels = torch.zeros(2, OBJECTS, 3, H, W, NUMBERS, dtype=dtype)
    for number in range(OBJECTS):
        inside = ((rows - 4) ** 2 + (columns - 3 - 4 * number) ** 2).float().sqrt()
        labels[:, number] = ((3.0 - inside) / 1.5).clamp(0, 1)[:, :, None].to(dtype)
    labels = labels / labels.sum(1, keepdim=True).clamp(min=1)
    speaks = torch.ones(2, OBJECTS, 3, dtype=torch.bool)
    speaks[:, 2, 1] = False  # the second frame says nothing of the third object
    valid = torch.rand(2, 3, H, W) > 0.2
    return {
        **{"query": query[:, :, :1] * length, "key": key, "value": value},
        **{"labels": labels, "speaks": speaks, "valid": valid},
    }


def _merged(cells: torch.Tensor) -> torch.Tensor:
    """(B, A, T, H, W, D) -> (B, T, H, W, A * D)."""
    return cells.permute(0, 2, 3, 4, 1, 5).flatten(4)


def _heads(cells: torch.Tensor) -> torch.Tensor:
    """(K, A * D) -> (A, K, D)."""
    return cells.view(len(cells), HEADS, DIM).transpose(0, 1)


def _both(case: dict[str, torch.Tensor], step: int = 1) -> tuple[AttentionResult, AttentionResult]:
    labels = Labels(case["labels"], case["speaks"])
    gain, bias = torch.tensor([0.2, 0.4]), torch.tensor([0.5, 0.1])
    order = DenseOrder(labels, case["valid"], dtype=case["key"].dtype, step=step)
    keys, values = (
        [[_heads(cells) for cells in items] for items in order.pick(_merged(case[name]))]
        for name in ("key", "value")
    )
    source = DenseSource(order, keys, values, gain=gain, bias=bias)
    wanted = sparse_attention(
        *(case["query"], case["key"], case["value"], Pattern.dense()),
        labels=labels,
        key_valid=case["valid"],
        gain=gain,
        bias=bias,
        backend="reference",
    )
    return source.attend(case["query"]), wanted


@pytest.mark.parametrize("length", [1.0, 80.0])
def test_sorted_keys_answer_as_the_reference_does(length: float) -> None:
    """With the longer queries the exponentials are too large to be taken as they are."""
    found, wanted = _both(_case(length=length))
    torch.testing.assert_close(found, wanted, rtol=1e-3, atol=1e-4)


def test_half_the_bits_give_about_the_same() -> None:
    found, wanted = _both(_case(dtype=torch.bfloat16))
    torch.testing.assert_close(found, wanted, rtol=0.05, atol=0.05)


def test_thinned_keys_count_for_those_they_stand_for() -> None:
    case = _case()
    case["key"][:] = case["key"][:, :, :, :1, :1]  # the same everywhere, and the values too
    case["value"][:] = case["value"][:, :, :, :1, :1]
    case["labels"][:] = 0  # background only, on a grid that the lattice divides
    for name in ("key", "value", "labels"):
        case[name] = case[name][..., :8, :14, :]
    case["valid"] = torch.ones(2, 3, 8, 14, dtype=torch.bool)
    case["query"] = case["query"][..., :8, :14, :]
    found, wanted = _both(case, step=2)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)


def test_outlines_and_what_is_near_them_are_read_whole() -> None:
    case = _case()
    case["labels"][:, :, :, :, 6:] = 0  # the right half is background, thinned out far from it
    exact, wanted = _both(case)
    found, _ = _both(case, step=2)
    torch.testing.assert_close(found.affinity, wanted.affinity, rtol=1e-4, atol=1e-5)
    assert found.rival is not None
    assert wanted.rival is not None
    assert (found.rival >= 0).all()
    assert (found.rival <= wanted.rival + 1e-4).all()
    assert not torch.allclose(found.output, exact.output, atol=1e-3)
