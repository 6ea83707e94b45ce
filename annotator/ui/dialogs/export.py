"""The export dialog: one format, its options, which frames, where; then progress and the result."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.session import Session
from annotator.export.formats import FORMATS, Format
from annotator.export.job import ExportReport
from annotator.ui.dialogs.export_note import note, result
from annotator.ui.dialogs.export_work import ExportWish, ExportWork
from annotator.ui.look.bridge import Bridge
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import label
from annotator.words import tr

_LABELS = 80


class ExportDialog(QDialog):
    """Asks, writes in the background, and says where the files are.

    Args:
        parent: The window.
        session: The open clip.
        clips: Write all of these whole, each into a folder of its own, instead of the open one.
    """

    def __init__(
        self, parent: QWidget | None, session: Session, clips: Sequence[Path] = ()
    ) -> None:
        super().__init__(parent)
        title = tr("Export all {count} clips", count=len(clips)) if clips else tr("Export")
        self.setWindowTitle(title)
        self.setMinimumWidth(SIZES.of(520))
        self._session = session
        self._clips = tuple(clips)
        self._bridge = Bridge(self)
        self._work: ExportWork | None = None
        self._options: dict[str, QComboBox | QLineEdit] = {}
        self._make_fields()
        self._give_tips()
        self._place()
        self._show_format()

    def choose(self, format_id: str, output: Path) -> None:
        """Fills in a format and a folder."""
        self.format.setCurrentIndex([item.id for item in FORMATS].index(format_id))
        self.output.setText(str(output))

    @property
    def words(self) -> str:
        """What is said under the fields."""
        return self._words.text()

    @property
    def note(self) -> str:
        """What is said about the chosen frames before the export."""
        return self._note.text()

    @property
    def offered(self) -> str:
        """The words of the button that opens what was written; empty while there is none."""
        return "" if self._open.isHidden() else self._open.text()

    def wish(self) -> ExportWish:
        """What the fields say."""
        project = self._session.project
        return ExportWish(
            project=project.path,
            media=project.media.path,
            output=Path(self.output.text()).expanduser(),
            format=self._chosen.id,
            start=self._first.value(),
            stop=self._last.value() + 1,
            every=self._every.value(),
            accepted_only=self._accepted.isChecked(),
            overwrite=self._overwrite.isChecked(),
            options={name: _value(field) for name, field in self._options.items()},
        )

    def export(self) -> None:
        """Starts writing, or stops it."""
        if self._work is not None:
            self._work.cancel()
            return
        if not self.output.text().strip():
            self._words.setText(tr("Choose a folder first."))
            return
        self._work = ExportWork(
            self.wish(),
            clips=self._clips,
            progress=self._bridge.wrap(self._progressed),
            done=self._bridge.wrap(self._done),
            failed=self._bridge.wrap(self._failed),
        )
        self._button.setText(tr("Stop"))
        self._show.hide()
        self._open.hide()
        self._words.setText(tr("Writing…"))
        self._bar.setRange(0, 0)
        self._bar.show()
        self._work.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops an export that is under way; what is finished stays."""
        self._bridge.close()
        if self._work is not None:
            self._work.cancel()
        event.accept()

    @property
    def _chosen(self) -> Format:
        return FORMATS[self.format.currentIndex()]

    def _make_fields(self) -> None:
        media = self._session.project.media.path
        last = self._session.frames - 1
        start, stop = self._session.span()
        self.format = QComboBox()
        self.format.addItems([tr(item.title) for item in FORMATS])
        self.format.currentIndexChanged.connect(self._show_format)
        self._about = label("", "muted", wrap=True)
        name = "export" if self._clips else f"{media.stem}-export"
        self.output = QLineEdit(str(media.with_name(name)))
        self._browse = QPushButton(tr("Browse…"))
        self._browse.clicked.connect(self._ask_folder)
        self._first, self._last = _number(0, last, start), _number(0, last, stop - 1)
        self._every = _number(1, max(last, 1), 1)
        self._note = label("", "muted", wrap=True)
        for spin in (self._first, self._last, self._every):
            spin.valueChanged.connect(self._show_note)
        self._accepted = QCheckBox(tr("Only frames that are drawn or accepted"))
        self._overwrite = QCheckBox(tr("Replace files of the same names"))
        self._words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(self._words)
        self._scroll.setAccessibleName(tr("What was written"))
        self._scroll.setMinimumHeight(96 if self._clips else 56)
        self._bar = QProgressBar(textVisible=False)
        self._bar.hide()
        self._show = QPushButton(tr("Show in folder"))
        self._show.clicked.connect(self._open_folder)
        self._show.hide()
        self._open = QPushButton(tr("Open"))
        self._open.clicked.connect(self._open_result)
        self._open.hide()
        self._button = QPushButton(tr("Export"))
        self._button.setDefault(True)
        self._button.clicked.connect(self.export)
        self._close = QPushButton(tr("Close"))
        self._close.clicked.connect(self.close)

    def _give_tips(self) -> None:
        tips = {
            self.format: tr("The layout to write"),
            self.output: tr("Where it is written; the folder is made where there is none"),
            self._browse: tr("Look for a folder"),
            self._first: tr("The first frame to write"),
            self._last: tr("The last frame to write"),
            self._every: tr("1 writes every frame, 5 every fifth"),
            self._accepted: tr("Leave out frames with a mask that nobody drew or accepted"),
            self._overwrite: tr("Otherwise a folder that is not empty is refused"),
            self._show: tr("Open the folder in the file manager"),
            self._open: tr("Look at what was written"),
            self._button: tr("Write; what is finished stays if you stop it"),
            self._close: tr("Stops an export that is under way"),
        }
        for field, tip in tips.items():
            field.setToolTip(tip)

    def _place(self) -> None:
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(24)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(_named(tr("Format")), self.format)
        self._form.addRow("", self._about)
        self._form.addRow(_named(tr("Folder")), _row(self.output, self._browse))
        span = () if self._clips else (self._first, QLabel("to"), self._last)
        self._form.addRow(_named(tr("Range")), _row(*span, QLabel("every"), self._every))
        if not self._clips:
            self._form.addRow("", self._note)
            self._show_note()
        self._form.addRow("", self._accepted)
        self._form.addRow("", self._overwrite)
        self._special = QFormLayout()
        self._special.setHorizontalSpacing(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addLayout(self._form)
        column.addLayout(self._special)
        column.addWidget(self._scroll)
        column.addWidget(self._bar)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._show)
        buttons.addWidget(self._open)
        buttons.addStretch()
        buttons.addWidget(self._close)
        buttons.addWidget(self._button)
        column.addLayout(buttons)

    def _show_format(self) -> None:
        self._about.setText(tr(self._chosen.description))
        while self._special.rowCount():
            self._special.removeRow(0)
        self._options = {}
        for option in self._chosen.options:
            field: QComboBox | QLineEdit
            if option.choices:
                field = QComboBox()
                field.addItems(option.choices)
                field.setCurrentText(option.default)
            else:
                field = QLineEdit(option.default)
            field.setToolTip(tr(option.help))
            self._options[option.name] = field
            self._special.addRow(_named(tr(option.title)), field)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder"), self.output.text())
        if chosen:
            self.output.setText(chosen)

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._words.setText(tr("{done} of {total} frames", done=done, total=total))

    def _done(self, report: ExportReport) -> None:
        self._end()
        state = "" if report.complete else tr("Stopped. ")
        count, files = len(report.frames), report.files
        said = tr("{state}{count} frames, {files} files.", state=state, count=count, files=files)
        self._words.setText("\n".join([said, *map(tr, report.warnings)]))
        self._show.show()
        found = result(self._chosen.id, self.wish().output)
        if found is not None:
            self._open.setText(found[0])
            self._open.show()

    def _failed(self, sentence: str) -> None:
        self._end()
        self._words.setText(tr(sentence))

    def _end(self) -> None:
        self._work = None
        self._bar.hide()
        self._button.setText(tr("Export"))

    def _show_note(self) -> None:
        start, stop = self._first.value(), self._last.value() + 1
        self._note.setText(note(self._session.document, start, stop, self._every.value()))

    def _open_result(self) -> None:
        found = result(self._chosen.id, self.wish().output)
        if found is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(found[1])))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.output.text()))


def _named(text: str) -> QLabel:
    """The label of a field; all are as wide, so that both forms stand in line."""
    made = label(text)
    made.setMinimumSize(_LABELS, QLineEdit().sizeHint().height())
    return made


def _number(low: int, high: int, value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.lineEdit().setTextMargins(6, 0, 0, 0)
    spin.setValue(value)
    return spin


def _row(*parts: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for place, part in enumerate(parts):
        row.addWidget(part, 1 if place == 0 or isinstance(part, QSpinBox) else 0)
    return line


def _value(field: QComboBox | QLineEdit) -> str:
    return field.currentText() if isinstance(field, QComboBox) else field.text()
