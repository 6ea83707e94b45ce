"""Scribbles of DAVIS interactive are read, and its robot is answered, without the package."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from sst_core.config import NAMED
from sst_core.errors import DataError
from sst_core.model import SST
from sst_core.selecting.model import SelectConfig, SelectModel
from sst_core.session import InferenceSession
from training.cli.evaluate import main
from training.interactive.davis import drive
from training.interactive.scribbles import Line, masks_of, read_scribbles

TEXT = """{"sequence": "seq0", "annotated_frame": 1, "scribbles": [[],
 [{"path": [[0.0, 0.0], [1.0, 1.0]], "object_id": 1, "start_time": 0, "end_time": 900},
  {"path": [[0.5, 0.25]], "object_id": 0, "start_time": 1000, "end_time": 1100},
  {"path": [], "object_id": 2, "start_time": 1200, "end_time": 1200}],
 []]}"""


@pytest.fixture
def select() -> SelectModel:
    torch.manual_seed(5)
    return SelectModel(SelectConfig(widths=(16, 16, 8), layers=1, heads=2, side=64)).eval()


def test_a_line_lies_on_its_frame_from_corner_to_corner() -> None:
    lines = read_scribbles(json.loads(TEXT), (61, 101))
    assert list(lines) == [1]
    assert lines[1] == (
        Line(1, ((0.5, 0.5), (60.5, 100.5))),
        Line(0, ((15.5, 50.5),)),
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"sequence": "a"}',
        '{"scribbles": [[{"object_id": 1}]]}',
        '{"scribbles": [[{"path": [[1]]}]]}',
    ],
)
def test_what_is_no_scribble_is_one_sentence(text: str) -> None:
    with pytest.raises(DataError, match="these are no scribbles"):
        read_scribbles(json.loads(text), (60, 100))


def test_lines_are_obeyed_and_objects_keep_apart(select: SelectModel) -> None:
    image = np.random.default_rng(0).integers(0, 255, (60, 100, 3), dtype=np.uint8)
    lines = [Line(1, ((20.0, 20.0), (20.0, 40.0))), Line(2, ((40.0, 70.0), (40.0, 90.0)))]
    found = masks_of(select, image, np.zeros((60, 100), np.uint8), lines, (1, 2))
    assert (found[20, 20:40] == 1).all()
    assert (found[40, 70:90] == 2).all()
    more = masks_of(select, image, found, [Line(0, ((20.0, 30.0),))], (1, 2))
    assert more[20, 30] == 0
    assert not ((more == 1) & (found != 1)).any()


def test_a_robot_is_answered_round_after_round(
    tiny_data: tuple[Path, Path], select: SelectModel
) -> None:
    torch.manual_seed(0)
    tracker = SST(NAMED["sst-tiny"]).eval()

    class Robot:
        """Scribbles on frame 1, then once more on frame 5."""

        submitted: list[np.ndarray] = []  # noqa: RUF012 - one robot only

        def scribbles_iterator(self) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
            frames: list[list[dict[str, Any]]] = [[] for _ in range(8)]
            frames[1].append({"path": [[0.15, 0.25], [0.25, 0.35]], "object_id": 1})
            yield "seq0", {"scribbles": frames}, True
            frames[5].append({"path": [[0.5, 0.25], [0.55, 0.3]], "object_id": 1})
            yield "seq0", {"scribbles": frames}, False

        def submit_masks(self, pred_masks: np.ndarray) -> None:
            self.submitted.append(pred_masks)

    rounds = []
    drive(
        Robot(),
        tiny_data[0],
        lambda: InferenceSession(tracker, short_side=48),
        select,
        say=lambda name, number, frames: rounds.append((name, number, tuple(frames))),
    )
    assert rounds == [("seq0", 1, (1,)), ("seq0", 2, (1, 5))]
    first, second = Robot.submitted
    assert first.shape == second.shape == (8, 120, 160)
    assert (first[1] == second[1]).all()
    assert second[5, 32, 82] == 1


def test_without_the_data_or_the_package_one_sentence_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["davisinteractive", "--gt", str(tmp_path)]) == 2
    assert "there is no folder JPEGImages" in capsys.readouterr().err
    for name in ("JPEGImages", "Annotations", "Scribbles"):
        (tmp_path / name).mkdir()
    assert main(["davisinteractive", "--gt", str(tmp_path)]) == 2
    assert "davisinteractive cannot be used" in capsys.readouterr().err
