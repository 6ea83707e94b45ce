"""Operations on masks, against slow and obvious ones."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from annotator.document import raster
from annotator.document.draft import changed_box, looked_up
from annotator.document.grab_cut import grab_cut_box, grab_cut_scribble
from annotator.document.patches import Box, in_box, pack, pack_map, unpack, unpack_map
from sst_core.labels import LabelMap

SIZE = (40, 60)
_MAPS = arrays(
    np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 3)
)


def _after(label_map: LabelMap, found: tuple[Box, LabelMap] | None) -> LabelMap:
    result = label_map.copy()
    if found is not None:
        in_box(result, found[0])[...] = found[1]
    return result


def _distance(points: list[tuple[float, float]]) -> np.ndarray:
    """Of every pixel's centre from a line."""
    rows, cols = np.mgrid[: SIZE[0], : SIZE[1]] + 0.5
    best = np.full(SIZE, np.inf)
    for (row0, col0), (row1, col1) in zip(points, [*points[1:], points[-1]], strict=True):
        along = np.array([row1 - row0, col1 - col0])
        length = max(float(along @ along), 1e-9)
        part = np.clip(((rows - row0) * along[0] + (cols - col0) * along[1]) / length, 0, 1)
        near = np.hypot(rows - row0 - part * along[0], cols - col0 - part * along[1])
        best = np.minimum(best, near)
    return best


@pytest.mark.parametrize("radius", [1.0, 2.5, 7.0, 12.3])
@pytest.mark.parametrize(
    "points", [[(20.5, 30.5)], [(10.2, 10.7), (30.1, 45.3)], [(5, 5), (5, 50), (35, 20)]]
)
def test_a_stroke_is_all_within_the_radius_of_the_line(
    points: list[tuple[float, float]], radius: float
) -> None:
    label_map = np.zeros(SIZE, np.uint8)
    found = raster.brush_stroke(label_map, np.array(points), radius, 3)
    painted = _after(label_map, found) == 3
    distance = _distance(points)
    assert painted[distance < radius - 0.75].all()
    assert not painted[distance > radius + 0.75].any()
    assert not label_map.any(), "the label map itself is not changed"


def test_a_stroke_touches_only_its_box() -> None:
    label_map = np.zeros((500, 500), np.uint8)
    found = raster.brush_stroke(label_map, np.array([[100.0, 200.0]]), 10, 1)
    assert found is not None
    box, patch = found
    assert patch.size <= 24 * 24
    assert box[0] >= 88
    assert box[3] <= 212


def test_the_smallest_brush_marks_the_pixel_under_the_pointer() -> None:
    label_map = np.zeros(SIZE, np.uint8)
    after = _after(label_map, raster.brush_stroke(label_map, np.array([[7.5, 9.5]]), 0.4, 1))
    assert np.argwhere(after).tolist() == [[7, 9]]


def test_strokes_outside_are_nothing_and_half_outside_are_cut() -> None:
    label_map = np.zeros(SIZE, np.uint8)
    assert raster.brush_stroke(label_map, np.array([[-50.0, 5.0]]), 3, 1) is None
    after = _after(label_map, raster.brush_stroke(label_map, np.array([[0.0, 0.0]]), 5, 1))
    assert after[0, 0] == 1
    assert not after[10:].any()


def test_protected_pixels_stay_under_brush_polygon_and_fill() -> None:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[:, 30:] = 2
    corners = np.array([[0.0, 0.0], [0, 60], [40, 60], [40, 0]])
    image = np.zeros((*SIZE, 3), np.uint8)
    for found in (
        raster.brush_stroke(label_map, np.array([[20.0, 30.0]]), 8, 1, protect={2}),
        raster.polygon_fill(label_map, corners, 1, protect={2}),
        raster.flood_fill(image, label_map, (5, 5), 10, 1, protect={2}),
    ):
        after = _after(label_map, found)
        assert (after[:, 30:] == 2).all()
        assert (after == 1).any()
    assert raster.flood_fill(image, label_map, (5, 40), 10, 1, protect={2}) is None


def test_a_polygon_fills_what_it_encloses() -> None:
    label_map = np.zeros(SIZE, np.uint8)
    corners = np.array([[10.0, 10.0], [10, 30], [20, 30], [20, 10]])
    after = _after(label_map, raster.polygon_fill(label_map, corners, 4))
    assert (after[11:19, 11:29] == 4).all()
    assert int((after == 4).sum()) <= 12 * 22
    assert raster.polygon_fill(label_map, corners[:2], 4) is None


def test_a_flood_stops_at_another_colour() -> None:
    image = np.full((*SIZE, 3), 100, np.uint8)
    image[:, 20:22] = 200
    image[5, 5] = 109
    image.flags.writeable = False  # as frames are
    label_map = np.zeros(SIZE, np.uint8)
    after = _after(label_map, raster.flood_fill(image, label_map, (30, 3), 10, 1))
    assert (after[:, :20] == 1).all()
    assert not after[:, 20:].any()
    strict = _after(label_map, raster.flood_fill(image, label_map, (30, 3), 5, 1))
    assert strict[5, 5] == 0


def test_holes_are_filled_up_to_a_size_and_never_from_the_edge() -> None:
    mask = np.ones((12, 20), np.bool_)
    mask[4:6, 4:6] = False
    mask[3:8, 10:15] = False
    mask[0, 18] = False
    filled = raster.fill_holes(mask, 10)
    assert filled[4:6, 4:6].all()
    assert not filled[3:8, 10:15].any()
    assert not filled[0, 18]
    assert raster.fill_holes(mask, 25)[3:8, 10:15].all()
    assert not raster.fill_holes(np.zeros((5, 5), np.bool_), 99).any()


