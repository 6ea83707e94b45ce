"""Tools as state machines, without a window."""

from collections.abc import Callable

import numpy as np
import pytest

from annotator.ui.canvas.brush_size import BrushSize
from annotator.ui.tools.base import Answer, Desk, Gesture, Modifiers, Point, Question, Tool
from annotator.ui.tools.brush import BrushTool
from annotator.ui.tools.catalogue import TOOLS, make_tool
from annotator.ui.tools.driver import ToolDriver, union
from annotator.ui.tools.fill import FillTool, PickTool
from annotator.ui.tools.polygon import PolygonTool
from annotator.ui.tools.smart import SmartScribbleTool, SmartSelectTool
from sst_core.labels import LabelMap

PLAIN, SHIFT, RIGHT = Modifiers(), Modifiers(shift=True), Modifiers(right=True)


class Bench:
    """A driver over a label map, applying every gesture as the window would."""

    def __init__(self, tool: Tool, labels: LabelMap | None = None, **desk: object) -> None:
        self.labels = np.zeros((60, 80), np.uint8) if labels is None else labels
        self.labels.flags.writeable = False
        self.image = np.zeros((60, 80, 3), np.uint8)
        self.image[15:45, 20:60] = (240, 200, 30)
        self.desk = {"frame": 7, "object_id": 1, "radius": 3.0} | desk
        self.gestures, self.boxes, self.picked, self.refused = [], [], [], []
        self.driver = ToolDriver(self.now, self.boxes.append, self.apply)
        self.driver.tool = self.tool = tool
        tool.hands.picked, tool.hands.refused = self.picked.append, self.refused.append

    def now(self) -> Desk:
        """What lies under the pointer."""
        return Desk(image=self.image, label_map=self.labels, **self.desk)

    def apply(self, gesture: Gesture) -> None:
        """Put a gesture into the label map."""
        self.gestures.append(gesture)
        row0, col0, row1, col1 = gesture.box
        labels = self.labels.copy()
        labels[row0:row1, col0:col1] = gesture.patch
        labels.flags.writeable = False
        self.labels = labels

    def drag(self, *points: Point, modifiers: Modifiers = PLAIN) -> None:
        """Press, move and release."""
        self.driver.press(points[0], modifiers)
        for point in points[1:]:
            self.driver.move(point, modifiers)
        self.driver.release(points[-1], modifiers)

    def click(self, *points: Point, modifiers: Modifiers = PLAIN) -> None:
        """Press and release at each point."""
        for point in points:
            self.drag(point, modifiers=modifiers)


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


class Model:
    """A model that finds a disk around every positive point, when it is let."""

    def __init__(self, bench: Bench) -> None:
        self.asked: list[tuple[Question, Callable[[Answer], None]]] = []
        self.patient = False
        bench.driver.tool.hands.ask = self.ask

    def ask(self, question: Question, answered: Callable[[Answer], None]) -> str:
        """Takes a question; answers it at once unless it is patient."""
        self.asked.append((question, answered))
        if not self.patient:
            self.answer(len(self.asked) - 1)
        return ""

    def answer(self, number: int) -> None:
        """Answers a question."""
        question, answered = self.asked[number]
        mask = np.zeros((60, 80), bool) if question.start is None else question.start.copy()
        rows, cols = np.indices(mask.shape)
        for stroke in question.prompts.strokes:
            for row, col in stroke.points:
                mask[np.hypot(rows - row, cols - col) < 6] = stroke.positive
        if question.prompts.box is not None:
            top, left, bottom, right = (int(edge) for edge in question.prompts.box)
            mask[top:bottom, left:right] = True
        answered(Answer(mask, seconds=0.1))


def test_clicks_are_shown_and_enter_makes_one_gesture_of_them() -> None:
    bench = Bench(SmartSelectTool())
    model = Model(bench)
    bench.click((20, 20), (30, 40))
    bench.click((20, 24), modifiers=SHIFT)
    assert bench.gestures == []
    shown = bench.driver.labels(bench.labels)
    assert (shown[20, 18], shown[30, 40], shown[20, 24]) == (1, 1, 0)
    assert bench.driver.preview.marks == ((20, 20, True), (30, 40, True), (20, 24, False))
    prompts = model.asked[-1][0].prompts
    assert [stroke.positive for stroke in prompts.strokes] == [True, True, False]
    bench.driver.confirm()
    assert len(bench.gestures) == 1
    assert (bench.labels == shown).all()
    assert bench.gestures[0].title == "Smart select"
    assert not bench.driver.pending


