"""Nothing that can be pressed is without a word about what it does."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QSlider, QWidget
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support")


def _bare(root: QWidget) -> list[str]:
    """Controls that are seen and say nothing; Close speaks for itself."""
    kinds = (QAbstractButton, QComboBox, QSlider)
    found = [one for one in root.findChildren(QWidget) if isinstance(one, kinds)]
    silent = [one for one in found if one.isVisible() and not one.toolTip()]
    words = [one.text() if isinstance(one, QAbstractButton) else "" for one in silent]
    names = [f"{type(one).__name__} {text}" for one, text in zip(silent, words, strict=True)]
    return [name for name in names if not name.endswith(" Close")]


def test_every_control_of_the_window_has_a_tip(
    qtbot: QtBot, window: MainWindow, clip: Path
) -> None:
    assert _bare(window) == []
    open_clip(qtbot, window, clip)
    for tool in ("brush", "fill", "polygon", "scribble"):
        window.hands.use_tool(tool)
        assert _bare(window) == []
    window.stage.bar.open_refine()
    assert _bare(window.stage.bar.refine) == []
    window.stage.bar.refine.hide()


@pytest.mark.parametrize("dialog", ["export", "settings", "shortcuts", "about"])
def test_every_control_of_a_dialog_has_a_tip(
    qtbot: QtBot, window: MainWindow, clip: Path, dialog: str
) -> None:
    open_clip(qtbot, window, clip)
    window.desk.show(dialog)
    (shown,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    assert _bare(shown) == []
    shown.close()
