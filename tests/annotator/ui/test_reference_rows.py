"""The lines of the list of references."""

from annotator.document.cells import Cell, Provenance
from annotator.ui.look.colours import colour_table
from annotator.ui.panels.references import reference_rows
from tests.annotator.ui.conftest import make_document

P = Provenance


def _lines(cells: dict[tuple[int, int], Cell]) -> list[tuple[str, str]]:
    rows = reference_rows(make_document(cells), colour_table())
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
