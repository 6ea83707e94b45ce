"""The plot: ticks, names that do not overlap, curves where they belong."""

from pathlib import Path

import numpy as np
import pytest

from sst_core.errors import OutputError
from training.interactive.plot import Line, draw_curves, save_plot, spread, ticks


@pytest.mark.parametrize(("low", "high"), [(0.571, 0.796), (0, 1), (0.8, 0.8), (0.9, 0.907)])
def test_ticks_are_round_cover_the_values_and_are_few(low: float, high: float) -> None:
    found = ticks(low, high)
    assert found[0] <= low + 1e-9
    assert found[-1] >= high - 1e-9
    assert 2 <= len(found) <= 9
    steps = np.diff(found)
    assert steps == pytest.approx(steps[0])


def test_names_move_apart_and_keep_their_order() -> None:
    moved = spread([100, 100, 104, 300], 20)
    assert np.diff(moved[:3]).min() >= 19.9
    assert moved[3] == 300
    assert spread([50, 10], 20) == [50, 10]


def test_curves_stand_in_their_colours_and_higher_is_up(tmp_path: Path) -> None:
    lines = [
        Line("suggested", (0.5, 0.7, 0.9), mark="suggestion"),
        Line("even", (0.5, 0.6, 0.6), mark="uniform"),
    ]
    image = draw_curves(lines, title="T", x_title="rounds", y_title="J&F")
    pixels = np.asarray(image).astype(int)
    blue = np.abs(pixels - (11, 111, 214)).sum(axis=2) < 40
    orange = np.abs(pixels - (209, 102, 15)).sum(axis=2) < 40
    right = slice(560, 735)
    assert np.nonzero(blue[:, right])[0].mean() < np.nonzero(orange[:, right])[0].mean()
    save_plot(tmp_path / "a.png", image)
    with pytest.raises(OutputError, match="cannot be written"):
        save_plot(tmp_path / "nowhere" / "a.png", image)


def test_a_single_value_can_be_drawn() -> None:
    assert draw_curves([Line("a", (0.5,))], title="", x_title="", y_title="").size == (960, 600)
