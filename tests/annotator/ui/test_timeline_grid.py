"""The grid of cells as arrays, and the hand on it, without a window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.document import gestures
from annotator.document.cells import Cell, Provenance
from annotator.ui.look.sizes import SIZES
from annotator.ui.timeline.hand import Kind, TimelineHand
from annotator.ui.timeline.model import UNKNOWN, Grid, Span, tick_step, whole
from annotator.ui.timeline.paint import Lane, Look, cell_colours
from annotator.ui.timeline.text import describe
from tests.annotator.ui.conftest import make_document

HEADER, LANE, RULER = SIZES.header, SIZES.lane, SIZES.ruler

P = Provenance
CELLS = {
    (0, 1): Cell(P.DRAWN, None, reference=True),
    (1, 1): Cell(P.PROPAGATED, 0.9),
    (2, 1): Cell(P.PROPAGATED, 0.2),
    (3, 1): Cell(P.CORRECTED, None, reference=True, locked=True),
    (2, 2): Cell(P.ABSENT, None, reference=True),
}


def test_one_column_a_frame_shows_the_cells_themselves() -> None:
    columns = Grid(make_document(CELLS)).columns(0, 1.0, 5)
    np.testing.assert_array_equal(
        columns.provenance,
        [[P.DRAWN, P.PROPAGATED, P.PROPAGATED, P.CORRECTED, 0], [0, 0, P.ABSENT, 0, 0]],
    )
    assert columns.confidence[0].tolist() == [UNKNOWN, 229, 51, UNKNOWN, UNKNOWN]
    assert columns.reference[0].tolist() == [True, False, False, True, False]
    assert columns.locked[0].tolist() == [False, False, False, True, False]


def test_a_binned_column_shows_the_weightiest_cell_and_the_lowest_confidence() -> None:
    columns = Grid(make_document(CELLS)).columns(1, 3.0, 2)
    assert columns.provenance[0, 0] == P.CORRECTED
    assert columns.confidence[0, 0] == 51
    assert columns.reference[0, 0]
    assert columns.provenance[0, 1] == P.NONE


def test_a_wide_frame_covers_several_columns() -> None:
    columns = Grid(make_document(CELLS)).columns(0.5, 0.25, 8)
    assert columns.provenance[0].tolist() == [P.DRAWN] * 2 + [P.PROPAGATED] * 6


@given(st.floats(-20, 120), st.floats(0.05, 40), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_binning_equals_the_slow_way(
    first: float, per_column: float, count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    kinds = [P.PROPAGATED, P.ACCEPTED, P.DRAWN, P.CORRECTED]
    cells = {
        (int(frame), 1): Cell(kinds[rng.integers(4)], reference=bool(rng.integers(2)))
        for frame in rng.choice(100, 30, replace=False)
    }
    columns = Grid(make_document(cells)).columns(first, per_column, count)
    edges = np.floor(first + np.arange(count + 1) * per_column).astype(int)
    for column in range(count):
        begin, end = edges[column], max(edges[column + 1], edges[column] + 1)
        inside = [cells.get((frame, 1), Cell()) for frame in range(max(begin, 0), min(end, 100))]
        if begin < 0:
            inside = []
        weights = [(kinds.index(c.provenance) + 1) if c.provenance else 0 for c in inside]
        best = max(weights, default=0)
        assert columns.provenance[0, column] == (kinds[best - 1] if best else P.NONE)
        assert columns.reference[0, column] == any(cell.reference for cell in inside)


def test_the_grid_follows_the_document_frame_by_frame() -> None:
    document = make_document(CELLS)
    grid = Grid(document)
    document.changed.connect(lambda frames, _objects: grid.refresh(frames))
    group = gestures.mark_absent(document, [1, 2], 1)
    assert group is not None
    document.apply(group)
    fresh = Grid(document).columns(0, 1.0, 10)
    np.testing.assert_array_equal(grid.columns(0, 1.0, 10).provenance, fresh.provenance)
    document.undo()
    assert grid.columns(0, 1.0, 3).provenance[0].tolist() == [P.DRAWN, P.PROPAGATED, P.PROPAGATED]


def test_doubt_is_red_and_certainty_is_not() -> None:
    cells = {(0, 1): Cell(P.PROPAGATED, 0.98), (1, 1): Cell(P.PROPAGATED, 0.1)}
    sure, doubtful = cell_colours(Grid(make_document(cells)).columns(0, 1.0, 2))[0]
    red = [(int(value) >> 16) & 255 for value in (sure, doubtful)]
    assert red[1] > red[0] + 60


def test_zoom_keeps_the_frame_under_the_pointer_and_stays_in_the_clip() -> None:
    span = whole(1000, 500)
    assert span.frame_at(500) == 1000
    closer = span.zoomed(4, 125, frames=1000, length=500)
    assert closer.frame_at(125) == pytest.approx(250)
    assert closer.zoomed(1e-6, 400, frames=1000, length=500) == Span(0.0, 0.5)
    assert Span(990, 2.0).kept(1000, 500).frame_at(500) == 1000


def test_the_view_follows_the_playhead_only_when_it_leaves() -> None:
    span = Span(100, 5.0)
    assert span.following(150, 1000, 500) == span
    moved = span.following(700, 1000, 500)
    assert 0 < moved.x_of(700) < 500


@pytest.mark.parametrize(("width", "step"), [(0.05, 2000), (1, 100), (12, 10), (70, 1)])
def test_tick_labels_are_round_numbers_with_room(width: float, step: int) -> None:
    assert tick_step(width) == step


def hand(**look: object) -> tuple[Look, TimelineHand]:
    lanes = [Lane(1, "dog", (255, 0, 0)), Lane(2, "ball", (0, 255, 0))]
    state = Look(lanes=lanes, frames=100, span=Span(0, 10.0), **look)
    return state, TimelineHand(state)


def x_of(frame: float) -> float:
    return HEADER + 10.0 * frame + 5


def test_a_drag_on_the_lanes_scrubs() -> None:
    look, mouse = hand()
    jumps = [*mouse.press(x_of(3), RULER + 5, shift=False), *mouse.move(x_of(6), RULER + 5)]
    assert [(intent.kind, intent.frame) for intent in jumps] == [(Kind.JUMP, 3), (Kind.JUMP, 6)]
    assert look.selection is None


def test_shift_and_drag_selects_frames_of_the_lanes_passed() -> None:
    look, mouse = hand()
    list(mouse.press(x_of(8), RULER + 5, shift=True))
    list(mouse.move(x_of(3), RULER + LANE + 5))
    assert look.selection == (3, 8, (1, 2))


def test_a_drag_on_the_ruler_selects_all_objects_and_a_click_jumps() -> None:
    look, mouse = hand()
    list(mouse.press(x_of(3), 5, shift=False))
    list(mouse.move(x_of(9), 5))
    list(mouse.release())
    assert look.selection == (3, 9, ())
    inside = [*mouse.press(x_of(5), 5, shift=False), *mouse.release()]
    assert [intent.kind for intent in inside] == [Kind.JUMP]
    assert look.selection == (3, 9, ())
    outside = [*mouse.press(x_of(50), 5, shift=False), *mouse.release()]
    assert [intent.kind for intent in outside] == [Kind.SELECT, Kind.JUMP]
    assert look.selection is None


def test_marks_are_dragged_and_never_cross() -> None:
    look, mouse = hand(marks=(10, 20))
    list(mouse.press(HEADER + 100, 5, shift=False))
    moved = list(mouse.move(HEADER + 500, 5))
    assert moved[0].kind is Kind.MARK
    assert look.marks == (20, 20)
    list(mouse.release())
    list(mouse.press(HEADER + 210, 5, shift=False))
    list(mouse.move(HEADER + 400, 5))
    assert look.marks == (20, 39)


def test_a_click_on_a_name_takes_the_object() -> None:
    _, mouse = hand()
    (intent,) = mouse.press(20, RULER + LANE + 3, shift=False)
    assert (intent.kind, intent.frame) == (Kind.PICK, 2)


def test_the_words_beside_the_pointer() -> None:
    document = make_document(CELLS)
    words = "frame 3 · 0.10 s\ndog: corrected, reference, locked"
    assert describe(document, 3, 0, seconds=0.1) == words
    assert describe(document, 2, 0, seconds=None).endswith("dog: propagated, confidence 20%")
    assert describe(document, 2, None, seconds=None) == "frame 2"
