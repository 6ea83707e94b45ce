"""The real window: open, paint with the mouse, undo, reopen; what it says when it cannot."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from annotator.app import make_application
from annotator.commands.preferences import Preferences
from annotator.document.cells import Provenance
from annotator.engine.messages import Failed, FrameDone, Progress, RunRequest
from annotator.signal import Signal
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.shortcuts import ShortcutsDialog
from annotator.ui.main_window import MainWindow
from sst_core.labels import encode_label_map, read_label_map

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Open = Callable[[Path], MainWindow]


class StillEngine:
    """An engine that takes requests and lets the test answer."""

    def __init__(self) -> None:
        self.events: Signal[[object]] = Signal()
        self.requests: list[RunRequest] = []
        self.cancelled: list[int] = []

    def start(self) -> None:
        """Nothing to start."""

    def prepare(self, clip: str, *, weights: str, device: str) -> None:
        """Nothing to load."""

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Notes the request."""
        self.requests.append(request)

    def cancel(self, job: int) -> None:
        """Notes the job."""
        self.cancelled.append(job)

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def clip(tmp_path: Path, sample_root: Path) -> Path:
    """A copy of the sample, so that its project can lie beside it."""
    return Path(shutil.copy(sample_root / "clip.mp4", tmp_path / "pond.mp4"))


@pytest.fixture
def engine() -> StillEngine:
    """The engine of the windows of a test."""
    return StillEngine()


@pytest.fixture
def window(qtbot: QtBot, engine: StillEngine) -> Iterator[MainWindow]:
    """A shown, active window without a clip."""
    make_application()
    made = MainWindow(Preferences(None), engine)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def _open(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.open_path(path)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.picture.exact, timeout=20_000)


def _at(window: MainWindow, row: float, col: float) -> QPoint:
    x, y = window.canvas.view.to_screen(row, col)
    return QPointF(x, y).toPoint()


