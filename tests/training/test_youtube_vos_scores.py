"""G of YouTube-VOS on masks small enough to count by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from small_roots import FRAMES, write_mask, youtube_root

from sst_core.errors import DataError
from training.cli.evaluate import main
from training.evaluate import evaluate_both
from training.youtube_vos import overall_score, truth_categories

Capture = pytest.CaptureFixture[str]


def _block(number: int, columns: int) -> np.ndarray:
    """(24, 32): object `number` fills rows 0 to 7 (1) or 16 to 23 (2) of the first columns."""
    label_map = np.zeros((24, 32), np.uint8)
    label_map[slice(0, 8) if number == 1 else slice(16, 24), :columns] = number
    return label_map


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path]:
    """Truth (cat from the first frame, zebra from the third) and predictions.

    The cat is 8 columns wide and predicted with 4 on every frame: J = 1/2. The zebra is 8 columns
    wide and predicted with 8, 8, 2 on the three frames that show it, of which the first is given:
    J = (1 + 1/4) / 2.
    """
    root, truth = youtube_root(tmp_path / "yv")
    for t, name in enumerate(FRAMES):
        zebra = _block(2, 8) if t >= 2 else 0
        write_mask(truth / "Annotations/v1" / f"{name}.png", _block(1, 8) + zebra)
        shown = _block(2, (8, 8, 2)[t - 2]) if t >= 2 else 0
        write_mask(tmp_path / "pred/v1" / f"{name}.png", _block(1, 4) + shown)
    # The truth of valid lies where valid lies, so that train is beside it.
    (root / "valid").rename(root / "given")
    truth.rename(root / "valid")
    return root, tmp_path / "pred"


def test_g_counts_annotated_frames_after_the_first(world: tuple[Path, Path]) -> None:
    gt, pred = world[0] / "valid", world[1]
    scores = evaluate_both(gt, pred, jobs=1)
    assert [(s.object, s.frames) for s in scores.later] == [(1, 4), (2, 2)]
    categories = truth_categories(gt, seen=None)
    assert categories is not None
    assert categories.seen == {"cat", "dog"}
    overall = overall_score(scores.later, categories)
    assert overall.seen is not None
    assert overall.unseen is not None
    assert overall.seen.j == pytest.approx(0.5)
    assert overall.unseen.j == pytest.approx((1 + 0.25) / 2)
    four = (overall.seen.j, overall.unseen.j, overall.seen.f, overall.unseen.f)
    assert overall.g == pytest.approx(sum(v for v in four if v is not None) / 4)


def test_f_of_perfect_masks_is_one_and_so_is_g(world: tuple[Path, Path]) -> None:
    gt = world[0] / "valid"
    scores = evaluate_both(gt, gt, jobs=1)
    categories = truth_categories(gt, seen=None)
    assert categories is not None
    assert overall_score(scores.later, categories).g == 1


def test_usual_scores_do_not_change_with_the_second_protocol(world: tuple[Path, Path]) -> None:
    gt, pred = world[0] / "valid", world[1]
    both = evaluate_both(gt, pred, jobs=1).usual
    assert both == evaluate_both(gt, pred, jobs=1, later=False).usual
    assert [(s.object, s.frames) for s in both] == [(1, 3), (2, 2)]


def test_the_command_prints_g_and_writes_it(
    world: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    root, pred = world
    command = ["masks", "--gt", str(root), "--split", "valid", "--pred", str(pred)]
    assert main([*command, "--json", str(tmp_path / "f.json"), "--jobs", "1"]) == 0
    printed = capsys.readouterr().out
    assert "J seen 0.500" in printed
    assert "J unseen 0.625" in printed
    figures = json.loads((tmp_path / "f.json").read_text())["youtube_vos"]
    assert f"G {figures['G']:.3f}" in printed
    assert figures["unseen"] == {
        "objects": 1,
        "J": 0.625,
        "F": pytest.approx(figures["unseen"]["F"]),
    }


def test_without_the_training_set_categories_come_from_a_file(
    world: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    (world[0] / "train").rename(world[0] / "moved")
    command = ["masks", "--gt", str(world[0] / "valid"), "--pred", str(world[1]), "--jobs", "1"]
    assert main(command) == 0
    assert "no G: pass --seen-categories" in capsys.readouterr().out
    (tmp_path / "seen.txt").write_text("cat\nhorse\n")
    assert main([*command, "--seen-categories", str(tmp_path / "seen.txt")]) == 0
    assert "\nG 0." in capsys.readouterr().out
    (tmp_path / "seen.txt").write_text("cat\nzebra\n")
    assert main([*command, "--seen-categories", str(tmp_path / "seen.txt")]) == 0
    assert "no G: objects of seen and of unseen" in capsys.readouterr().out


def test_an_object_that_meta_does_not_know(world: tuple[Path, Path]) -> None:
    gt, pred = world[0] / "valid", world[1]
    meta = json.loads((gt / "meta.json").read_text())
    del meta["videos"]["v1"]["objects"]["2"]
    (gt / "meta.json").write_text(json.dumps(meta))
    categories = truth_categories(gt, seen=None)
    assert categories is not None
    with pytest.raises(DataError, match="does not list object 2 of v1"):
        overall_score(evaluate_both(gt, pred, jobs=1).later, categories)


def test_a_collection_without_categories_has_none(tmp_path: Path) -> None:
    assert truth_categories(tmp_path, seen=None) is None
    with pytest.raises(DataError, match="no categories"):
        truth_categories(tmp_path, seen=tmp_path / "x.txt")
