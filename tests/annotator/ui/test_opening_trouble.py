"""What goes wrong around files, through the real window: a sentence, and nothing is lost."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from still_window import StillEngine, drag, open_clip, press

from annotator.commands.preferences import Preferences
from annotator.project import open_project
from annotator.ui.dialogs.relink import RelinkDialog
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Encode = Callable[..., Path]


def _drawn(qtbot: QtBot, window: MainWindow, clip: Path) -> bytes:
    """Draws on frame 0, closes the clip, and gives back what was drawn."""
    open_clip(qtbot, window, clip)
    assert window.session is not None
    drag(window, (250, 100), (270, 200))
    found = window.session.document.label_map(0).tobytes()
    window.controller.detach()
    return found


def _reopened(qtbot: QtBot, window: MainWindow, path: Path) -> bytes:
    open_clip(qtbot, window, path)
    assert window.session is not None
    return window.session.document.label_map(0).tobytes()


def _reopened_path(window: MainWindow) -> Path:
    """Where the project says that its clip is, once it is closed."""
    assert window.session is not None
    path = window.session.project.path
    window.controller.detach()
    with open_project(path, read_only=True) as project:
        return project.media.path


def _said(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in window.banner.sentence, timeout=20_000)


def test_a_drive_without_a_write_ahead_log_is_told_and_works(
    qtbot: QtBot, window: MainWindow, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.project.database._on_network", lambda _path: True)
    open_clip(qtbot, window, clip)
    assert window.banner.sentence.startswith("This folder cannot hold a write-ahead log")
    assert window.banner.sentence.endswith(".")
    drag(window, (250, 100), (270, 200))
    assert window.session is not None
    assert not clip.with_name("pond.sst-wal").exists()
    with open_project(clip.with_suffix(".sst"), read_only=True) as seen:
        assert seen.document.labelled == {0}, "it is on disk at once all the same"


def test_a_second_window_refuses_to_draw_and_the_first_goes_on(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    second = MainWindow(Preferences(None), StillEngine())  # type: ignore[arg-type]
    qtbot.addWidget(second)
    second.show()
    open_clip(qtbot, second, clip)
    assert "open in another window" in second.banner.sentence
    assert second.windowTitle().startswith("pond.mp4 (read-only)")
    assert second.status.text("saved") == "read-only"
    second.banner.hide()
    drag(second, (250, 100), (270, 200))
    assert second.session is not None
    assert "read-only" in second.banner.sentence
    assert second.session.document.labelled == frozenset()
    for name in ("track.forward", "edit.undo", "file.import"):
        assert not second.actions_[name].isEnabled(), name
    drag(window, (250, 100), (270, 200))
    assert window.session is not None
    assert window.session.document.labelled == {0}
    second.close()


def test_a_damaged_project_shows_what_is_left_and_a_copy_goes_on(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = _drawn(qtbot, window, clip)
    project = clip.with_suffix(".sst")
    with closing(sqlite3.connect(project)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'history'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(project.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    project.write_bytes(content)
    assert _reopened(qtbot, window, project) == drawn
    assert window.session is not None
    assert window.session.read_only
    assert "damaged" in window.banner.sentence
    assert "lost: the undo history" in window.banner.sentence
    copy = tmp_path / "rescued.sst"
    monkeypatch.setattr("annotator.ui.desk.QFileDialog.getSaveFileName", lambda *_: (str(copy), ""))
    window.actions_.run("file.copy")
    qtbot.waitUntil(lambda: window.banner.sentence == "A copy is in rescued.sst.", timeout=20_000)
    window.banner.act()
    qtbot.waitUntil(
        lambda: window.session is not None and window.session.project.path == copy, timeout=20_000
    )
    assert not window.session.read_only
    assert window.session.document.label_map(0).tobytes() == drawn


def test_a_project_from_a_newer_version_is_a_sentence_and_stays_as_it_is(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _drawn(qtbot, window, clip)
    project = clip.with_suffix(".sst")
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = project.read_bytes()
    for path in (project, clip):
        window.open_path(path)
        _said(qtbot, window, "from a newer SST Annotator")
        assert window.session is None
        window.banner.hide()
    assert project.read_bytes() == before


def test_a_moved_video_is_found_by_its_content(
    qtbot: QtBot, window: MainWindow, clip: Path, make_clip: Encode
) -> None:
    drawn = _drawn(qtbot, window, clip)
    moved = clip.rename(clip.with_name("elsewhere.mp4"))
    window.open_path(clip)  # as it stands in the recent list: its project is still there
    _said(qtbot, window, "pond.mp4 has moved.")
    window.banner.act()
    (dialog,) = window.findChildren(RelinkDialog)
    other = make_clip(clip.with_name("other.mp4"), [np.zeros((64, 96, 3), np.uint8)] * 3)
    dialog.path.setText(str(clip))
    assert not dialog.ready
    assert "cannot be read" in dialog.words
    dialog.path.setText(str(other))
    assert not dialog.ready
    assert "another file" in dialog.words
    dialog.path.setText(str(moved))
    assert dialog.ready
    dialog.take()
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    assert not window.session.read_only, "looking for the video held no lock"
    assert window.session.document.label_map(0).tobytes() == drawn
    window.controller.detach()
    assert _reopened(qtbot, window, clip.with_suffix(".sst")) == drawn, "it was remembered"


def test_another_video_in_its_place_is_refused_where_the_masks_cannot_fit(
    qtbot: QtBot, window: MainWindow, clip: Path, make_clip: Encode, tmp_path: Path
) -> None:
    drawn = _drawn(qtbot, window, clip)
    good = Path(shutil.copy(clip, tmp_path / "safe.mp4"))
    clip.unlink()
    make_clip(clip, [np.zeros((64, 96, 3), np.uint8)] * 3)
    window.open_path(clip)
    _said(qtbot, window, "pond.mp4 has changed: it has 3 frames of 96x64, but the masks were drawn")
    assert window.session is None
    shutil.copy(good, clip)
    assert _reopened(qtbot, window, clip) == drawn


def test_a_video_that_was_written_again_opens_with_a_warning(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    drawn = _drawn(qtbot, window, clip)
    with clip.open("ab") as file:
        file.write(b"\0\0\0\x08free")
    assert _reopened(qtbot, window, clip) == drawn
    assert "has changed since" in window.banner.sentence


def test_a_video_that_was_encoded_anew_under_another_ending_takes_the_project_over(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    """Runs read the clip that is there, not the one that was."""
    drawn = _drawn(qtbot, window, clip)
    anew = clip.rename(clip.with_suffix(".mov"))
    with anew.open("ab") as file:
        file.write(b"\0\0\0\x08free")
    assert _reopened(qtbot, window, anew) == drawn
    _said(qtbot, window, "pond.sst was made for pond.mp4, which is gone; now it is pond.mov's.")
    assert window.session is not None
    assert window.session.project.media.path == anew
    assert window.windowTitle().startswith("pond.mov")
    assert _reopened_path(window) == anew


def test_what_is_no_video_is_a_sentence(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    import av  # noqa: PLC0415 - only here

    sound = tmp_path / "sound.m4a"
    with av.open(str(sound), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silence.sample_rate, silence.pts = 8000, 0
        container.mux(stream.encode(silence))
        container.mux(stream.encode())
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:3000])
    empty = tmp_path / "empty"
    empty.mkdir()
    for path in (sound, cut, tmp_path / "gone.mp4", empty):
        window.open_path(path)
        _said(qtbot, window, path.name)
        assert "Error" not in window.banner.sentence
        assert window.session is None
        window.banner.hide()
    open_clip(qtbot, window, clip)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_a_disk_that_is_really_full_keeps_the_gesture_and_goes_on_by_itself(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))  # the writes really fail
    try:
        drag(window, (250, 100), (270, 200))
        drawn = session.document.label_map(0).tobytes()
        qtbot.waitUntil(lambda: "safe in memory" in window.banner.sentence, timeout=10_000)
        assert session.project.is_blocked
        assert any(drawn), "the gesture itself is kept"
        window.banner.hide()
        drag(window, (100, 300), (120, 400))
        assert window.banner.sentence == "Drawing waits until there is space on the disk."
        assert session.document.label_map(0).tobytes() == drawn
        assert window.close() is False, "leaving would lose it"
        assert "save a copy" in window.banner.sentence
        window.open_path(clip.parent)
        assert window.session is session
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    qtbot.waitUntil(lambda: not session.project.is_blocked, timeout=10_000)
    assert window.status.text("saved") == "saved ✓"
    drag(window, (100, 300), (120, 400))
    assert session.document.label_map(0).tobytes() != drawn
    with open_project(clip.with_suffix(".sst"), read_only=True) as seen:
        assert seen.document.label_map(0).tobytes() == session.document.label_map(0).tobytes()


def test_the_user_may_leave_without_what_cannot_be_stored(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    connection = window.session.project._store.writes.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    for row in range(20, 340, 8):
        if window.session.project.retry():
            drag(window, (row, 20), (row + 5, 620))
    assert window.session.project.is_blocked
    assert not window.close()
    window.banner.act()
    assert not window.isVisible()


def test_reopening_brings_back_where_the_user_stood(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    drag(window, (250, 100), (270, 200))
    press(window, Qt.Key.Key_Right, shift=True)
    window.hands.use_tool("eraser")
    window.session.mark(first=4, last=30)
    qtbot.waitUntil(lambda: window.picture.exact)
    window.canvas.zoom_at(4.0)
    window.canvas.look_at(100, 200)
    qtbot.wait(20)
    window.controller.detach()
    window.hands.use_tool("brush")
    window.canvas.zoom_fit()
    open_clip(qtbot, window, clip.with_suffix(".sst"))
    middle = window.canvas.scene_state.viewport.center()
    row, col = window.canvas.view.to_image(middle.x(), middle.y())
    assert (round(row), round(col)) == (100, 200)
    assert window.canvas.zoom > 2
    assert (window.hands.tool, window.session.frame) == ("eraser", 10)
    assert (window.session.marks, window.session.object_id) == ((4, 30), 1)


def test_panels_and_recent_clips_come_back_in_the_next_window(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    window._splitters["across"].setSizes([600, 400])
    wide = window._splitters["across"].sizes()
    window.close()
    second = MainWindow(window.preferences, StillEngine())  # type: ignore[arg-type]
    qtbot.addWidget(second)
    with qtbot.waitExposed(second):
        second.show()
    second.resize(1100, 760)  # the screen of the tests is smaller than the window was
    second.recent.fill()
    assert second.recent.actions()[0].text() == "&1  pond.mp4"
    second.recent.actions()[0].trigger()
    qtbot.waitUntil(lambda: second.session is not None, timeout=20_000)
    assert second._splitters["across"].sizes() == pytest.approx(wide, abs=4)
    second.close()
    QTest.qWait(1)
