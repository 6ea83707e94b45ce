"""The head learns, its weights can be used, and the score counts clicks as the field does."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sst_core.errors import DataError
from sst_core.selecting.checkpoint import load_select
from sst_core.selecting.model import SelectConfig, SelectModel
from sst_core.selecting.prompts import Prompts
from training.cli.train import main
from training.data.collections import detect
from training.data.picks import Picks, held_out
from training.selecting.learn import WEIGHTS, Plan, SelectRecipe, select_loss, train
from training.selecting.score import Case, by_group, iou, judge, next_click, wrong_mask


@pytest.fixture
def case() -> Case:
    truth = np.zeros((60, 80), bool)
    truth[10:40, 20:60] = True
    start = truth.copy()
    start[10:25] = False
    image = np.where(truth[..., None], 200, 30).astype(np.uint8).repeat(3, 2)
    return Case("set", "one", image, truth, np.ones_like(truth), start)


def test_picks_are_a_function_of_their_number(tiny_data: tuple[Path, Path]) -> None:
    picks = Picks([detect(root) for root in tiny_data], side=64, seed=3)
    one, again, other = picks.pick(5), picks.pick(5), picks.pick(6)
    assert (one.image == again.image).all()
    assert one.image.shape == (64, 64, 3)
    assert one.image.shape == other.image.shape
    assert not (one.image == other.image).all()
    assert set(np.unique(one.target)) <= {0, 1, 255}
    assert (one.target == 1).sum() >= 48


def test_a_tenth_of_the_stills_is_left_out() -> None:
    share = np.mean([held_out("cats", f"cat{number}") for number in range(3000)])
    assert share == pytest.approx(0.1, abs=0.02)
    assert held_out("cats", "a") == held_out("cats", "a")


def test_no_data_is_one_sentence() -> None:
    with pytest.raises(DataError, match="no training data"):
        Picks([], side=64)


def test_the_loss_falls_and_the_backbone_stays(
    tiny_data: tuple[Path, Path], tmp_path: Path, one_thread: None
) -> None:
    torch.manual_seed(0)
    model = SelectModel(SelectConfig(name="tiny", widths=(16, 16, 8), layers=1, heads=2))
    backbone = {name: value.clone() for name, value in model.backbone.state_dict().items()}
    recipe = SelectRecipe(steps=45, batch=2, side=64, rounds=2, rate=4e-3)
    plan = Plan(recipe, [detect(root) for root in tiny_data], tmp_path, {"name": "tiny"})
    rows: list[dict[str, float]] = []
    train(model, plan, rows.append)
    assert [row["step"] for row in rows] == [20, 40, 45]
    assert rows[1]["loss"] < rows[0]["loss"]
    for name, value in model.backbone.state_dict().items():
        assert torch.equal(value, backbone[name])
    assert load_select(tmp_path / WEIGHTS).config.name == "tiny"


def test_a_good_answer_costs_less_than_a_bad_one() -> None:
    truth = torch.zeros(1, 32, 32)
    truth[:, 8:24, 8:24] = 1
    known, prompts = torch.ones_like(truth), torch.zeros(1, 3, 32, 32, dtype=torch.uint8)
    right, wrong = (truth * 2 - 1) * 4, (truth * 2 - 1) * -4
    assert select_loss(right, truth, known, prompts) < 0.2
    assert select_loss(wrong, truth, known, prompts) > 2
    blind = select_loss(wrong, truth, torch.zeros_like(truth), prompts)
    assert blind < 0.2


def test_the_robot_clicks_until_the_mask_is_good(case: Case) -> None:
    """A segmenter that finds half of what is missing with each click."""
    heard: list[Prompts] = []

    def make(image: np.ndarray, start: np.ndarray | None) -> object:
        mask = np.zeros_like(case.truth) if start is None else start.copy()

        def segment(prompts: Prompts) -> np.ndarray:
            heard.append(prompts)
            if prompts.box is not None:
                return case.truth
            rows = np.flatnonzero((case.truth & ~mask).any(1))
            mask[rows[: max(1, len(rows) // 2)]] = case.truth[rows[: max(1, len(rows) // 2)]]
            return mask.copy()

        return segment

    result = judge(make, case)
    assert result.clicks[:2] == pytest.approx((0.5, 22 / 30))
    assert result.needed(0.85) == 3
    assert result.needed(0.9) == 4
    assert result.box == 1.0
    assert result.before == pytest.approx(0.5)
    assert result.repaired == pytest.approx(22 / 30)
    assert heard[0].strokes[0].positive
    assert by_group([result])["all"]["NoC@85"] == 3


def test_a_failure_counts_twenty_clicks(case: Case) -> None:
    empty = np.zeros_like(case.truth)
    result = judge(lambda *_: lambda _: empty, case)
    assert len(result.clicks) == 20
    assert result.needed(0.85) is None
    assert by_group([result])["set"]["NoC@85"] == 20
    assert by_group([result])["set"]["failures@85"] == 1


def test_the_click_lies_in_the_middle_of_the_error(case: Case) -> None:
    click = next_click(case.start, case)
    assert click.positive
    (row, col) = click.points[0]
    assert row == pytest.approx(17.5, abs=1)
    assert case.truth[int(row), int(col)]
    assert next_click(case.truth, case) is None


def test_a_wrong_mask_is_wrong_in_places(case: Case) -> None:
    ious = []
    for seed in range(12):
        spoilt = wrong_mask(np.random.default_rng(seed), case.truth)
        ious.append(iou(spoilt, case))
    assert 0.3 < np.mean(ious) < 0.97


def test_the_command_trains_refuses_and_goes_on(
    tiny_data: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "run"
    data = [str(root) for root in tiny_data]
    command = ["select", "--data", *data, "--output", str(output), "--device", "cpu"]
    short = ["--steps", "2", "--side", "48", "--threads", "1"]
    assert main([*command, *short]) == 0
    assert "step 2/2" in capsys.readouterr().err
    assert main([*command, *short]) == 2
    assert "weights are already here" in capsys.readouterr().err
    more = ["select", "--data", *data, "--output", str(tmp_path / "more"), "--device", "cpu"]
    assert main([*more, *short, "--init", str(output / WEIGHTS)]) == 0
    assert main([*more, "--side", "50"]) == 2
    assert "multiple of 16" in capsys.readouterr().err
