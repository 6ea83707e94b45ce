"""The real process: it looks ahead, tells how it is, and is replaced when it hangs."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engine_ear import Ear

from annotator.engine import client as client_module
from annotator.engine.client import EngineClient
from annotator.engine.host import Host
from annotator.engine.messages import (
    EngineStatus,
    Failed,
    Finished,
    Forecast,
    FrameDone,
    Keep,
    RunRequest,
)
from annotator.engine.watch import Patience

Ask = Callable[..., RunRequest]


@pytest.fixture
def hasty_ear() -> Iterator[Ear]:
    """A client that soon loses patience."""
    client = EngineClient(Patience(silent_s=6, look_s=0.2))
    yield Ear(client)
    client.close()


def _prepare(ear: Ear, clip: Path, weights: str, **how: object) -> None:
    values = {"weights": weights, "device": "cpu", "resolution": 64, **how}
    ear.client.prepare(str(clip), **values)  # type: ignore[arg-type]


def test_frames_are_looked_at_ahead_and_a_run_over_them_tells_the_same(
    fresh_ear: Ear, ask: Ask, tiny_weights: str, long_gop: Path
) -> None:
    ear = fresh_ear
    ear.client.run(ask(1))
    ear.wait_end(1)
    _prepare(ear, long_gop, tiny_weights, frame=40)
    ear.client.stand(40)
    ear.wait(lambda: any(one.cached_frames == 80 for one in ear.of(EngineStatus)))
    last = ear.of(EngineStatus)[-1]
    assert last.clip_frames == 80
    assert 0 < last.cached_bytes < last.resident_bytes
    ear.client.run(ask(2))
    assert ear.wait_end(2) == Finished(2, cancelled=False)
    before, after = ({m.frame: m.packed for m in ear.of(FrameDone, job)} for job in (1, 2))
    assert before == after


def test_a_run_interrupts_looking_ahead_and_needs_no_more_than_it_said(
    fresh_ear: Ear, ask: Ask, tiny_weights: str, long_gop: Path
) -> None:
    ear = fresh_ear
    _prepare(ear, long_gop, tiny_weights)
    ear.wait(lambda: any(one.cached_frames for one in ear.of(EngineStatus)))
    ear.client.run(ask(1, span=(1, 9)))
    assert ear.wait_end(1) == Finished(1, cancelled=False)
    (told,) = ear.of(Forecast, 1)
    assert 0 < told.needed_bytes < told.free_bytes
    assert told.sentence.startswith("needs about ")
    assert told.sentence.endswith(" are free")


def test_nothing_is_kept_where_the_settings_say_so(
    fresh_ear: Ear, ask: Ask, tiny_weights: str, long_gop: Path
) -> None:
    ear = fresh_ear
    _prepare(ear, long_gop, tiny_weights, keep=Keep(0, 0, ahead=True))
    ear.client.run(ask(1, span=(1, 9)))
    assert ear.wait_end(1) == Finished(1, cancelled=False)
    told = len(ear.of(EngineStatus))
    ear.wait(lambda: len(ear.of(EngineStatus)) > told)
    assert ear.of(EngineStatus)[-1].cached_frames == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")
def test_an_engine_that_hangs_is_replaced_with_a_sentence(hasty_ear: Ear, ask: Ask) -> None:
    ear = hasty_ear
    ear.client.run(ask(1))
    ear.wait(lambda: len(ear.of(FrameDone)) > 2)
    first = ear.client.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    failed = ear.wait_end(1)
    assert isinstance(failed, Failed)
    assert failed.sentence.startswith("The engine no longer answered; it was started again")
    assert not failed.can_retry_smaller
    ear.client.run(ask(2, span=(1, 5)))
    ear.wait(lambda: bool(ear.ends(2)), 120)
    assert ear.ends(2) == [Finished(2, cancelled=False)]
    assert ear.client.pid != first


def test_an_engine_that_cannot_be_started_is_a_sentence_and_the_next_run_tries_again(
    fresh_ear: Ear, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No memory for another process: the run ends, and so does the one behind it."""
    real, left = client_module.Host, [3]

    def host() -> Host:
        if left[0]:
            left[0] -= 1
            raise OSError(12, "Cannot allocate memory")
        return real()

    monkeypatch.setattr(client_module, "Host", host)
    ear = fresh_ear
    for job in (1, 2):
        ear.client.run(ask(job))
        failed = ear.wait_end(job)
        assert isinstance(failed, Failed)
        assert failed.sentence.startswith("The engine could not be started")
    ear.client.run(ask(3, span=(1, 5)))
    assert ear.wait_end(3) == Finished(3, cancelled=False)
