"""The tour on the sample: each sentence when the step before is done, and on no other clip."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from still_window import StillEngine, drag, open_clip, press

from annotator.document.patches import pack_map
from annotator.engine.messages import Finished, FrameDone
from annotator.ui.hints import SENTENCES
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def sample(tmp_path: Path, sample_root: Path) -> Path:
    """The sample where the app copies it to."""
    (tmp_path / "sample").mkdir()
    return Path(shutil.copy(sample_root / "clip.mp4", tmp_path / "sample" / "sample.mp4"))


def test_the_tour_follows_what_the_user_does(
    qtbot: QtBot, window: MainWindow, sample: Path, engine: StillEngine
) -> None:
    open_clip(qtbot, window, sample)
    session = window.session
    assert session is not None
    assert window.banner.sentence == SENTENCES[0]
    drag(window, (250, 100), (270, 200))
    assert window.banner.sentence == SENTENCES[1]
    press(window, Qt.Key.Key_F)
    (request,) = engine.requests
    packed = pack_map(session.document.label_map(0))
    engine.events.emit(FrameDone(request.job, request.revision, 1, packed, {1: 0.9}, (1,)))
    qtbot.waitUntil(lambda: session.document.has_labels(1))
    assert window.banner.sentence == SENTENCES[1], "the run is not over"
    engine.events.emit(Finished(request.job, cancelled=False))
    qtbot.waitUntil(lambda: window.banner.sentence == SENTENCES[2])
    session.go(1)
    qtbot.waitUntil(lambda: window.picture.exact)
    drag(window, (300, 100), (320, 200))
    assert window.banner.sentence == SENTENCES[3]


def test_there_is_no_tour_on_a_clip_of_ones_own_or_on_work_begun(
    qtbot: QtBot, window: MainWindow, clip: Path, sample: Path
) -> None:
    open_clip(qtbot, window, clip)
    assert window.banner.sentence not in SENTENCES
    open_clip_in_place(qtbot, window, sample)
    drag(window, (250, 100), (270, 200))
    window.banner.hide()
    open_clip_in_place(qtbot, window, clip)
    open_clip_in_place(qtbot, window, sample)
    assert window.banner.sentence not in SENTENCES


def open_clip_in_place(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Opens a clip where another one is open."""
    before = window.session
    window.open_path(path)
    qtbot.waitUntil(lambda: window.session not in {None, before}, timeout=20_000)
    qtbot.waitUntil(lambda: window.picture.exact, timeout=20_000)
