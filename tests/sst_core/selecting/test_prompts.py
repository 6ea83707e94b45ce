"""Where prompts lie on the maps, and which window is looked at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sst_core.selecting.prompts import Prompts, Stroke, Window, around, draw, whole


def test_a_click_becomes_a_disk_where_it_was_made() -> None:
    window = Window(10.0, 20.0, 40.0, 80.0, canvas=(64, 128))
    click = Stroke(((30.0, 60.0),))
    on, off, box = draw(Prompts((click,)), window)
    rows, cols = np.nonzero(on)
    assert on.shape == (32, 64)
    assert (rows.mean() + 0.5, cols.mean() + 0.5) == pytest.approx((16.0, 32.0), abs=0.5)
    assert on.sum() == pytest.approx(np.pi * 3**2, rel=0.4)
    assert not off.any()
    assert not box.any()


def test_a_negative_stroke_and_a_box_have_maps_of_their_own() -> None:
    window = whole((64, 64), side=64)
    stroke = Stroke(((10.0, 10.0), (10.0, 50.0)), positive=False, radius=1.0)
    on, off, box = draw(Prompts((stroke,), (16.0, 8.0, 48.0, 24.0)), window)
    assert not on.any()
    assert off[5, 5:25].all()
    assert box.sum() == (48 - 16) * (24 - 8) / 4
    assert box[8:24, 4:12].all()


@given(
    st.tuples(st.integers(33, 300), st.integers(33, 300)),
    st.tuples(*[st.floats(0, 1) for _ in range(4)]),
)
def test_a_window_lies_in_the_frame_and_its_canvas_in_cells(
    size: tuple[int, int], parts: tuple[float, float, float, float]
) -> None:
    top, bottom = sorted((parts[0] * size[0], parts[1] * size[0]))
    left, right = sorted((parts[2] * size[1], parts[3] * size[1]))
    window = around((top, left, bottom, right), size, side=96)
    assert window.top >= 0
    assert window.left >= 0
    assert window.top + window.height <= size[0] + 1e-6
    assert window.left + window.width <= size[1] + 1e-6
    assert window.canvas[0] % 16 == 0
    assert window.canvas[1] % 16 == 0
    assert window.top <= top + 1e-6
    assert window.top + window.height >= bottom - 1e-6


def test_only_something_positive_says_where_the_object_is() -> None:
    away = Stroke(((1.0, 1.0),), positive=False)
    assert not Prompts((away,))
    assert Prompts((away, Stroke(((2.0, 2.0),))))
    assert Prompts((), (0.0, 0.0, 9.0, 9.0))
    assert Prompts((away,), (3.0, 2.0, 9.0, 8.0)).bounds() == (1.0, 1.0, 9.0, 8.0)
