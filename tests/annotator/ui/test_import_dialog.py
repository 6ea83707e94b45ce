"""Masks from elsewhere through the window: shown before they are taken, one step of undo."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot
from still_window import drag, open_clip, press

from annotator.document.cells import Provenance
from annotator.project import open_project
from annotator.ui.dialogs.import_ import ImportDialog
from annotator.ui.main_window import MainWindow
from sst_core.labels import write_label_map

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SIZE = (360, 640)


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    """Masks of two objects for frames 3, 4 and 5 of the sample."""
    folder = tmp_path / "masks of mine"
    folder.mkdir()
    for frame in (3, 4, 5):
        write_label_map(folder / f"{frame:05d}.png", _mask())
    return folder


def _mask(size: tuple[int, int] = SIZE) -> np.ndarray:
    mask = np.zeros(size, np.uint8)
    mask[10:40, 20:60], mask[50:80, 20:60] = 1, 7
    return mask


def _dialog(qtbot: QtBot, window: MainWindow, clip: Path, path: Path | None) -> ImportDialog:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    assert window.session.document.size == SIZE
    window.desk.import_masks(path)
    (dialog,) = window.findChildren(ImportDialog)
    qtbot.waitUntil(lambda: dialog.words != "Reading…", timeout=10_000)
    return dialog


def test_what_was_found_is_said_and_goes_in_as_one_step(
    qtbot: QtBot, window: MainWindow, clip: Path, masks: Path
) -> None:
    dialog = _dialog(qtbot, window, clip, masks)
    assert window.session is not None
    document = window.session.document
    assert "3 masks, for frames 00003 to 00005; 640x360" in dialog.words
    assert "new: Object 1, Object 7" in dialog.words
    assert document.labelled == frozenset(), "nothing changes before Import"
    steps = document.undo_steps
    dialog.take()
    assert document.labelled == {3, 4, 5}
    assert np.array_equal(document.label_map(4), _mask())
    assert document.cell(4, 7).provenance is Provenance.IMPORTED
    assert document.undo_steps == steps + 1
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Z, ctrl=True)
    assert document.labelled == frozenset()
    assert document.objects == ()


@pytest.mark.parametrize("at_once", [0, 2**23])
def test_a_stroke_after_an_import_corrects_what_came_in(
    qtbot: QtBot,
    window: MainWindow,
    clip: Path,
    masks: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr("annotator.commands.journey._AT_ONCE", at_once)
    dialog = _dialog(qtbot, window, clip, masks)
    session = window.session
    assert session is not None
    dialog.take()
    qtbot.waitUntil(lambda: not session.journey.under_way, timeout=10_000)
    assert session.object_id == 1
    session.go(4)
    window.actions_.run("draw.brush")
    drag(window, (200, 300), (220, 340))
    assert [item.id for item in session.document.objects] == [1, 7], "no new object"
    assert session.document.label_map(4)[210, 320] == 1


def test_many_masks_go_in_in_turns_and_are_one_step_after_reopening(
    qtbot: QtBot, window: MainWindow, clip: Path, masks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.commands.journey._AT_ONCE", 0)
    dialog = _dialog(qtbot, window, clip, masks)
    assert window.session is not None
    window.session.go(4)
    dialog.take()
    assert window.session.document.has_labels(4), "the frame in sight comes first"
    assert window.session.journey.under_way
    qtbot.waitUntil(lambda: not window.session.journey.under_way, timeout=10_000)
    assert window.session.document.labelled == {3, 4, 5}
    path = window.session.project.path
    window.controller.detach()
    with open_project(path) as project:
        assert project.document.can_undo == "Import masks"
        project.document.undo()
        assert project.document.labelled == frozenset()
        assert project.document.objects == ()


def test_categories_of_a_json_join_the_users_list(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    height, width = SIZE
    runs = {"size": list(SIZE), "counts": [0, height, height * (width - 1)]}
    head = {"image_id": 1, "category_id": 2, "area": height, "iscrowd": 0, "track_id": 1}
    content = {
        "images": [{"id": 1, "file_name": "00002.jpg", "height": height, "width": width}],
        "categories": [{"id": 1, "name": "bird"}, {"id": 2, "name": "carp"}],
        "annotations": [{**head, "segmentation": runs}],
    }
    (tmp_path / "coco.json").write_text(json.dumps(content))
    window.preferences.set(categories=("carp",))
    dialog = _dialog(qtbot, window, clip, tmp_path / "coco.json")
    assert "Categories: bird, carp." in dialog.words
    assert window.preferences.value.categories == ("carp",), "nothing changes before Import"
    dialog.take()
    assert window.session is not None
    assert window.session.document.object(1).category == "carp"
    assert window.preferences.value.categories == ("carp", "bird")


def test_masks_of_another_size_are_refused_until_resizing_is_allowed(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    write_label_map(tmp_path / "00002.png", _mask((180, 320)))
    dialog = _dialog(qtbot, window, clip, tmp_path / "00002.png")
    assert "the mask is 320x180 pixels, but the frames are 640x360" in dialog.words
    assert not dialog.ready
    dialog.resize_.setChecked(True)
    qtbot.waitUntil(lambda: dialog.ready, timeout=10_000)
    assert "320x180, brought to 640x360" in dialog.words
    dialog.frame.setValue(9)
    qtbot.waitUntil(lambda: dialog.ready and "for frame 00009" in dialog.words, timeout=10_000)
    dialog.take()
    assert window.session is not None
    assert window.session.document.label_map(9)[40, 60] == 1
    assert window.session.document.labelled == {9}


def test_foreign_names_and_black_and_white_are_one_sentence_and_a_switch(
    qtbot: QtBot, window: MainWindow, clip: Path, masks: Path
) -> None:
    for file in masks.glob("*.png"):
        Image.fromarray((_mask() == 1).astype(np.uint8) * 255).save(file)
    write_label_map(masks / "cover.png", _mask())
    dialog = _dialog(qtbot, window, clip, masks)
    assert "cover matches no frame" in dialog.words
    assert window.session is not None
    dialog.skip.setChecked(True)
    qtbot.waitUntil(lambda: "255 means void" in dialog.words, timeout=10_000)
    assert not dialog.ready
    dialog.binary.setChecked(True)
    qtbot.waitUntil(lambda: dialog.ready, timeout=10_000)
    assert "Left out: cover matches no frame." in dialog.words
    dialog.take()
    assert window.session.document.label_map(3)[20, 30] == 1


def test_numbers_can_count_from_another_frame(
    qtbot: QtBot, window: MainWindow, clip: Path, masks: Path
) -> None:
    dialog = _dialog(qtbot, window, clip, masks)
    dialog.frame.setValue(30)
    qtbot.waitUntil(lambda: "frames 00033 to 00035" in dialog.words, timeout=10_000)
    dialog.frame.setValue(70)
    qtbot.waitUntil(lambda: "match no frame" in dialog.words, timeout=10_000)
    assert not dialog.ready


def test_a_stroke_between_looking_and_taking_is_not_lost(
    qtbot: QtBot, window: MainWindow, clip: Path, masks: Path
) -> None:
    dialog = _dialog(qtbot, window, clip, masks)
    assert window.session is not None
    drag(window, (250, 100), (270, 200))
    drawn = window.session.document.label_map(0).tobytes()
    dialog.take()
    qtbot.waitUntil(lambda: window.session.document.labelled == {0, 3, 4, 5}, timeout=10_000)
    assert window.session.document.label_map(0).tobytes() == drawn


def test_a_collection_asks_which_sequence(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    for name, frame in (("boat", 1), ("car", 2)):
        folder = tmp_path / "davis" / "Annotations" / "480p" / name
        folder.mkdir(parents=True)
        write_label_map(folder / f"{frame:05d}.png", _mask())
    dialog = _dialog(qtbot, window, clip, tmp_path / "davis")
    qtbot.waitUntil(lambda: dialog.ready, timeout=10_000)
    assert "for frame 00001" in dialog.words
    dialog.sequence.setCurrentText("car")
    qtbot.waitUntil(lambda: "for frame 00002" in dialog.words, timeout=10_000)


@pytest.mark.parametrize("content", [b"", b"no png", None])
def test_what_is_no_mask_is_one_sentence_and_nothing_changes(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "00001.png"
    if content is not None:
        path.write_bytes(content)
    dialog = _dialog(qtbot, window, clip, path)
    assert str(path) in dialog.words
    assert "\n" not in dialog.words
    assert not dialog.ready
    dialog.take()
    assert window.session is not None
    assert window.session.document.labelled == frozenset()


def test_masks_dropped_on_a_clip_are_brought_in_and_frames_are_opened(
    qtbot: QtBot, window: MainWindow, clip: Path, masks: Path, tmp_path: Path
) -> None:
    open_clip(qtbot, window, clip)
    _drop(window, masks)
    (dialog,) = window.findChildren(ImportDialog)
    qtbot.waitUntil(lambda: dialog.ready, timeout=10_000)
    dialog.close()
    frames = tmp_path / "frames"
    frames.mkdir()
    for number in range(3):
        Image.fromarray(np.full((40, 60, 3), 50 * number, np.uint8)).save(frames / f"{number}.png")
    _drop(window, frames)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("frames"), timeout=20_000)


def _drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, left, none))
