"""Which frames are taken, how they are named in sentences, and that the right ones are decoded."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from annotator.export.choice import choose_frames, name_frames, sequence_name
from annotator.export.frames import decode
from annotator.media.reader import open_media
from sst_core.errors import UserError

NAMES = [f"{frame:05d}" for frame in range(100)]


def test_neighbours_are_joined_and_long_lists_are_cut() -> None:
    assert name_frames([3, 10, 11, 12], NAMES, range(100)) == "00003, 00010 to 00012"
    assert name_frames([0, 5, 10, 40], NAMES, range(0, 100, 5)) == "00000 to 00010, 00040"
    text = name_frames(range(0, 60, 2), NAMES, range(100))
    assert text.startswith("00000, 00002, ")
    assert text.endswith("00022 and 18 more")


def test_ranges_are_cut_to_the_clip() -> None:
    assert list(choose_frames(10, start=7, every=2)) == [7, 9]
    assert list(choose_frames(10, start=-3, stop=99, every=4)) == [0, 4, 8]
    for wrong in ({"start": 10}, {"start": 4, "stop": 4}, {"every": 0}):
        with pytest.raises(UserError):
            choose_frames(10, **wrong)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("01_dog.mp4", "01_dog"),
        ("my clip: 2.mov", "my_clip__2"),
        ("...", "clip"),
        ("höhle.avi", "höhle"),
    ],
)
def test_names_of_clips_become_names_of_folders(name: str, expected: str) -> None:
    assert sequence_name(Path("some where") / name) == expected


@pytest.mark.parametrize("frames", [[0], [79], [3, 4, 5], [0, 70, 79], [*range(0, 80, 7)]])
def test_scattered_frames_of_a_video_are_the_right_ones(
    long_gop: Path, read_number: Callable[[np.ndarray], int], frames: list[int]
) -> None:
    """Across gaps it seeks, within them it reads through; each frame carries its own number."""
    found = list(decode(open_media(long_gop), frames))
    assert [frame for frame, _ in found] == frames
    assert [read_number(picture) for _, picture in found] == frames
