"""Frames come out under their exact number, however they are asked for."""

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.media.reader import open_media
from annotator.media.video import Video
from sst_core.errors import MediaError

Encode = Callable[..., Path]
Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
Number = Callable[[np.ndarray], int]


def test_frames_are_numbered_in_order_of_presentation(long_gop: Path, read_number: Number) -> None:
    with Video(long_gop) as video:
        assert len(video) == 80
        assert video.size == (64, 96)
        assert video.rate == 25
        assert (video.names[0], video.names[-1]) == ("00000", "00079")
        assert [read_number(picture) for _, picture in video.iterate(0, 80)] == list(range(80))


def test_random_reads_equal_sequential_decoding(long_gop: Path, read_number: Number) -> None:
    with Video(long_gop) as video:
        order = list(range(80))
        random.Random(0).shuffle(order)
        sequence = dict(video.iterate(0, 80))
        for frame in order:
            picture = video.read(frame)
            assert read_number(picture) == frame
            assert np.array_equal(picture, sequence[frame])


@pytest.mark.parametrize("held", [1, 7, 1000])
def test_backward_equals_forward_whatever_the_budget(long_gop: Path, held: int) -> None:
    video = Video(long_gop, backward_bytes=held * 64 * 96 * 3 // 2)
    forward = dict(video.iterate(5, 75))
    backward = list(video.iterate(74, 4, -1))
    assert [frame for frame, _ in backward] == list(range(74, 4, -1))
    assert all(np.array_equal(picture, forward[frame]) for frame, picture in backward)


def test_two_iterators_and_reads_do_not_disturb_each_other(
    long_gop: Path, read_number: Number
) -> None:
    video = Video(long_gop)
    pairs = zip(video.iterate(0, 30), video.iterate(60, 30, -1), strict=True)
    for (low, first), (high, second) in pairs:
        assert (read_number(first), read_number(second)) == (low, high)
        assert read_number(video.read(79 - low)) == 79 - low


@pytest.mark.parametrize(
    ("suffix", "codec", "options"),
    [
        (".mp4", "libx264", {"g": "8", "x264-params": "open-gop=1:bframes=3:scenecut=0"}),
        (".mkv", "libx264", {"g": "10", "bf": "3"}),
        (".ts", "libx264", {"g": "10", "bf": "2"}),
        (".h264", "libx264", {"g": "10", "bf": "2"}),
        (".avi", "mpeg4", {"g": "12", "bf": "2", "qscale": "2"}),
        (".webm", "libvpx", {"auto-alt-ref": "1", "lag-in-frames": "16", "b": "1M"}),
        (".mp4", "libx264", {"g": "1"}),
    ],
)
def test_other_containers_and_open_groups_are_exact_too(
    tmp_path: Path,
    make_clip: Encode,
    make_scene: Scene,
    read_number: Number,
    suffix: str,
    codec: str,
    options: dict[str, str],
) -> None:
    pictures = [make_scene(i)[0] for i in range(40)]
    video = Video(make_clip(tmp_path / f"clip{suffix}", pictures, codec=codec, options=options))
    assert len(video) == 40
    sequence = dict(video.iterate(0, 40))
    assert [read_number(picture) for picture in sequence.values()] == list(range(40))
    for frame in (39, 0, 11, 8, 7, 25, 24, 23):
        assert np.array_equal(video.read(frame), sequence[frame])


def test_variable_frame_rate_keeps_every_frame(
    tmp_path: Path, make_clip: Encode, make_scene: Scene, read_number: Number
) -> None:
    times = np.cumsum(np.random.default_rng(0).integers(5, 400, 50)).tolist()
    pictures = [make_scene(i)[0] for i in range(50)]
    path = make_clip(tmp_path / "vfr.mkv", pictures, options={"bf": "2", "g": "20"}, times=times)
    video = Video(path)
    assert [read_number(picture) for _, picture in video.iterate(0, 50)] == list(range(50))
    assert [read_number(video.read(i)) for i in (49, 3, 21, 20, 19)] == [49, 3, 21, 20, 19]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_metadata_turns_the_frames_upright(
    tmp_path: Path, make_clip: Encode, rotation: int
) -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:16, :24] = 255  # upper left corner as stored
    path = make_clip(tmp_path / "turned.mp4", [picture] * 3, rotation=rotation)
    video = Video(path)
    upright = video.read(1)
    expected = np.rot90(picture, rotation // 90)  # counterclockwise, as FFmpeg counts
    assert upright.shape == expected.shape == (*video.size, 3)
    assert np.abs(upright.astype(int) - expected).mean() < 6


def test_sound_beside_the_pictures_adds_no_frames(
    tmp_path: Path, make_clip: Encode, make_scene: Scene
) -> None:
    path = make_clip(tmp_path / "sound.mp4", [make_scene(i)[0] for i in range(5)], sound=True)
    assert len(Video(path)) == 5


def test_numbers_outside_the_clip_are_refused(long_gop: Path) -> None:
    video = Video(long_gop)
    for ask in (lambda: video.read(80), lambda: video.read(-1)):
        with pytest.raises(IndexError):
            ask()
    with pytest.raises(IndexError):
        list(video.iterate(70, 81))
    with pytest.raises(ValueError, match="steps of 1 or -1"):
        list(video.iterate(0, 10, 2))
    assert list(video.iterate(5, 5)) == list(video.iterate(5, 5, -1)) == []


def test_a_file_that_ends_early_is_read_as_far_as_it_is_whole(
    tmp_path: Path, make_clip: Encode, make_scene: Scene, read_number: Number
) -> None:
    pictures = [make_scene(i)[0] for i in range(60)]
    options = {"bf": "3", "g": "20"}
    first = make_clip(tmp_path / "whole.mkv", pictures, options=options)
    data = first.read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(data[: int(len(data) * 0.7)])
    video = Video(cut)
    numbers = [read_number(picture) for _, picture in video.iterate(0, len(video))]
    assert 5 < len(numbers) < 60
    assert numbers == list(range(len(numbers)))


@pytest.mark.data
def test_a_real_file_cut_in_half_warns_and_keeps_its_numbers(
    tmp_path: Path, videos_root: Path
) -> None:
    whole = videos_root / "01_dog.mp4"
    data = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: len(data) // 5])
    short, full = Video(cut), Video(whole)
    assert "ends early" in short.warnings[0]
    assert not full.warnings
    last = len(short) - 1
    assert 10 < last < len(full)
    for frame, picture in short.iterate(last - 3, last + 1):
        assert np.array_equal(picture, full.read(frame))


@pytest.mark.data
def test_real_clips_read_alike_in_any_order(videos_root: Path) -> None:
    for path in sorted(videos_root.glob("*.mp4"))[:2]:
        video = Video(path)
        order = random.Random(path.name).sample(range(90), 4)
        wanted = {}
        for frame, picture in video.iterate(0, max(order) + 1):
            if frame in order:
                wanted[frame] = picture
        assert all(np.array_equal(video.read(frame), wanted[frame]) for frame in order)
        backward = dict(video.iterate(60, 50, -1))
        assert all(np.array_equal(p, backward[f]) for f, p in video.iterate(51, 61))


@pytest.mark.data
def test_the_average_rate_is_exact(videos_root: Path) -> None:
    assert Video(videos_root / "01_dog.mp4").rate == Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("clip.mp4", None, "there is no such file or folder"),
        ("clip.mp4", b"", "cut short or not a video"),
        ("clip.mp4", b"no video " * 100, "cut short or not a video"),
        ("notes.txt", b"hello\n" * 100, "cut short or not a video"),
    ],
)
def test_what_is_no_video_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError, match=sentence):
        open_media(path)


def test_an_mp4_without_its_index_is_refused(tmp_path: Path, long_gop: Path) -> None:
    # FFmpeg puts the index of an mp4 last unless told otherwise.
    (tmp_path / "cut.mp4").write_bytes(long_gop.read_bytes()[:2000])
    with pytest.raises(MediaError, match="cut short or not a video"):
        open_media(tmp_path / "cut.mp4")
