"""Strips show what is wrong where it is wrong, and the frames are those that fail."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from training.report.looks import EXTRA, MISSED, as_data, strip, tinted, worst_stretches

FRAME = np.full((100, 160, 3), 90, np.uint8)


def _near(pixel: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() < 60)


def test_a_strip_holds_frame_truth_and_prediction_with_its_errors() -> None:
    truth, prediction = np.zeros((2, 100, 160), np.uint8)
    truth[20:60, 20:60] = 1
    prediction[20:60, 40:90] = 1
    picture = strip(FRAME, truth, prediction, height=100)
    assert picture.shape[0] == 100
    left, middle, right = picture[:, :160], picture[:, 164:324], picture[:, 328:]
    assert np.array_equal(left, FRAME)
    assert middle[40, 50, 2] > 150  # the object in blue
    assert np.array_equal(middle[80, 80], FRAME[0, 0])
    assert _near(right[40, 28], MISSED)
    assert _near(right[40, 80], EXTRA)
    assert not _near(right[40, 50], MISSED)


def test_void_is_no_error_and_objects_differ_in_colour() -> None:
    truth = np.full((100, 160), 255, np.uint8)
    prediction = np.zeros((100, 160), np.uint8)
    assert np.array_equal(strip(FRAME, truth, prediction, height=100)[:, 328:], FRAME)
    both = prediction.copy()
    both[10:50, 10:50], both[10:50, 60:100] = 1, 2
    seen = tinted(FRAME, both)
    assert np.abs(seen[30, 30].astype(int) - seen[30, 80]).max() > 40


def test_the_worst_stretches_come_first_apart_from_each_other() -> None:
    quality = np.full(60, 0.97)
    quality[10:18], quality[40:50], quality[55] = 0.6, 0.2, 0.85
    quality[0] = np.nan
    found = worst_stretches(quality.tolist(), 3)
    assert 41 <= found[0] <= 48
    assert 10 <= found[1] < 18
    assert found[2] == 55
    assert worst_stretches([0.95] * 20, 3) == []
    assert worst_stretches([float("nan")] * 20, 3) == []


def test_frames_without_truth_are_never_shown() -> None:
    quality = [float("nan") if frame % 5 else 0.3 for frame in range(40)]
    assert all(frame % 5 == 0 for frame in worst_stretches(quality, 4))


def test_a_picture_travels_inside_the_page() -> None:
    kind, data = as_data(FRAME).split(",")
    assert kind == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert image.size == (160, 100)
        assert np.asarray(image).mean() == pytest.approx(90, abs=2)
