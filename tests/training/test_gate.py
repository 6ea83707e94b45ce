"""The gate's rules, and that both models are asked the same."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from correction_worlds import corrected_world, square

from sst_core.config import NAMED
from sst_core.model import SST
from training.corrections import hold_out, read_corrections
from training.gate import MARGIN, TOLERANCE, Case, Compared, Gate, Said, blend, judge, score
from training.judgement import write_judgement
from training.regression import earlier_cases, held_out_cases, rendered_cases

HUMAN = {1: "corrected"}


def compared(before: float, after: float, *, held_out: bool, name: str = "clip") -> Compared:
    said = Said(square(0), (1,))
    image = np.zeros((*square(0).shape, 3), np.uint8)
    case = Case(name, lambda _frame: image, {0: said}, {1: said}, held_out)
    return Compared(case, before, after, 1, (square(0), square(1)))


def test_better_on_held_out_and_no_loss_elsewhere_is_accepted() -> None:
    clips = [compared(0.7, 0.75, held_out=True), compared(0.9, 0.9, held_out=False)]
    assert judge(clips, corrected=4).decision == "accept"


def test_a_gain_within_the_margin_is_not_enough() -> None:
    verdict = judge([compared(0.7, 0.7 + 0.9 * MARGIN, held_out=True)], corrected=4)
    assert verdict.decision == "keep"
    assert f"above {MARGIN} is needed" in verdict.reason


def test_a_loss_elsewhere_is_named() -> None:
    lost = compared(0.9, 0.9 - 1.2 * TOLERANCE, held_out=False, name="rendered: fast")
    verdict = judge([compared(0.7, 0.8, held_out=True), lost], corrected=4)
    assert verdict.decision == "keep"
    assert verdict.reason.startswith("rendered: fast went from 0.900 to 0.894")


@pytest.mark.parametrize("corrected", [0, 3])
def test_too_few_frames_cannot_be_judged(corrected: int) -> None:
    verdict = judge([compared(0.5, 0.9, held_out=False)], corrected=corrected)
    assert verdict.decision == "cannot judge"
    assert math.isnan(verdict.before)


def test_the_same_weights_score_the_same(tmp_path: Path, one_thread: None) -> None:
    torch.manual_seed(0)
    model = SST(NAMED["sst-tiny"]).eval()
    root = corrected_world(tmp_path, dict.fromkeys((0, 3, 6, 9), HUMAN))
    clips = hold_out(read_corrections([root]))
    cases = [*held_out_cases(clips), *earlier_cases(clips), *rendered_cases(["fast"])]
    assert [case.held_out for case in cases] == [True, False, False]
    assert cases[0].asked.keys() == clips[0].held_out
    assert cases[0].references.keys() == set(clips[0].learned)
    gate = Gate(model, cases)
    found = gate.compare(model)
    assert gate.compare(model)[0].before == found[0].before
    assert all(clip.before == clip.after for clip in found)
    assert judge(found, corrected=4).decision == "keep"


def test_objects_said_to_be_absent_are_judged() -> None:
    nothing = np.zeros((64, 96), np.uint8)
    assert score(Said(nothing, (1,)), nothing) == 1
    assert score(Said(nothing, (1,)), square(0)) == 0


def test_the_report_can_be_read_and_shown(tmp_path: Path) -> None:
    verdict = judge([compared(0.7, 0.75, held_out=True)], corrected=4)
    report = json.loads(write_judgement(tmp_path, verdict, {"steps": 7}).read_text())
    assert report["decision"] == "accept"
    assert (report["before"], report["after"], report["steps"]) == (0.7, 0.75, 7)
    assert (tmp_path / report["clips"][0]["example"]["file"]).is_file()


def test_a_report_without_figures_is_valid_json(tmp_path: Path) -> None:
    verdict = judge([], corrected=2)
    report = json.loads(write_judgement(tmp_path, verdict, {}).read_text())
    assert report["before"] is None


def test_part_of_the_way_is_between_start_and_end() -> None:
    start, end = {"w": torch.tensor([0.0, 2.0])}, {"w": torch.tensor([4.0, 2.0])}
    assert blend(start, end, 0.25)["w"].tolist() == [1.0, 2.0]
    assert blend(start, end, 1.0)["w"].tolist() == [4.0, 2.0]
