"""Zoom, pan and fit as numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.canvas.view_transform import MAX_SCALE, ViewTransform, centred, fitted, window_of

finite = st.floats(-5000, 5000)


@given(finite, finite, st.floats(0.05, 60), finite, finite)
def test_screen_and_image_are_inverse(
    left: float, top: float, scale: float, x: float, y: float
) -> None:
    view = ViewTransform(left, top, scale)
    assert view.to_screen(*view.to_image(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(st.floats(0.05, 60), st.floats(0, 2000), st.floats(0, 1000))
def test_zoom_keeps_the_point_under_the_pointer(scale: float, x: float, y: float) -> None:
    before = ViewTransform(12.5, -3.25, 1.5)
    after = before.zoomed(scale, x, y)
    assert after.to_image(x, y) == pytest.approx(before.to_image(x, y), abs=1e-6)


def test_zoom_stops_at_the_largest_scale() -> None:
    assert ViewTransform().zoomed(1e6, 0, 0).scale == MAX_SCALE


def test_fit_centres_the_whole_frame_with_a_margin() -> None:
    view = fitted((100, 200), 416, 316)
    assert view.scale == 2.0
    assert view.to_screen(0, 0) == (8, 58)
    assert view.to_screen(100, 200) == (408, 258)


def test_centred_puts_the_middle_in_the_middle() -> None:
    view = centred((100, 200), (300, 300))
    assert view.to_screen(50, 100) == (150, 150)


def test_a_window_sees_the_pixels_under_device_pixel_centres() -> None:
    window, corner = window_of(ViewTransform(10, 20, 4.0), (0, 0, 8, 4), 2.0)
    assert corner == (0, 0)
    assert (window.height, window.width) == (8, 16)
    np.testing.assert_array_equal(window.rows, [20] * 8)
    np.testing.assert_array_equal(window.cols, [10] * 8 + [11] * 8)


def test_a_window_of_fractional_points_covers_all_touched_device_pixels() -> None:
    window, (x, y) = window_of(ViewTransform(), (3, 5, 3, 1), 1.5)
    assert (x, y) == (4 / 1.5, 7 / 1.5)
    assert x <= 3
    assert x + window.width / 1.5 >= 6
    assert y + window.height / 1.5 >= 6
