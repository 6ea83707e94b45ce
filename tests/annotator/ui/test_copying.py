"""A copy of the project is written behind the window's back."""

from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.project import Project, ProjectError, open_project
from annotator.ui.main_window import MainWindow


def ask(window: MainWindow, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(
        "annotator.ui.desk.QFileDialog.getSaveFileName", lambda *_args: (str(place), "")
    )
    window.actions_.run("file.copy")


def test_the_window_goes_on_while_a_slow_drive_takes_the_copy(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    session.add_object()
    written, answers = Project._copy, Event()

    def slowly(self: Project, *arguments: object) -> None:
        assert answers.wait(20)
        written(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Project, "_copy", slowly)
    place = tmp_path / "elsewhere.sst"
    ask(window, monkeypatch, place.with_suffix(""))
    assert "Copying to elsewhere.sst" in window.banner.sentence
    session.add_object()  # drawing goes on
    assert not place.exists()
    answers.set()
    qtbot.waitUntil(lambda: "A copy is in elsewhere.sst" in window.banner.sentence, timeout=10_000)
    with open_project(place) as copy:
        assert len(copy.document.objects) in {1, 2}


def test_a_copy_that_fails_is_told_in_a_sentence(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    ask(window, monkeypatch, tmp_path / "nowhere" / "copy.sst")
    qtbot.waitUntil(lambda: "cannot be written" in window.banner.sentence, timeout=10_000)
    ask(window, monkeypatch, session.project.path)
    qtbot.waitUntil(lambda: "onto itself" in window.banner.sentence, timeout=10_000)
    with pytest.raises(ProjectError):
        session.project.save_copy(session.project.path)
