"""Tools as state machines, without a window."""

import numpy as np
import pytest
from tool_bench import PLAIN, RIGHT, SHIFT, Bench

from annotator.ui.canvas.brush_size import BrushSize
from annotator.ui.tools.base import Modifiers, Tool
from annotator.ui.tools.brush import BrushTool
from annotator.ui.tools.catalogue import TOOLS, make_tool
from annotator.ui.tools.driver import union
from annotator.ui.tools.fill import FillTool, PickTool
from annotator.ui.tools.polygon import PolygonTool
from annotator.ui.tools.smart import SmartScribbleTool, SmartSelectTool


def test_a_stroke_shows_at_once_and_reaches_the_document_when_it_ends() -> None:
    bench = Bench(BrushTool())
    bench.driver.press((20.5, 20.5), PLAIN)
    bench.driver.move((20.5, 40.5), PLAIN)
    assert bench.driver.labels(bench.labels)[20, 20:41].all()
    assert not bench.labels.any()
    assert bench.gestures == []
    bench.driver.release((20.5, 40.5), PLAIN)
    (gesture,) = bench.gestures
    assert (gesture.frame, gesture.object_id, gesture.title) == (7, 1, "Brush")
    assert bench.labels[20, 20:41].all()
    assert bench.driver.labels(bench.labels) is bench.labels


def test_only_the_boxes_a_stroke_touches_are_painted_again() -> None:
    bench = Bench(BrushTool())
    bench.driver.press((20.5, 20.5), PLAIN)
    bench.driver.move((20.5, 24.5), PLAIN)
    for row0, col0, row1, col1 in bench.boxes:
        assert (row1 - row0) * (col1 - col0) < 200


def test_a_dropped_stroke_is_painted_over() -> None:
    bench = Bench(BrushTool())
    bench.driver.press((20.5, 20.5), PLAIN)
    bench.driver.move((30.5, 40.5), PLAIN)
    bench.boxes.clear()
    bench.driver.cancel()
    bench.driver.release((30.5, 40.5), PLAIN)
    row0, col0, row1, col1 = bench.boxes[0]
    assert row0 <= 18
    assert col0 <= 18
    assert row1 >= 33
    assert col1 >= 43
    assert not bench.labels.any()
    assert bench.gestures == []


def test_a_stroke_that_changes_nothing_is_no_gesture() -> None:
    bench = Bench(BrushTool(), np.ones((60, 80), np.uint8))
    bench.drag((20, 20), (30, 30))
    assert bench.gestures == []


def test_what_a_run_wrote_meanwhile_stays_beside_the_stroke() -> None:
    bench = Bench(BrushTool())
    bench.driver.press((20.5, 20.5), PLAIN)
    arrived = np.zeros((60, 80), np.uint8)
    arrived[:, 24:] = 2
    bench.labels = arrived
    bench.driver.move((30.5, 40.5), PLAIN)
    bench.driver.release((30.5, 40.5), PLAIN)
    assert bench.labels[30, 40] == 1
    assert bench.labels[20, 40] == bench.labels[29, 26] == 2
    assert bench.labels[25, 22] == 0


def test_protected_objects_keep_their_pixels() -> None:
    labels = np.zeros((60, 80), np.uint8)
    labels[:, 40:] = 2
    bench = Bench(BrushTool(), labels, protect=frozenset({2}))
    bench.drag((30, 30), (30, 50))
    assert (bench.labels[:, 40:] == 2).all()
    assert bench.labels[30, 35] == 1


@pytest.mark.parametrize(
    ("tool", "modifiers"), [(BrushTool(erases=True), PLAIN), (BrushTool(), RIGHT)]
)
def test_the_eraser_takes_only_from_the_object_in_hand(tool: Tool, modifiers: Modifiers) -> None:
    labels = np.ones((60, 80), np.uint8)
    labels[:, 40:] = 2
    bench = Bench(tool, labels)
    bench.drag((30, 30), (30, 50), modifiers=modifiers)
    assert bench.labels[30, 35] == 0
    assert (bench.labels[:, 40:] == 2).all()
    assert bench.gestures[0].title == "Eraser"


def test_shift_draws_a_straight_line_from_the_last_stroke() -> None:
    bench = Bench(BrushTool())
    bench.click((10.5, 10.5))
    bench.click((10.5, 60.5), modifiers=SHIFT)
    assert bench.labels[10, 10:61].all()


def test_a_polygon_is_filled_on_enter_and_its_corners_move_before() -> None:
    bench = Bench(PolygonTool(), zoom=4.0)
    bench.click((10, 10), (10, 30), (30, 30), (30, 12))
    bench.drag((30, 12), (30, 10))
    assert bench.driver.preview.handles[3] == (30, 10)
    assert bench.driver.pending
    assert not bench.labels.any()
    bench.driver.confirm()
    assert int(bench.labels.sum()) == pytest.approx(400, abs=45)
    assert bench.labels[20, 20] == 1
    assert not bench.driver.pending
    assert bench.driver.preview.lines == ()


def test_a_click_on_the_first_corner_fills() -> None:
    bench = Bench(PolygonTool(), zoom=4.0)
    bench.click((10, 10), (10, 30), (30, 30), (10, 10))
    assert len(bench.gestures) == 1


def test_a_click_on_an_edge_puts_a_corner_there() -> None:
    bench = Bench(PolygonTool(), zoom=4.0)
    bench.click((10, 10), (10, 30), (30, 30))
    bench.drag((10, 20), (5, 20))
    assert bench.driver.preview.handles == ((10, 10), (5, 20), (10, 30), (30, 30))


