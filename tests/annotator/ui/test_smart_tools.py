"""Smart select and smart scribble as state machines, with a model that is made up."""

from collections.abc import Callable

import numpy as np
from tool_bench import PLAIN, RIGHT, SHIFT, Bench

from annotator.ui.tools.base import Answer, Question
from annotator.ui.tools.brush import BrushTool
from annotator.ui.tools.smart import SmartScribbleTool, SmartSelectTool


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
