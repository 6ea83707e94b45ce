"""The dialog that finds a clip that has moved, and checks that it is the same."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.project import MediaReference, ProjectError
from annotator.project.media import fingerprint
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import label
from annotator.words import marked, tr

_SAME = marked("This is the clip that the masks were drawn on.")
_OTHER = marked(
    "This is another file than the masks were drawn on. Use it only if you know that its "
    "frames are the same."
)


class RelinkDialog(QDialog):
    """Asks for the place of a clip and compares content, not names.

    Args:
        parent: The window.
        media: The clip as the project remembers it.
        use: Takes the path, and whether a changed file is accepted.
    """

    def __init__(
        self, parent: QWidget | None, media: MediaReference, use: Callable[[Path, bool], None]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Find {name}", name=media.path.name))
        self.setMinimumWidth(SIZES.of(520))
        self._media, self._use = media, use
        self.path = QLineEdit(placeholderText=tr("Where it is now"))
        self.path.textChanged.connect(self._check)
        browse = QPushButton(tr("Browse…"))
        browse.clicked.connect(self._ask)
        self._words = QLabel(wordWrap=True)
        self._words.setMinimumHeight(48)
        self.anyway = QCheckBox(tr("Use it anyway"))
        self.anyway.toggled.connect(self._check)
        self._button = QPushButton(tr("Open"))
        self._button.setDefault(True)
        self._button.clicked.connect(self.take)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        self._place(browse, close)
        self._check()

    @property
    def words(self) -> str:
        """What is said about the file."""
        return str(self._words.text())

    @property
    def ready(self) -> bool:
        """Whether the project can be opened with the file."""
        return bool(self._button.isEnabled())

    def take(self) -> None:
        """Opens the project with the clip that was found."""
        if self.ready:
            self._use(self._path(), self.anyway.isChecked())
            self.close()

    def _place(self, browse: QPushButton, close: QPushButton) -> None:
        media = self._media
        text = tr(
            "{name} was in {parent}, {width}x{height}, {frames} frames. Where is it now?",
            name=media.path.name,
            parent=media.path.parent,
            width=media.width,
            height=media.height,
            frames=media.frames,
        )
        told = label(text, wrap=True)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.path, 1)
        place.addWidget(browse)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.anyway)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(told)
        column.addLayout(place)
        column.addWidget(self._words)
        column.addLayout(buttons)

    def _path(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    def _check(self) -> None:
        """Compares the file at the path with the one the project knows."""
        same: bool | None = None
        words = ""
        if self.path.text().strip():
            try:
                found = fingerprint(self._path())
                same = found == (self._media.size_bytes, self._media.digest)
                words = tr(_SAME) if same else tr(_OTHER)
            except ProjectError as error:
                words = tr(str(error))
        self._words.setText(words)
        self.anyway.setVisible(same is False)
        self._button.setEnabled(bool(same) or (same is False and self.anyway.isChecked()))

    def _ask(self) -> None:
        start = self.path.text() or str(self._media.path.parent)
        if self._media.rate is None:
            chosen = QFileDialog.getExistingDirectory(self, self.windowTitle(), start)
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), start)
        if chosen:
            self.path.setText(chosen)
