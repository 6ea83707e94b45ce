"""Several views of each frame: averaged, mirrored back, references as drawn."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sst_core.augmented import AugmentedSession
from sst_core.model import SST
from sst_core.session import InferenceSession

Squares = tuple[list[NDArray[np.uint8]], list[NDArray[np.uint8]]]


def test_one_view_is_the_plain_session(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    plain = InferenceSession(tiny_model, short_side=48, engine="torch")
    single = AugmentedSession(tiny_model, short_sides=[48], engine="torch")
    for session in (plain, single):
        session.add_reference(0, frames[0], maps[0], [1, 2])
        session.step(0, frames[0])
    one, other = plain.step(1, frames[1]), single.step(1, frames[1])
    soft = plain.at_source(one.probabilities)
    np.testing.assert_allclose(other.probabilities, soft, atol=1e-3)
    assert np.array_equal(other.label_map, np.array([0, 1, 2])[soft.argmax(0)])
    assert other.confidence == one.confidence


def test_mirrored_clips_give_mirrored_results(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    found = []
    for mirrored in (False, True):
        session = AugmentedSession(tiny_model, short_sides=[48, 64], flip=True, engine="torch")
        assert session.views == 4
        pictures, drawn = frames, maps
        if mirrored:
            pictures = [np.ascontiguousarray(frame[:, ::-1]) for frame in frames]
            drawn = [np.ascontiguousarray(one[:, ::-1]) for one in maps]
        session.add_reference(0, pictures[0], drawn[0], [1, 2])
        given = session.step(0, pictures[0])
        assert np.array_equal(given.label_map, drawn[0])
        found.append(session.step(1, pictures[1]).probabilities)
    np.testing.assert_allclose(found[0], found[1][..., ::-1], atol=2e-3)


def test_it_needs_a_resolution(tiny_model: SST) -> None:
    with pytest.raises(ValueError, match="resolution"):
        AugmentedSession(tiny_model, short_sides=[])
