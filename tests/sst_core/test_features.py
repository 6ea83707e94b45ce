"""Embeddings that are kept: a frame from a cache is labelled like a frame that was decoded."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sst_core.backbone import Features
from sst_core.features import Embedded
from sst_core.model import SST
from sst_core.session import InferenceSession

Squares = tuple[list[np.ndarray], list[np.ndarray]]


def test_a_packed_frame_gives_the_same_masks_bit_for_bit(tiny_model: SST, squares: Squares) -> None:
    frames, maps = squares
    fresh, cached = InferenceSession(tiny_model), InferenceSession(tiny_model)
    embedded = [cached.embed(frame) for frame in frames]
    layout = embedded[0].layout
    restored = [layout.unpack(one.pack()) for one in embedded]
    fresh.add_reference(0, frames[0], maps[0], [1, 2])
    cached.add_reference(0, restored[0], maps[0], [1, 2])
    for number, (frame, view) in enumerate(zip(frames, restored, strict=True)):
        one, other = fresh.step(number, frame), cached.step(number, view)
        assert np.array_equal(one.label_map, other.label_map)
        assert np.array_equal(one.certainty, other.certainty)
        assert one.confidence == other.confidence


def test_a_session_knows_the_clip_by_a_packed_frame_alone(
    tiny_model: SST, squares: Squares
) -> None:
    frames, maps = squares
    views = [InferenceSession(tiny_model).embed(frame) for frame in frames[:2]]
    session = InferenceSession(tiny_model)
    session.add_reference(0, views[0], maps[0], [1])
    assert session.step(1, views[1]).label_map.shape == maps[0].shape
    with pytest.raises(ValueError, match="the clip is"):
        session.step(1, replace(views[1], source=(7, 9)))


def test_layout_says_what_an_embedding_takes() -> None:
    parts = Features(torch.ones(1, 2, 4, 8), torch.ones(1, 3, 2, 4), torch.ones(1, 5, 1, 2))
    embedded = Embedded.of(parts, (16, 32))
    assert embedded.layout.length == 64 + 24 + 10
    assert embedded.pack().nbytes == embedded.layout.nbytes == 2 * 98
    assert embedded.layout.unpack(embedded.pack()).layout == embedded.layout


def test_what_does_not_fit_half_precision_stays_finite() -> None:
    parts = Features(*(torch.full((1, 1, 1, 1), value) for value in (1e9, -1e9, 3.0)))
    flat = Embedded.of(parts, (1, 1)).pack()
    assert np.isfinite(flat).all()
    assert flat[2] == 3.0


def test_pooled_frames_are_compared_by_direction() -> None:
    s16 = torch.zeros(1, 2, 2, 2)
    s16[0, 0] = 3.0
    small = torch.zeros(1, 1, 1, 1)
    vector = Embedded.of(Features(small, small, s16), (32, 32)).pooled()
    assert np.allclose(vector, [1.0, 0.0])
