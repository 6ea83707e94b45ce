"""Fine-tuning of the tiny model: it learns, the backbone stays, and it can be stopped."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from correction_worlds import corrected_world

from sst_core.config import NAMED
from sst_core.errors import DataError
from sst_core.model import SST
from training.corrections import CorrectedClip, hold_out, read_corrections
from training.finetune import Report, Tuning, fine_tune

HUMAN = {1: "corrected"}
FAST = Tuning(steps=4, rate=1e-3, warmup=1, rehearsed=0.25)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rehearsed clips: rendering them is most of the time."""
    monkeypatch.setattr("training.finetune._REHEARSED", 2)


@pytest.fixture
def model() -> SST:
    torch.manual_seed(0)
    return SST(NAMED["sst-tiny"])


def world(root: Path, *frames: int) -> tuple[CorrectedClip, ...]:
    return hold_out(read_corrections([corrected_world(root, dict.fromkeys(frames, HUMAN))]))


def test_the_backbone_stays_and_the_rest_moves(
    model: SST, tmp_path: Path, one_thread: None
) -> None:
    before = {name: value.clone() for name, value in model.state_dict().items()}
    rows: list[Report] = []
    steps = fine_tune(model, world(tmp_path, 0, 4, 8), tuning=FAST, on_report=rows.append)
    assert steps == 4
    after = model.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved
    assert not any(name.startswith("backbone.") for name in moved)
    looked = [row for row in rows if row.phase == "look"]
    assert len(looked) <= looked[0].of
    assert [row.done for row in rows if row.phase == "learn"] == [1, 2, 3, 4]
    assert rows[-1].left_s == 0


def test_the_loss_on_the_clip_goes_down(model: SST, tmp_path: Path, one_thread: None) -> None:
    losses: list[float] = []
    tuning = replace(FAST, steps=80, rate=3e-3, hardest=1.0, rehearsed=0.0, pseudo=0.0)

    def note(row: Report) -> None:
        if row.phase == "learn":
            losses.append(row.loss)

    fine_tune(model, world(tmp_path, 0, 4, 8), tuning=tuning, on_report=note)
    assert sum(losses[-10:]) < 0.95 * sum(losses[:10])


def test_one_corrected_frame_is_enough_for_pseudo_video(model: SST, tmp_path: Path) -> None:
    assert fine_tune(model, world(tmp_path, 3), tuning=FAST, on_report=lambda _row: None) == 4


def test_what_is_stopped_keeps_what_was_learned(model: SST, tmp_path: Path) -> None:
    before = model.slots.detach().clone()

    def stop(row: Report) -> None:
        if row.phase == "learn" and row.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fine_tune(model, world(tmp_path, 0, 4, 8), tuning=FAST, on_report=stop)
    assert not torch.equal(before, model.slots)
    assert model.slots.isfinite().all()


def test_held_out_frames_are_never_read(model: SST, tmp_path: Path) -> None:
    clips = world(tmp_path, 0, 3, 6, 9)
    (held,) = clips[0].held_out
    clips[0].masks[held].unlink()
    fine_tune(model, clips, tuning=replace(FAST, steps=1), on_report=lambda _row: None)


def test_objects_without_pixels_cannot_be_learned_from(model: SST, tmp_path: Path) -> None:
    root = corrected_world(tmp_path, {3: {1: "absent"}})
    tuning = replace(FAST, rehearsed=0.0)
    with pytest.raises(DataError, match="show no object"):
        fine_tune(model, read_corrections([root]), tuning=tuning, on_report=lambda _row: None)
