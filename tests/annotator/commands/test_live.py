"""Live mode: what is wanted first, what an interruption leaves to do, and what is resumed."""

from collections.abc import Callable

import numpy as np
import pytest

from annotator.commands.live import Wish, Wishes
from annotator.commands.preferences import Preferences
from annotator.commands.runs import Runs
from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.patches import pack_map
from annotator.engine.messages import Finished, FrameDone, RunRequest

SIZE = (24, 32)


@pytest.mark.parametrize(
    ("mode", "reached", "left"),
    [
        ("forward", {3, 4, 5}, (6, 20)),
        ("forward", set(), (3, 20)),
        ("backward", {9, 8}, (3, 8)),
        ("outward", {7, 8}, (3, 20)),
        ("forward", {19}, None),
    ],
)
def test_an_interrupted_run_goes_on_where_it_stopped(
    mode: str, reached: set[int], left: tuple[int, int] | None
) -> None:
    wish = Wish(mode, 3, (3, 20))  # type: ignore[arg-type]
    rest = wish.rest(frozenset(reached), (3, 20))
    assert (rest.span if rest else None) == left


def test_corrections_of_one_frame_are_one_wish_and_come_before_what_they_interrupted() -> None:
    wishes = Wishes()
    wishes.interrupted(Wish("forward", 0, (5, 20)))
    wishes.corrected(7, frozenset({1}))
    wishes.corrected(7, frozenset({2}))
    assert wishes.next() == Wish("outward", 7, None, frozenset({1, 2}))
    assert wishes.next() == Wish("forward", 0, (5, 20))
    assert wishes.next() is None


