"""What the window shows before a clip is open: where to drop one, the sample, recent work."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.ui.look.icons import pixmap
from annotator.ui.look.theme import Scheme
from annotator.ui.look.widgets import button
from annotator.words import tr

_SHOWN = 5


class EmptyPage(QWidget):
    """An invitation in the place of the picture.

    Signals:
        opened: The user asked for the dialog.
        sample: The user asked for the sample.
        chosen: The user picked a recent path (str).
    """

    opened = Signal()
    sample = Signal()
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("empty")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel(tr("Drop a video here, or try the sample"))
        title.setObjectName("title")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = QLabel(tr("Video files, folders of images, projects (.sst)"))
        hint.setObjectName("muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addSpacing(8)
        column.addWidget(title)
        column.addWidget(hint)
        column.addSpacing(16)
        column.addLayout(self._buttons())
        column.addSpacing(24)
        column.addLayout(self._recent)
        column.addStretch(3)

    def set_scheme(self, scheme: Scheme) -> None:
        """Draws the picture in the colours of a theme."""
        drawing = pixmap("film", scheme.muted, 112)
        drawing.setDevicePixelRatio(2.0)
        self._picture.setPixmap(drawing)

    def set_recent(self, paths: tuple[str, ...]) -> None:
        """Lists what was opened lately, as far as it is still there."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for text in [path for path in paths if Path(path).exists()][:_SHOWN]:
            entry = button(Path(text).name, text, "recent")
            entry.clicked.connect(lambda _checked=False, path=text: self.chosen.emit(path))
            self._recent.addWidget(entry, 0, Qt.AlignmentFlag.AlignHCenter)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        sample = QPushButton(tr("Try the sample"))
        sample.setDefault(True)
        sample.setToolTip(tr("A short clip that comes with the app; a copy of it is opened"))
        sample.clicked.connect(self.sample)
        other = QPushButton(tr("Open…"))
        other.setToolTip(tr("A video, a folder or a project"))
        other.clicked.connect(self.opened)
        row.addStretch()
        row.addWidget(sample)
        row.addWidget(other)
        row.addStretch()
        return row
