"""Full disks, damaged files, lost files, drives without a write-ahead log, old versions."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from document_moves import FRAMES, SIZE, Move, contents, perform

from annotator.document import gestures
from annotator.document.patches import pack
from annotator.project import MediaReference, Project, ProjectError, open_project
from annotator.project.database import connect, make_durable
from annotator.project.schema import MIGRATIONS, Migration, migrate


def _filled(path: Path, media: MediaReference) -> tuple[object, ...]:
    with open_project(path, create_for=media) as project:
        for number in range(40):
            perform(project.document, Move("stroke", number))
        perform(project.document, Move("run", 1))
        return contents(project.document)


def _fill_the_disk(project: Project) -> None:
    """SQLite's own limit: the very error a full disk gives."""
    connection = project._store.writes.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def _free_the_disk(project: Project) -> None:
    project._store.writes.connection.execute("PRAGMA max_page_count = 1000000")


def _draw_until_blocked(project: Project) -> None:
    for number in range(1000, 1400):
        perform(project.document, Move("stroke", number))
        if project.is_blocked:
            return
    raise AssertionError("the disk never became full")


def test_a_full_disk_loses_nothing(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    said: list[str] = []
    with open_project(path) as project:
        project.blocked.connect(said.append)
        project.resumed.connect(lambda: said.append("resumed"))
        _fill_the_disk(project)
        _draw_until_blocked(project)
        assert said[0].startswith("The disk is full: ")
        perform(project.document, Move("stroke", 7))
        assert not project.retry()
        with pytest.raises(ProjectError, match="not stored yet"):
            project.close()
        copy = tmp_path / "copy.sst"
        project.save_copy(copy)
        with open_project(copy) as other:
            assert contents(other.document) == contents(project.document)
            assert other.document.undo_steps == project.document.undo_steps
        _free_the_disk(project)
        assert project.retry()
        assert said[-1] == "resumed"
        assert not project.is_blocked
        end = contents(project.document), project.document.undo_steps
    with open_project(path) as project:
        assert (contents(project.document), project.document.undo_steps) == end


def test_the_next_gesture_takes_the_waiting_ones_along(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    with open_project(path) as project:
        _fill_the_disk(project)
        _draw_until_blocked(project)
        project.document.undo()
        _free_the_disk(project)
        perform(project.document, Move("stroke", 3))
        assert not project.is_blocked
        end = contents(project.document), project.document.undo_steps
    with open_project(path) as project:
        assert (contents(project.document), project.document.undo_steps) == end


def test_a_project_that_vanishes_under_the_window_is_told(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    said: list[str] = []
    with open_project(path, create_for=media) as project:
        project.blocked.connect(said.append)
        path.rename(tmp_path / "away.sst")
        perform(project.document, Move("stroke", 0))
        assert "moved or removed" in said[0]
        project.save_copy(path)
        with open_project(path) as copy:
            assert contents(copy.document) == contents(project.document)


def test_a_project_that_is_cut_short_under_the_window_is_told_and_a_copy_has_it_all(
    tmp_path: Path, media: MediaReference
) -> None:
    path, copy = tmp_path / "clip.sst", tmp_path / "copy.sst"
    said: list[str] = []
    with open_project(path, create_for=media) as project:
        project.blocked.connect(said.append)
        for number in range(30):
            perform(project.document, Move("stroke", number))
        project._store.writes.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        perform(project.document, Move("stroke", 40))
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        perform(project.document, Move("stroke", 50))
        assert "cut short from outside; save a copy" in said[0]
        project.save_copy(copy)
        expected = contents(project.document)
    with open_project(copy) as rescued:
        assert contents(rescued.document) == expected


def test_a_project_taken_over_elsewhere_is_not_written_to(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    said: list[str] = []
    with open_project(path, create_for=media) as project:
        project.blocked.connect(said.append)
        with closing(sqlite3.connect(path)) as other:
            other.execute("UPDATE lock SET token = 'theirs'")
            other.commit()
        perform(project.document, Move("stroke", 0))
        assert "taken the project over" in said[0]
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM objects").fetchone() == (0,)
        assert other.execute("SELECT token FROM lock").fetchone() == ("theirs",)


@pytest.mark.parametrize("part", range(12))
def test_a_damaged_page_never_costs_more_than_is_said(
    tmp_path: Path, media: MediaReference, part: int
) -> None:
    """Whatever page is overwritten: refused in a sentence, or opened read-only with a notice."""
    path = tmp_path / "clip.sst"
    whole = _filled(path, media)
    data = bytearray(path.read_bytes())
    size = 4096
    page = 1 + part * (len(data) // size - 1) // 12
    data[page * size : (page + 1) * size] = bytes([0xA5]) * size
    path.write_bytes(data)
    try:
        project = open_project(path, create_for=media)
    except ProjectError as error:
        assert "damaged beyond reading" in str(error)  # noqa: PT017 - both ways are right
        return
    with project:
        if not project.read_only:
            assert contents(project.document) == whole
            return
        assert "damaged" in (project.notice or "")
        copy = tmp_path / "copy.sst"
        project.save_copy(copy)
        with open_project(copy) as rescued:
            assert not rescued.read_only
            assert contents(rescued.document) == contents(project.document)
        if "the masks" not in (project.notice or ""):
            assert contents(project.document)[1] == whole[1]
    assert path.read_bytes() == bytes(data)


def test_a_damaged_mask_is_named_and_the_rest_is_there(
    tmp_path: Path, media: MediaReference
) -> None:
    """SQLite cannot see a wrong byte inside a blob: the checksum of the label map does."""
    path = tmp_path / "clip.sst"
    whole = _filled(path, media)
    with closing(sqlite3.connect(path)) as connection:
        (data,) = connection.execute("SELECT data FROM maps WHERE frame = 2").fetchone()
        broken = data[:-3] + bytes(3)
        connection.execute("UPDATE maps SET data = ? WHERE frame = 2", (broken,))
        connection.commit()
    said: list[str] = []
    with open_project(path) as project:
        project.damaged.connect(said.append)
        after = contents(project.document)
        assert said == ["The masks of frame 2 are damaged and cannot be read"]
        assert isinstance(after[1], tuple)
        assert isinstance(whole[1], tuple)
        assert [after[1][frame] == whole[1][frame] for frame in range(FRAMES)] == [
            *(True, True, False, True)
        ]


def test_a_damaged_undo_step_costs_the_history_only(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    whole = _filled(path, media)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE history SET data = 'nonsense' WHERE id = 5")
        connection.commit()
    with open_project(path) as project:
        assert contents(project.document) == whole
        steps = project.document.undo_steps
        with pytest.raises(ProjectError, match="damaged on disk"):
            _undo_all(project)
        assert 0 < project.document.undo_steps < steps
        before = contents(project.document)
        project.document.apply(gestures.add_object(project.document))
        project.document.undo()
        assert contents(project.document) == before


def _undo_all(project: Project) -> None:
    while project.document.undo():
        pass


@pytest.mark.parametrize("length", [100, 4096, 20_000])
def test_a_cut_off_project_is_a_sentence_or_what_is_left(
    tmp_path: Path, media: MediaReference, length: int
) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    path.write_bytes(path.read_bytes()[:length])
    try:
        with open_project(path) as project:
            assert project.read_only
    except ProjectError as error:
        assert "damaged" in str(error)  # noqa: PT017 - both ways are right


def test_where_no_write_ahead_log_can_be_the_other_journal_is_used(tmp_path: Path) -> None:
    """SQLite without shared memory (as on network drives) refuses the write-ahead log."""
    path = tmp_path / "clip.sst"
    with closing(connect(path, mode="rwc", options="vfs=unix-dotfile")) as connection:
        notice = make_durable(connection, path)
        assert "write-ahead log" in (notice or "")
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_projects_work_without_a_write_ahead_log(
    tmp_path: Path, media: MediaReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.project.database._on_network", lambda _: True)
    path = tmp_path / "clip.sst"
    whole = _filled(path, media)
    with open_project(path) as project:
        assert "write-ahead log" in (project.notice or "")
        assert contents(project.document) == whole
        with open_project(path) as second:
            assert second.read_only
            perform(project.document, Move("stroke", 99))
            assert not project.is_blocked, "a reader does not hold the writer up"


def test_an_open_project_uses_the_write_ahead_log_and_full_sync(
    tmp_path: Path, media: MediaReference
) -> None:
    with open_project(tmp_path / "clip.sst", create_for=media) as project:
        connection = project._store.writes.connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_migration_is_all_or_nothing(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    good = Migration(2, ("ALTER TABLE objects ADD COLUMN species TEXT",))
    bad = Migration(2, ("ALTER TABLE objects ADD COLUMN species TEXT", "NONSENSE"))
    with closing(connect(path)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, (*MIGRATIONS, bad))
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        migrate(connection, (*MIGRATIONS, good))
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        connection.execute("SELECT species FROM objects")
        versions = connection.execute("SELECT version FROM migrations").fetchall()
        assert versions == [(1,), (2,)]


def test_a_mask_of_another_size_is_damage_not_a_crash(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    _filled(path, media)
    with closing(sqlite3.connect(path)) as connection:
        import numpy as np  # noqa: PLC0415 - only here

        wrong = pack(np.ones((3, 3), np.uint8))
        connection.execute("UPDATE maps SET data = ? WHERE frame = 0", (wrong,))
        connection.commit()
    said: list[str] = []
    with open_project(path) as project:
        project.damaged.connect(said.append)
        assert project.document.label_map(0).shape == SIZE
        assert said
        project.document.apply(gestures.add_object(project.document))
