"""The heartbeat and the watch: an engine that hangs is told from one that works or sleeps."""

from threading import Event
from time import sleep

from annotator.engine.messages import EngineStatus
from annotator.engine.pulse import Pulse
from annotator.engine.watch import Patience, Watch

CALM = Patience(silent_s=30, still_s=180, look_s=1)


def _beat(still_s: float = 0.0) -> EngineStatus:
    return EngineStatus(1, 0, 0, still_s=still_s)


def test_silence_and_standstill_are_hanging() -> None:
    watch = Watch(CALM, 0.0)
    for now in range(1, 30):
        assert not watch.hangs(float(now))
    assert watch.hangs(31.0)
    watch = Watch(CALM, 0.0)
    watch.hear(_beat(179), 1.0)
    assert not watch.hangs(2.0)
    watch.hear(_beat(181), 3.0)
    assert watch.hangs(4.0)
    watch.hear(_beat(0), 5.0)
    assert not watch.hangs(5.5)


def test_a_machine_that_slept_is_given_its_time() -> None:
    watch = Watch(CALM, 0.0)
    watch.hear(_beat(), 10.0)
    assert not watch.hangs(11.0)
    assert not watch.hangs(5000.0)
    for now in range(5001, 5025):
        assert not watch.hangs(float(now))
    assert any(watch.hangs(float(now)) for now in range(5025, 5035))


def test_an_engine_that_spoke_for_long_is_not_taken_for_a_sleeper() -> None:
    watch = Watch(CALM, 0.0)
    for now in range(1, 100):
        watch.hear(_beat(), float(now))
    assert not any(watch.hangs(float(now)) for now in range(100, 129))
    assert watch.hangs(131.0)


def test_the_pulse_beats_and_tells_for_how_long_work_stands_still() -> None:
    beats: list[EngineStatus] = []
    heard = Event()

    def hear(status: EngineStatus) -> None:
        beats.append(status)
        if len(beats) > 2:
            heard.set()

    pulse = Pulse(hear, lambda: (5, 2, 9), beat_s=0.01)
    pulse.start()
    assert heard.wait(10)
    pulse.stop()
    assert beats[0].still_s == 0
    assert beats[0].resident_bytes > 2**20
    assert (beats[0].cached_bytes, beats[0].cached_frames, beats[0].clip_frames) == (5, 2, 9)


def test_a_step_begins_the_count_anew() -> None:
    pulse = Pulse(lambda _: None, lambda: (0, 0, 0))
    with pulse.work():
        sleep(0.05)
        assert pulse.status().still_s >= 0.05
        pulse.step()
        assert pulse.status().still_s < 0.05
    assert pulse.status().still_s == 0