def test_backspace_takes_corners_back_until_none_is_left() -> None:
    bench = Bench(PolygonTool())
    bench.click((10, 10), (10, 30))
    bench.driver.step_back()
    assert bench.driver.preview.handles == ((10, 10),)
    bench.driver.step_back()
    assert not bench.driver.pending


def test_alt_takes_a_corner_away_wherever_it_is_in_the_outline() -> None:
    """A wrong corner in the middle goes; without it the region beyond it stays empty."""
    bench = Bench(PolygonTool(), zoom=4.0)
    bench.click((10, 10), (10, 50), (50, 70), (30, 50), (30, 10))
    bench.click((50, 70), modifiers=Modifiers(alt=True))
    assert len(bench.driver.preview.handles) == 4
    bench.driver.confirm()
    assert bench.labels[20, 30] == 1
    assert bench.labels[40, 60] == 0


def test_two_corners_are_no_polygon() -> None:
    bench = Bench(PolygonTool())
    bench.click((10, 10), (10, 30))
    bench.driver.confirm()
    assert bench.gestures == []


def test_a_lasso_becomes_corners_that_can_be_moved() -> None:
    bench = Bench(PolygonTool(freehand=True))
    turn = np.linspace(0, 2 * np.pi, 200)[:-1]
    bench.drag(*[(30 + 20 * np.sin(a), 40 + 20 * np.cos(a)) for a in turn])
    corners = bench.driver.preview.handles
    assert 8 <= len(corners) < 60
    assert not bench.labels.any()
    bench.driver.confirm()
    assert int(bench.labels.sum()) == pytest.approx(np.pi * 400, rel=0.06)


def test_flood_fill_takes_the_region_of_one_colour() -> None:
    bench = Bench(FillTool(tolerance=5))
    bench.click((20.5, 30.5))
    expected = np.zeros((60, 80), np.uint8)
    expected[15:45, 20:60] = 1
    np.testing.assert_array_equal(bench.labels, expected)


def test_tools_that_read_the_picture_wait_for_the_exact_frame() -> None:
    for tool in (FillTool(), SmartSelectTool(), SmartScribbleTool()):
        bench = Bench(tool)
        bench.image = None
        bench.drag((10, 10), (50, 70))
        assert bench.gestures == []
        assert "decoded" in bench.refused[0]


def test_a_click_outside_of_the_frame_does_nothing() -> None:
    for tool in (FillTool(), PickTool(), BrushTool()):
        bench = Bench(tool)
        bench.click((-30, 200))
        assert (bench.gestures, bench.picked) == ([], [])


def test_pick_says_which_object_lies_there() -> None:
    labels = np.zeros((60, 80), np.uint8)
    labels[10:20, 10:20] = 9
    bench = Bench(PickTool(), labels)
    bench.click((15, 15), (40, 40))
    assert bench.picked == [9]


def test_a_box_becomes_the_mask_of_what_is_in_it() -> None:
    bench = Bench(SmartSelectTool())
    bench.drag((10, 12), (50, 70))
    expected = np.zeros((60, 80), bool)
    expected[15:45, 20:60] = True
    found = bench.labels == 1
    assert (found & expected).sum() / (found | expected).sum() > 0.95
    assert bench.driver.preview.lines == ()


def test_a_result_that_comes_after_esc_is_dropped() -> None:
    waiting = []
    bench = Bench(SmartSelectTool())
    bench.tool.hands.run = lambda work, done: waiting.append((work, done))
    bench.drag((10, 12), (50, 70))
    assert bench.driver.preview.busy
    bench.driver.cancel()
    for work, done in waiting:
        done(work())
    assert bench.gestures == []


def test_a_scribble_shows_the_mask_and_enter_keeps_it() -> None:
    bench = Bench(SmartScribbleTool(), radius=2.0)
    bench.drag((30, 30), (30, 50))
    bench.drag((5, 5), (5, 75), modifiers=SHIFT)
    assert not bench.labels.any()
    preview = bench.driver.labels(bench.labels)
    assert preview[30, 40] == 1
    assert preview[5, 40] == 0
    bench.driver.confirm()
    assert bench.labels[20:40, 25:55].mean() > 0.95
    assert bench.labels[:10].sum() == 0


def test_a_scribble_is_seen_while_it_is_drawn() -> None:
    bench = Bench(SmartScribbleTool())
    bench.driver.press((30, 30), PLAIN)
    bench.boxes.clear()
    bench.driver.move((30, 40), PLAIN)
    assert bench.boxes == [None]
    assert bench.driver.preview.lines == (((30, 30), (30, 40)),)


def test_every_tool_of_the_commands_exists_and_rests_quietly() -> None:
    for name in TOOLS:
        tool = make_tool(name)
        assert not tool.pending
        assert tool.title
        for preview in (tool.cancel(), tool.confirm(), tool.step_back()):
            assert preview.labels is None
            assert preview.lines == ()


def test_a_brush_keeps_its_size_in_the_image_or_on_screen() -> None:
    assert BrushSize(10).in_view(4.0) == 40
    assert BrushSize(10, on_screen=True).in_image(4.0) == 2.5
    assert BrushSize(1).stepped(-1).radius == 0.5
    assert BrushSize(500).stepped(20).radius == 512
    assert BrushSize(100).stepped(1).stepped(-1).radius == pytest.approx(100)


def test_union_of_boxes() -> None:
    assert union(None, None) is None
    assert union((1, 2, 3, 4), None) == (1, 2, 3, 4)
    assert union((1, 2, 3, 4), (0, 3, 2, 9)) == (0, 2, 3, 9)
