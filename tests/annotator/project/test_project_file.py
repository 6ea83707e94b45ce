"""Opening, locking, copying, relinking, and everything a disk can do to a project."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from document_moves import FRAMES, SIZE, Move, contents, perform

from annotator.document import gestures
from annotator.document.cells import Provenance
from annotator.document.document import Document, ReadOnlyError
from annotator.document.ownership import RunResult, write_run
from annotator.project import (
    MediaReference,
    MediaState,
    Project,
    ProjectError,
    default_project_path,
    describe_media,
    open_project,
    paths,
)


def _draw(project: Project, *, strokes: int = 3, seed: int = 0) -> None:
    for number in range(strokes):
        perform(project.document, Move("stroke", seed + number))


def _drawn(path: Path, media: MediaReference, *, strokes: int = 3) -> tuple[object, ...]:
    with open_project(path, create_for=media) as project:
        _draw(project, strokes=strokes)
        return contents(project.document)


def test_a_new_project_remembers_the_clip_and_the_view(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "clip.sst"
    rate = Fraction(30000, 1001)
    media = describe_media(clip, frames=7, height=5, width=6, rate=rate)
    with open_project(path, create_for=media) as project:
        assert project.notice is None
        project.view["frame"] = 3
        project.view["zoom"] = [1.5, 2]
        project.view["gone"] = 1
        del project.view["gone"]
    with open_project(path) as project:
        assert project.media == media
        assert dict(project.view) == {"frame": 3, "zoom": [1.5, 2]}
        assert (project.document.size, project.document.frames) == ((5, 6), 7)


def test_the_view_refuses_what_a_file_cannot_hold(tmp_path: Path, media: MediaReference) -> None:
    with open_project(tmp_path / "clip.sst", create_for=media) as project:
        with pytest.raises(TypeError):
            project.view["frame"] = object()
        assert "frame" not in project.view


@pytest.mark.parametrize("content", [None, b""])
def test_no_project_and_no_clip_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "clip.sst"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProjectError, match="there is no such project"):
        open_project(path)


def test_a_project_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, media: MediaReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("annotator.project.opening.migrate", full)
    with pytest.raises(ProjectError, match="disk is full"):
        open_project(tmp_path / "clip.sst", create_for=media)
    assert [item.name for item in tmp_path.iterdir()] == ["clip.mp4"]


def test_other_files_are_no_projects(tmp_path: Path) -> None:
    text, foreign = tmp_path / "a.sst", tmp_path / "b.sst"
    text.write_text("This is a text, long enough to have a header of its own.")
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE cats (name)")
    for path in (text, foreign):
        before = path.read_bytes()
        with pytest.raises(ProjectError, match="no SST project"):
            open_project(path)
        assert path.read_bytes() == before


def test_a_newer_project_is_refused_and_left_alone(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    _drawn(path, media)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=r"newer SST Annotator \(format 99"):
        open_project(path)
    assert path.read_bytes() == before


def test_closing_leaves_one_file(tmp_path: Path, media: MediaReference) -> None:
    folder = tmp_path / "project"
    _drawn(folder / "clip.sst", media)
    assert [item.name for item in folder.iterdir()] == ["clip.sst"]


def test_the_second_window_reads_and_the_lock_ends_with_the_first(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as first:
        _draw(first)
        seen = contents(first.document)
        with open_project(path) as second:
            assert second.read_only
            assert second.notice is not None
            assert "open in another window" in second.notice
            with pytest.raises(ReadOnlyError):
                second.document.apply(gestures.add_object(second.document))
            _draw(first, seed=50)
            assert contents(second.document) == seen, "what is read belongs together"
    with open_project(path) as third:
        assert not third.read_only


def test_a_lock_held_by_another_process_is_respected_until_it_dies(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    open_project(path, create_for=media).close()
    code = (
        "import sys; from pathlib import Path; from annotator.project import open_project\n"
        "project = open_project(Path(sys.argv[1])); print('open', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with open_project(path) as second:
            assert second.read_only
            assert str(holder.pid) in (second.notice or "")
        holder.kill()
    with open_project(path) as third:
        assert not third.read_only


@pytest.mark.parametrize(("host", "read_only"), [("elsewhere", True), (None, False)])
def test_a_stale_lock_is_known_on_this_machine_only(
    tmp_path: Path, media: MediaReference, host: str | None, read_only: bool
) -> None:
    path = tmp_path / "clip.sst"
    open_project(path, create_for=media).close()
    with closing(sqlite3.connect(path)) as connection:
        name = host or os.uname().nodename
        connection.execute(
            "INSERT INTO lock VALUES (1, ?, ?, 'long ago', 'x', '')", (name, os.getppid())
        )
        connection.commit()
    with open_project(path) as project:
        assert project.read_only == read_only


def test_a_copy_holds_everything_and_is_free(tmp_path: Path, media: MediaReference) -> None:
    copy = tmp_path / "elsewhere" / "copy.sst"
    copy.parent.mkdir()
    copy.write_text("an older copy")
    with open_project(tmp_path / "clip.sst", create_for=media) as project:
        _draw(project)
        project.view["frame"] = 2
        project.save_copy(copy)
        with open_project(copy) as other:
            assert not other.read_only
            assert contents(other.document) == contents(project.document)
            assert other.document.can_undo == project.document.can_undo
            assert dict(other.view) == {"frame": 2}
            assert other.media.path.samefile(project.media.path)
    assert sorted(item.name for item in copy.parent.iterdir()) == ["copy.sst"]


def test_a_copy_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, media: MediaReference
) -> None:
    with open_project(tmp_path / "clip.sst", create_for=media) as project:
        with pytest.raises(ProjectError, match="cannot be written"):
            project.save_copy(tmp_path / "nowhere" / "copy.sst")
        with pytest.raises(ProjectError, match="onto itself"):
            project.save_copy(project.path)


def test_a_moved_clip_is_relinked_only_to_itself(
    tmp_path: Path, media: MediaReference, clip: Path
) -> None:
    path = tmp_path / "clip.sst"
    _drawn(path, media)
    other = tmp_path / "other.mp4"
    other.write_bytes(b"another clip")
    moved = tmp_path / "moved.mp4"
    clip.rename(moved)
    with open_project(path) as project:
        assert project.media_state() is MediaState.MISSING
        with pytest.raises(ProjectError, match="not the clip"):
            project.relink(other)
        project.relink(moved)
        assert project.media_state() is MediaState.PRESENT
    with open_project(path) as project:
        assert project.media.path == moved
        moved.write_bytes(b"changed since")
        assert project.media_state() is MediaState.CHANGED


def test_a_folder_that_moves_as_a_whole_needs_no_relinking(
    tmp_path: Path, media: MediaReference, clip: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    clip.rename(home / clip.name)
    _drawn(home / "clip.sst", describe_media(home / clip.name, frames=4, height=13, width=17))
    home.rename(tmp_path / "away")
    with open_project(tmp_path / "away" / "clip.sst") as project:
        assert project.media.path == tmp_path / "away" / clip.name


def test_image_folders_have_fingerprints_too(tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    (folder / "0.png").write_bytes(b"one")
    media = describe_media(folder, frames=1, height=2, width=2)
    assert media.state() is MediaState.PRESENT
    (folder / "1.png").write_bytes(b"two")
    assert media.state() is MediaState.CHANGED


def test_projects_lie_beside_their_clips_under_names_of_their_own(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_project_path(clip) == tmp_path / "clip.sst"
    assert default_project_path(tmp_path / "v1.2") == tmp_path / "v1.2.sst"
    (tmp_path / "clip.mov").touch()
    assert default_project_path(clip) == tmp_path / "clip.mp4.sst"
    monkeypatch.setattr(paths.os, "access", lambda *_: False)
    monkeypatch.setattr(paths.appdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    away = default_project_path(clip)
    assert away.parent == tmp_path / "data" / "projects"
    assert away.name.startswith("clip-")


def test_a_clip_keeps_its_project_when_a_namesake_comes_to_lie_beside_it(
    tmp_path: Path, media: MediaReference, clip: Path
) -> None:
    """`clip.sst` stays the project of `clip.mp4`; only the newcomer gets the longer name."""
    open_project(default_project_path(clip), create_for=media).close()
    newcomer = tmp_path / "clip.mov"
    newcomer.touch()
    assert default_project_path(clip) == tmp_path / "clip.sst"
    assert default_project_path(newcomer) == tmp_path / "clip.mov.sst"


def test_a_video_and_the_folder_of_its_frames_have_projects_of_their_own(
    tmp_path: Path, media: MediaReference, clip: Path
) -> None:
    """Frames extracted beside their video are common; neither may open the other's masks."""
    open_project(default_project_path(clip), create_for=media).close()
    frames = tmp_path / "clip"
    frames.mkdir()
    assert default_project_path(clip) == tmp_path / "clip.sst"
    assert default_project_path(frames) == tmp_path / "clip.frames.sst"
    (tmp_path / "clip.sst").unlink()
    assert default_project_path(clip) == tmp_path / "clip.mp4.sst"
    assert default_project_path(frames) == tmp_path / "clip.sst"


