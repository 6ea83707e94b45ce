"""Real clips: labels stay on their objects, splits are kept, time is walked as promised."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data_worlds import agreement, save, scenery, vos_world, write_frame

from sst_core.errors import DataError
from training.data.clips import ClipOptions, RealClips, pick_frames

OPTIONS = ClipOptions(frames=4, crop=96, short_side=(96, 150), max_gap=2, min_pixels=30)


@pytest.mark.parametrize("short_side", [(60, 60), (96, 150), (300, 300)])
def test_colours_and_labels_move_as_one(tmp_path: Path, short_side: tuple[int, int]) -> None:
    """At half size (reduced decoding), near it, and enlarged: every red pixel is object 1's."""
    footage = RealClips(vos_world(tmp_path), None)
    options = replace(OPTIONS, short_side=short_side)
    drawn = [footage.draw(np.random.default_rng(i), options) for i in range(12)]
    clips = [clip for clip in drawn if clip is not None]
    assert len(clips) == 12
    together = [agreement(clip.frames, clip.label_maps) for clip in clips]
    # A border pixel of a 36-pixel square is a larger share of it when the picture is halved.
    assert np.mean(together) > (0.85 if short_side[0] == 60 else 0.95)


def test_reduced_decoding_does_not_shift_the_picture(tmp_path: Path) -> None:
    footage = RealClips(vos_world(tmp_path), None)
    halved = footage.draw(np.random.default_rng(3), replace(OPTIONS, short_side=(60, 60)))
    full = footage.draw(np.random.default_rng(3), replace(OPTIONS, short_side=(60.5, 60.5)))  # type: ignore[arg-type]
    assert halved is not None
    assert full is not None
    red_halved, red_full = (np.argwhere(clip.frames[0, ..., 0] > 128) for clip in (halved, full))
    assert np.abs(red_halved.mean(axis=0) - red_full.mean(axis=0)).max() < 0.75


def test_first_frame_shows_the_target(tmp_path: Path) -> None:
    footage = RealClips(vos_world(tmp_path), None)
    for i in range(30):
        clip = footage.draw(np.random.default_rng(i), OPTIONS)
        assert clip is not None
        assert np.count_nonzero(clip.label_maps[0]) > 300


def test_only_the_sequences_of_the_split_are_known(tmp_path: Path) -> None:
    lists = vos_world(tmp_path, sequences=3) / "ImageSets" / "480p"
    lists.mkdir(parents=True)
    (lists / "train.txt").write_text("seq0\nseq2\n")
    assert sorted(RealClips(tmp_path, "train").sequences) == ["seq0", "seq2"]


def test_frames_without_a_label_map_are_left_out(tmp_path: Path) -> None:
    vos_world(tmp_path, sequences=1, frames=3)
    save(scenery(9), tmp_path / "JPEGImages" / "480p" / "seq0" / "00009.png")
    assert len(RealClips(tmp_path, None).sequences["seq0"]) == 3


def test_a_folder_without_any_label_map_is_refused(tmp_path: Path) -> None:
    save(scenery(0), tmp_path / "JPEGImages" / "seq" / "00000.png")
    with pytest.raises(DataError, match="no frame has a label map"):
        RealClips(tmp_path, None)


def test_a_sequence_start_without_objects_draws_nothing(tmp_path: Path) -> None:
    for t in range(4):
        write_frame(tmp_path, "empty", t, {})
    assert RealClips(tmp_path, None).draw(np.random.default_rng(0), OPTIONS) is None


def test_gaps_are_bounded_and_time_runs_both_ways() -> None:
    ways = set()
    for seed in range(60):
        walk = np.array(pick_frames(np.random.default_rng(seed), 100, frames=5, max_gap=6))
        steps = np.diff(walk)
        assert np.abs(steps).min() >= 1
        assert np.abs(steps).max() <= 6
        assert walk.min() >= 0
        assert walk.max() < 100
        ways.add(tuple(np.unique(np.sign(steps))))
    assert ways == {(-1,), (1,)}


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_short_sequences_are_walked_to_and_fro(length: int) -> None:
    for seed in range(20):
        walk = pick_frames(np.random.default_rng(seed), length, frames=8, max_gap=8)
        assert len(walk) == 8
        assert set(walk) <= set(range(length))
        assert len(set(walk)) == length
