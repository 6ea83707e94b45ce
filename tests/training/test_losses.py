"""The loss does what its two formulas say: hardest pixels, void, absent and hidden objects."""

import math

import pytest
import torch
from torch import Tensor

from sst_core.decoder import soft_aggregate
from training.losses import VOID, bootstrapped_cross_entropy, mask_loss, soft_jaccard


def two_clips() -> tuple[Tensor, Tensor]:
    """Log-odds (2, 2, 2, 2) whose object channel leads by a known margin, and label maps."""
    margin = torch.tensor([[[2.0, -1.0], [0.0, 3.0]], [[0.5, 0.5], [-2.0, 1.0]]])
    log_odds = torch.stack([torch.zeros_like(margin), margin], 1)
    target = torch.tensor([[[1, 1], [0, 0]], [[0, 1], [1, 0]]])
    return log_odds, target


def by_hand(margin: float, label: int) -> float:
    """-log of the label's share among exp(0) and exp(margin)."""
    return math.log(1 + math.exp(-margin if label == 1 else margin))


@pytest.mark.parametrize(("hardest", "counted"), [(1.0, 4), (0.5, 2), (0.25, 1), (0.01, 1)])
def test_cross_entropy_is_the_mean_over_each_clips_hardest_pixels(
    hardest: float, counted: int
) -> None:
    log_odds, target = two_clips()
    expected = 0.0
    for clip in range(2):
        margins, labels = log_odds[clip, 1].ravel().tolist(), target[clip].ravel().tolist()
        pixels = sorted((by_hand(m, t) for m, t in zip(margins, labels, strict=True)), reverse=True)
        expected += sum(pixels[:counted]) / counted / 2
    measured = float(bootstrapped_cross_entropy(log_odds, target, hardest))
    assert measured == pytest.approx(expected, rel=1e-6)


def test_void_asks_for_nothing() -> None:
    """No gradient reaches a void pixel, whatever is predicted there; it reaches all others."""
    torch.manual_seed(0)
    log_odds = torch.randn(2, 4, 6, 8, requires_grad=True)
    target = torch.randint(0, 4, (2, 6, 8))
    target[:, 1:3, 2:7] = VOID
    loss = mask_loss(log_odds, target, torch.ones(2, 3, dtype=torch.bool), hardest=1.0)
    loss.total.backward()  # type: ignore[no-untyped-call]
    assert log_odds.grad is not None
    touched = log_odds.grad.abs().amax(1) > 0
    assert torch.equal(touched, target != VOID)


def test_a_clip_of_void_alone_is_no_division_by_zero() -> None:
    target = torch.full((1, 4, 4), VOID)
    loss = mask_loss(torch.randn(1, 2, 4, 4), target, torch.ones(1, 1, dtype=torch.bool), hardest=1)
    assert float(loss.total) == 0


def test_total_is_the_sum_of_its_parts_and_only_it_has_a_gradient() -> None:
    log_odds, target = two_clips()
    loss = mask_loss(
        log_odds.requires_grad_(), target, torch.ones(2, 1, dtype=torch.bool), hardest=0.5
    )
    torch.testing.assert_close(loss.total.detach(), loss.cross_entropy + loss.jaccard)
    assert loss.total.requires_grad
    assert not loss.cross_entropy.requires_grad
    assert not loss.jaccard.requires_grad


def squares() -> Tensor:
    """Label map (1, 8, 8): two objects."""
    target = torch.zeros(1, 8, 8, dtype=torch.int64)
    target[0, 1:4, 1:4], target[0, 5:7, 4:8] = 1, 2
    return target


def perfect(target: Tensor, objects: int) -> Tensor:
    ids = torch.arange(1, objects + 1)
    return (target[:, None] == ids[None, :, None, None]).float()


def test_jaccard_of_the_truth_is_zero_and_of_nothing_nearly_one() -> None:
    target, present = squares(), torch.ones(1, 2, dtype=torch.bool)
    assert float(soft_jaccard(perfect(target, 2), target, present)) == 0
    nothing = float(soft_jaccard(torch.zeros(1, 2, 8, 8), target, present))
    assert nothing == pytest.approx((9 / 10 + 8 / 9) / 2)  # 1 - (0 + 1) / (pixels + 1)


def test_jaccard_of_a_shifted_square_by_hand() -> None:
    target = squares()
    shifted = perfect(target, 1).roll(1, dims=3)  # 9 pixels, 6 in common, 12 in the union
    loss = soft_jaccard(shifted, target, torch.ones(1, 1, dtype=torch.bool))
    assert float(loss) == pytest.approx(1 - 7 / 13)


def test_only_objects_that_exist_count() -> None:
    """A padded object, however wrong its map, neither adds to the mean nor dilutes it."""
    target = squares()
    probability = perfect(target, 2).roll(1, dims=3)
    alone = soft_jaccard(probability, target, torch.ones(1, 2, dtype=torch.bool))
    padded = torch.cat([probability, torch.ones(1, 1, 8, 8)], 1)
    present = torch.tensor([[True, True, False]])
    assert float(soft_jaccard(padded, target, present)) == pytest.approx(float(alone))
    assert float(soft_jaccard(padded, target, torch.zeros(1, 3, dtype=torch.bool))) == 0


def test_an_object_out_of_sight_asks_for_an_empty_mask() -> None:
    target, present = torch.zeros(1, 8, 8, dtype=torch.int64), torch.ones(1, 1, dtype=torch.bool)
    levels = [
        float(soft_jaccard(torch.full((1, 1, 8, 8), p), target, present)) for p in (0, 0.1, 1)
    ]
    assert levels[0] == 0
    assert levels[0] < levels[1] < levels[2]


def test_padded_objects_of_the_model_leave_a_clips_loss_alone() -> None:
    """An absent object comes out of the model as -inf and costs a clip next to nothing."""
    torch.manual_seed(1)
    logits = torch.randn(1, 1, 8, 8)
    target = squares().clamp(max=1)
    padded = torch.cat([logits, torch.full_like(logits, -torch.inf)], 1)
    one = mask_loss(soft_aggregate(logits), target, torch.tensor([[True]]), hardest=1)
    two = mask_loss(soft_aggregate(padded), target, torch.tensor([[True, False]]), hardest=1)
    assert float(two.total) == pytest.approx(float(one.total), abs=1e-3)
