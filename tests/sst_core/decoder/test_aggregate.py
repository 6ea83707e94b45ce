"""Soft aggregation: probabilities over background and objects that behave as sets of claims."""

import torch

from sst_core.decoder import naive_aggregate, soft_aggregate, winner_takes_all


def test_probabilities_sum_to_one_and_background_takes_what_nobody_claims() -> None:
    logits = torch.tensor([-8.0, -8.0]).reshape(1, 2, 1, 1)
    soft = soft_aggregate(logits).softmax(1)[0, :, 0, 0]
    torch.testing.assert_close(soft.sum(), torch.tensor(1.0))
    assert float(soft[0]) > 0.99


def test_the_stronger_claim_wins_whatever_the_order() -> None:
    logits = torch.tensor([1.0, 3.0, -2.0]).reshape(1, 3, 1, 1)
    soft = soft_aggregate(logits).softmax(1)[0, :, 0, 0]
    assert int(soft.argmax()) == 2
    swapped = soft_aggregate(logits.flip(1)).softmax(1)[0, :, 0, 0]
    torch.testing.assert_close(swapped[1:].flip(0), soft[1:])


def test_one_object_keeps_its_own_probability_order() -> None:
    logits = torch.linspace(-4, 4, 9).reshape(1, 1, 1, 9)
    soft = soft_aggregate(logits).softmax(1)[0, 1, 0]
    assert bool((soft.diff() > 0).all())
    torch.testing.assert_close(soft[4], torch.tensor(0.5))


def test_an_absent_object_claims_nothing_and_passes_no_gradient() -> None:
    logits = torch.tensor([2.0, float("-inf")]).reshape(1, 2, 1, 1).requires_grad_()
    soft = soft_aggregate(logits).softmax(1)
    soft[0, 1].sum().backward()
    assert float(soft[0, 2].detach()) < 1e-3
    assert bool(logits.grad.isfinite().all())  # type: ignore[union-attr]


def test_naively_the_largest_wins_and_background_where_none_is_likely() -> None:
    logits = torch.tensor([[[[2.0, -1.0, -3.0]], [[1.0, -0.5, float("-inf")]]]])
    odds = naive_aggregate(logits)
    assert odds[0, :, 0].argmax(0).tolist() == [1, 0, 0]
    torch.testing.assert_close(odds[0, 0, 0], torch.tensor([-2.0, 0.5, 3.0]))
    assert winner_takes_all(odds)[0, :, 0].tolist() == [[0, 1, 1], [1, 0, 0], [0, 0, 0]]
