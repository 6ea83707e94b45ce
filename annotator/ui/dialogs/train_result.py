"""What the gate said: J&F before and after per clip, and a frame of each to look at."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from annotator.ui.look.widgets import label
from annotator.words import marked, tr
from sst_core.saying import from_json

_HEADINGS = (marked("Clip"), marked("Before"), marked("After"), marked("Change"))
_HEIGHT = 170
_TITLES = {
    "accept": marked("The new weights are better."),
    "keep": marked("The weights in use stay better."),
    "cannot judge": marked("There is too little to judge by."),
}


class ResultPage(QWidget):
    """A sentence, a table, and the example of the chosen row: truth, before, after."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "title")
        self._reason = label("", "muted", wrap=True)
        self.table = QTableWidget(0, len(_HEADINGS))
        self.table.setAccessibleName(tr("Before and after"))
        self.table.setHorizontalHeaderLabels([tr(text) for text in _HEADINGS])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setColumnWidth(0, 260)
        self.table.setMinimumHeight(180)
        self.table.currentCellChanged.connect(lambda row, *_: self._show_example(row))
        self._caption = label("", "muted")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._files: list[Path] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._title, self._reason, self.table, self._caption, self._picture):
            column.addWidget(part, 1 if part is self.table else 0)

    @property
    def title(self) -> str:
        """The verdict in a few words."""
        return self._title.text()

    def show_result(self, result: dict[str, Any], folder: Path) -> None:
        """Show a gate's report.

        Args:
            result: Its content.
            folder: Where its examples are.
        """
        self._title.setText(tr(_TITLES.get(result["decision"], "")))
        reason = tr(from_json(result.get("reason_words", result["reason"])))
        self._reason.setText(f"{reason[:1].upper()}{reason[1:]}.")
        clips = result["clips"]
        self._files = [folder / clip["example"]["file"] for clip in clips]
        self.table.setVisible(bool(clips))
        self.table.setRowCount(len(clips))
        for row, clip in enumerate(clips):
            change = clip["after"] - clip["before"]
            name = tr("{clip} (held out)", clip=clip["name"]) if clip["held_out"] else clip["name"]
            cells = (name, f"{clip['before']:.3f}", f"{clip['after']:.3f}", f"{change:+.3f}")
            for column, text in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(text))
        if clips:
            self.table.selectRow(0)

    def _show_example(self, row: int) -> None:
        if not 0 <= row < len(self._files):
            return
        picture = QPixmap(str(self._files[row]))
        if not picture.isNull():
            size = (max(self.width(), 560), _HEIGHT)
            keep = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._picture.setPixmap(picture.scaled(*size, keep, smooth))
            self._caption.setText(tr("Truth, before, after"))