def test_activity_counts_gestures_but_not_runs_or_undo(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as project:
        project.document.apply(gestures.add_object(project.document))
        perform(project.document, Move("run", 1))
        project.document.undo()
    with open_project(path) as project:
        assert project.activity.gestures == 1
        assert 0 < project.activity.active_seconds < 60


def test_undo_beyond_the_bound_is_forgotten_on_disk_too(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as project:
        project.document._history._limit = 3000
        _draw(project, strokes=30)
        steps = project.document.undo_steps
        assert 0 < steps < 30
    with open_project(path) as project:
        assert project.document.undo_steps == steps
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM history").fetchone() == (steps,)


def test_a_run_with_a_stroke_in_between_is_one_step_after_reopening_too(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    ones = np.ones(SIZE, np.uint8)
    with open_project(path, create_for=media) as project:
        document = project.document
        document.apply(gestures.add_object(document))
        for frame in (0, 1):
            part = write_run(document, [RunResult(frame, ones, {}, (1,))], run="r")
            assert part
            document.apply(part)
            drawn = gestures.paint(document, 3, (frame, 0, frame + 1, 17), ones[:1], 1, "Paint")
            assert drawn
            document.apply(drawn)
    with open_project(path) as project:
        document = project.document
        assert document.undo_steps == 4
        for left in ({0, 1, 3}, {0, 1}, set(), set()):
            document.undo()
            assert document.labelled == left
        assert document.objects == ()


def test_a_stroke_ahead_of_a_run_lies_above_it_after_reopening_too(
    tmp_path: Path, media: MediaReference
) -> None:
    """The part that came later was moved below the stroke, on disk as in memory."""
    path = tmp_path / "clip.sst"
    ones, twos = np.ones(SIZE, np.uint8), np.full((2, 3), 2, np.uint8)
    with open_project(path, create_for=media) as project:
        document = project.document
        for _ in range(2):
            document.apply(gestures.add_object(document))
        for frame in (0, 3):
            part = write_run(document, [RunResult(frame, ones, {}, (1,))], title="Run", run="r")
            assert part
            document.apply(part)
            if frame == 0:
                drawn = gestures.paint(document, 3, (1, 1, 3, 4), twos, 2, "Paint")
                assert drawn
                document.apply(drawn)
        end = document.label_map(3).tobytes()
    with open_project(path) as project:
        document = project.document
        assert (document.undo_steps, document.can_undo) == (4, "Paint")
        document.undo()
        assert document.can_undo == "Run"
        assert 2 not in document.label_map(3)
        assert document.cell(3, 1).provenance is Provenance.PROPAGATED
        document.undo()
        assert document.labelled == set()
        document.redo()
        document.redo()
        assert document.label_map(3).tobytes() == end


def test_label_maps_come_from_the_file_when_memory_is_short(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    whole = Document(size=SIZE, frames=FRAMES)
    for number in range(20):
        perform(whole, Move("stroke", number))
    with open_project(path, create_for=media) as project:
        project.document._maps._limit = 1
        _draw(project, strokes=20)
        assert contents(project.document) == contents(whole)


def test_rows_are_plain_enough_to_be_read_by_others(tmp_path: Path, media: MediaReference) -> None:
    """Names, colours and cells are ordinary columns: nobody is locked in."""
    path = tmp_path / "clip.sst"
    with open_project(path, create_for=media) as project:
        document = project.document
        document.apply(gestures.add_object(document, "dog", colour=(1, 2, 3)))
        patch = np.ones((2, 2), np.uint8)
        group = gestures.paint(document, 0, (0, 0, 2, 2), patch, 1, "Paint")
        assert group
        document.apply(group)
    with closing(sqlite3.connect(path)) as connection:
        name, colour = connection.execute("SELECT name, colour FROM objects").fetchone()
        assert (name, json.loads(colour)) == ("dog", [1, 2, 3])
        assert connection.execute("SELECT frame, object, provenance FROM cells").fetchall() == [
            (0, 1, 4)
        ]
        assert connection.execute("SELECT version FROM migrations").fetchall() == [(1,)]
