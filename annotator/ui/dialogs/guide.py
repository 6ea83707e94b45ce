"""The user guide: chapters at the left, the open one beside them; works without a browser."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from annotator.ui.look.language import LANGUAGE
from annotator.ui.look.sizes import SIZES
from annotator.ui.look.widgets import closing
from annotator.words import tr

CHAPTERS: Final = (
    "first-mask",
    "correcting",
    "objects",
    "long-videos",
    "training",
    "exports",
    "keyboard",
    "troubles",
)
"""Pages of resources/guide, in the order of reading; each begins with its title.

A folder there with the code of a language holds the same pages in that language.
"""


def guide_folder() -> Path:
    """Where the chapters lie."""
    return Path(str(files("resources") / "guide"))


def page_of(chapter: str) -> Path:
    """The page of a chapter in the window's language; the English one where there is none."""
    own = guide_folder() / LANGUAGE.code / f"{chapter}.md"
    return own if own.exists() else guide_folder() / f"{chapter}.md"


def title_of(chapter: str) -> str:
    """The heading of a chapter."""
    text = page_of(chapter).read_text(encoding="utf-8")
    return text.partition("\n")[0].removeprefix("# ")


class GuideDialog(QDialog):
    """Shows one chapter at a time; links lead to the others, and to the system's browser.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("User guide"))
        self.resize(SIZES.of(900), SIZES.of(640))
        self.chapters = QListWidget()
        self.chapters.setAccessibleName(tr("Chapters"))
        self.chapters.setFixedWidth(SIZES.of(220))
        self.chapters.addItems([title_of(name) for name in CHAPTERS])
        self.page = QTextBrowser()
        self.page.setAccessibleName(tr("Chapter"))
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(16)
        self.page.anchorClicked.connect(self._follow)
        self.chapters.currentRowChanged.connect(self.show_chapter)
        buttons, _ = closing()
        buttons.rejected.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.chapters)
        row.addWidget(self.page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(row, 1)
        column.addWidget(buttons)
        self.chapters.setCurrentRow(0)

    def show_chapter(self, row: int) -> None:
        """Opens a chapter by its place in the list."""
        kind = QTextDocument.ResourceType.MarkdownResource
        self.page.setSource(QUrl.fromLocalFile(str(page_of(CHAPTERS[row]))), kind)

    def _follow(self, link: QUrl) -> None:
        name = link.fileName().removesuffix(".md")
        if name in CHAPTERS:
            self.chapters.setCurrentRow(CHAPTERS.index(name))
        else:
            QDesktopServices.openUrl(link)
