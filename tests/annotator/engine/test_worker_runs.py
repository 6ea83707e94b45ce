"""The worker, with a session that follows colours: what it keeps, sends and refuses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
from colour_session import ColourSession
from engine_ear import Truth

from annotator.document.patches import unpack_map
from annotator.engine import kept
from annotator.engine.certainty import unpack
from annotator.engine.messages import Failed, Finished, FrameDone, Notice, Ready, RunRequest
from annotator.engine.requests import build_request
from annotator.engine.speed import Speed
from annotator.engine.worker import Worker, _Ticket

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
BOTH = frozenset({1, 2})


class _Lab:
    """A worker, its window's end of the line, and the sessions it has made."""

    def __init__(self) -> None:
        self.line: Connection
        self.line, far = Pipe()
        self.worker = Worker(far)
        self.sessions: list[ColourSession] = []
        self.fails: list[dict[int, BaseException]] = []

    def make(self, resolution: int, *, device: str) -> ColourSession:
        """A session, failing as planned."""
        assert device == "auto"
        fails = self.fails.pop(0) if self.fails else {}
        self.sessions.append(ColourSession(resolution, fails=fails))
        return self.sessions[-1]

    def run(self, request: RunRequest, *, stopped: bool = False) -> list[object]:
        """Serves a request; what was sent."""
        ticket = _Ticket(request)
        if stopped:
            ticket.stop.set()
        self.worker._serve_run(ticket)
        sent = []
        while self.line.poll():
            sent.append(self.line.recv())
        return sent


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Lab]:
    """A worker without torch."""
    one = _Lab()
    monkeypatch.setattr(
        kept, "load_sessions", lambda _weights, *, device: partial(one.make, device=device)
    )
    monkeypatch.setattr(kept, "device_name", lambda _device: "Paper")
    yield one
    one.line.close()


@pytest.fixture
def ask(short_clip: Path, make_scene: Scene, tmp_path: Path) -> Callable[..., RunRequest]:
    """Requests over `short_clip`, drawn on the frames that are named."""
    weights = tmp_path / "some.safetensors"
    weights.write_bytes(b"1")

    def make(*frames: int, **changes: object) -> RunRequest:
        truth = Truth({f: make_scene(f)[1] for f in frames}, dict.fromkeys(frames, BOTH), 12)
        values = {"mode": "forward", "frame": frames[0], "clip": str(short_clip), **changes}
        return build_request(truth, job=1, weights=str(weights), **values)  # type: ignore[arg-type]

    return make


Ask = Callable[..., RunRequest]


def of(sent: list[object], kind: type) -> list:
    """Messages of a kind."""
    return [message for message in sent if isinstance(message, kind)]


def test_results_are_label_maps_of_the_right_frames(lab: _Lab, ask: Ask, make_scene: Scene) -> None:
    sent = lab.run(ask(0))
    assert sent[0] == Ready("Paper")
    frames = of(sent, FrameDone)
    assert [one.frame for one in frames] == list(range(1, 12))
    for one in frames:
        below = slice(14, None)  # beneath the bars that number the frames
        same = unpack_map(one.packed)[below] == make_scene(one.frame)[1][below]
        assert same.mean() > 0.98
        assert one.certainty is not None
        sure = unpack(one.certainty, unpack_map(one.packed).shape)
        assert sure.shape == unpack_map(one.packed).shape
    assert sent[-1] == Finished(1, cancelled=False)


def test_model_session_and_references_are_kept_between_runs(lab: _Lab, ask: Ask) -> None:
    lab.run(ask(0, 11))
    sent = lab.run(ask(0, 11, mode="backward", frame=11))
    assert not of(sent, Ready)
    assert len(lab.sessions) == 1
    shown = [entry for entry in lab.sessions[0].log if entry[0] == "reference"]
    assert shown == [("reference", 0, (1, 2)), ("reference", 11, (1, 2))]


def test_only_references_that_changed_are_shown_again(lab: _Lab, ask: Ask) -> None:
    lab.run(ask(0, 5, 11))
    request = ask(0, 7, 11)
    changed = replace(request.references[2], packed=request.references[0].packed)
    lab.run(replace(request, references=(*request.references[:2], changed)))
    log = [entry for entry in lab.sessions[0].log if entry[0] in {"reference", "remove"}]
    assert [entry[:2] for entry in log[3:]] == [("remove", 5), ("reference", 7), ("reference", 11)]


def test_another_resolution_weights_or_clip_begins_anew(
    lab: _Lab, ask: Ask, tmp_path: Path, long_gop: Path
) -> None:
    lab.run(ask(0))
    lab.run(ask(0, resolution=240))
    (tmp_path / "some.safetensors").write_bytes(b"22")  # trained on
    assert of(lab.run(ask(0, resolution=240)), Ready)
    lab.run(ask(0, resolution=240, clip=str(long_gop)))
    assert [session.resolution for session in lab.sessions] == [480, 240, 240, 240]


def test_when_memory_runs_out_it_goes_on_smaller_and_says_so(lab: _Lab, ask: Ask) -> None:
    lab.fails = [{5: RuntimeError("CUDA out of memory. Tried")}]
    sent = lab.run(ask(0))
    assert of(sent, Notice) == [
        Notice(1, "Memory ran out at 480 pixels; going on at 360."),
    ]
    assert [one.frame for one in of(sent, FrameDone)] == list(range(1, 12))
    assert sent[-1] == Finished(1, cancelled=False)


def test_memory_that_never_suffices_can_be_retried_smaller(lab: _Lab, ask: Ask) -> None:
    lab.fails = [{3: MemoryError()} for _ in range(9)]
    (failed,) = of(lab.run(ask(0)), Failed)
    assert failed.can_retry_smaller
    assert "memory ran out even at" in failed.sentence


def test_a_fault_of_the_model_is_a_sentence_and_the_session_is_not_trusted(
    lab: _Lab, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    lab.fails = [{3: RuntimeError("shapes differ")}]
    (failed,) = of(lab.run(ask(0)), Failed)
    assert failed.sentence == (
        "The engine stopped at a fault of its own (RuntimeError: shapes differ);"
        " finished frames are kept."
    )
    assert not failed.can_retry_smaller
    assert "shapes differ" in caplog.text
    assert lab.run(ask(0))[-1] == Finished(1, cancelled=False)
    assert len(lab.sessions) == 2


def test_a_run_that_was_cancelled_before_it_began_does_nothing(lab: _Lab, ask: Ask) -> None:
    assert lab.run(ask(0), stopped=True) == [Finished(1, cancelled=True)]
    assert not lab.sessions


@pytest.mark.parametrize(
    ("frame", "shape", "sentence"),
    [
        (0, (64, 95), "frame 0: the mask is 95x64 pixels, but the frames are 96x64."),
        (12, (64, 96), "there is a mask for frame 12, but the clip has 12 frames"),
    ],
)
def test_references_of_another_clip_are_a_sentence(
    lab: _Lab, short_clip: Path, frame: int, shape: tuple[int, int], sentence: str, ask: Ask
) -> None:
    truth = Truth({frame: np.ones(shape, np.uint8)}, {frame: frozenset({1})}, 20)
    request = build_request(truth, job=1, clip=str(short_clip), mode="both", frame=frame)
    sent = lab.run(replace(request, weights=ask(0).weights))
    assert sentence in sent[-1].sentence


def test_speed_counts_the_last_moments_only() -> None:
    times = iter([0.0, *(10 + step / 4 for step in range(60))])
    speed = Speed(lambda: next(times))
    assert speed.tick() == 0
    assert [speed.tick() for _ in range(60)][-1] == pytest.approx(4)
