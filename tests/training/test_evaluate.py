"""sst-eval agrees with vos-benchmark on the same folders, and says what is wrong with others."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from vos_benchmark.evaluator import Evaluator

from sst_core.labels import list_pngs, object_ids, read_label_map, write_label_map
from training.cli.evaluate import main
from training.evaluate import ObjectScore, evaluate_masks, mean_score

Figures = dict[int, tuple[float, float]]
Perturb = Callable[[np.ndarray, int], np.ndarray]


def _shifted(label_map: np.ndarray, index: int) -> np.ndarray:
    return np.roll(label_map, (index % 5, -3 * (index % 7)), (0, 1))


def _eroded(label_map: np.ndarray, index: int) -> np.ndarray:
    inner = label_map.copy()
    for shift in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        inner[np.roll(label_map, shift, (0, 1)) != label_map] = 0
    return inner


def _first_object_lost(label_map: np.ndarray, index: int) -> np.ndarray:
    return np.where(label_map == 1, 0, label_map) if index > 4 else label_map


def _empty(label_map: np.ndarray, index: int) -> np.ndarray:
    return np.zeros_like(label_map)


def _foreign_object(label_map: np.ndarray, index: int) -> np.ndarray:
    changed = label_map.copy()
    changed[: 10 + index, :20] = 9
    return changed


PERTURBATIONS = [_shifted, _eroded, _first_object_lost, _empty, _foreign_object]


def _predict(truth: Path, target: Path, perturb: Perturb) -> None:
    target.mkdir(parents=True)
    for index, file in enumerate(list_pngs(truth)):
        write_label_map(target / file.name, perturb(read_label_map(file), index))


def _thin(source: Path, target: Path, step: int) -> Path:
    target.mkdir(parents=True)
    for file in list_pngs(source)[::step]:
        shutil.copy(file, target)
    return target


def _theirs(truth: Path, pred: Path, *, ends: bool = False) -> Figures:
    """vos-benchmark over one sequence, by the rule of its own front end (first, last left out)."""
    evaluator = Evaluator()
    files = list_pngs(truth) if ends else list_pngs(truth)[1:-1]
    for file in files:
        evaluator.feed_frame(read_label_map(pred / file.name), read_label_map(file))
    j, f = evaluator.conclude()
    return {key: (j[key] / 100, f[key] / 100) for key in j}


def _ours(scores: tuple[ObjectScore, ...]) -> Figures:
    return {score.object: (score.j.mean, score.f.mean) for score in scores}


def _assert_same(ours: Figures, theirs: Figures) -> None:
    assert ours.keys() == theirs.keys()
    for key, figures in ours.items():
        assert figures == pytest.approx(theirs[key], abs=1e-6)


@pytest.mark.parametrize("ends", [False, True])
@pytest.mark.parametrize("perturb", PERTURBATIONS)
def test_sample_scores_as_in_vos_benchmark(
    sample_root: Path, tmp_path: Path, perturb: Perturb, ends: bool
) -> None:
    truth = _thin(sample_root / "truth", tmp_path / "truth", 6)
    _predict(truth, tmp_path / "pred", perturb)
    scores = evaluate_masks(truth, tmp_path / "pred", include_ends=ends)
    _assert_same(_ours(scores), _theirs(truth, tmp_path / "pred", ends=ends))


@pytest.mark.data
def test_real_clips_score_as_in_vos_benchmark(davis_root: Path, tmp_path: Path) -> None:
    names = ("bmx-bumps", "mallard-fly", "stroller")
    for name, perturb in zip(names, (_shifted, _eroded, _first_object_lost), strict=True):
        truth = _thin(davis_root / "Annotations/480p" / name, tmp_path / "gt" / name, 8)
        _predict(truth, tmp_path / "pred" / name, perturb)
    scores = evaluate_masks(tmp_path / "gt", tmp_path / "pred", jobs=2)
    assert [score.sequence for score in scores] == list(names)
    for score in scores:
        theirs = _theirs(tmp_path / "gt" / score.sequence, tmp_path / "pred" / score.sequence)
        _assert_same(_ours((score,)), theirs)


@pytest.mark.data
def test_a_split_of_the_collection_root_is_scored(
    davis_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["masks", "--gt", str(davis_root), "--pred", str(davis_root), "--split", "nope"])
    assert code == 2
    assert "There are:" in capsys.readouterr().err
    names = ("bear", "boat")
    truths = davis_root / "Annotations/480p"
    for name in names:
        _predict(_thin(truths / name, tmp_path / "x" / name, 20), tmp_path / "p" / name, _shifted)
    scores = evaluate_masks(tmp_path / "x", tmp_path / "p", names=("boat",))
    assert {score.sequence for score in scores} == {"boat"}


@pytest.fixture
def collection(tmp_path: Path, sample_root: Path) -> Path:
    """Two sequences of the sample's truth with shifted predictions: gt/, pred/."""
    for name, step in (("a", 9), ("b", 12)):
        truth = _thin(sample_root / "truth", tmp_path / "gt" / name, step)
        _predict(truth, tmp_path / "pred" / name, _shifted)
    return tmp_path


