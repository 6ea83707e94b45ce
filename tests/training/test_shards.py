"""Parts of a batch have the losses and gradients of the whole, in one process."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from test_rollout import clips, new_tiny
from tiny_runs import RECIPE, start

from sst_core.errors import DataError, DeviceError
from sst_core.model import SST
from sst_core.team import Team
from training.config import Stage
from training.data.collections import detect
from training.feed import Feed
from training.losses import Loss
from training.rollout import Batch, Chances, roll_out
from training.shards import Whole, join_losses, parts_of, sum_gradients, synchronise_norms

pytestmark = pytest.mark.usefixtures("one_thread")
OFTEN = Chances(forget=0.5, two_references=0.5)


def gradients(model: SST, parts: Sequence[Batch]) -> tuple[Loss, dict[str, torch.Tensor]]:
    """Loss and gradients, summed over parts."""
    model.zero_grad(set_to_none=True)
    losses = []
    for part in parts:
        generator = torch.Generator().manual_seed(3)
        outcome = roll_out(model, part, hardest=0.3, chances=OFTEN, generator=generator)
        outcome.loss.total.backward()  # type: ignore[no-untyped-call]
        losses.append(outcome.loss)
    named = model.named_parameters()
    return join_losses(losses), {n: p.grad.clone() for n, p in named if p.grad is not None}


def cut(batch: Batch, rows: slice) -> Batch:
    return Batch(batch.frames[rows], batch.label_maps[rows], batch.objects[rows])


@pytest.mark.parametrize("division", [(1, 4), (2, 1), (2, 2), (4, 1), (3, 1)])
def test_parts_have_the_gradient_of_the_whole(division: tuple[int, int]) -> None:
    """Clips with 2, 1, 2 and 1 objects: a mean of means over parts would be another one."""
    processes, rounds = division
    model, batch, whole = new_tiny(), clips(2, 1, 2, 1, frames=5), Whole(4, 6)
    loss, expected = gradients(model, [batch])
    parts = []
    for rank in range(processes):
        rows = Team(rank, processes).rows(4)
        own = cut(batch, slice(rows.start, rows.stop))
        parts += list(parts_of(own, rounds, first=rows.start, whole=whole))
    assert len(parts) == min(4, processes * rounds)
    found_loss, found = gradients(model, parts)
    for one, other in zip(found_loss, loss, strict=True):
        torch.testing.assert_close(one, other.detach(), rtol=2e-5, atol=1e-6)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        scale = float(value.abs().max())
        torch.testing.assert_close(found[name], value, rtol=1e-3, atol=1e-4 * scale, msg=name)


class Echo(Team):
    """A team of two whose other process has the same numbers, and one gradient more."""

    def add_up(self, numbers: torch.Tensor) -> None:
        """Doubles."""
        numbers *= 2


def test_gradients_travel_flat_and_unused_parameters_stay_without_one() -> None:
    used, unused = torch.nn.Parameter(torch.ones(2, 3)), torch.nn.Parameter(torch.ones(4))
    used.grad = torch.arange(6.0).view(2, 3)
    loss = Loss(*torch.tensor([1.0, 2.0, 3.0]))
    total = sum_gradients(Echo(0, 2), [used, unused], loss)
    assert used.grad.tolist() == [[0, 2, 4], [6, 8, 10]]
    assert unused.grad is None
    assert [float(part) for part in total] == [2, 4, 6]


def test_processes_draw_their_rows_of_one_stream(tiny_data: tuple[Path, Path]) -> None:
    feed = Feed([detect(root) for root in tiny_data], torch.device("cpu"), workers=0)
    stage = Stage(steps=2, batch=3, frames=2, crop=48, short_side=(48, 64))
    whole = feed.batches(RECIPE, stage, start=5)
    parts = [feed.batches(RECIPE, stage, start=5, rows=Team(rank, 2).rows(3)) for rank in range(2)]
    for _ in range(2):
        batch, own = next(whole), [next(part) for part in parts]
        assert [len(part.frames) for part in own] == [1, 2]
        assert torch.equal(torch.cat([part.frames for part in own]), batch.frames)
        assert torch.equal(torch.cat([part.label_maps for part in own]), batch.label_maps)


def test_rounds_take_the_same_steps(tiny_data: tuple[Path, Path], tmp_path: Path) -> None:
    recipe = replace(
        RECIPE, stages=(Stage(steps=2, batch=3, frames=3, crop=48, short_side=(48, 64)),)
    )
    curves = []
    for rounds in (1, 3):
        trainer = start(tiny_data, tmp_path / str(rounds), recipe=recipe)
        trainer.plan = replace(trainer.plan, accumulate=rounds)
        rows: list[dict[str, float]] = []
        trainer.run(rows.append)
        curves.append([row["loss"] for row in rows])
    assert curves[0] == pytest.approx(curves[1], rel=5e-3)  # the processor may use bfloat16


def test_more_parts_than_clips_are_refused(tiny_data: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(DataError, match="1 clips cannot be shared by 1 processes in 2 rounds"):
        start(tiny_data, tmp_path / "run", accumulate=2)
    assert not (tmp_path / "run").exists()


def test_norms_over_batches_are_shared_or_refused() -> None:
    """Only where they train, and only among several processes."""
    cpu, cuda, two = torch.device("cpu"), torch.device("cuda"), Team(0, 2)
    ours = new_tiny()
    assert synchronise_norms(ours, two, cpu) is ours
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4))
    assert synchronise_norms(model, Team(), cpu) is model
    with pytest.raises(DeviceError, match="one process"):
        synchronise_norms(model, two, cpu)
    assert isinstance(synchronise_norms(model, two, cuda)[1], torch.nn.SyncBatchNorm)  # type: ignore[index]
    model[1] = torch.nn.BatchNorm2d(4).requires_grad_(requires_grad=False)
    assert synchronise_norms(model, two, cpu) is model
