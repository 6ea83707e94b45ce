"""Label maps of an open project are read before they are asked for, and never over newer ones."""

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest
from document_moves import FRAMES, SIZE

from annotator.document import gestures, maps
from annotator.document.maps import LabelMaps
from annotator.document.patches import pack
from annotator.project import MediaReference, Project, open_project
from sst_core.labels import LabelMap


def _drawn(frame: int) -> LabelMap:
    drawn = np.zeros(SIZE, np.uint8)
    drawn[: frame + 1] = 1
    return drawn


def _filled(path: Path, media: MediaReference) -> None:
    with open_project(path, create_for=media) as project:
        for frame in range(FRAMES):
            group = gestures.import_maps(project.document, {frame: _drawn(frame)})
            assert group is not None
            project.document.apply(group)


def _opened(path: Path) -> Project:
    project = open_project(path)
    project.store_behind()
    assert project.fetching.wait(30)
    return project


def test_when_the_drive_stops_answering_every_frame_can_be_looked_at(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    with _opened(path) as project:
        seen: list[int] = []

        def look() -> None:
            for frame in range(FRAMES):
                np.testing.assert_array_equal(project.document.label_map(frame), _drawn(frame))
                seen.append(frame)

        with project._store._reads.lock:  # as one who waits for the drive holds it
            looking = threading.Thread(target=look, daemon=True)
            looking.start()
            looking.join(5)
            assert seen == list(range(FRAMES))


def test_a_damaged_map_is_told_of_when_it_is_asked_for(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE maps SET data = x'5200' WHERE frame = 2")
    connection.close()
    with open_project(path) as project:
        told: list[str] = []
        project.damaged.connect(told.append)
        project.store_behind()
        assert project.fetching.wait(30)
        assert told == []
        np.testing.assert_array_equal(project.document.label_map(3), _drawn(3))
        project.document.label_map(2)
        assert len(told) == 1
        assert "frame 2" in told[0]


def test_closing_meanwhile_tells_nobody_of_damage(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    for _ in range(20):
        told: list[str] = []
        project = open_project(path)
        project.damaged.connect(told.append)
        project.store_behind()
        project.close()
        assert project.fetching.wait(30)
        assert told == []


def _no_drive(frame: int) -> LabelMap | None:
    raise AssertionError(f"frame {frame} was asked of the drive")


def test_what_made_room_is_not_asked_of_the_drive_again() -> None:
    label_maps = LabelMaps(SIZE, _no_drive, (), cache_bytes=1)
    for frame in range(FRAMES):
        label_maps.write(frame, (0, 0, *SIZE), _drawn(frame))
    label_maps.saved(range(FRAMES))
    for frame in (*range(FRAMES), *reversed(range(FRAMES))):
        np.testing.assert_array_equal(label_maps.get(frame), _drawn(frame))


def test_what_is_read_late_does_not_replace_what_was_drawn_meanwhile() -> None:
    label_maps = LabelMaps(SIZE, lambda _: _drawn(0), [0, 1], cache_bytes=1)
    old = pack(_drawn(0))
    label_maps.write(0, (0, 0, *SIZE), _drawn(3))
    label_maps.saved([0])
    label_maps.get(1)  # 0 makes room
    assert label_maps.hold(0, old)
    np.testing.assert_array_equal(label_maps.get(0), _drawn(3))


def test_what_was_held_is_forgotten_where_it_is_drawn_over() -> None:
    label_maps = LabelMaps(SIZE, _no_drive, [0, 1], cache_bytes=1)
    label_maps.hold(0, pack(_drawn(0)))
    label_maps.hold(1, pack(_drawn(1)))
    label_maps.write(0, (0, 0, *SIZE), np.zeros(SIZE, np.uint8))
    assert not label_maps.get(0).any()
    label_maps.write(1, (0, 0, *SIZE), _drawn(4))
    label_maps.write(2, (0, 0, *SIZE), _drawn(2))
    np.testing.assert_array_equal(label_maps.get(1), _drawn(4))


def test_packed_maps_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def load(frame: int) -> LabelMap:
        asked.append(frame)
        return _drawn(frame)

    packed = [pack(_drawn(frame)) for frame in range(FRAMES)]
    monkeypatch.setattr(maps, "PACKED_BYTES", sum(map(len, packed[:3])))
    label_maps = LabelMaps(SIZE, load, range(FRAMES), cache_bytes=1)
    assert [label_maps.hold(n, packed[n]) for n in range(4)] == [True, True, True, False]
    for frame in range(4):
        np.testing.assert_array_equal(label_maps.get(frame), _drawn(frame))
    assert asked == [3]
