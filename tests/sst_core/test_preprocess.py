"""Preprocessing has an exact inverse: masks come back at source size, in place."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sst_core.config import CELL_PX
from sst_core.preprocess import Geometry, frame_to_model, masks_to_model, to_source

CPU = torch.device("cpu")
SIDES = st.integers(1, 300)


@given(SIDES, SIDES, st.integers(16, 200))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_sizes_are_whole_cells_and_come_back(height: int, width: int, short: int) -> None:
    geometry = Geometry.of(height, width, short_side=short)
    assert all(side % CELL_PX == 0 for side in geometry.padded)
    assert min(geometry.resized) == min(short, height, width)
    model = frame_to_model(np.zeros((height, width, 3), np.uint8), geometry, CPU)
    assert tuple(model.shape[-2:]) == geometry.padded
    assert tuple(to_source(model, geometry).shape[-2:]) == (height, width)


def test_without_resizing_the_round_trip_is_the_identity() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (45, 70, 3), dtype=np.uint8)
    geometry = Geometry.of(45, 70, short_side=480)
    back = to_source(frame_to_model(frame, geometry, CPU), geometry)[0].permute(1, 2, 0)
    assert np.array_equal(back.numpy().astype(np.uint8), frame)


@pytest.mark.parametrize("size", [(360, 640), (397, 701), (720, 405)])
def test_a_mask_comes_back_where_it_was(size: tuple[int, int]) -> None:
    rows, columns = np.mgrid[: size[0], : size[1]]
    disk = (rows - size[0] * 0.6) ** 2 + (columns - size[1] * 0.3) ** 2 < (min(size) / 5) ** 2
    geometry = Geometry.of(*size, short_side=160)
    masks = masks_to_model(disk.astype(np.uint8) * 7, (7,), geometry, CPU)
    back = to_source(masks, geometry)[0, 0].numpy() > 0.5
    assert (back & disk).sum() / (back | disk).sum() > 0.97


def test_masks_hold_the_ids_asked_for_and_leave_void_out() -> None:
    labels = np.array([[1, 255], [4, 0]], np.uint8)
    geometry = Geometry.of(2, 2, short_side=480)
    masks = masks_to_model(labels, (4, 9, 1), geometry, CPU)[0, :, :2, :2]
    assert masks.tolist() == [[[0, 0], [1, 0]], [[0, 0], [0, 0]], [[1, 0], [0, 0]]]


def test_a_frame_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="the clip is"):
        frame_to_model(np.zeros((4, 5, 3), np.uint8), Geometry.of(5, 4, short_side=480), CPU)
