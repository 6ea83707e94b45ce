"""The user guide opens from the menu, shows every chapter, and follows its own links."""

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.guide import CHAPTERS, GuideDialog, guide_folder, page_of, title_of
from annotator.ui.look.language import LANGUAGE


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


def test_the_guide_speaks_the_language_of_the_window(qtbot: QtBot) -> None:
    LANGUAGE.use("Deutsch")
    try:
        dialog = GuideDialog(None)
        qtbot.addWidget(dialog)
        assert dialog.chapters.item(0).text() == "Die erste Maske"
        assert "Umschalt+F" in dialog.page.toPlainText()
        dialog.page.anchorClicked.emit(QUrl("correcting.md"))
        assert dialog.page.toPlainText().startswith("Gut korrigieren")
    finally:
        LANGUAGE.use("English")
    assert title_of("correcting") == "Correcting well"


def test_a_page_that_a_language_lacks_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LANGUAGE, "code", "xx")
    assert page_of("exports") == guide_folder() / "exports.md"


def test_a_link_leads_to_the_other_chapter(qtbot: QtBot) -> None:
    dialog = GuideDialog(None)
    qtbot.addWidget(dialog)
    assert "(correcting.md)" in (guide_folder() / "first-mask.md").read_text(encoding="utf-8")
    dialog.page.anchorClicked.emit(QUrl("correcting.md"))
    assert dialog.chapters.currentRow() == CHAPTERS.index("correcting")
    assert dialog.page.toPlainText().startswith("Correcting well")
