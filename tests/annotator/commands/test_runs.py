"""Runs: what may start, what is written, what is dropped, and that a run is one step of undo."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from annotator.commands.preferences import Preferences
from annotator.commands.runs import Runs
from annotator.document import gestures
from annotator.document.cells import Provenance
from annotator.document.document import Document
from annotator.document.patches import pack_map
from annotator.engine.messages import (
    Failed,
    Finished,
    Forecast,
    FrameDone,
    Mode,
    Progress,
    Ready,
    RunRequest,
)
from sst_core.labels import LabelMap

SIZE = (24, 32)


class Engine:
    """Takes down what it is asked for; the tests answer."""

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


def _square(row: int, label: int = 1) -> LabelMap:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[row : row + 6, 4:12] = label
    return label_map


def _paint(document: Document, frame: int, label_map: LabelMap, object_id: int = 1) -> None:
    group = gestures.paint(document, frame, (0, 0, *SIZE), label_map, object_id, "Brush")
    assert group is not None
    document.apply(group)


def _desk(*, live: bool = False) -> tuple[Document, Engine, Runs]:
    document = Document(size=SIZE, frames=20)
    document.apply(gestures.add_object(document, "dog"))
    engine, preferences = Engine(), Preferences(None)
    preferences.set(live=live)
    return document, engine, Runs(document, "clip.mp4", engine, preferences)  # type: ignore[arg-type]


def _done(request: RunRequest, frame: int, confidence: float = 0.9) -> FrameDone:
    packed = pack_map(_square(frame % 10))
    return FrameDone(request.job, request.revision, frame, packed, {1: confidence}, (1,))


@contextmanager
def _told(runs: Runs) -> Iterator[list[str]]:
    sentences: list[str] = []
    forget = runs.told.connect(sentences.append)
    yield sentences
    forget()


def test_without_a_mask_nothing_starts_and_the_user_hears_why() -> None:
    _, engine, runs = _desk()
    with _told(runs) as sentences:
        assert not runs.start("forward", 0, span=(0, 20))
    assert sentences == ["Draw a mask first; nothing says yet what to follow."]
    assert engine.requests == []


def test_the_span_is_cut_to_the_direction_and_to_the_neighbouring_references() -> None:
    document, engine, runs = _desk()
    for frame in (2, 8, 15):
        _paint(document, frame, _square(2))
    for mode, span in (
        ("forward", (8, 20)),
        ("backward", (0, 9)),
        ("both", (0, 20)),
        ("outward", (3, 15)),
    ):
        chosen: Mode = mode  # type: ignore[assignment]
        assert runs.start(chosen, 8, span=(0, 20))
        assert engine.requests[-1].span == span, mode


def test_every_result_is_written_at_once_and_all_are_one_step_of_undo() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(0))
    steps = document.undo_steps
    runs.start("forward", 0, span=(0, 20))
    for frame in (1, 2, 3):
        runs.receive(_done(engine.requests[0], frame))
        assert document.cell(frame, 1).provenance is Provenance.PROPAGATED
    assert document.undo_steps == steps + 1
    assert document.can_undo == "Track forward from frame 0"
    document.undo()
    assert document.labelled == {0}


def test_two_runs_are_two_steps_even_with_the_same_name() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(0))
    steps = document.undo_steps
    for row in (1, 2):
        runs.start("forward", 0, span=(0, 20))
        runs.receive(_done(engine.requests[-1], row))
        runs.receive(Finished(engine.requests[-1].job, cancelled=False))
    assert document.undo_steps == steps + 2


def test_after_stop_what_is_done_stays_and_what_comes_late_is_dropped() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(0))
    runs.start("forward", 0, span=(0, 20))
    runs.receive(_done(engine.requests[0], 1))
    runs.stop()
    runs.receive(_done(engine.requests[0], 2))
    assert engine.cancelled == [engine.requests[0].job]
    assert document.labelled == {0, 1}
    assert runs.state is None


def test_a_corrected_frame_is_never_touched_by_a_result() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(0))
    _paint(document, 3, _square(14))
    before = document.label_map(3).tobytes()
    runs.start("forward", 0, span=(0, 20))
    runs.receive(_done(engine.requests[0], 3))
    assert document.label_map(3).tobytes() == before


def test_progress_is_counted_and_time_left_follows_from_the_speed() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(0))
    runs.start("forward", 0, span=(0, 20))
    assert runs.state is not None
    assert runs.state.seconds_left is None
    runs.receive(Progress(engine.requests[0].job, 5, 19, 7.0))
    assert runs.state.seconds_left == 2.0


def test_what_a_run_takes_is_known_before_its_first_frame() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(2))
    runs.start("forward", 0, span=(0, 20))
    told = "needs about 1.1 GB, 20 GB are free"
    runs.receive(Forecast(engine.requests[-1].job, 11 * 10**8, 20 * 10**9, told))
    assert runs.state is not None
    assert runs.state.forecast == told
    runs.receive(Progress(engine.requests[-1].job, 3, 19, 8.0))
    assert runs.state.forecast == told


def test_a_failure_is_a_sentence_and_the_retry_is_smaller() -> None:
    document, engine, runs = _desk()
    _paint(document, 0, _square(0))
    failures: list[tuple[str, bool]] = []
    runs.failed.connect(lambda sentence, again: failures.append((sentence, again)))
    runs.start("forward", 0, span=(0, 20))
    runs.receive(_done(engine.requests[0], 1))
    runs.receive(Failed(engine.requests[0].job, "The engine ran out of memory.", True))
    assert failures == [("The engine ran out of memory.", True)]
    assert document.has_labels(1), "what arrived before the failure stays"
    runs.retry_smaller()
    assert engine.requests[1].resolution == 320
    assert engine.requests[1].job != engine.requests[0].job


def test_the_device_is_known_once_the_engine_is_ready() -> None:
    _, _, runs = _desk()
    runs.receive(Ready("CPU"))
    assert runs.device == "CPU"


def test_live_mode_asks_for_a_run_of_the_touched_object_from_the_corrected_frame() -> None:
    document, engine, runs = _desk(live=True)
    due: list[bool] = []
    runs.due.connect(lambda: due.append(True))
    group = gestures.paint(document, 4, (0, 0, *SIZE), _square(3), 1, "Brush")
    assert group is not None
    document.apply(group)
    runs.edited(group)
    assert due == [True]
    runs.start_live()
    request = engine.requests[0]
    assert (request.mode, request.origin, request.objects) == ("outward", 4, (1,))


def test_live_mode_restarts_a_run_that_a_new_gesture_makes_stale() -> None:
    document, engine, runs = _desk(live=True)
    _paint(document, 0, _square(0))
    runs.start("forward", 0, span=(0, 20))
    group = gestures.paint(document, 6, (0, 0, *SIZE), _square(3), 1, "Brush")
    assert group is not None
    document.apply(group)
    runs.edited(group)
    assert engine.cancelled == [engine.requests[0].job]


def test_without_live_mode_a_gesture_starts_nothing() -> None:
    document, engine, runs = _desk()
    group = gestures.paint(document, 6, (0, 0, *SIZE), _square(3), 1, "Brush")
    assert group is not None
    document.apply(group)
    runs.edited(group)
    runs.start_live()
    assert engine.requests == []
