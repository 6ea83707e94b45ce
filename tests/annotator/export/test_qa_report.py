"""What is odd about masks is found once, on its frame, and shown on a page and in tables."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from export_world import World

from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.export.qa import Activity, Finding, Kind, Limits, inspect
from annotator.export.registry import export

SIZE = (80, 120)
COUNT = 20


def _square(row: int = 20, col: int = 20, side: int = 20) -> np.ndarray:
    result = np.zeros(SIZE, np.uint8)
    result[row : row + side, col : col + side] = 1
    return result


def _document(maps: dict[int, np.ndarray], cells: dict[int, Cell] | None = None) -> Document:
    table = {(frame, 1): Cell(Provenance.PROPAGATED, 0.9) for frame in range(COUNT)}
    table |= {(frame, 1): cell for frame, cell in (cells or {}).items()}
    state = DocumentState((ObjectInfo(1, "dog"),), table, frozenset(maps))
    return Document(size=SIZE, frames=COUNT, load=maps.get, state=state)


def _find(maps: dict[int, np.ndarray], cells: dict[int, Cell] | None = None) -> list[Finding]:
    whole = {frame: _square(col=20 + frame) for frame in range(COUNT)} | maps
    return list(inspect(_document(whole, cells), range(COUNT)).findings)


def test_calm_masks_give_no_findings() -> None:
    assert _find({}) == []


def test_empty_masks_are_found_unless_a_person_said_absent() -> None:
    empty = {frame: np.zeros(SIZE, np.uint8) for frame in (5, 6, 7, 12)}
    (first, second) = _find(empty)
    assert (first.kind, first.frame, first.last) == (Kind.EMPTY, 5, 7)
    assert (second.frame, second.last) == (12, 12)
    assert _find(empty, dict.fromkeys((5, 6, 7, 12), Cell(Provenance.ABSENT))) == []


def test_tiny_masks_are_found_and_sixteen_pixels_are_not_tiny() -> None:
    found = _find({0: _square(side=4)})
    assert Kind.TINY not in {finding.kind for finding in found}
    tiny = np.zeros(SIZE, np.uint8)
    tiny[30, 30:45] = 1
    (finding,) = _find({0: tiny})
    assert (finding.kind, finding.frame, finding.value) == (Kind.TINY, 0, 15.0)


def test_masks_in_pieces_are_found() -> None:
    pieces = _square(row=21, col=29, side=22)
    pieces[::5] = 0
    (finding,) = _find({9: pieces})
    assert (finding.kind, finding.frame) == (Kind.FRAGMENTED, 9)
    assert finding.value == 5


def test_masks_that_jump_are_found_on_both_sides() -> None:
    there, back = _find({10: _square(row=55, col=80)})
    assert [finding.kind for finding in (there, back)] == [Kind.MOVED, Kind.MOVED]
    assert (there.frame, back.frame) == (10, 11)
    assert there.value == pytest.approx(np.hypot(35, 51) / 20)


def test_what_is_always_fast_does_not_jump() -> None:
    fast = {frame: _square(col=20 + 13 * (frame % 2)) for frame in range(COUNT)}
    assert _find(fast) == []


def test_masks_that_grow_and_shrink_are_found() -> None:
    grown, shrunk = _find({10: _square(row=15, col=25, side=30)})
    assert (grown.kind, grown.frame) == (Kind.RESIZED, 10)
    assert grown.value == pytest.approx(900 / 400)
    assert "2.2 times as large" in grown.text
    assert "shrank to 44 %" in shrunk.text


def test_across_frames_that_were_not_looked_at_nothing_is_compared() -> None:
    maps = {frame: _square(col=20 if frame < 10 else 90) for frame in range(COUNT)}
    looked = [*range(8), *range(12, COUNT)]
    assert inspect(_document(maps), looked).findings == ()
    assert len(inspect(_document(maps), range(COUNT)).findings) == 1


def test_flicker_is_the_mean_loss_of_overlap() -> None:
    maps = {frame: _square(col=20 + 10 * (frame % 2)) for frame in range(COUNT)}
    (figures,) = inspect(_document(maps), range(COUNT)).objects
    assert figures.flicker == pytest.approx(1 - 200 / 600)
    (still,) = inspect(_document(dict.fromkeys(range(COUNT), _square())), range(COUNT)).objects
    assert still.flicker == 0.0


def test_shares_of_provenance_count_frames(world: World) -> None:
    report = inspect(world.document, [0, 1, 2, 3, 4, 6, 7])
    dog, _, late = report.objects
    assert dog.shares == {
        Provenance.DRAWN: 1,
        Provenance.ACCEPTED: 2,
        Provenance.PROPAGATED: 1,
        Provenance.CORRECTED: 1,
        Provenance.IMPORTED: 1,
        Provenance.ABSENT: 1,
    }
    assert (dog.visible, late.visible) == (6, 3)


def test_limits_can_be_set() -> None:
    found = inspect(_document({0: _square()}), [0], limits=Limits(tiny=500)).findings
    assert [finding.kind for finding in found] == [Kind.TINY]


def _odd(world: World) -> None:
    world.maps[1] = world.maps[1].copy()
    world.maps[1][world.maps[1] == 7] = 0


def test_the_page_links_every_finding_to_its_frame_and_needs_nothing_beside_it(
    world: World,
) -> None:
    _odd(world)
    report = export(world.job("qa", activity=Activity(41, 754.0)))
    assert report.files == 3
    page = (world.root / "out" / "report.html").read_text(encoding="utf-8")
    targets = re.findall(r"<a href='#(f\d+-\d+-\w+)'", page)
    anchors = re.findall(r"id='(f\d+-\d+-\w+)' data-frame='(\d+)'", page)
    assert ("f1-7-empty", "1") in anchors
    assert set(targets) == {name for name, _ in anchors}
    assert page.count("data:image/jpeg;base64,") == len(anchors)
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"(?:src|href)=['\"]?(?:http|file|/)", page)
    assert "<b>41</b>" in page
    assert "12 min 34 s" in page
    assert "2 frames hold masks that nobody has accepted: 00002, 00004." in page


def test_names_are_text_and_never_markup(world: World) -> None:
    objects = (ObjectInfo(1, "<script>alert(1)</script>", category="a & b"),)
    state = DocumentState(objects, {(0, 1): Cell(Provenance.DRAWN)}, frozenset({0}))
    document = Document(
        size=world.document.size, frames=8, load=lambda _frame: world.maps[0], state=state
    )
    export(world.job("qa", document=document, options={"pictures": "no"}))
    page = (world.root / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "a &amp; b" in page
    assert "<img" not in page


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tables_say_the_same(world: World) -> None:
    _odd(world)
    export(world.job("qa"))
    objects = _rows(world.root / "out" / "objects.csv")
    assert [row["name"] for row in objects] == ["dog", "red ball / small", "höher"]
    assert (objects[0]["drawn"], objects[0]["propagated"]) == ("1", "1")
    assert objects[0]["propagated_share"] == f"{1 / 7:.4f}"
    findings = _rows(world.root / "out" / "findings.csv")
    empty = next(row for row in findings if row["kind"] == "empty")
    assert (empty["frame"], empty["file"], empty["object"]) == ("1", "00001", "7")
    assert sum(int(row["findings"]) for row in objects) == len(findings)


def test_a_cancelled_report_speaks_of_what_was_seen(world: World) -> None:
    seen: list[int] = []
    report = export(
        world.job("qa"),
        progress=lambda done, _: seen.append(done),
        cancelled=lambda: len(seen) == 2,
    )
    assert not report.complete
    assert "<b>2</b><span class='quiet'>frames with masks" in (
        world.root / "out" / "report.html"
    ).read_text(encoding="utf-8")
