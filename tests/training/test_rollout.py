"""A clip through the model: who gets gradient, which frames are asked, what chances change."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from sst_core.config import NAMED
from sst_core.model import SST
from training.optim import build_optimizer, rate_factor, set_rate
from training.rollout import Batch, Chances, Outcome, one_hot, roll_out
from training.trainer import freeze

NEVER = Chances(forget=0.0, two_references=0.0)


def new_tiny() -> SST:
    """The tiny model, its backbone with as strong a signal as trained weights give."""
    torch.manual_seed(0)
    model = SST(NAMED["sst-tiny"])
    for layer in model.backbone.modules():
        if isinstance(layer, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    freeze(model, 2)
    return model


@pytest.fixture(scope="module")
def model() -> SST:
    return new_tiny()


def clips(*objects: int, frames: int = 3) -> Batch:
    """Clips (B, T, 3, 32, 48) of noise with squares that move right; clip b has objects[b]."""
    generator = torch.Generator().manual_seed(5)
    pictures = torch.randint(0, 256, (len(objects), frames, 3, 32, 48), generator=generator)
    maps = torch.zeros(len(objects), frames, 32, 48, dtype=torch.uint8)
    for b, count in enumerate(objects):
        for t in range(frames):
            for number in range(count):
                rows, cols = 2 + 16 * number, 4 + 6 * t
                maps[b, t, rows : rows + 12, cols : cols + 14] = number + 1
    return Batch(pictures.to(torch.uint8), maps, torch.tensor(objects))


def roll(model: SST, batch: Batch, chances: Chances = NEVER, *, seed: int = 0) -> Outcome:
    generator = torch.Generator().manual_seed(seed)
    return roll_out(model, batch, hardest=1.0, chances=chances, generator=generator)


def test_gradient_reaches_every_trained_parameter_and_no_frozen_one(model: SST) -> None:
    model.zero_grad(set_to_none=True)
    roll(model, clips(2, 2)).loss.total.backward()  # type: ignore[no-untyped-call]
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            assert parameter.grad is not None, name
            assert parameter.grad.isfinite().all(), name
            assert parameter.grad.abs().sum() > 0, name
        else:
            assert parameter.grad is None, name
    assert model.slots.grad is not None
    assert (model.slots.grad.abs().sum(1) > 0).all()  # reference, and each age up to tau


def test_predictions_have_the_shapes_promised(model: SST) -> None:
    batch = clips(1, 2, frames=4)
    outcome = roll(model, batch)
    assert outcome.frames == (1, 2, 3)
    assert {tuple(odds.shape) for odds in outcome.log_odds} == {(2, 3, 32, 48)}
    assert not any(odds.requires_grad for odds in outcome.log_odds)
    maps = outcome.label_maps(batch.label_maps[0])
    assert maps.shape == (4, 32, 48)
    assert maps.dtype == torch.uint8
    assert torch.equal(maps[0], batch.label_maps[0, 0])
    assert torch.equal(maps[2], outcome.log_odds[1][0].argmax(0).to(torch.uint8))


def test_an_absent_object_is_never_predicted(model: SST) -> None:
    outcome = roll(model, clips(1, 2))
    assert all(int(odds[0].argmax(0).max()) <= 1 for odds in outcome.log_odds)


def test_a_second_reference_is_given_and_not_asked_for(model: SST) -> None:
    batch = clips(1, frames=4)
    outcome = roll(model, batch, Chances(forget=0.0, two_references=1.0))
    assert outcome.frames == (1, 2)
    maps = outcome.label_maps(batch.label_maps[0])
    assert torch.equal(maps[3], batch.label_maps[0, 3])
    assert not torch.equal(outcome.log_odds[0], roll(model, batch).log_odds[0])


def test_three_frames_keep_one_reference(model: SST) -> None:
    """With the last frame given as well, a single frame would be left to learn from."""
    assert roll(model, clips(1), Chances(forget=0.0, two_references=1.0)).frames == (1, 2)


def test_forgetting_loses_previous_masks_but_not_the_reference(model: SST) -> None:
    batch = clips(1, 1)
    kept, lost = roll(model, batch), roll(model, batch, Chances(forget=1.0, two_references=0.0))
    assert torch.equal(kept.log_odds[0], lost.log_odds[0])  # before frame 1 lies the reference
    assert not torch.equal(kept.log_odds[1], lost.log_odds[1])


def test_forgetting_is_per_clip_and_reproducible(model: SST) -> None:
    batch, chances = clips(1, 1, 1, 1), Chances(forget=0.5, two_references=0.0)
    kept, first, again = (roll(model, batch, c, seed=1) for c in (NEVER, chances, chances))
    assert torch.equal(first.log_odds[1], again.log_odds[1])
    same = (kept.log_odds[1] == first.log_odds[1]).flatten(1).all(1)
    assert same.any()
    assert not same.all()


def test_padded_objects_do_not_change_the_other_clips(model: SST) -> None:
    """One object beside a clip of two is as good as one object alone."""
    pair = clips(1, 2)
    alone = roll(model, Batch(pair.frames[:1], pair.label_maps[:1], pair.objects[:1]))
    beside = roll(model, pair)
    for one, two in zip(alone.log_odds, beside.log_odds, strict=True):
        torch.testing.assert_close(two[:1, :2], one, rtol=0, atol=0.02)


def test_the_loss_of_a_batch_is_the_mean_of_its_clips(model: SST) -> None:
    pair = clips(2, 2)
    keys = ("frames", "label_maps", "objects")
    halves = [Batch(*(getattr(pair, key)[n : n + 1] for key in keys)) for n in range(2)]
    both, first, second = (float(roll(model, b).loss.total.detach()) for b in (pair, *halves))
    assert both == pytest.approx((first + second) / 2, rel=1e-3)


def test_void_in_the_reference_belongs_to_nobody() -> None:
    label_map = torch.tensor([[[0, 1], [2, 255]]], dtype=torch.uint8)
    masks: Tensor = one_hot(label_map, 2)
    assert masks[0].tolist() == [[[0, 1], [0, 0]], [[0, 0], [1, 0]]]


def test_void_on_asked_frames_leaves_nothing_to_learn(model: SST) -> None:
    batch = clips(1)
    maps = batch.label_maps.clone()
    maps[:, 1:] = 255
    assert float(roll(model, replace(batch, label_maps=maps)).loss.total.detach()) == 0


def test_two_clips_can_be_learned_by_heart() -> None:
    """The whole chain learns: the loss of two clips falls to less than half."""
    model, batch = new_tiny(), clips(1, 2)
    optimizer = build_optimizer(model, rate=3e-3, backbone_scale=0.2, weight_decay=0.03)
    losses = []
    for step in range(40):
        set_rate(optimizer, 3e-3 * rate_factor(step, total=1000, warmup=5))
        loss = roll(model, batch).loss.total
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.55 * losses[0]
