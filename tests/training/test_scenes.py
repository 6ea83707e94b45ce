"""The rendered clips: the same every time, and each shows what its name says."""

import numpy as np
import pytest

from training.data.scenes import LENGTH, NAMES, SIZE, render_scene


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_is_a_function_of_its_name(name: str) -> None:
    one, two = render_scene(name), render_scene(name)
    assert one.frames.shape == (LENGTH, *SIZE, 3)
    assert np.array_equal(one.frames, two.frames)
    assert np.array_equal(one.label_maps, two.label_maps)
    assert all((one.label_maps[0] == n).sum() > 64 for n in one.objects), "given in frame 0"
    other = render_scene(name, seed=5)
    assert not np.array_equal(one.frames, other.frames)


def test_names_keep_their_word() -> None:
    area = {n: (render_scene(n).label_maps == 1).sum((1, 2)) for n in ("grows", "shrinks")}
    assert area["grows"][-1] > 5 * area["grows"][0]
    assert area["shrinks"][-1] < 0.2 * area["shrinks"][0]
    gone = (render_scene("leaves and returns").label_maps == 1).sum((1, 2))
    assert gone.min() == 0
    assert gone[-1] > 64
    hidden = (render_scene("behind a pole").label_maps == 1).sum((1, 2))
    assert hidden.min() < 0.9 * hidden[0]
    assert len(NAMES) >= 8