def test_esc_drops_clicks_and_backspace_takes_the_last_one_back() -> None:
    bench = Bench(SmartSelectTool())
    Model(bench)
    bench.click((20, 20), (30, 60))
    bench.driver.step_back()
    assert bench.driver.labels(bench.labels)[30, 60] == 0
    assert bench.driver.labels(bench.labels)[20, 20] == 1
    bench.driver.cancel()
    assert bench.gestures == []
    assert not bench.driver.labels(bench.labels).any()


def test_a_click_repairs_the_mask_that_is_there_and_nothing_else() -> None:
    labels = np.zeros((60, 80), np.uint8)
    labels[10:20, 10:40], labels[40:50, 10:40] = 1, 2
    labels[25:30, 10:40] = 3
    bench = Bench(SmartSelectTool(), labels, protect=frozenset({3}))
    model = Model(bench)
    bench.click((15, 15), modifiers=SHIFT)
    bench.click((24, 35), (42, 15))
    assert (model.asked[0][0].start == (labels == 1)).all()
    bench.driver.confirm()
    assert bench.labels[15, 15] == 0
    assert bench.labels[15, 38] == 1
    assert bench.labels[23, 35] == 1
    assert bench.labels[42, 15] == 1, "unprotected pixels are taken"
    assert (bench.labels[25:30, 10:40] == 3).all(), "protected ones are not"
    assert bench.labels[48, 38] == 2


def test_an_answer_to_what_was_said_before_is_dropped() -> None:
    bench = Bench(SmartSelectTool())
    model = Model(bench)
    model.patient = True
    bench.click((20, 20), (30, 60))
    assert bench.driver.preview.busy
    model.answer(1)
    model.answer(0)
    assert bench.driver.labels(bench.labels)[30, 60] == 1
    bench.driver.cancel()
    model.answer(1)
    assert bench.driver.preview.labels is None


def test_what_is_in_hand_is_kept_when_the_user_goes_on() -> None:
    """To another tool, another object, another command; even while the answer is on its way."""
    bench = Bench(SmartSelectTool())
    model = Model(bench)
    bench.click((20, 20))
    bench.desk["object_id"] = 2
    bench.click((30, 60))
    assert [gesture.object_id for gesture in bench.gestures] == [1]
    model.patient = True
    bench.click((40, 60))
    bench.driver.settle()
    bench.driver.tool = BrushTool()
    assert len(bench.gestures) == 1
    model.answer(2)
    assert [gesture.object_id for gesture in bench.gestures] == [1, 2]
    assert bench.labels[40, 60] == 2
    assert bench.driver.preview.labels is None


def test_a_box_is_kept_at_once_and_the_next_click_mends_it() -> None:
    bench = Bench(SmartSelectTool())
    model = Model(bench)
    bench.drag((10, 12), (30, 30), (50, 70))
    assert len(bench.gestures) == 1
    assert bench.labels[10:50, 12:70].all()
    bench.click((20, 20), modifiers=SHIFT)
    assert model.asked[-1][0].start is not None
    bench.driver.confirm()
    assert bench.labels[20, 20] == 0


def test_where_the_model_cannot_answer_grabcut_does_and_says_so() -> None:
    for tool in (SmartSelectTool(), SmartScribbleTool()):
        bench = Bench(tool, radius=2.0)
        said: list[str] = []
        tool.hands.say = said.append
        tool.hands.ask = lambda _question, answered: answered(Answer(None, "no weights")) or ""
        bench.drag((30, 30), modifiers=PLAIN)
        bench.click((5, 5), modifiers=SHIFT)
        bench.driver.confirm()
        assert said == ["GrabCut answers: no weights; Enter keeps the mask."]
        assert bench.labels[30, 30] == 1
        assert bench.labels[5, 5] == 0


def test_a_first_click_on_what_it_is_not_says_what_to_do() -> None:
    bench = Bench(SmartSelectTool())
    bench.click((20, 20), modifiers=RIGHT)
    assert bench.refused == ["Point at the object first."]
    assert not bench.driver.pending
