"""What of a collection may be learned from, and what is held out."""

from pathlib import Path

import pytest
from correction_worlds import corrected_world

from sst_core.errors import DataError
from sst_core.labels import VOID
from training.corrections import CorrectedClip, hold_out, read_corrections

HUMAN = {1: "corrected"}


def test_only_what_a_person_made_or_accepted_is_a_target(tmp_path: Path) -> None:
    cells = {0: {1: "drawn", 2: "propagated"}, 3: {1: "propagated"}, 6: {1: "accepted"}}
    (clip,) = read_corrections([corrected_world(tmp_path, cells)])
    assert clip.targets == {0: {1}, 6: {1}}
    label_map = clip.label_map(0)
    assert (label_map[:8] == VOID).all(), "a mask nobody accepted is not judged"
    assert (label_map[20, 4:36] == 1).all()


def test_an_object_said_to_be_absent_is_a_target_without_pixels(tmp_path: Path) -> None:
    (clip,) = read_corrections([corrected_world(tmp_path, {0: HUMAN, 4: {1: "absent"}})])
    assert clip.targets[4] == {1}
    assert not clip.label_map(4).any()


def test_without_a_side_car_every_mask_counts(tmp_path: Path) -> None:
    root = corrected_world(tmp_path, {0: HUMAN, 5: {1: "propagated"}}, side_car=False)
    (clip,) = read_corrections([root])
    assert set(clip.targets) == {0, 5}


@pytest.mark.parametrize("text", ["{", "[]", '{"frames": {"00000": {"1": {}}}}'])
def test_a_damaged_side_car_is_named(tmp_path: Path, text: str) -> None:
    root = corrected_world(tmp_path, {0: HUMAN})
    (root / "Provenance" / "clip.json").write_text(text)
    with pytest.raises(DataError, match="provenance of this sequence cannot be read"):
        read_corrections([root])


def test_nothing_corrected_is_said_in_one_sentence(tmp_path: Path) -> None:
    root = corrected_world(tmp_path / "c", {0: {1: "propagated"}})
    with pytest.raises(DataError, match="no frame was drawn, corrected or accepted"):
        read_corrections([root])
    with pytest.raises(DataError, match="no such folder"):
        read_corrections([tmp_path / "gone"])


def clip_of(*frames: int) -> CorrectedClip:
    files = {frame: Path(f"{frame}.png") for frame in frames}
    return CorrectedClip("clip", (), files, {frame: frozenset({1}) for frame in frames})


@pytest.mark.parametrize(("count", "held"), [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2), (12, 3)])
def test_one_in_four_is_held_out_and_never_an_end(count: int, held: int) -> None:
    (clip,) = hold_out([clip_of(*range(0, 5 * count, 5))])
    assert len(clip.held_out) == held
    assert len(clip.learned) == count - held
    assert not clip.held_out & {0, 5 * (count - 1)}


def test_held_out_frames_come_from_clips_that_can_spare_them() -> None:
    single, many = hold_out([clip_of(3), clip_of(0, 10, 20, 30)])
    assert single.held_out == frozenset()
    assert len(many.held_out) == 1