class _Engine:
    def __init__(self) -> None:
        self.requests: list[RunRequest] = []
        self.cancelled: list[int] = []

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Notes the request."""
        assert not background
        self.requests.append(request)

    def cancel(self, job: int) -> None:
        """Notes the job."""
        self.cancelled.append(job)


Paint = Callable[[int, int], None]


@pytest.fixture
def desk() -> tuple[Document, _Engine, Runs, Paint]:
    """Two objects drawn on frame 0, live mode on, and a hand that corrects frames."""
    document = Document(size=SIZE, frames=20)
    document.apply(gestures.add_object(document, "dog"))
    document.apply(gestures.add_object(document, "ball"))
    engine, preferences = _Engine(), Preferences(None)
    preferences.set(live=True)
    runs = Runs(document, "clip.mp4", engine, preferences)  # type: ignore[arg-type]

    def paint(frame: int, object_id: int) -> None:
        patch = np.full((4, 6), object_id, np.uint8)
        box = (8 * object_id, frame, 8 * object_id + 4, frame + 6)
        group = gestures.paint(document, frame, box, patch, object_id, "Brush")
        assert group
        document.apply(group)
        runs.edited(group)

    preferences.set(live=False)
    paint(0, 1)
    paint(0, 2)
    preferences.set(live=True)
    return document, engine, runs, paint


def _done(request: RunRequest, frame: int) -> FrameDone:
    packed = pack_map(np.full(SIZE, 1, np.uint8))
    return FrameDone(request.job, request.revision, frame, packed, {1: 0.9}, request.objects)


def test_a_gesture_ahead_of_a_run_is_followed_first_and_then_the_run_goes_on(
    desk: tuple[Document, _Engine, Runs, Paint],
) -> None:
    _document, engine, runs, paint = desk
    runs.start("forward", 0, span=(0, 20))
    for frame in (1, 2, 3):
        runs.receive(_done(engine.requests[0], frame))
    paint(9, 2)
    assert engine.cancelled == [engine.requests[0].job]
    runs.start_live()
    first = engine.requests[1]
    assert (first.mode, first.origin, first.objects) == ("outward", 9, (2,))
    runs.receive(Finished(first.job, cancelled=False))
    again = engine.requests[2]
    assert (again.mode, again.span, again.objects) == ("forward", (4, 20), (1, 2))
    runs.receive(Finished(again.job, cancelled=False))
    assert len(engine.requests) == 3


def test_a_run_elsewhere_is_left_alone_and_the_correction_waits_for_its_end(
    desk: tuple[Document, _Engine, Runs, Paint],
) -> None:
    _document, engine, runs, paint = desk
    runs.start("forward", 12, span=(12, 20))
    paint(4, 1)
    runs.start_live()
    assert engine.cancelled == []
    assert len(engine.requests) == 1
    runs.receive(Finished(engine.requests[0].job, cancelled=False))
    assert engine.requests[1].origin == 4


def test_a_second_stroke_on_a_frame_counts_like_the_first(
    desk: tuple[Document, _Engine, Runs, Paint],
) -> None:
    """It changes pixels only: the cell is a human reference already."""
    document, engine, runs, paint = desk
    due: list[bool] = []
    runs.due.connect(lambda: due.append(True))
    paint(9, 1)
    runs.start_live()
    group = gestures.paint(document, 9, (0, 0, 2, 2), np.ones((2, 2), np.uint8), 1, "Brush")
    assert group
    document.apply(group)
    runs.edited(group)
    assert len(due) == 2
    assert engine.cancelled == [engine.requests[0].job]
    runs.start_live()
    assert (engine.requests[1].origin, engine.requests[1].objects) == (9, (1,))
    runs.receive(Finished(engine.requests[1].job, cancelled=False))
    assert len(engine.requests) == 2, "what was interrupted is what was begun anew"


def test_stop_means_stop(desk: tuple[Document, _Engine, Runs, Paint]) -> None:
    _document, engine, runs, paint = desk
    runs.start("forward", 0, span=(0, 20))
    paint(9, 1)
    runs.stop()
    runs.start_live()
    assert len(engine.requests) == 1


def test_a_new_object_under_the_id_of_a_removed_one_gets_nothing_of_the_run(
    desk: tuple[Document, _Engine, Runs, Paint],
) -> None:
    document, engine, runs, _paint = desk
    runs.start("forward", 0, span=(0, 20))
    removed = gestures.remove_object(document, 1)
    assert removed
    document.apply(removed)
    document.apply(gestures.add_object(document, "another", object_id=1))
    runs.receive(_done(engine.requests[0], 3))
    assert not document.has_labels(3)
    assert document.lane(1) == {}


def test_a_run_with_a_correction_ahead_is_one_step(
    desk: tuple[Document, _Engine, Runs, Paint],
) -> None:
    document, engine, runs, _paint = desk
    runs.start("forward", 0, span=(0, 20))
    steps = document.undo_steps
    request = engine.requests[0]
    runs.receive(_done(request, 1))
    group = gestures.mark_absent(document, [5], 2)
    assert group
    document.apply(group)
    for frame in (2, 3, 4, 5, 6):
        runs.receive(_done(request, frame))
    assert document.undo_steps == steps + 2
    end = {frame: document.label_map(frame).tobytes() for frame in range(8)}
    document.undo()
    assert document.can_undo == "Track forward from frame 0"
    document.undo()
    assert document.labelled == {0}
    document.redo()
    document.redo()
    assert {frame: document.label_map(frame).tobytes() for frame in range(8)} == end


def test_a_correction_inside_the_range_stays_inside_it() -> None:
    """In and out points bound live runs as they bound F and R; outside of them they say nothing."""
    document = Document(size=SIZE, frames=20)
    document.apply(gestures.add_object(document, "dog"))
    engine, preferences = _Engine(), Preferences(None)
    preferences.set(live=True)
    runs = Runs(document, "clip.mp4", engine, preferences)  # type: ignore[arg-type]
    for frame, span in ((3, (0, 6)), (12, (4, 20))):
        patch = np.full((4, 6), 1, np.uint8)
        group = gestures.paint(document, frame, (0, 0, 4, 6), patch, 1, "Brush")
        assert group
        document.apply(group)
        runs.edited(group, within=(0, 6))
        runs.start_live()
        assert engine.requests[-1].span == span
        runs.receive(Finished(engine.requests[-1].job, cancelled=False))