def _masks(root: Path, *more: str) -> int:
    return main(["masks", "--gt", str(root / "gt"), "--pred", str(root / "pred"), *more])


def test_command_prints_a_table_and_writes_all_figures(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _masks(collection, "--json", str(collection / "figures.json"), "--jobs", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    rows = ["".join(line.split()[:2]) for line in lines[1:5]]
    assert rows == ["a1", "a2", "b1", "b2"]
    assert len({len(line) for line in lines}) == 1
    figures = json.loads((collection / "figures.json").read_text())
    scores = evaluate_masks(collection / "gt", collection / "pred", jobs=1)
    assert figures["mean"]["J&F"] == mean_score(scores).jf
    assert f"{figures['mean']['J&F']:.3f}" == lines[-1].split()[3]
    assert figures["sequences"]["b"]["objects"]["2"]["F"] == scores[3].f.mean


def test_perfect_predictions_score_one(collection: Path) -> None:
    mean = mean_score(evaluate_masks(collection / "gt", collection / "gt"))
    assert (mean.j.mean, mean.f.mean, mean.jf, mean.j.recall, mean.j.decay) == (1, 1, 1, 1, 0)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_missing_prediction_names_the_file(
    collection: Path, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    lost = list_pngs(collection / "pred" / "b")[2]
    lost.unlink()
    assert _masks(collection, "--jobs", jobs) == 2
    sentence = f"sst-eval: {lost}: the prediction of this frame is missing.\n"
    assert capsys.readouterr().err == sentence


def test_prediction_of_another_size_names_the_file(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = list_pngs(collection / "pred" / "a")[1]
    write_label_map(odd, np.ones((90, 160), np.uint8))
    assert _masks(collection) == 2
    error = capsys.readouterr().err
    assert str(odd) in error
    assert "160x90 pixels and its truth 640x360" in error


def test_missing_sequence_and_folder_are_named(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(collection / "pred" / "a")
    assert _masks(collection) == 2
    assert "no prediction for the sequence a" in capsys.readouterr().err
    assert _masks(collection, "--sequences", "b") == 0
    assert _masks(collection, "--sequences", "zebra") == 2
    assert "no truth for the sequence zebra" in capsys.readouterr().err
    assert _masks(collection / "nowhere") == 2
    assert "no such folder" in capsys.readouterr().err


def test_two_masks_leave_nothing_to_score(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in list_pngs(collection / "gt" / "a")[2:]:
        file.unlink()
    assert _masks(collection) == 2
    assert "--include-ends" in capsys.readouterr().err
    assert _masks(collection, "--include-ends") == 0


def test_binary_masks_need_the_word_binary(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("gt/a", "gt/b", "pred/a", "pred/b"):
        for file in list_pngs(collection / folder):
            binary = (read_label_map(file) == 1).astype(np.uint8) * np.uint8(255)
            write_label_map(file, binary)
    assert _masks(collection) == 2
    assert "--binary" in capsys.readouterr().err
    assert _masks(collection, "--binary") == 0
    scores = evaluate_masks(collection / "gt", collection / "pred", binary=True)
    assert [score.object for score in scores] == [1, 1]


def test_void_is_no_object(collection: Path) -> None:
    before = evaluate_masks(collection / "gt", collection / "pred")
    for file in list_pngs(collection / "gt" / "a"):
        label_map = read_label_map(file)
        label_map[:20] = 255
        write_label_map(file, label_map)
        assert object_ids(label_map) == (1, 2)
    after = evaluate_masks(collection / "gt", collection / "pred")
    assert [score.object for score in after] == [score.object for score in before]


def test_unwritable_figures_are_a_user_error(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _masks(collection, "--json", str(collection / "nowhere" / "f.json")) == 2
    assert "cannot be written" in capsys.readouterr().err
