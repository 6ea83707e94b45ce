"""Looking ahead: around the user first, never in their way, never on battery, never an error."""

from pathlib import Path

import numpy as np
import pytest
from test_shelf import seen

from annotator.engine.ahead import Ahead
from annotator.engine.power import on_battery
from annotator.engine.shelf import Budget, Shelf
from annotator.media.readahead import Playhead
from annotator.media.source import FrameSource
from annotator.media.video import Video
from sst_core.features import Embedded


class _Clock:
    """Time that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class _Eyes:
    """A session that notes how much it was shown."""

    def __init__(self) -> None:
        self.shown = 0
        self.fails = False

    def embed(self, image: np.ndarray) -> Embedded:
        """What it saw."""
        if self.fails:
            raise RuntimeError("CUDA out of memory")
        self.shown += 1
        return seen(self.shown)


@pytest.fixture
def clip(short_clip: Path) -> FrameSource:
    """12 frames."""
    return Video(short_clip)


@pytest.fixture
def clock() -> _Clock:
    """Time that the test moves."""
    return _Clock()


def _work(ahead: Ahead, steps: int) -> None:
    for _ in range(steps):
        if ahead.wait() == 0:
            ahead.step()


def test_the_whole_clip_is_looked_at_from_the_user_on(clip: FrameSource, clock: _Clock) -> None:
    shelf, eyes = Shelf(Budget()), _Eyes()
    shelf.head = Playhead(5)
    ahead = Ahead(clock, lambda: False)
    ahead.follow(eyes, clip, shelf)  # type: ignore[arg-type]
    _work(ahead, 4)
    assert 5 in shelf
    assert 6 in shelf
    assert 0 not in shelf
    _work(ahead, 40)
    assert len(shelf) == eyes.shown == 12
    assert ahead.wait() > 0


def test_it_pauses_while_the_user_moves_and_goes_on_where_they_went(
    clip: FrameSource, clock: _Clock
) -> None:
    shelf, eyes = Shelf(Budget()), _Eyes()
    ahead = Ahead(clock, lambda: False)
    ahead.follow(eyes, clip, shelf)  # type: ignore[arg-type]
    _work(ahead, 2)
    ahead.stand(9)
    assert ahead.wait() > 0
    clock.now += 1
    _work(ahead, 2)
    assert shelf.head.frame == 9
    assert 9 in shelf


def test_nothing_happens_on_battery(clip: FrameSource, clock: _Clock) -> None:
    eyes, low = _Eyes(), [True]
    ahead = Ahead(clock, lambda: low[0])
    ahead.follow(eyes, clip, Shelf(Budget()))  # type: ignore[arg-type]
    _work(ahead, 5)
    assert eyes.shown == 0
    low[0] = False
    clock.now += 60
    _work(ahead, 5)
    assert eyes.shown > 0


def test_a_failure_ends_it_quietly(clip: FrameSource, clock: _Clock) -> None:
    eyes = _Eyes()
    eyes.fails = True
    ahead = Ahead(clock, lambda: False)
    ahead.follow(eyes, clip, Shelf(Budget()))  # type: ignore[arg-type]
    _work(ahead, 5)
    assert ahead.wait() > 0


def test_it_rests_where_there_is_no_room(clip: FrameSource, clock: _Clock) -> None:
    eyes = _Eyes()
    ahead = Ahead(clock, lambda: False)
    ahead.follow(eyes, clip, Shelf(Budget(0, 0)))  # type: ignore[arg-type]
    _work(ahead, 5)
    assert eyes.shown == 0


@pytest.mark.skipif(not Path("/sys").exists(), reason="Linux tells it by files")
def test_battery_is_told_from_mains(tmp_path: Path) -> None:
    def supply(name: str, **facts: str) -> None:
        (tmp_path / name).mkdir(exist_ok=True)
        for fact, text in facts.items():
            (tmp_path / name / fact).write_text(f"{text}\n", encoding="ascii")

    assert not on_battery(tmp_path / "none")
    supply("hid", type="Battery", status="Discharging", scope="Device")
    assert not on_battery(tmp_path)
    supply("BAT0", type="Battery", status="Discharging")
    supply("AC", type="Mains", online="0")
    assert on_battery(tmp_path)
    supply("AC", online="1")
    assert not on_battery(tmp_path)