def test_specks_go_but_the_largest_part_stays() -> None:
    mask = np.zeros((12, 20), np.bool_)
    mask[1, 1] = mask[8:11, 8:11] = True
    assert int(raster.remove_specks(mask, 5).sum()) == 9
    assert int(raster.remove_specks(mask, 500).sum()) == 9
    assert not raster.remove_specks(np.zeros((5, 5), np.bool_), 5).any()


def test_growing_and_shrinking_go_by_a_disc() -> None:
    mask = np.zeros((21, 21), np.bool_)
    mask[10, 10] = True
    rows, cols = np.mgrid[:21, :21] - 10
    disc = rows**2 + cols**2 <= 16
    assert (raster.grow(mask, 4) == disc).all()
    assert (raster.grow(disc, -4) == mask).all()
    assert (raster.grow(disc, 0) == disc).all()


def test_parts_come_largest_first() -> None:
    mask = np.zeros((12, 20), np.bool_)
    mask[1, 1] = mask[2, 2] = mask[8:11, 8:11] = True
    parts = raster.split_parts(mask)
    assert [int(part.sum()) for part in parts] == [9, 2]
    assert (sum(part.astype(int) for part in parts) == mask).all()
    assert raster.split_parts(np.zeros((3, 3), np.bool_)) == []


@settings(derandomize=True, deadline=None)
@given(_MAPS)
def test_the_outline_is_every_labelled_pixel_beside_another_value(label_map: LabelMap) -> None:
    padded = np.pad(label_map, 1, mode="edge")
    around = [padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]]
    beside = np.any([near != label_map for near in around], axis=0)
    assert (raster.outline(label_map) == (beside & (label_map > 0))).all()


@settings(derandomize=True, deadline=None)
@given(_MAPS, _MAPS)
def test_the_changed_box_is_tight(before: LabelMap, other: LabelMap) -> None:
    after = np.resize(other, before.shape)
    where = np.argwhere(before != after)
    box = changed_box(before, after)
    if not len(where):
        assert box is None
    else:
        assert box == (*where.min(axis=0), *(where.max(axis=0) + 1))


@settings(derandomize=True, deadline=None)
@given(_MAPS, st.integers(0, 2**32 - 1))
def test_packing_is_lossless(label_map: LabelMap, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, label_map.shape, np.uint8)
    for patch in (label_map, noise, np.zeros_like(label_map), label_map[:, ::-1]):
        again = unpack(pack(patch), (patch.shape[0], patch.shape[1]))
        assert (again == patch).all()
        assert again.flags.writeable


@pytest.mark.parametrize("data", [b"", b"R", b"Rnonsense", pack(np.zeros((2, 2), np.uint8))])
def test_damaged_or_foreign_label_data_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match="damaged label data"):
        unpack(data, (3, 3))


def test_a_lookup_is_numpy_indexing() -> None:
    table = np.arange(255, -1, -1, dtype=np.uint8)
    label_map = np.random.default_rng(0).integers(0, 256, (9, 7), np.uint8)
    assert (looked_up(table, label_map) == table[label_map]).all()
    assert (looked_up(table, label_map[:, ::2]) == table[label_map[:, ::2]]).all()


def _picture() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    truth = np.zeros((120, 160), np.bool_)
    truth[40:80, 60:110] = True
    image = np.where(truth[..., None], (200, 60, 60), (60, 120, 60)).astype(np.int64)
    noisy = np.clip(image + random.integers(-15, 16, image.shape), 0, 255)
    return noisy.astype(np.uint8), truth


def _overlap(found: tuple[Box, np.ndarray] | None, truth: np.ndarray) -> float:
    assert found is not None
    whole = np.zeros_like(truth)
    in_box(whole, found[0])[...] = found[1]
    return float((whole & truth).sum() / (whole | truth).sum())


def test_a_box_snaps_to_the_object_and_is_the_same_every_time() -> None:
    image, truth = _picture()
    first = grab_cut_box(image, (30, 50, 90, 120))
    assert _overlap(first, truth) > 0.95
    again = grab_cut_box(image, (90, 120, 30, 50))
    assert first is not None
    assert again is not None
    assert (first[1] == again[1]).all()


def test_a_scribble_finds_the_object_it_lies_on() -> None:
    image, truth = _picture()
    foreground, background = np.zeros_like(truth), np.zeros_like(truth)
    foreground[60, 65:105] = True
    background[30:90, 125] = background[30, 50:125] = True
    found = grab_cut_scribble(image, foreground, background)
    assert _overlap(found, truth) > 0.9
    assert grab_cut_scribble(image, background & False, background) is None


def test_boxes_too_small_or_outside_find_nothing() -> None:
    image, _ = _picture()
    assert grab_cut_box(image, (10, 10, 12, 50)) is None
    assert grab_cut_box(image, (500, 500, 600, 600)) is None
    assert grab_cut_box(image, (-5, -5, 125, 165)) is not None


@given(arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_a_map_is_sent_with_its_shape(label_map: LabelMap) -> None:
    np.testing.assert_array_equal(unpack_map(pack_map(label_map)), label_map)


@pytest.mark.parametrize("cut", [3, 8, 9, -1])
def test_half_a_map_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"no label map|damaged"):
        unpack_map(pack_map(np.ones((4, 5), np.uint8))[:cut])
