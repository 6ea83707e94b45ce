"""The user guide opens from the menu, shows every chapter, and follows its own links."""

from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.guide import CHAPTERS, GuideDialog, guide_folder, title_of


def test_every_chapter_is_shown_with_its_title_and_its_tables(qtbot: QtBot) -> None:
    dialog = GuideDialog(None)
    qtbot.addWidget(dialog)
    assert dialog.chapters.count() == len(CHAPTERS)
    for row, name in enumerate(CHAPTERS):
        dialog.chapters.setCurrentRow(row)
        shown = dialog.page.toPlainText()
        assert shown.startswith(title_of(name))
        assert len(shown) > 400
        assert "| ---" not in shown
        assert "**" not in shown


def test_a_link_leads_to_the_other_chapter(qtbot: QtBot) -> None:
    dialog = GuideDialog(None)
    qtbot.addWidget(dialog)
    assert "(correcting.md)" in (guide_folder() / "first-mask.md").read_text(encoding="utf-8")
    dialog.page.anchorClicked.emit(QUrl("correcting.md"))
    assert dialog.chapters.currentRow() == CHAPTERS.index("correcting")
    assert dialog.page.toPlainText().startswith("Correcting well")
