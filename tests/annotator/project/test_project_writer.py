"""Storing behind the caller's back: nothing waits for the drive, and nothing is lost by that."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from document_moves import FRAMES, SIZE, Move, contents, perform
from stalled import stalled

from annotator.document import gestures
from annotator.project import MediaReference, Project, ProjectError, open_project, summarize
from sst_core.labels import LabelMap


def _open(path: Path, media: MediaReference) -> Project:
    project = open_project(path, create_for=media)
    project.store_behind()
    _draw(project, 0)
    assert project.retry()
    return project


def _draw(project: Project, *seeds: int) -> None:
    """As many groups as numbers, each of other pixels."""
    for seed in seeds:
        drawn = np.full(SIZE, 1, np.uint8)
        drawn[: seed + 1] = 0
        _import(project, seed % FRAMES, drawn)


def test_every_group_is_one_transaction_in_order(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    groups: list[str] = []
    with _open(path, media) as project:
        said: list[str] = []
        project._store.writes.connection.set_trace_callback(said.append)
        project.document.committed.connect(lambda group, _kind: groups.append(group.title))
        for number in range(30):
            kind = ("stroke", "run", "stroke", "undo", "stroke", "undo", "redo")[number % 7]
            perform(project.document, Move(kind, number))
        assert project.retry()
        assert said.count("BEGIN IMMEDIATE") == said.count("COMMIT") == len(groups) > 20
        end = contents(project.document), project.document.undo_steps, project.document.can_redo
    with open_project(path) as project:
        document = project.document
        assert (contents(document), document.undo_steps, document.can_redo) == end


def test_a_drive_that_does_not_answer_holds_up_nobody_and_gets_all(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    with _open(path, media) as project, stalled(project) as stall:
        began = time.monotonic()
        _draw(project, 1, 2, 3)
        assert time.monotonic() - began < 1
        assert project.waiting == 3
        assert not project.retry(0.05)
        assert project.delay > 0.05
        assert not project.is_blocked, "it is slow, but nothing has failed"
        assert stall.begun == 1
        stall.end()
        assert project.retry()
        assert (project.waiting, project.delay) == (0, 0)
        end = contents(project.document)
    with open_project(path) as project:
        assert contents(project.document) == end


def test_a_label_map_stays_in_memory_until_its_newest_state_is_stored(
    tmp_path: Path, media: MediaReference
) -> None:
    with _open(tmp_path / "clip.sst", media) as project:
        document = project.document
        document._maps._limit = 0  # nothing decoded is kept but what was looked at last
        older, newer = np.full(SIZE, 1, np.uint8), np.tri(*SIZE, dtype=np.uint8)
        _import(project, 1, older)
        assert project.retry()
        with stalled(project, free=1) as stall:
            _import(project, 0, older)
            _import(project, 0, newer)
            while stall.begun < 2:
                time.sleep(0.005)
            assert not project.retry(0)
            assert project.waiting == 1, "the file has the older state, the document the newer"
            document.label_map(1)
            assert np.array_equal(document.label_map(0), newer)
        assert project.retry()
        document.label_map(1)
        assert np.array_equal(document.label_map(0), newer)


def _import(project: Project, frame: int, label_map: LabelMap) -> None:
    group = gestures.import_maps(project.document, {frame: label_map})
    assert group is not None
    project.document.apply(group)


def test_who_reads_the_file_here_sees_what_was_drawn_before(
    tmp_path: Path, media: MediaReference
) -> None:
    path = tmp_path / "clip.sst"
    with _open(path, media) as project, stalled(project) as stall:
        _draw(project, 1, 2)
        threading.Timer(0.2, stall.end).start()
        with open_project(path, read_only=True) as seen:
            assert contents(seen.document) == contents(project.document)
        with stalled(project) as again:
            _draw(project, 3)
            threading.Timer(0.2, again.end).start()
            found = summarize(path)
        assert found is not None
        assert found.labelled == len(project.document.labelled) == 4


def test_a_copy_is_refused_in_a_sentence_while_the_drive_does_not_answer(
    tmp_path: Path, media: MediaReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.project.project.PATIENCE", 0.1)
    copy = tmp_path / "copy.sst"
    with _open(tmp_path / "clip.sst", media) as project, stalled(project) as stall:
        _draw(project, 1)
        with pytest.raises(ProjectError, match="does not answer"):
            project.save_copy(copy)
        assert not copy.exists()
        stall.end()
        project.save_copy(copy)
        with open_project(copy) as other:
            assert contents(other.document) == contents(project.document)


def test_closing_waits_a_little_and_what_is_left_is_stored_all_the_same(
    tmp_path: Path, media: MediaReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.project.project.PATIENCE", 0.1)
    path = tmp_path / "clip.sst"
    project = _open(path, media)
    with stalled(project) as stall:
        _draw(project, 1, 2)
        end = contents(project.document)
        began = time.monotonic()
        project.close()
        assert time.monotonic() - began < 5
        threading.Timer(0.2, stall.end).start()
        with open_project(path) as again:
            assert not again.read_only, "whoever opens it again waits for it to be let go"
            assert contents(again.document) == end


def test_a_process_ends_only_when_all_is_stored(tmp_path: Path, media: MediaReference) -> None:
    path = tmp_path / "clip.sst"
    with _open(path, media) as project:
        before = project.document.undo_steps
    code = (
        "import sys, threading\n"
        "from pathlib import Path\n"
        "from annotator.project import open_project\n"
        "from test_project_writer import _draw\n"
        "from stalled import stalled\n"
        "project = open_project(Path(sys.argv[1]))\n"
        "project.store_behind()\n"
        "stall = stalled(project).__enter__()\n"
        "_draw(project, 1, 2, 3)\n"
        "print(project.waiting, project.document.undo_steps)\n"
        "threading.Timer(0.5, stall.end).start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    waiting, steps = map(int, done.stdout.split())
    assert (waiting, steps) == (3, before + 3)
    with open_project(path) as project:
        assert project.document.undo_steps == before + 3


def test_a_fault_of_the_program_on_the_thread_is_told_and_the_group_waits(
    tmp_path: Path, media: MediaReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("threading.excepthook", lambda arguments: told.append(arguments.exc_value))
    with _open(tmp_path / "clip.sst", media) as project:
        said: list[str] = []
        project.blocked.connect(said.append)
        with monkeypatch.context() as broken:
            broken.setattr("annotator.project.store.write_entry", lambda *_: 1 / 0)
            project.document.apply(gestures.add_object(project.document))
            assert not project.retry()
        assert isinstance(told[0], ZeroDivisionError)
        assert "cannot be stored (division by zero)" in said[0]
        assert (project.waiting, project.is_blocked) == (1, True)
        assert project.retry()
        assert not project.is_blocked
        end = contents(project.document)
    with open_project(tmp_path / "clip.sst") as project:
        assert contents(project.document) == end
