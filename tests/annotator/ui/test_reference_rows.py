"""The lines of the list of references."""

import random

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document
from annotator.document.edits import CellEdit, Group, ObjectsEdit
from annotator.ui.look.colours import colour_table
from annotator.ui.panels.references import ReferenceLines, reference_panel
from tests.annotator.ui.conftest import make_document

P = Provenance


def _lines(cells: dict[tuple[int, int], Cell]) -> list[tuple[str, str]]:
    rows = ReferenceLines(make_document(cells), colour_table())
    return [(row.place, row.text) for row in rows]


def test_a_stretch_shares_a_line_whatever_else_is_drawn_in_it() -> None:
    """The ball is away from 20 to 60; a correction of the dog at 40 does not cut that in two."""
    cells = {(frame, 2): Cell(P.ABSENT, reference=True) for frame in range(20, 61)}
    cells |= {(0, 1): Cell(P.DRAWN, reference=True), (40, 1): Cell(P.CORRECTED, reference=True)}
    assert _lines(cells) == [
        ("0", "drawn: dog"),
        ("20 to 60", "not visible: ball"),
        ("40", "corrected: dog"),
    ]


def test_objects_said_alike_share_a_line_and_a_gap_begins_another() -> None:
    cells = {(frame, item): Cell(P.DRAWN, reference=True) for frame in (3, 4, 6) for item in (1, 2)}
    assert _lines(cells) == [("3 to 4", "drawn: dog, ball"), ("6", "drawn: dog, ball")]


def _set(document: Document, cells: dict[tuple[int, int], Cell]) -> None:
    edits = [CellEdit(*at, document.cell(*at), cell) for at, cell in cells.items()]
    document.apply(Group("Set", tuple(edits)))


def _random_cell(chance: random.Random) -> Cell:
    return Cell(chance.choice((P.DRAWN, P.CORRECTED, P.ABSENT)), reference=chance.random() < 0.7)


def test_lines_that_follow_the_document_are_those_that_are_made_anew() -> None:
    """Law: whatever changes, in whatever portions, following leads where reading all leads."""
    chance = random.Random(3)
    document = make_document(frames=40)
    lines = ReferenceLines(document, colour_table())
    for _ in range(300):
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(40), chance.choice((1, 2))
            _set(document, {at: _random_cell(chance)})
        lines.update(colour_table())
        fresh = ReferenceLines(document, colour_table())
        assert list(lines) == list(fresh)
        for frame in range(40):
            covering = [place for place, row in enumerate(fresh) if row.covers(frame)]
            assert lines.place_of(frame) == (covering[0] if covering else None)
        fresh.close()
    assert lines.made_anew == 1


def test_what_is_no_reference_changes_no_line() -> None:
    cells = {(frame, 1): Cell(P.DRAWN, reference=True) for frame in range(0, 100, 2)}
    document = make_document(cells)
    lines = ReferenceLines(document, colour_table())
    assert not lines.update(colour_table())
    _set(document, {(5, 1): Cell(P.PROPAGATED, 0.5), (5, 2): Cell(P.PROPAGATED, 0.5)})
    assert not lines.update(colour_table())
    _set(document, {(5, 1): Cell(P.CORRECTED, reference=True)})
    assert lines.update(colour_table())
    assert lines.made_anew == 1
    lines.close()


def test_names_and_colours_are_those_of_now() -> None:
    document = make_document({(3, 1): Cell(P.DRAWN, reference=True)})
    lines = ReferenceLines(document, colour_table())
    renamed = (type(document.objects[0])(1, "cat"), document.objects[1])
    document.apply(Group("Rename", (ObjectsEdit(document.objects, renamed),)))
    red = colour_table().copy()
    red[1] = 255, 0, 0
    assert lines.update(red)
    assert (lines[0].text, lines[0].colour) == ("drawn: cat", (255, 0, 0))
    gone = document.objects[1:]
    document.apply(Group("Remove", (ObjectsEdit(document.objects, gone),)))
    assert lines.update(red)
    assert list(lines) == []


def test_the_list_asks_for_the_lines_in_sight_only(qtbot: QtBot) -> None:
    cells = {(frame, 1): Cell(P.DRAWN, reference=True) for frame in range(0, 10_000, 2)}
    lines = _Counted(make_document(cells, frames=10_000), colour_table())
    panel = reference_panel()
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.show_lines(lines, current=8000, changed=True)
    panel.grab()
    assert lines.asked
    assert panel.body.currentIndex().row() == 4000
    assert panel.body.model().rowCount() == 5000
    assert len(set(lines.asked)) < 50
    with qtbot.waitSignal(panel.chosen) as chosen:
        panel.body.activated.emit(panel.body.currentIndex())
    assert chosen.args == [8000]
    panel.show_rows(())
    assert panel.body.model().rowCount() == 1, "a line that says that there is none"
    assert not panel.body.model().flags(panel.body.model().index(0)) & Qt.ItemFlag.ItemIsEnabled


class _Counted(ReferenceLines):
    """Notes which lines were asked for."""

    def __init__(self, *args: object) -> None:
        self.asked: list[int] = []
        super().__init__(*args)  # type: ignore[arg-type]

    def __getitem__(self, place):  # type: ignore[no-untyped-def,override]  # noqa: ANN001, ANN204
        self.asked.append(place)
        return super().__getitem__(place)
