"""Pseudo-video and composition: labels are true to what is visible."""

from pathlib import Path

import numpy as np
import pytest
from data_worlds import RED, agreement, save, scenery, stills_world

from sst_core.errors import DataError
from training.data.augment import about, elastic_path, linear
from training.data.clips import Clip, ClipOptions
from training.data.paste import (
    Cutout,
    cut,
    lay_over,
    paste_objects,
    shape_hiding,
    shape_lifted,
    shape_passing,
)
from training.data.regions import Grain, choose_objects
from training.data.stills import Stills, without

OPTIONS = ClipOptions(frames=4, crop=128, short_side=(128, 180), min_pixels=30)


def test_colours_and_labels_move_as_one(tmp_path: Path) -> None:
    """Whole pictures and separate layers alike, through affine and elastic warps."""
    footage = Stills(stills_world(tmp_path))
    shares, moved = [], 0
    for i in range(40):
        clip = footage.draw(np.random.default_rng(i), OPTIONS)
        assert clip is not None
        # The median, since scenery from another still may show the colours without a label.
        shares.append(agreement(clip.frames, clip.label_maps))
        moved += int((clip.label_maps[0] != clip.label_maps[-1]).any())
    assert np.median(shares) > 0.95
    assert moved == 40


def test_a_labelled_pixel_always_shows_its_object(tmp_path: Path) -> None:
    footage = Stills(stills_world(tmp_path))
    for i in range(30):
        clip = footage.draw(np.random.default_rng(i), OPTIONS)
        assert clip is not None
        labelled = clip.frames[clip.label_maps > 0].astype(int)
        assert (labelled[:, :2].max(axis=1) > 100).mean() > 0.97


def test_an_object_taken_away_leaves_no_trace() -> None:
    image = scenery(1)
    mask = np.zeros(image.shape[:2], np.bool_)
    mask[40:70, 50:90] = True
    image[mask] = RED
    assert without(image, mask)[..., 0].max() < 128


def test_in_front_hides_and_behind_is_hidden() -> None:
    clip = _square_clip()
    cutout = Cutout(np.full_like(clip.frames, 200), np.ones(clip.label_maps.shape, np.bool_))
    lay_over(clip, cutout, label=2, behind=True)
    assert (clip.label_maps[:, 20:40, 20:40] == 1).all()
    assert (clip.frames[:, 22:38, 22:38] == RED).all()
    assert (clip.label_maps == 2).sum() == clip.label_maps.size - 3 * 400
    lay_over(clip, cutout, label=3)
    assert (clip.label_maps == 3).all()
    assert (clip.frames == 200).all()


def test_pasted_objects_get_new_ids_or_none_at_all(tmp_path: Path) -> None:
    footage = Stills(stills_world(tmp_path))
    options = ClipOptions(frames=3, crop=64, short_side=(64, 80), paste=(1.0, 1.0), min_pixels=20)
    seen = set()
    for i in range(30):
        clip = _square_clip()
        paste_objects(np.random.default_rng(i), clip, footage, options)
        ids = set(np.unique(clip.label_maps).tolist())
        assert ids <= {0, 1, 2, 3}
        # The last one pasted lies on top, so it can be seen; an earlier one may be covered.
        assert max(ids) <= 1 or (clip.label_maps[0] == max(ids)).any()
        seen |= ids
    assert seen == {0, 1, 2, 3}


def test_things_cut_off_by_the_border_are_not_pasted() -> None:
    clip = _square_clip()
    assert cut(np.random.default_rng(0), clip) is not None
    clip.label_maps[:] = 0
    clip.label_maps[:, :, :30] = 1
    assert cut(np.random.default_rng(0), clip) is None


def test_passing_shapes_are_seen_at_some_time() -> None:
    seen = [shape_passing(np.random.default_rng(i), _square_clip()).masks.any() for i in range(40)]
    assert np.mean(seen) > 0.7


def test_what_hides_part_of_an_object_in_the_first_frame_is_gone_later() -> None:
    first, last = [], []
    for i in range(40):
        clip = _square_clip()
        masks = shape_lifted(np.random.default_rng(i), clip).masks
        hidden = masks & (clip.label_maps > 0)
        first.append(hidden[0].sum() / (clip.label_maps[0] > 0).sum())
        last.append(hidden[-1].sum())
    assert min(first) > 0
    assert max(first) < 1
    assert np.mean(np.array(last) == 0) > 0.8


def test_something_large_hides_nearly_everything_but_never_the_first_frame() -> None:
    scenery = np.full_like(_square_clip().frames, 7)
    cutouts = [
        shape_hiding(np.random.default_rng(i), _square_clip(), scenery if i % 2 else None)
        for i in range(40)
    ]
    assert not any(cutout.masks[0].any() for cutout in cutouts)
    assert np.median([cutout.masks.mean(axis=(1, 2)).max() for cutout in cutouts]) > 0.5
    assert all((cutout.frames == 7).all() for cutout in cutouts[1::2])


def test_regions_of_fitting_size_are_chosen_and_stay_disjoint() -> None:
    regions = np.zeros((100, 100), np.uint8)
    regions[:2, :2], regions[10:30, 10:30], regions[30:50, 10:30], regions[:, 40:] = 1, 2, 3, 255
    for seed in range(40):
        rng = np.random.default_rng(seed)
        masks = choose_objects(rng, regions, Grain(merge=0.5), count=3)
        assert 1 <= len(masks) <= 2
        assert np.sum(masks, axis=0).max() == 1
        assert not any(mask[0, 0] or mask[0, 50] for mask in masks)


def test_parts_become_one_person_and_tiny_things_a_handful() -> None:
    regions = np.zeros((60, 60), np.uint8)
    for number in range(9):
        row, col = divmod(number, 3)
        regions[20 * row + 2 : 20 * row + 7, 20 * col + 2 : 20 * col + 7] = number + 1
    rng = np.random.default_rng(0)
    assert (choose_objects(rng, regions, Grain(whole=1.0), count=3)[0] == (regions > 0)).all()
    gathered = choose_objects(rng, regions, Grain(gather=1.0), count=1)[0]
    assert 2 <= len(np.unique(regions[gathered])) <= 8


def test_motion_of_an_object_keeps_its_centre_and_starts_at_rest() -> None:
    centre = np.array([30.0, 40.0])
    turned = about(centre, np.array([0.0, 0.0, 0.4, 0.2, 0.1])) @ [30.0, 40.0, 1.0]
    np.testing.assert_allclose(turned, [30, 40, 1], atol=1e-12)
    np.testing.assert_allclose(linear(0, 0, 0), np.eye(3))
    fields = elastic_path(np.random.default_rng(0), 3, side=32, strength=0.01)
    assert not fields[0].any()
    assert fields[2].any()


def test_a_folder_without_label_maps_is_refused(tmp_path: Path) -> None:
    save(scenery(0), tmp_path / "set" / "image" / "a.png")
    with pytest.raises(DataError, match="no image has a label map"):
        Stills(tmp_path)


def _square_clip() -> Clip:
    """Three frames of 64 pixels with a red square that rests in the middle left."""
    frames, labels = np.zeros((3, 64, 64, 3), np.uint8), np.zeros((3, 64, 64), np.uint8)
    frames[:, 20:40, 20:40], labels[:, 20:40, 20:40] = RED, 1
    return Clip(frames, labels, 1)
