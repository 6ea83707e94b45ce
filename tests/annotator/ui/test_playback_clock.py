"""Playing at the true rate: which frame is due when frames last unequally long, and the loop."""

import numpy as np
import pytest

from annotator.ui.playback import due, length_of

TIMES = np.array([0.0, 0.1, 0.2, 1.0, 1.1, 1.2])
"""The frame at 0.2 s stays for 0.8 s."""


@pytest.mark.parametrize(
    ("seconds", "frame"), [(0.0, 0), (0.05, 0), (0.1, 1), (0.25, 2), (0.99, 2), (1.05, 3), (1.3, 5)]
)
def test_a_frame_is_due_at_its_own_time(seconds: float, frame: int) -> None:
    assert due(TIMES, (0, 6), seconds) == frame


def test_the_last_frame_lasts_as_long_as_the_mean_and_then_it_begins_again() -> None:
    assert length_of(TIMES, (0, 6)) == pytest.approx(1.44)
    assert due(TIMES, (0, 6), 1.43) == 5
    assert due(TIMES, (0, 6), 1.45) == 0


def test_a_range_is_played_by_its_own_times() -> None:
    assert due(TIMES, (2, 5), 0.0) == 2
    assert due(TIMES, (2, 5), 0.79) == 2
    assert due(TIMES, (2, 5), 0.81) == 3
    assert length_of(TIMES, (2, 5)) == pytest.approx(1.35)
