"""Frames on the screen are exact, come in the order in which they are wanted, and cost no more."""

import random
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as threads

import numpy as np
import pytest
from PIL import Image
from watch import Watch

from annotator.media import provider as provider_module
from annotator.media.source import Picture, SeekableSource
from annotator.media.video import Video

Encode = Callable[..., Path]
Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
Number = Callable[[np.ndarray], int]
FRAME = 64 * 96 * 3


@pytest.fixture
def images(tmp_path: Path, make_scene: Scene) -> Path:
    """Twelve images."""
    folder = tmp_path / "images"
    folder.mkdir()
    for frame in range(12):
        Image.fromarray(make_scene(frame)[0]).save(folder / f"img{frame}.png")
    return folder


@pytest.mark.parametrize("ram", [1, 3 * FRAME, 20 * FRAME, 1000 * FRAME])
@pytest.mark.parametrize("disk", [0, 15 * FRAME, 1000 * FRAME])
def test_any_frame_equals_sequential_decoding_whatever_the_budgets(
    long_gop: Path, tmp_path: Path, ram: int, disk: int
) -> None:
    exact = dict(Video(long_gop).iterate(0, 80))
    order = random.Random(ram + disk).choices(range(80), k=40)
    folder = tmp_path / "cache"
    with Watch(long_gop, ram_bytes=ram, disk_folder=folder, disk_bytes=disk) as watch:
        watch.until_ready()
        for frame in order:
            assert np.array_equal(watch.show(frame), exact[frame])
            assert watch.provider.cached_bytes <= max(ram, FRAME)
    assert not list(folder.iterdir())


def test_what_is_known_when_ready(long_gop: Path) -> None:
    with Watch(long_gop) as watch:
        provider = watch.until_ready()
        assert (provider.frames, provider.size, provider.rate) == (80, (64, 96), 25)
        assert np.allclose(provider.times, np.arange(80) / 25)
        assert provider.names[79] == "00079"
        assert not provider.warnings


def test_times_of_a_variable_rate_are_kept(
    tmp_path: Path, make_clip: Encode, make_scene: Scene
) -> None:
    times = [0, 40, 45, 300, 320, 1000]
    pictures = [make_scene(i)[0] for i in range(6)]
    with Watch(make_clip(tmp_path / "vfr.mkv", pictures, times=times)) as watch:
        assert np.allclose(watch.until_ready().times, np.array(times) / 1000)


