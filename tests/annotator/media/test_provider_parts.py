"""The parts of the provider: what is wanted, what stays in memory, what is on disk, who decodes."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.media.cache import FrameCache
from annotator.media.cursors import Cursors
from annotator.media.diskcache import DiskCache
from annotator.media.readahead import Playhead
from annotator.media.source import Picture, Raw

SHAPE = (4, 6, 3)
BYTES = 4 * 6 * 3
heads = st.builds(Playhead, st.integers(0, 99), st.sampled_from([1, -1]), st.booleans())


def picture(frame: int) -> Picture:
    """A frame that shows its number."""
    return np.full(SHAPE, frame % 251, np.uint8)


def raw(frame: int) -> Raw:
    """Half the size of a picture."""
    return Raw(BYTES // 2, lambda: picture(frame))


@given(head=heads, room=st.integers(1, 300))
def test_the_window_holds_each_frame_once_and_the_playhead_first(head: Playhead, room: int) -> None:
    frames = list(head.window(room, 100))
    assert frames[0] == head.frame
    assert len(frames) == len(set(frames)) <= room
    assert all(0 <= frame < 100 for frame in frames)
    ahead = [frame for frame in frames if (frame - head.frame) * head.direction > 0]
    assert frames[1 : len(ahead) + 1] == ahead  # ahead before behind, near before far
    assert [abs(frame - head.frame) for frame in ahead] == list(range(1, len(ahead) + 1))


@given(head=heads, room=st.integers(1, 60))
def test_a_wanted_frame_is_nearer_than_any_other(head: Playhead, room: int) -> None:
    window = set(Playhead(1000, head.direction, head.playing).window(room, 2000))
    middle = Playhead(1000, head.direction, head.playing)
    others = [middle.distance(frame) for frame in range(900, 1101) if frame not in window]
    assert max(map(middle.distance, window)) < min(others)


@given(head=heads, room=st.integers(4, 60))
def test_what_is_wanted_is_never_evicted_for_something_else(head: Playhead, room: int) -> None:
    cache = FrameCache(room * BYTES)
    window = list(head.window(max(1, int(0.8 * room)), 100))
    for frame in [*window, *(f for f in range(100) if f not in window)]:
        cache.put(frame, picture(frame), head)
    assert all(frame in cache for frame in window)
    assert cache.nbytes <= room * BYTES


@given(
    st.lists(st.tuples(st.integers(0, 99), st.booleans(), heads), max_size=80), st.integers(0, 12)
)
def test_the_cache_keeps_its_budget_and_its_books(
    puts: list[tuple[int, bool, Playhead]], room: int
) -> None:
    cache = FrameCache(room * BYTES)
    for frame, developed, head in puts:
        if developed:
            cache.put(frame, picture(frame), head)
        else:
            cache.put_raw(frame, raw(frame), head)
        assert cache.nbytes <= room * BYTES or len(cache.frames()) == 1
        held = [cache.get(one) for one in cache.frames()]
        assert cache.nbytes == sum(BYTES // 2 if one is None else BYTES for one in held)
        assert len(set(cache.frames())) == len(cache.frames())  # never in both forms


def test_the_frame_at_the_playhead_is_kept_whatever_the_budget() -> None:
    cache = FrameCache(0)
    cache.put(7, picture(7), Playhead(7))
    assert cache.get(7) is not None
    cache.put(8, picture(8), Playhead(8))
    assert cache.frames() == [8]


def test_nearest_prefers_the_earlier_of_two() -> None:
    cache = FrameCache(9 * BYTES)
    assert cache.nearest(4) is None
    for frame in (2, 6, 30):
        cache.put(frame, picture(frame), Playhead(2))
    found = [cache.nearest(frame) for frame in (0, 4, 5, 99)]
    assert [one[0] for one in found if one] == [2, 2, 6, 30]


def test_the_disk_gives_back_what_it_took(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path / "new" / "folder", 3 * BYTES, SHAPE)
    for frame in (5, 6, 7):
        disk.put(frame, picture(frame), Playhead(5))
    assert disk.nbytes == 3 * BYTES
    disk.put(4, picture(4), Playhead(4))  # in place of 7, the farthest
    assert disk.get(7) is None
    for frame in (4, 5, 6):
        assert np.array_equal(disk.get(frame), picture(frame))  # type: ignore[arg-type]
    disk.close()
    assert disk.get(4) is None
    assert disk.nbytes == 0


def test_a_full_disk_cache_takes_only_what_is_nearer(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path, 2 * BYTES, SHAPE)
    head = Playhead(10)
    assert disk.choose([30, 12, 20], head) == 12
    disk.put(12, picture(12), head)
    disk.put(20, picture(20), head)
    assert disk.choose([12, 20, 30], head) is None
    assert disk.choose([12, 20, 30], Playhead(29)) == 30
    disk.close()


@pytest.mark.parametrize("slots", [0, 3])
def test_without_room_or_a_place_nothing_is_kept(tmp_path: Path, slots: int) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    disk = DiskCache(blocked if slots else tmp_path, slots * BYTES, SHAPE)
    disk.put(1, picture(1), Playhead())
    assert disk.choose([1], Playhead()) is None
    assert disk.get(1) is None
    disk.close()


def test_a_disk_that_runs_full_ends_the_cache_and_nothing_else(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path, 9 * BYTES, SHAPE)
    disk.put(1, picture(1), Playhead())
    assert disk._file is not None
    disk._file.close()
    disk._file = Path("/dev/full").open("r+b", buffering=0)  # noqa: SIM115 - the cache closes it
    disk.put(2, picture(2), Playhead())
    assert disk.get(1) is None
    assert disk.choose([3], Playhead()) is None


class _Counting:
    """A clip of groups of ten that counts the decoders it opens."""

    size = SHAPE[:2]
    rate = Fraction(25)
    names = tuple(str(frame) for frame in range(50))
    warnings = ()
    times = np.arange(50) / 25

    def __init__(self) -> None:
        self.opened: list[int] = []

    def __len__(self) -> int:
        return 50

    def decode_start(self, frame: int) -> int:
        """Groups of ten."""
        return frame // 10 * 10

    def iterate_raw(self, start: int, stop: int) -> Iterator[tuple[int, Raw]]:
        """Counts."""
        self.opened.append(start)
        for frame in range(start, stop):
            yield frame, raw(frame)


def _reach(cursors: Cursors, target: int) -> list[int]:
    numbers = []
    while not numbers or numbers[-1] != target:
        numbers.append(cursors.step_towards(target)[0])
    return numbers


def test_decoders_go_on_where_they_can_and_two_are_kept() -> None:
    source = _Counting()
    cursors = Cursors(source)  # type: ignore[arg-type]
    assert _reach(cursors, 13) == [10, 11, 12, 13]
    assert _reach(cursors, 15) == [14, 15]
    assert _reach(cursors, 42) == [40, 41, 42]
    assert _reach(cursors, 16) == [16]
    assert _reach(cursors, 43) == [43]
    assert source.opened == [10, 40]
    assert _reach(cursors, 31) == [30, 31]  # in place of the one that was used longest ago
    assert _reach(cursors, 17) == [10, 11, 12, 13, 14, 15, 16, 17]
    assert source.opened == [10, 40, 30, 10]


def test_reading_on_crosses_into_the_next_group_without_a_new_decoder() -> None:
    source = _Counting()
    cursors = Cursors(source)  # type: ignore[arg-type]
    for frame in range(50):
        assert _reach(cursors, frame) == [frame]
    assert source.opened == [0]
    assert _reach(cursors, 49)[0] == 40
