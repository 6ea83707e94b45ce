"""The real window: open, paint with the mouse, undo, reopen; what it says when it cannot."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from still_window import StillEngine, drag, open_clip, press

from annotator.document.cells import Provenance
from annotator.document.patches import pack_map
from annotator.engine.messages import Failed, FrameDone, Progress
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_the_first_thing_to_see_is_an_invitation(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.empty
    assert not window.actions_["track.forward"].isEnabled()
    assert window.actions_["file.open"].isEnabled()


def test_a_stroke_makes_an_object_a_reference_and_is_on_disk_at_once(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    drag(window, (250, 100), (270, 200))
    document = window.session.document
    assert document.cell(0, 1).provenance is Provenance.DRAWN
    assert document.references() == {0: frozenset({1})}
    assert (document.label_map(0)[260, 150], document.label_map(0)[20, 20]) == (1, 0)
    assert clip.with_suffix(".sst").exists()
    qtbot.waitUntil(lambda: window.objects.names() == ["object 1"])
    qtbot.waitUntil(lambda: [row.frame for row in window.references.rows] == [0])


def test_undo_and_redo_bring_back_every_byte(qtbot: QtBot, window: MainWindow, clip: Path) -> None:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    drag(window, (250, 100), (270, 200))
    one = window.session.document.label_map(0).tobytes()
    drag(window, (100, 300), (120, 400))
    two = window.session.document.label_map(0).tobytes()
    press(window, Qt.Key.Key_Z, ctrl=True)
    assert window.session.document.label_map(0).tobytes() == one
    press(window, Qt.Key.Key_Z, ctrl=True, shift=True)
    assert window.session.document.label_map(0).tobytes() == two


def test_the_work_is_as_it_was_after_reopening(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    assert window.session is not None
    press(window, Qt.Key.Key_Right, shift=True)
    drag(window, (250, 100), (270, 200))
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
    open_clip(qtbot, window, clip)
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
        press(window, key, shift=shift)
        seen.append(session.frame)
    assert seen == [1, 11, 10, 71, 0]


def test_digits_take_objects_in_hand_and_the_next_one_makes_a_new_one(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    for key, chosen in ((Qt.Key.Key_1, 1), (Qt.Key.Key_2, 2), (Qt.Key.Key_1, 1), (Qt.Key.Key_7, 1)):
        press(window, key)
        assert session.object_id == chosen
    press(window, Qt.Key.Key_X)
    assert session.object_id == 2
    assert window.banner.sentence == "There is no object 7 yet."


def test_a_run_is_shown_written_and_undone_as_one(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    drag(window, (250, 100), (270, 200))
    drawn = session.document.label_map(0).tobytes()
    press(window, Qt.Key.Key_F)
    (request,) = engine.requests
    packed = pack_map(session.document.label_map(0))
    for frame in (1, 2, 3):
        done = FrameDone(request.job, request.revision, frame, packed, {1: 0.5}, (1,))
        engine.events.emit(done)
        engine.events.emit(Progress(request.job, frame, 71, 12.0))
    qtbot.waitUntil(lambda: "3/71" in window.transport.words)
    assert "12.0 f/s" in window.transport.words
    assert session.frame == 3, "the picture follows"
    press(window, Qt.Key.Key_Escape)
    assert engine.cancelled == [request.job]
    assert session.document.labelled == {0, 1, 2, 3}
    press(window, Qt.Key.Key_Z, ctrl=True)
    assert session.document.labelled == {0}
    assert session.document.label_map(0).tobytes() == drawn


def test_the_picture_stays_where_the_user_went(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    drag(window, (250, 100), (270, 200))
    press(window, Qt.Key.Key_F)
    press(window, Qt.Key.Key_End)
    packed = pack_map(session.document.label_map(0))
    request = engine.requests[0]
    engine.events.emit(FrameDone(request.job, request.revision, 5, packed, {1: 0.9}, (1,)))
    qtbot.waitUntil(lambda: session.document.has_labels(5))
    assert session.frame == 71


def test_tab_goes_to_the_weakest_frame_and_says_why(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    drag(window, (250, 100), (270, 200))
    press(window, Qt.Key.Key_F)
    packed = pack_map(session.document.label_map(0))
    request = engine.requests[0]
    for frame, confidence in ((1, 0.9), (2, 0.88), (20, 0.41)):
        done = FrameDone(request.job, request.revision, frame, packed, {1: confidence}, (1,))
        engine.events.emit(done)
    qtbot.waitUntil(lambda: session.document.has_labels(20))
    qtbot.waitUntil(lambda: bool(window.checks.rows))
    press(window, Qt.Key.Key_Home)
    press(window, Qt.Key.Key_Tab)
    assert session.frame == 20
    assert window.checks.rows[0].text == "object 1: low margin (29%)"
    assert window.timeline.look.checks == ((20, 1),)
    assert "low margin" in window.banner.sentence


def test_an_engine_that_ran_out_of_memory_is_a_sentence_with_a_way_on(
    qtbot: QtBot, window: MainWindow, clip: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, clip)
    drag(window, (250, 100), (270, 200))
    press(window, Qt.Key.Key_F)
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
    window.open_path(tmp_path)  # the sentence is not said of what is opened next
    assert "broken.mp4" not in window.banner.sentence