def test_the_first_frame_does_not_wait_for_the_index(
    long_gop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Event()
    opened = provider_module.open_media

    def slowly(path: Path, **how: Callable[[], bool]) -> SeekableSource:
        gate.wait(10)
        return opened(path, **how)

    monkeypatch.setattr(provider_module, "open_media", slowly)
    with Watch(long_gop) as watch:
        watch.until(lambda: watch.frames == [0])
        assert not watch.ready
        assert watch.provider.size == (64, 96)
        first = watch.provider.get(0)
        gate.set()
        watch.until_ready()
        assert first is not None
        assert np.array_equal(first, Video(long_gop).read(0))


def test_a_wrong_first_frame_is_put_right_by_the_index(
    long_gop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(_path: Path) -> Picture:
        return np.zeros((64, 96, 3), np.uint8)

    monkeypatch.setattr(provider_module, "first_picture", wrong)
    with Watch(long_gop) as watch:
        provider = watch.until_ready()
        assert watch.frames[:2] == [0, 0]
        assert np.array_equal(provider.get(0), Video(long_gop).read(0))  # type: ignore[arg-type]


def test_reads_ahead_of_the_playhead_and_a_little_behind(long_gop: Path) -> None:
    with Watch(long_gop, ram_bytes=20 * FRAME) as watch:
        watch.until_ready()
        watch.show(40, direction=1)
        watch.until_quiet()
        kept = {frame for frame in range(80) if watch.provider.get(frame) is not None}
        assert set(range(35, 51)) <= kept
        watch.provider.want(40, direction=-1)
        watch.until_quiet()
        kept = {frame for frame in range(80) if watch.provider.get(frame) is not None}
        assert set(range(30, 46)) <= kept


def test_while_playing_it_reads_almost_only_ahead(long_gop: Path) -> None:
    with Watch(long_gop, ram_bytes=20 * FRAME) as watch:
        watch.until_ready()
        for frame in range(30, 41):
            watch.show(frame, playing=True)
        watch.until_quiet()
        kept = {frame for frame in range(80) if watch.provider.get(frame) is not None}
        assert set(range(39, 55)) <= kept


def test_a_jump_is_followed_before_the_reading_ahead_ends(long_gop: Path) -> None:
    with Watch(long_gop) as watch:
        watch.until_ready()
        watch.provider.want(0)
        watch.provider.want(75)
        watch.until(lambda: watch.provider.get(75) is not None)
        done = set(watch.frames[: watch.frames.index(75)])
        assert len(done) < 10  # frames from 60 on are decoded on the way, few of them shown


def test_a_group_is_decoded_once(long_gop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    iterate = Video.iterate_raw

    def counted(self: Video, start: int, stop: int) -> object:
        opened.append(start)
        return iterate(self, start, stop)

    monkeypatch.setattr(Video, "iterate_raw", counted)
    with Watch(long_gop) as watch:
        watch.until_ready()
        for frame in (59, 30, 45, 58, 31):
            watch.show(frame)
    assert sorted(opened) == [0, 30] or opened == [30]


def test_nearest_stands_in_until_the_exact_frame_is_there(
    long_gop: Path, read_number: Number
) -> None:
    with Watch(long_gop, ram_bytes=6 * FRAME) as watch:
        watch.until_ready()
        watch.show(10)
        watch.until_quiet()
        found = watch.provider.nearest(70)
        assert found is not None
        frame, picture = found
        assert frame == max(f for f in range(80) if watch.provider.get(f) is not None)
        assert read_number(picture) == frame
        assert not picture.flags.writeable


def test_a_second_visit_comes_from_the_disk(
    long_gop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets = {"ram_bytes": 6 * FRAME, "disk_folder": tmp_path, "disk_bytes": 1000 * FRAME}
    with Watch(long_gop, **budgets) as watch:
        watch.until_ready()
        exact = {}
        for frame in (5, 28, 50):
            exact[frame] = watch.show(frame)
            watch.until_quiet()

        def refuse(*_: object) -> None:
            raise AssertionError("decoded again")

        monkeypatch.setattr("annotator.media.cursors.Cursors.step_towards", refuse)
        for frame in (5, 28, 50):
            assert watch.provider.get(frame) is None or frame == 50
            assert np.array_equal(watch.show(frame), exact[frame])


def test_image_folders_are_provided_too(images: Path, make_scene: Scene) -> None:
    with Watch(images, ram_bytes=4 * FRAME) as watch:
        provider = watch.until_ready()
        assert (provider.frames, provider.rate, provider.names[11]) == (12, None, "img11")
        assert provider.times[5] == pytest.approx(0.2)
        for frame in (11, 0, 7, 6):
            assert np.array_equal(watch.show(frame), make_scene(frame)[0])


def test_a_damaged_image_is_a_sentence_and_the_others_are_shown(
    images: Path, make_scene: Scene
) -> None:
    bad = images / "img6.png"
    bad.write_bytes(bad.read_bytes()[:200])
    with Watch(images) as watch:
        watch.until_ready()
        watch.until_quiet()
        assert np.array_equal(watch.show(7), make_scene(7)[0])
        watch.provider.want(6)
        watch.until_quiet()
        assert [sentence.split(": ")[1] for sentence in watch.errors] == [
            "the image is damaged or cut short."
        ]


@pytest.mark.parametrize("name", ["gone.mp4", "notes.txt"])
def test_what_cannot_be_opened_is_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("hello\n" * 100, encoding="ascii")
    with Watch(tmp_path / name) as watch:
        watch.until(lambda: bool(watch.errors))
        assert name in watch.errors[0]
        assert watch.provider.get(0) is None
        watch.provider.want(3)


def test_a_file_that_goes_away_is_a_sentence(
    tmp_path: Path, make_clip: Encode, make_scene: Scene
) -> None:
    pictures = [make_scene(i)[0] for i in range(60)]
    path = make_clip(tmp_path / "clip.mp4", pictures, options={"g": "10"})
    with Watch(path, ram_bytes=4 * FRAME) as watch:
        watch.until_ready()
        watch.until_quiet()
        path.unlink()
        watch.provider.want(55)
        watch.until(lambda: bool(watch.errors))
        assert str(path) in watch.errors[0]
        watch.until_quiet()
        assert len(watch.errors) == 1


def test_a_fault_of_the_decoder_is_a_sentence_and_ends_the_thread(
    long_gop: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_path: Path) -> Picture:
        raise RuntimeError("no memory for planes")

    monkeypatch.setattr(provider_module, "first_picture", broken)
    with Watch(long_gop) as watch:
        watch.until(lambda: bool(watch.errors))
        assert watch.errors == [f"{long_gop}: this cannot be read (no memory for planes)."]
    assert "cannot be read" in caplog.text


def test_closing_ends_the_thread_at_any_moment(long_gop: Path, tmp_path: Path) -> None:
    before = set(threads())
    for moment in range(6):
        watch = Watch(long_gop, disk_folder=tmp_path, disk_bytes=100 * FRAME)
        if moment > 1:
            watch.until_ready()
        if moment > 3:
            watch.provider.want(70)
        watch.provider.close()
        assert watch.provider.cached_bytes == 0
        watch.provider.close()
    assert set(threads()) <= before


def test_wanting_from_many_threads_and_closing_does_not_hang(long_gop: Path) -> None:
    with Watch(long_gop, ram_bytes=10 * FRAME) as watch:
        watch.until_ready()

        def jump(seed: int) -> None:
            chance = random.Random(seed)
            for _ in range(200):
                watch.provider.want(chance.randrange(-5, 90), direction=chance.choice((1, -1)))
                watch.provider.nearest(chance.randrange(80))

        jumpers = [Thread(target=jump, args=(seed,)) for seed in range(4)]
        for one in jumpers:
            one.start()
        for one in jumpers:
            one.join()
        assert watch.show(33) is not None
        assert not watch.errors


def test_a_frame_wanted_before_the_index_is_there_is_shown(long_gop: Path) -> None:
    with Watch(long_gop) as watch:
        watch.provider.want(500)
        watch.until(lambda: watch.provider.get(79) is not None)


def test_a_listener_that_fails_does_not_end_the_decoding(long_gop: Path) -> None:
    with Watch(long_gop) as watch:
        watch.until_ready()
        watch._on_error = None  # type: ignore[assignment]
        watch.frames = None  # type: ignore[assignment] - every call of on_frame fails now
        watch.provider.want(60)
        watch.until(lambda: watch.provider.get(60) is not None)
        watch.frames = []


@pytest.mark.data
def test_real_clips_are_exact_wherever_one_jumps(videos_root: Path, sample_root: Path) -> None:
    clips = [sample_root / "clip.mp4", *sorted(videos_root.glob("*.mp4"))[:2]]
    for path in clips:
        length = min(len(Video(path)), 120)
        order = random.Random(path.name).sample(range(length), 6)
        exact = {f: p for f, p in Video(path).iterate(0, max(order) + 1) if f in order}
        with Watch(path, ram_bytes=2**27) as watch:
            watch.until_ready()
            for frame in order:
                assert np.array_equal(watch.show(frame), exact[frame])
