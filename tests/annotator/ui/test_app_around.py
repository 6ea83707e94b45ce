"""The window around the drawing: opening, clips, dialogs, keys, live mode, full disks."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from still_window import StillEngine, drag, open_clip, press

from annotator.commands.preferences import Preferences
from annotator.document.cells import Provenance
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.shortcuts import ShortcutsDialog
from annotator.ui.main_window import MainWindow
from sst_core.labels import read_label_map

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.mark.parametrize("kind", ["video", "images", "videos", "project"])
def test_what_is_dropped_is_opened(qtbot: QtBot, window: MainWindow, clip: Path, kind: str) -> None:
    path, title = clip, "pond.mp4"
    if kind == "project":
        open_clip(qtbot, window, clip)
        window.controller.detach()
        path = clip.with_suffix(".sst")
    elif kind == "videos":
        path = clip.parent
    elif kind == "images":
        path, title = clip.with_name("stills"), "stills"
        path.mkdir()
        for number in range(3):
            pixels = np.full((40, 60, 3), 60 * number, np.uint8)
            Image.fromarray(pixels).save(path / f"{number}.jpg")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    assert window.windowTitle().startswith(title)
    assert window.clips.isHidden() == (kind != "videos")


def test_a_folder_of_videos_becomes_a_list_of_clips(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    shutil.copy(clip, clip.with_name("river.mp4"))
    window.open_path(clip.parent)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    assert [path.name for path in window.clips.paths] == ["pond.mp4", "river.mp4"]
    window.actions_.run("file.next_clip")
    qtbot.waitUntil(lambda: window.windowTitle().startswith("river.mp4"), timeout=20_000)


def test_the_second_window_on_a_project_is_read_only_and_says_so(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    second = MainWindow(Preferences(None), StillEngine())  # type: ignore[arg-type]
    qtbot.addWidget(second)
    second.show()
    open_clip(qtbot, second, clip)
    assert second.session is not None
    assert second.session.read_only
    assert second.banner.sentence
    drag(second, (250, 100), (270, 200))
    assert second.session.document.labelled == frozenset()
    second.close()


def test_the_palette_finds_a_command_by_letters_and_runs_it(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    press(window, Qt.Key.Key_P, ctrl=True, shift=True)
    assert window.palette_.isVisible()
    QTest.keyClicks(window.focusWidget(), "eras")
    assert window.palette_.titles()[0] == "Eraser"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert window.hands.tool == "eraser"
    assert not window.palette_.isVisible()


def test_themes_change_while_the_window_is_open(window: MainWindow) -> None:
    window.preferences.set(theme="dark")
    dark = window.grab().toImage().pixelColor(20, window.height() // 2).lightness()
    window.preferences.set(theme="light")
    light = window.grab().toImage().pixelColor(20, window.height() // 2).lightness()
    assert dark < 80
    assert light > 180


@pytest.mark.parametrize("name", ["settings", "shortcuts", "about", "export"])
def test_dialogs_open_beside_the_window_and_do_not_stop_it(
    qtbot: QtBot, window: MainWindow, clip: Path, name: str
) -> None:
    open_clip(qtbot, window, clip)
    window.desk.show(name)
    (dialog,) = (item for item in window.findChildren(QDialog) if item.isVisible())
    assert not dialog.isModal()
    dialog.close()


def test_hiding_masks_is_a_tap(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    open_clip(qtbot, window, clip)
    press(window, Qt.Key.Key_H)
    assert window.hands.overlay_hidden
    press(window, Qt.Key.Key_H)
    assert not window.hands.overlay_hidden


def test_closing_twice_and_closing_in_mid_opening_is_safe(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    window.open_path(clip)
    window.close()
    window.close()
    qtbot.wait(100)
    assert window.session is None


def test_opening_what_is_open_changes_nothing(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    """Its own lock would make the project read-only."""
    open_clip(qtbot, window, clip)
    before = window.session
    window.open_path(clip)
    assert window.session is before
    assert window.banner.sentence == "pond.mp4 is open already."


def test_a_moved_video_is_found_again(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    open_clip(qtbot, window, clip)
    drag(window, (250, 100), (270, 200))
    window.controller.detach()
    clip.rename(clip.with_name("elsewhere.mp4"))
    window.open_path(clip.with_suffix(".sst"))
    qtbot.waitUntil(lambda: window.banner.sentence == "pond.mp4 has moved.")
    assert window.session is None


def test_a_correction_in_live_mode_starts_a_run_by_itself(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, clip)
    press(window, Qt.Key.Key_L, ctrl=True)
    drag(window, (250, 100), (270, 200))
    assert engine.requests == []
    qtbot.waitUntil(lambda: bool(engine.requests), timeout=3000)
    assert (engine.requests[0].mode, engine.requests[0].objects) == ("outward", (1,))


def test_not_visible_here_is_a_reference_that_says_absent(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    drag(window, (250, 100), (270, 200))
    press(window, Qt.Key.Key_End)
    press(window, Qt.Key.Key_N)
    assert session.document.cell(71, 1).provenance is Provenance.ABSENT
    assert session.document.references()[71] == frozenset({1})


def test_export_writes_what_was_drawn(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    drag(window, (250, 100), (270, 200))
    press(window, Qt.Key.Key_E, ctrl=True)
    (dialog,) = window.findChildren(ExportDialog)
    dialog.choose("davis", tmp_path / "out")
    dialog.export()
    qtbot.waitUntil(lambda: "files" in dialog.words, timeout=60_000)
    (mask,) = (tmp_path / "out").glob("Annotations/*/pond/00000.png")
    written = read_label_map(mask)
    assert np.array_equal(written, session.document.label_map(0))
    dialog.close()


def test_changed_keys_work_and_taken_ones_are_refused(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    window.desk.show("shortcuts")
    (dialog,) = window.findChildren(ShortcutsDialog)
    assert not dialog.rebind("go.next", "F")
    assert "Track forward" in dialog.words
    assert dialog.rebind("go.next", "T")
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_T)
    assert window.session.frame == 1


def test_a_full_disk_pauses_drawing_and_says_so(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    session.project.blocked.emit("There is no space left on the disk.")
    told = "There is no space left on the disk."
    qtbot.waitUntil(lambda: window.banner.sentence.startswith(told))
    drag(window, (250, 100), (270, 200))
    assert session.document.labelled == frozenset()
    session.project.resumed.emit()
    qtbot.waitUntil(lambda: "everything is stored" in window.banner.sentence)
    drag(window, (250, 100), (270, 200))
    assert session.document.labelled == {0}
