"""The export dialog: what it says before, what it offers after."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from still_window import open_clip

from annotator.document import gestures
from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.document.ownership import RunResult, write_run
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.export_note import note
from annotator.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def _document() -> Document:
    """Frame 0 drawn, 1 and 2 propagated, the rest empty."""
    kinds = (Provenance.DRAWN, Provenance.PROPAGATED, Provenance.PROPAGATED)
    cells = {(frame, 1): Cell(kind) for frame, kind in enumerate(kinds)}
    return Document(
        size=(8, 8), frames=10, state=DocumentState(objects=(ObjectInfo(1, "dog"),), cells=cells)
    )


def test_what_nobody_has_accepted_is_said_before_the_export() -> None:
    document = _document()
    assert note(document, 0, 10, 1) == (
        "3 of 10 frames hold masks; nobody has accepted 2 of them yet."
    )
    assert note(document, 0, 1, 1) == "1 of 1 frames hold masks."
    assert note(document, 0, 10, 4) == "1 of 3 frames hold masks."
    assert note(document, 5, 10, 1) == "None of these 5 frames holds a mask."
    assert note(document, 5, 3, 1) == "There are no frames in this range."


def test_a_report_can_be_opened_once_it_is_written(
    qtbot: QtBot, window: MainWindow, clip: Path, tmp_path: Path
) -> None:
    open_clip(qtbot, window, clip)
    session = window.session
    assert session is not None
    first = np.zeros(session.document.size, np.uint8)
    first[40:120, 60:200] = 1
    session.do(gestures.import_maps(session.document, {0: first}))
    group = write_run(session.document, [RunResult(1, first, {1: 0.9}, (1,))])
    assert group is not None
    session.document.apply(group)
    window.desk.show("export")
    (dialog,) = window.findChildren(ExportDialog)
    assert "nobody has accepted 1" in dialog.note
    dialog.choose("qa", tmp_path / "report")
    assert dialog.offered == ""
    dialog.export()
    qtbot.waitUntil(lambda: "files" in dialog.words, timeout=60_000)
    assert dialog.offered == "Open report"
    assert (tmp_path / "report" / "report.html").is_file()
    dialog.choose("davis", tmp_path / "davis")
    dialog.export()
    assert dialog.words == "Writing…"
    qtbot.waitUntil(lambda: "files" in dialog.words, timeout=60_000)
    assert dialog.offered == "", "a folder is shown, not opened"
    dialog.close()
