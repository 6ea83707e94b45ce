"""Trains the head of the segmenter behind a click; the backbone is the tracker's and stays."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from sst_core.precision import autocast
from sst_core.selecting.checkpoint import save_select
from sst_core.selecting.model import MAPS, SelectModel
from sst_core.selecting.prompts import MAP_STRIDE
from training.data.collections import Source
from training.data.picks import Picks
from training.optim import MovingAverage, rate_factor
from training.selecting.hand import Maps, Mask, begin, correct, damage

WEIGHTS: Final = "weights.safetensors"
_SAY_EVERY: Final = 20
_KEEP_EVERY: Final = 100
_WARMUP: Final = 100


@dataclass(frozen=True)
class SelectRecipe:
    """How the head is trained.

    Attributes:
        steps: Optimizer steps.
        batch: Picks per step.
        side: Of a crop, in pixels; a multiple of 16.
        rounds: At most so many interactions per pick, each of them with gradients.
        repairs: Share of picks that begin with a wrong mask instead of none.
        rate: Peak learning rate.
        weight_decay: Of AdamW, on matrices.
        ema: Decay of the moving average that is kept.
        seed: Of the first weights, the picks and the hand.
    """

    steps: int = 2400
    batch: int = 8
    side: int = 256
    rounds: int = 3
    repairs: float = 0.3
    rate: float = 1.5e-3
    weight_decay: float = 0.01
    ema: float = 0.998
    seed: int = 0


@dataclass(frozen=True)
class Plan:
    """One training.

    Attributes:
        recipe: How.
        sources: On what.
        output: Folder for weights and log.
        card: Facts that travel with the weights.
        time_budget_s: Stop, with the schedule ended, after so many seconds; None: all steps.
        workers: Processes that prepare picks; 0: none.
    """

    recipe: SelectRecipe
    sources: Sequence[Source]
    output: Path
    card: dict[str, object]
    time_budget_s: float | None = None
    workers: int = 0


class _Stream(Dataset[tuple[Tensor, Tensor]]):
    """Picks as tensors: (3, S, S) uint8 and (S, S) uint8."""

    def __init__(self, picks: Picks, count: int) -> None:
        self._picks, self._count = picks, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        cv2.setNumThreads(0)
        pick = self._picks.pick(index)
        image = torch.from_numpy(np.ascontiguousarray(pick.image.transpose(2, 0, 1)))
        return image, torch.from_numpy(pick.target)


def train(model: SelectModel, plan: Plan, say: Callable[[dict[str, float]], None]) -> None:
    """Train the head of `model` in place; weights are written now and then, and at the end.

    Args:
        model: With the backbone it is to keep.
        plan: What is to be done.
        say: Takes step, loss, iou (of the last round), rate and elapsed_s every few steps.

    Raises:
        DataError: The sources cannot be used.
        OutputError: The folder cannot be written.
    """
    recipe, head = plan.recipe, model.head
    for parameter in model.backbone.parameters():
        parameter.requires_grad_(False)  # noqa: FBT003 - torch's own signature
    model.train()
    optimizer = _optimizer(head, recipe)
    average = MovingAverage(head.named_parameters(), decay=recipe.ema)
    begun, seen, step = time.monotonic(), [], 0
    for step, (images, targets) in enumerate(_batches(plan), 1):
        elapsed = time.monotonic() - begun
        done = step / recipe.steps
        if plan.time_budget_s is not None:
            done = max(done, elapsed / plan.time_budget_s)
        rate = recipe.rate * _share(step, done)
        for group in optimizer.param_groups:
            group["lr"] = rate
        rng = np.random.default_rng((recipe.seed, 1, step))
        loss, iou = _step(model, recipe, images, targets, rng=rng)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
        average.update(head.named_parameters(), step - 1)
        seen.append((float(loss.detach()), iou))
        if step % _SAY_EVERY == 0 or done >= 1:
            losses, ious = zip(*seen, strict=True)
            row = {"loss": float(np.mean(losses)), "iou": float(np.mean(ious)), "rate": rate}
            say({"step": step, **row, "elapsed_s": elapsed})
            seen = []
        if step % _KEEP_EVERY == 0:
            _write(model, average, plan, step)
        if done >= 1:
            break
    _write(model, average, plan, step)


def _optimizer(head: nn.Module, recipe: SelectRecipe) -> torch.optim.AdamW:
    """AdamW without decay on vectors."""
    groups: list[dict[str, Any]] = [
        {"params": [p for p in head.parameters() if p.ndim > 1]},
        {"params": [p for p in head.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate, weight_decay=recipe.weight_decay)


def _share(step: int, done: float) -> float:
    """Of the peak learning rate: a warm-up by steps, then a cosine over steps or time."""
    return min(step / _WARMUP, 1.0) * rate_factor(round(1000 * done), total=1000, warmup=0)


def _batches(plan: Plan) -> Iterator[tuple[Tensor, Tensor]]:
    recipe = plan.recipe
    picks = Picks(plan.sources, side=recipe.side, seed=recipe.seed)
    stream = _Stream(picks, recipe.steps * recipe.batch)
    yield from DataLoader(
        stream, batch_size=recipe.batch, num_workers=plan.workers, persistent_workers=False
    )


def _write(model: SelectModel, average: MovingAverage, plan: Plan, step: int) -> None:
    weights = dict(model.state_dict())
    weights |= {f"head.{name}": value for name, value in average.shadow.items()}
    card = {**plan.card, "steps": step}
    save_select(plan.output / WEIGHTS, model.config, weights, card=card)


def _step(
    model: SelectModel,
    recipe: SelectRecipe,
    images: Tensor,
    targets: Tensor,
    *,
    rng: np.random.Generator,
) -> tuple[Tensor, float]:
    """Loss over all rounds of a batch (scalar), and the IoU after the last one."""
    device = model.device
    with torch.no_grad(), autocast(device):
        image, features = model.embed(images.to(device))
    truth, known = _halved(targets)
    hands = [
        _Hand(rng, t > 0.5, k > 0.5, recipe.repairs) for t, k in zip(truth, known, strict=True)
    ]
    truth_t, known_t = torch.from_numpy(truth).to(device), torch.from_numpy(known).to(device)
    before = torch.from_numpy(np.stack([hand.before for hand in hands])).to(device)
    total, logits = torch.zeros((), device=device), before
    rounds = int(rng.integers(1, recipe.rounds + 1))
    for turn in range(rounds):
        prompts = torch.from_numpy(np.stack([hand.maps for hand in hands])).to(device)
        maps = torch.cat([prompts.float(), before[:, None]], 1)
        assert maps.shape[1] == MAPS, "three maps and the mask so far"
        with autocast(device):
            logits = model(image, features, maps).float()
        total = total + select_loss(logits, truth_t, known_t, prompts)
        before = logits.detach().sigmoid()
        if turn + 1 < rounds:
            for hand, mask in zip(hands, (before > 0.5).cpu().numpy(), strict=True):
                hand.answer(mask)
    return total / rounds, _iou(logits.detach() > 0, truth_t > 0.5, known_t > 0.5)


class _Hand:
    """A simulated user at one pick."""

    def __init__(self, rng: np.random.Generator, target: Mask, known: Mask, repairs: float) -> None:
        self._rng, self._target, self._known = rng, target & known, known
        self.maps: Maps = np.zeros((3, *target.shape), np.uint8)
        self.before: NDArray[np.float32] = np.zeros(target.shape, np.float32)
        if not self._target.any():
            return
        if rng.random() < repairs:
            wrong = damage(rng, self._target)
            soft = cv2.GaussianBlur(wrong.astype(np.float32), (5, 5), 0)
            self.before = np.asarray(soft, np.float32)
            self.answer(wrong)
        else:
            begin(rng, self._target, self.maps)

    def answer(self, now: Mask) -> None:
        """Say one thing more about a mask."""
        correct(self._rng, self._target, self._known, now, self.maps)


def _halved(targets: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """(B, S, S) of 0, 1, 255 to coverage and certainty, (B, S/2, S/2) float32 each."""
    known = (targets <= 1).float()[:, None]
    truth = (targets == 1).float()[:, None]
    share = functional.avg_pool2d(known, MAP_STRIDE)
    covered = functional.avg_pool2d(truth, MAP_STRIDE) / share.clamp(min=0.25)
    return covered[:, 0].numpy(), (share > 0.5).float()[:, 0].numpy()


def select_loss(logits: Tensor, truth: Tensor, known: Tensor, prompts: Tensor) -> Tensor:
    """Cross-entropy with more weight near edges and where something was said, and soft Jaccard.

    Args:
        logits: (B, H, W).
        truth: (B, H, W), 0-1.
        known: (B, H, W), 0 where nobody knows.
        prompts: (B, 3, H, W), 0 or 1: on the object, not on it, box.
    """
    spread = functional.max_pool2d(truth[:, None], 5, 1, 2) + functional.max_pool2d(
        -truth[:, None], 5, 1, 2
    )
    said = prompts[:, :2].amax(1).float()
    weight = known * (1 + 2 * spread[:, 0] + 2 * said)
    entropy = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    cross = (entropy * weight).sum((1, 2)) / weight.sum((1, 2)).clamp(min=1)
    inside = logits.sigmoid() * known
    both = (inside * truth).sum((1, 2))
    either = (inside + truth * known - inside * truth).sum((1, 2))
    jaccard = 1 - (both + 1) / (either + 1)
    return (2 * cross + jaccard).mean()


def _iou(mask: Tensor, truth: Tensor, known: Tensor) -> float:
    both = (mask & truth & known).sum((1, 2))
    either = ((mask | truth) & known).sum((1, 2))
    return float(((both + 1) / (either + 1)).mean())
