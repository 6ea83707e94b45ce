"""Many clips through the real window: states, propagating all, exporting all."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from echo_engine import EchoEngine
from pytestqt.qtbot import QtBot
from still_window import drag

from annotator.project import open_project
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.main_window import MainWindow
from sst_core.labels import read_label_map

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

FRAMES = 12


@pytest.fixture
def folder(tmp_path: Path, short_clip: Path) -> Path:
    """Three short clips."""
    place = tmp_path / "day one"
    place.mkdir()
    for name in ("a", "b", "c"):
        shutil.copy(short_clip, place / f"{name}.mp4")
    return place


@pytest.fixture
def engine() -> EchoEngine:
    """An engine that waits for the test before every frame; the window closes it."""
    return EchoEngine(gated=True)


def _open(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.open_path(path)
    clip = path / "a.mp4" if path.is_dir() else path
    qtbot.waitUntil(
        lambda: window.session is not None and window.session.project.media.path == clip,
        timeout=20_000,
    )
    qtbot.waitUntil(lambda: window.picture.exact, timeout=20_000)


def _draw_on_two(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """First masks on b and, open at last, on a."""
    _open(qtbot, window, folder)
    _open(qtbot, window, folder / "b.mp4")
    drag(window, (30, 20), (30, 60))
    _open(qtbot, window, folder / "a.mp4")
    drag(window, (30, 20), (30, 60))


def _labelled(path: Path) -> frozenset[int]:
    with open_project(path.with_suffix(".sst"), read_only=True) as project:
        return project.document.labelled


def test_every_clip_says_how_far_it_is(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    _open(qtbot, window, folder)
    clips = window.clips
    qtbot.waitUntil(lambda: [clips.words(path) for path in clips.paths] == ["untouched"] * 3)
    assert not (folder / "c.sst").exists(), "looking at a clip makes no project"
    drag(window, (30, 20), (30, 60))
    window.actions_.run("file.next_clip")
    qtbot.waitUntil(lambda: window.windowTitle().startswith("b.mp4"), timeout=20_000)
    words = "in progress · 8 % accepted"
    qtbot.waitUntil(lambda: clips.words(clips.paths[0]) == words, timeout=10_000)


def test_a_broken_clip_is_a_sentence_and_the_next_key_goes_on(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    (folder / "b.mp4").write_bytes(b"no video" * 100)
    _open(qtbot, window, folder)
    window.actions_.run("file.next_clip")
    qtbot.waitUntil(lambda: "b.mp4" in window.banner.sentence, timeout=10_000)
    assert window.windowTitle().startswith("a.mp4"), "the clip before stays open"
    window.actions_.run("file.next_clip")
    qtbot.waitUntil(lambda: window.windowTitle().startswith("c.mp4"), timeout=20_000)
    window.actions_.run("file.next_clip")
    assert window.windowTitle().startswith("c.mp4")


def test_propagate_all_goes_through_the_session_and_through_files(
    qtbot: QtBot, window: MainWindow, engine: EchoEngine, folder: Path
) -> None:
    _draw_on_two(qtbot, window, folder)
    session = window.session
    assert session is not None
    window.actions_.run("clips.propagate")
    assert not window.actions_["clips.propagate"].isEnabled()
    engine.step(4)
    qtbot.waitUntil(lambda: session.document.labelled == {0, 1, 2, 3, 4}, timeout=10_000)
    qtbot.waitUntil(lambda: "0 of 2 clips" in window.clips.progress, timeout=10_000)
    qtbot.waitUntil(lambda: window.clips.words(folder / "b.mp4") == "waiting")
    qtbot.waitUntil(lambda: "4/11" in window.clips.words(folder / "a.mp4"))
    engine.step(2 * FRAMES)
    qtbot.waitUntil(lambda: "2 clips were propagated." in window.banner.sentence, timeout=20_000)
    assert "c.mp4 has no mask to go by." in window.banner.sentence
    assert session.document.can_undo == "Propagate all", "one step, in the window too"
    assert _labelled(folder / "a.mp4") == _labelled(folder / "b.mp4") == set(range(FRAMES))
    assert window.clips.progress == ""
    words = "in progress · 8 % accepted"
    qtbot.waitUntil(lambda: window.clips.words(folder / "b.mp4") == words, timeout=10_000)


def test_a_clip_under_work_opens_at_once_and_can_be_drawn_on(
    qtbot: QtBot, window: MainWindow, engine: EchoEngine, folder: Path
) -> None:
    _draw_on_two(qtbot, window, folder)
    window.actions_.run("clips.propagate")
    engine.step(11)
    qtbot.waitUntil(lambda: window.clips.words(folder / "a.mp4").startswith("in progress"))
    engine.step(3)
    qtbot.waitUntil(lambda: "3/11" in window.clips.words(folder / "b.mp4"), timeout=10_000)
    _open(qtbot, window, folder / "b.mp4")
    session = window.session
    assert session is not None
    assert not session.read_only
    assert session.document.labelled >= {0, 1, 2, 3}
    drag(window, (50, 20), (50, 60))
    mine = session.document.label_map(0).tobytes()
    engine.step(2 * FRAMES)
    qtbot.waitUntil(lambda: "2 clips were propagated." in window.banner.sentence, timeout=20_000)
    assert session.document.labelled == set(range(FRAMES))
    assert session.document.label_map(0).tobytes() == mine


def test_stop_keeps_what_is_done_and_closing_frees_the_projects(
    qtbot: QtBot, window: MainWindow, engine: EchoEngine, folder: Path
) -> None:
    _draw_on_two(qtbot, window, folder)
    window.actions_.run("clips.propagate")
    engine.step(2)
    qtbot.waitUntil(lambda: "2/11" in window.clips.words(folder / "a.mp4"), timeout=10_000)
    window.clips.wanted.emit("clips.stop")
    qtbot.waitUntil(lambda: "Stopped: a.mp4, b.mp4" in window.banner.sentence, timeout=10_000)
    assert _labelled(folder / "a.mp4") == {0, 1, 2}
    window.actions_.run("clips.propagate")
    engine.step(1)
    window.close()
    for name in ("a", "b"):
        with open_project(folder / f"{name}.sst") as project:
            assert not project.read_only


def test_export_all_makes_a_folder_for_every_clip_and_names_what_nobody_accepted(
    qtbot: QtBot, window: MainWindow, engine: EchoEngine, folder: Path
) -> None:
    _draw_on_two(qtbot, window, folder)
    window.actions_.run("clips.propagate")
    engine.step(2 * FRAMES)
    qtbot.waitUntil(lambda: "2 clips were propagated." in window.banner.sentence, timeout=20_000)
    window.actions_.run("clips.export")
    (dialog,) = window.findChildren(ExportDialog)
    dialog.choose("davis", folder / "out")
    dialog.export()
    qtbot.waitUntil(lambda: "24 frames," in dialog.words, timeout=60_000)
    assert "a.mp4: 11 frames hold masks that nobody has accepted: 00001 to 00011." in dialog.words
    assert "c.mp4: nothing is drawn, so nothing was written." in dialog.words
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a", "b"]
    (mask,) = (folder / "out" / "b").glob("Annotations/*/b/00007.png")
    with open_project(folder / "b.sst", read_only=True) as project:
        assert np.array_equal(read_label_map(mask), project.document.label_map(7))
    dialog.close()
