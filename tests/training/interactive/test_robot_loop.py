"""Rounds with the tiny model: references stay, frames get better where they are corrected."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from sst_core.config import NAMED
from sst_core.errors import DataError
from sst_core.labels import open_vos_folder, write_label_map
from sst_core.model import SST
from sst_core.session import InferenceSession
from training.interactive.clip import clip_names, load_clip
from training.interactive.loop import Annotator, Rules, frame_quality
from training.interactive.policies import POLICIES


@pytest.fixture(scope="module")
def robot(tiny_data: tuple[Path, Path]) -> Annotator:
    torch.manual_seed(0)
    model = SST(NAMED["sst-tiny"]).eval()
    session = InferenceSession(model, short_side=48, engine="torch")
    return Annotator(session, load_clip(open_vos_folder(tiny_data[0]), "seq0"))


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_every_policy_corrects_frames_that_were_not_corrected_before(
    robot: Annotator, policy: str
) -> None:
    run = robot.run(policy, Rules(rounds=4))
    assert len(set(run.corrected)) == 4
    assert 0 not in run.corrected
    assert run.quality.shape == (5, 8)
    assert run.strokes == ()
    for number, frame in enumerate(run.corrected, 1):
        assert (run.quality[number:, frame] == 1).all()


def test_runs_begin_alike_and_leave_nothing_behind(robot: Annotator) -> None:
    one = robot.run("worst", Rules(rounds=3))
    robot.run("uniform", Rules(rounds=2))
    again = robot.run("worst", Rules(rounds=3))
    assert again.corrected == one.corrected
    assert np.array_equal(again.quality, one.quality)


def test_frames_beyond_the_neighbouring_references_stay_as_they_are(robot: Annotator) -> None:
    run = robot.run("uniform", Rules(rounds=3))
    for number in range(2, 4):
        known = sorted((0, *run.corrected[: number - 1]))
        left = max(frame for frame in known if frame < run.corrected[number - 1])
        before, after = run.quality[number - 1], run.quality[number]
        assert np.array_equal(before[:left], after[:left])


def test_no_frame_is_left_after_all_are_corrected(robot: Annotator) -> None:
    run = robot.run("random", Rules(rounds=50), seed=3)
    assert sorted(run.corrected) == list(range(1, 8))
    assert (run.quality[-1] == 1).all()


def test_strokes_keep_to_their_budget_and_mend_the_frame(robot: Annotator) -> None:
    steps: list[tuple[int, int]] = []

    def note(number: int, frame: int) -> None:
        steps.append((number, frame))

    run = robot.run("worst", Rules(rounds=3, strokes=4, radius=8.0), step=note)
    assert steps == list(enumerate(run.corrected, 1))
    assert all(1 <= count <= 4 for count in run.strokes)
    for number, frame in enumerate(run.corrected, 1):
        assert run.quality[number, frame] > run.quality[number - 1, frame]


def test_quality_is_the_mean_over_objects_and_void_counts_nowhere() -> None:
    truth = np.zeros((20, 20), np.uint8)
    truth[2:8, 2:8], truth[12:18, 12:18] = 1, 2
    half = np.where(truth == 1, truth, 0).astype(np.uint8)
    assert frame_quality(truth, truth, (1, 2)) == 1
    assert frame_quality(truth, half, (1, 2)) == 0.5
    unjudged = truth.copy()
    unjudged[10:] = 255
    assert frame_quality(unjudged, half, (1,)) == 1


def test_what_a_clip_lacks_is_named(
    tmp_path: Path, tiny_data: tuple[Path, Path], edit: Callable[[Path], Path]
) -> None:
    folder, names = clip_names(tiny_data[0], split=None, names=["seq1"])
    assert names == ("seq1",)
    with pytest.raises(DataError, match="no sequence zebra"):
        clip_names(tiny_data[0], split=None, names=["zebra"])
    copy = edit(tmp_path / "copy")
    masks = copy / "Annotations" / "480p" / "seq0"
    sparse = open_vos_folder(copy)
    (masks / "00003.png").unlink()
    assert 3 not in load_clip(sparse, "seq0").truth
    write_label_map(masks / "00000.png", np.zeros((120, 160), np.uint8))
    with pytest.raises(DataError, match="has no object"):
        load_clip(sparse, "seq0")
    write_label_map(masks / "00000.png", np.ones((60, 80), np.uint8))
    with pytest.raises(DataError, match="not of its images' size"):
        load_clip(sparse, "seq0")
    (masks / "00000.png").unlink()
    with pytest.raises(DataError, match="first frame of this sequence has no mask"):
        load_clip(sparse, "seq0")
    assert folder.sequences == ("seq0", "seq1")


@pytest.fixture
def edit(tiny_data: tuple[Path, Path]) -> Callable[[Path], Path]:
    """Copies the collection to a place where it may be changed."""
    import shutil  # noqa: PLC0415

    return lambda target: Path(shutil.copytree(tiny_data[0], target))
