"""About and diagnostics: versions, device, places; what to paste into a report."""

import platform
from importlib.metadata import PackageNotFoundError, version

import appdirs
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from annotator.commands.preferences import Preferences
from annotator.settings import settings_path
from annotator.ui.look.widgets import closing
from annotator.words import tr
from sst_core import __version__

_PACKAGES = ("PySide6-Essentials", "pyqtgraph", "av", "opencv-python", "numpy", "torch")


class AboutDialog(QDialog):
    """A page of facts that can be copied.

    Args:
        parent: The window.
        preferences: For the chosen weights and device.
        device: What the engine runs on, "" before it said so.
    """

    def __init__(self, parent: QWidget | None, preferences: Preferences, device: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About SST Annotator"))
        settings = preferences.value
        self.facts = [
            ("SST Annotator", __version__),
            (tr("Engine"), device or tr("not loaded yet")),
            (tr("Weights"), settings.weights),
            (
                "Python",
                tr(
                    "{python_version} on {platform}",
                    python_version=platform.python_version(),
                    platform=platform.platform(),
                ),
            ),
            ("Qt", f"{qVersion()} ({QGuiApplication.platformName()})"),
            *((name, _version(name)) for name in _PACKAGES),
            (tr("Settings"), str(settings_path())),
            (tr("Data"), appdirs.user_data_dir("sst-annotator", appauthor=False)),
        ]
        title = QLabel("<h2>SST Annotator</h2>")
        words = QLabel(
            tr("Pixel-accurate video masks: draw on one frame, let the model carry them.")
        )
        words.setWordWrap(True)
        table = QLabel(self._table())
        table.setTextFormat(Qt.TextFormat.RichText)
        table.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons, copy = closing(tr("Copy"))
        assert copy is not None, "it was asked for"
        copy.setToolTip(tr("Copy all of this, for a report of a fault"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        for part in (title, words, table, buttons):
            column.addWidget(part)

    def text(self) -> str:
        """The facts as lines."""
        return "\n".join(f"{name}: {value}" for name, value in self.facts)

    def _table(self) -> str:
        rows = (
            f"<tr><td style='padding:2px 24px 2px 0'>{name}</td><td>{value}</td></tr>"
            for name, value in self.facts
        )
        return f"<table>{''.join(rows)}</table>"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return tr("not installed")
