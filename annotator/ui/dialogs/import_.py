"""The import dialog: masks from a PNG, a folder or a json, shown before they are taken."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.session import Session
from annotator.export.import_rules import ImportRules
from annotator.ui.dialogs.import_work import Found, ImportWish, read_in_background
from annotator.ui.look.bridge import Bridge
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import label
from annotator.words import marked, tr

_FILTER = marked("Masks (*.png *.json);;All files (*)")
_CALM_MS = 200
_NOTHING = marked("Choose an indexed PNG, a folder of masks, or a json of COCO or YouTube-VIS.")


class ImportDialog(QDialog):
    """Reads in the background whenever a field changes; nothing changes before Import.

    Args:
        parent: The window.
        session: The open clip.
        path: What to look at first.
        learn: Takes the words for kinds of objects that came with the masks.
    """

    def __init__(
        self,
        parent: QWidget | None,
        session: Session,
        path: Path | None = None,
        *,
        learn: Callable[[Sequence[str]], object] = lambda _words: None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import masks"))
        self.setMinimumWidth(SIZES.of(520))
        self._session, self._learn = session, learn
        self._bridge = Bridge(self)
        self._found: Found | None = None
        self._wish: ImportWish | None = None
        self._importing = False
        self._timer = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._timer.timeout.connect(self._look)
        self._make_fields()
        self._place()
        if path is not None:
            self.choose(path)
        else:
            self._changed()

    def choose(self, path: Path) -> None:
        """Fills in where the masks are."""
        self.path.setText(str(path))

    @property
    def words(self) -> str:
        """What is said about the masks."""
        return str(self._words.text())

    @property
    def ready(self) -> bool:
        """Whether the masks can be brought in."""
        return bool(self._button.isEnabled())

    def wish(self) -> ImportWish:
        """What the fields say."""
        session = self._session
        single = self._is_single()
        rules = ImportRules(
            session.document.size,
            session.provider.names,
            resize=self.resize_.isChecked(),
            binary=self.binary.isChecked(),
            skip_unknown=self.skip.isChecked(),
            offset=0 if single else self.frame.value(),
        )
        sequence = self.sequence.currentText() if self.sequence.count() else None
        return ImportWish(self._path(), rules, self.frame.value(), sequence)

    def take(self) -> None:
        """Brings the masks in, as one step of undo."""
        found = self._found
        if found is None or found.group is None:
            return
        if found.revision != self._session.document.revision:
            self._importing = True  # drawn on meanwhile: what is to be done is worked out again
            self._look()
            return
        self._importing = False
        if self._session.bring(found.group):
            self._learn(found.categories)
            self._session.told.emit(found.sentences[0].partition(";")[0] + tr(": imported."))
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Forgets what is being read."""
        self._timer.stop()
        self._bridge.close()
        event.accept()

    def _make_fields(self) -> None:
        self.path = QLineEdit(placeholderText=tr("File or folder"))
        self.path.textChanged.connect(self._path_changed)
        self._file = QPushButton(tr("File…"))
        self._file.clicked.connect(self._ask_file)
        self._folder = QPushButton(tr("Folder…"))
        self._folder.clicked.connect(self._ask_folder)
        self.sequence = QComboBox()
        self.sequence.currentIndexChanged.connect(self._changed)
        self.frame = QSpinBox()
        self.frame.setRange(0, self._session.frames - 1)
        self.frame.valueChanged.connect(self._changed)
        self._frame_label = label(tr("Frame"))
        self.resize_ = QCheckBox(tr("Fit masks of another size to the frames"))
        self.binary = QCheckBox(tr("Black and white masks: take 255 for object 1"))
        self.skip = QCheckBox(tr("Leave out masks that match no frame"))
        for box in (self.resize_, self.binary, self.skip):
            box.toggled.connect(self._changed)
        self._words = QLabel(wordWrap=True)
        self._words.setMinimumHeight(88)
        self._button = QPushButton(tr("Import"))
        self._button.setDefault(True)
        self._button.clicked.connect(self.take)
        self._close = QPushButton(tr("Close"))
        self._close.clicked.connect(self.close)

    def _place(self) -> None:
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.path, 1)
        place.addWidget(self._file)
        place.addWidget(self._folder)
        form.addRow(label(tr("Masks")), place)
        form.addRow(label(tr("Sequence")), self.sequence)
        form.addRow(self._frame_label, self.frame)
        for box in (self.resize_, self.binary, self.skip):
            form.addRow("", box)
        form.setRowVisible(self.sequence, False)  # noqa: FBT003 - Qt's signature
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self._words)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self._close)
        buttons.addWidget(self._button)
        column.addLayout(buttons)

    def _path(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    def _is_single(self) -> bool:
        return self._path().suffix.lower() == ".png" and not self._path().is_dir()

    def _path_changed(self) -> None:
        """Another place: its sequences and its frame are asked for anew."""
        self.sequence.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.sequence.clear()
        self.sequence.blockSignals(False)  # noqa: FBT003 - as above
        single = self._is_single()
        self._frame_label.setText(tr("For frame") if single else tr("Mask 0 is frame"))
        self.frame.setValue(self._session.frame if single else 0)
        self._changed()

    def _changed(self) -> None:
        """Looks again in a moment."""
        self._button.setEnabled(False)
        self._found, self._wish, self._importing = None, None, False
        if not self.path.text().strip():
            self._words.setText(tr(_NOTHING))
            return
        self._words.setText(tr("Reading…"))
        self._timer.start()

    def _look(self) -> None:
        self._wish = self.wish()
        show = self._bridge.wrap(self._show)
        read_in_background(self._wish, self._session.document, show)

    def _show(self, found: Found) -> None:
        if found.wish is not self._wish:
            return  # the fields have changed since
        self._found = found
        if found.sequences and not self.sequence.count():
            self.sequence.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self.sequence.addItems(list(found.sequences))
            self.sequence.blockSignals(False)  # noqa: FBT003 - as above
            self._form.setRowVisible(self.sequence, True)  # noqa: FBT003 - as above
            self._changed()
            return
        self._form.setRowVisible(self.sequence, self.sequence.count() > 0)
        self._words.setText("\n".join(found.sentences))
        self._button.setEnabled(found.good)
        if self._importing and found.good:
            self.take()

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Masks"), self.path.text(), tr(_FILTER))
        if chosen:
            self.choose(Path(chosen))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder of masks"), self.path.text())
        if chosen:
            self.choose(Path(chosen))
