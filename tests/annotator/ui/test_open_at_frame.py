"""A report names a frame; the app opens at it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.cli.annotator import _parser
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_a_project_opens_at_the_frame_that_is_named_and_once_only(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    """The next clip is shown where its user left it; a frame beyond the end is the last one."""
    for wanted, shown in ((7, 7), (10**6, 10**6)):
        window.open_path(clip, frame=wanted)
        qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
        assert window.session is not None
        assert window.session.frame == min(shown, window.session.frames - 1)
        assert window.status.text("place").startswith(f"frame {window.session.frame}")
        window.session.go(3)
        window.controller.detach()
    open_clip(qtbot, window, clip.with_suffix(".sst"))
    assert window.session is not None
    assert window.session.frame == 3


def test_the_command_takes_a_number_and_nothing_else() -> None:
    assert _parser().parse_args(["clip.sst", "--frame", "12"]).frame == 12
    with pytest.raises(SystemExit):
        _parser().parse_args(["clip.sst", "--frame", "last"])