def _drag(window: MainWindow, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A stroke with the left button in ten real moves; points are (row, col)."""
    view = window.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=_at(window, *start))
    for part in np.linspace(0, 1, 10):
        row = start[0] + part * (end[0] - start[0])
        col = start[1] + part * (end[1] - start[1])
        QTest.mouseMove(view, _at(window, row, col))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=_at(window, *end))


def _key(window: MainWindow, key: Qt.Key, *, ctrl: bool = False, shift: bool = False) -> None:
    held = Qt.KeyboardModifier.NoModifier
    held |= Qt.KeyboardModifier.ControlModifier if ctrl else held
    held |= Qt.KeyboardModifier.ShiftModifier if shift else held
    QTest.keyClick(window.canvas, key, held)


def test_the_first_thing_to_see_is_an_invitation(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.empty
    assert not window.actions_["track.forward"].isEnabled()
    assert window.actions_["file.open"].isEnabled()


def test_a_stroke_makes_an_object_a_reference_and_is_on_disk_at_once(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _open(qtbot, window, clip)
    assert window.session is not None
    _drag(window, (250, 100), (270, 200))
    document = window.session.document
    assert document.cell(0, 1).provenance is Provenance.DRAWN
    assert document.references() == {0: frozenset({1})}
    assert (document.label_map(0)[260, 150], document.label_map(0)[20, 20]) == (1, 0)
    assert clip.with_suffix(".sst").exists()
    qtbot.waitUntil(lambda: window.objects.names() == ["object 1"])
    qtbot.waitUntil(lambda: [row.frame for row in window.references.rows] == [0])


def test_undo_and_redo_bring_back_every_byte(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    _open(qtbot, window, clip)
    assert window.session is not None
    _drag(window, (250, 100), (270, 200))
    one = window.session.document.label_map(0).tobytes()
    _drag(window, (100, 300), (120, 400))
    two = window.session.document.label_map(0).tobytes()
    _key(window, Qt.Key.Key_Z, ctrl=True)
    assert window.session.document.label_map(0).tobytes() == one
    _key(window, Qt.Key.Key_Z, ctrl=True, shift=True)
    assert window.session.document.label_map(0).tobytes() == two


def test_the_work_is_as_it_was_after_reopening(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _open(qtbot, window, clip)
    assert window.session is not None
    _key(window, Qt.Key.Key_Right, shift=True)
    _drag(window, (250, 100), (270, 200))
    before = window.session.document.label_map(10).tobytes()
    _open_again(qtbot, window, clip.with_suffix(".sst"))
    assert window.session is not None
    assert window.session.frame == 10
    assert window.session.document.label_map(10).tobytes() == before
    assert window.session.document.can_undo == "Brush"


def _open_again(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    old = window.session
    window.controller.detach()
    window.open_path(path)
    qtbot.waitUntil(lambda: window.session not in {None, old}, timeout=20_000)


def test_keys_move_through_the_frames(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    seen = []
    for key, shift in (
        (Qt.Key.Key_Right, False),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Left, False),
        (Qt.Key.Key_End, False),
        (Qt.Key.Key_Home, False),
    ):
        _key(window, key, shift=shift)
        seen.append(session.frame)
    assert seen == [1, 11, 10, 71, 0]


def test_digits_take_objects_in_hand_and_the_next_one_makes_a_new_one(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    for key, chosen in ((Qt.Key.Key_1, 1), (Qt.Key.Key_2, 2), (Qt.Key.Key_1, 1), (Qt.Key.Key_7, 1)):
        _key(window, key)
        assert session.object_id == chosen
    _key(window, Qt.Key.Key_X)
    assert session.object_id == 2
    assert window.banner.sentence == "There is no object 7 yet."


def test_a_run_is_shown_written_and_undone_as_one(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    _drag(window, (250, 100), (270, 200))
    drawn = session.document.label_map(0).tobytes()
    _key(window, Qt.Key.Key_F)
    (request,) = engine.requests
    png = encode_label_map(session.document.label_map(0))
    for frame in (1, 2, 3):
        done = FrameDone(request.job, request.revision, frame, png, {1: 0.5}, (1,))
        engine.events.emit(done)
        engine.events.emit(Progress(request.job, frame, 71, 12.0))
    qtbot.waitUntil(lambda: "3/71" in window.transport.words)
    assert "12.0 f/s" in window.transport.words
    assert session.frame == 3, "the picture follows"
    _key(window, Qt.Key.Key_Escape)
    assert engine.cancelled == [request.job]
    assert session.document.labelled == {0, 1, 2, 3}
    _key(window, Qt.Key.Key_Z, ctrl=True)
    assert session.document.labelled == {0}
    assert session.document.label_map(0).tobytes() == drawn


def test_the_picture_stays_where_the_user_went(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    _drag(window, (250, 100), (270, 200))
    _key(window, Qt.Key.Key_F)
    _key(window, Qt.Key.Key_End)
    png = encode_label_map(session.document.label_map(0))
    request = engine.requests[0]
    engine.events.emit(FrameDone(request.job, request.revision, 5, png, {1: 0.9}, (1,)))
    qtbot.waitUntil(lambda: session.document.has_labels(5))
    assert session.frame == 71


def test_tab_goes_to_the_weakest_frame_and_says_why(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    _drag(window, (250, 100), (270, 200))
    _key(window, Qt.Key.Key_F)
    png = encode_label_map(session.document.label_map(0))
    request = engine.requests[0]
    for frame, confidence in ((1, 0.9), (2, 0.88), (20, 0.41)):
        done = FrameDone(request.job, request.revision, frame, png, {1: confidence}, (1,))
        engine.events.emit(done)
    qtbot.waitUntil(lambda: session.document.has_labels(20))
    _key(window, Qt.Key.Key_Home)
    _key(window, Qt.Key.Key_Tab)
    assert session.frame == 20
    qtbot.waitUntil(lambda: bool(window.checks.rows))
    assert window.checks.rows[0].text == "object 1: low confidence 0.41"


def test_an_engine_that_ran_out_of_memory_is_a_sentence_with_a_way_on(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    _open(qtbot, window, clip)
    _drag(window, (250, 100), (270, 200))
    _key(window, Qt.Key.Key_F)
    sentence = "The engine ran out of memory at 480 pixels; frames 0-12 are done."
    engine.events.emit(Failed(engine.requests[0].job, sentence, True))
    qtbot.waitUntil(lambda: window.banner.sentence == sentence)
    window.banner.act()
    assert engine.requests[1].resolution == 320


def test_what_cannot_be_opened_is_a_sentence_and_the_window_stays(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    window.open_path(broken)
    qtbot.waitUntil(lambda: "broken.mp4" in window.banner.sentence, timeout=10_000)
    assert window.pages.currentWidget() is window.empty


def test_a_dropped_file_is_opened(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip))])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    assert window.windowTitle().startswith("pond.mp4")


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
    _open(qtbot, window, clip)
    second = MainWindow(Preferences(None), StillEngine())  # type: ignore[arg-type]
    qtbot.addWidget(second)
    second.show()
    _open(qtbot, second, clip)
    assert second.session is not None
    assert second.session.read_only
    assert second.banner.sentence
    _drag(second, (250, 100), (270, 200))
    assert second.session.document.labelled == frozenset()
    second.close()


def test_the_palette_finds_a_command_by_letters_and_runs_it(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _open(qtbot, window, clip)
    _key(window, Qt.Key.Key_P, ctrl=True, shift=True)
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
    _open(qtbot, window, clip)
    window.desk.show(name)
    (dialog,) = (item for item in window.findChildren(QDialog) if item.isVisible())
    assert not dialog.isModal()
    dialog.close()


def test_hiding_masks_is_a_tap(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    _open(qtbot, window, clip)
    _key(window, Qt.Key.Key_H)
    assert window.hands.overlay_hidden
    _key(window, Qt.Key.Key_H)
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
    _open(qtbot, window, clip)
    before = window.session
    window.open_path(clip)
    assert window.session is before
    assert window.banner.sentence == "pond.mp4 is open already."


def test_a_moved_video_is_found_again(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    _open(qtbot, window, clip)
    _drag(window, (250, 100), (270, 200))
    window.controller.detach()
    clip.rename(clip.with_name("elsewhere.mp4"))
    window.open_path(clip.with_suffix(".sst"))
    qtbot.waitUntil(lambda: window.banner.sentence == "pond.mp4 has moved.")
    assert window.session is None


def test_a_correction_in_live_mode_starts_a_run_by_itself(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    _open(qtbot, window, clip)
    _key(window, Qt.Key.Key_L, ctrl=True)
    _drag(window, (250, 100), (270, 200))
    assert engine.requests == []
    qtbot.waitUntil(lambda: bool(engine.requests), timeout=3000)
    assert (engine.requests[0].mode, engine.requests[0].objects) == ("outward", (1,))


def test_not_visible_here_is_a_reference_that_says_absent(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    _drag(window, (250, 100), (270, 200))
    _key(window, Qt.Key.Key_End)
    _key(window, Qt.Key.Key_N)
    assert session.document.cell(71, 1).provenance is Provenance.ABSENT
    assert session.document.references()[71] == frozenset({1})


def test_export_writes_what_was_drawn(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    _drag(window, (250, 100), (270, 200))
    _key(window, Qt.Key.Key_E, ctrl=True)
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
    _open(qtbot, window, clip)
    assert window.session is not None
    window.show_shortcuts()
    (dialog,) = window.findChildren(ShortcutsDialog)
    assert not dialog.rebind("go.next", "F")
    assert "Track forward" in dialog.words
    assert dialog.rebind("go.next", "K")
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    _key(window, Qt.Key.Key_K)
    assert window.session.frame == 1


def test_a_full_disk_pauses_drawing_and_says_so(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    _open(qtbot, window, clip)
    session = window.session
    assert session is not None
    session.project.blocked.emit("There is no space left on the disk.")
    assert window.banner.sentence == "There is no space left on the disk."
    _drag(window, (250, 100), (270, 200))
    assert session.document.labelled == frozenset()
    session.project.resumed.emit()
    _drag(window, (250, 100), (270, 200))
    assert session.document.labelled == {0}
