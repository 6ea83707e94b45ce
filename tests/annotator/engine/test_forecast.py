"""What a run takes is known before it, and it makes itself fit: references first, then pixels."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from colour_session import ColourSession
from test_shelf import EACH, seen

from annotator.engine import memory
from annotator.engine.forecast import forecast, in_words, weighs, with_shelf
from annotator.engine.plan import make_plan
from annotator.engine.propagate import Propagator, Task
from annotator.engine.references import MaskRules, find_references
from annotator.engine.sessions import load_sessions
from annotator.engine.shelf import Budget, Shelf
from annotator.media.video import Video
from sst_core.errors import DeviceError
from sst_core.labels import write_label_map

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]
_MB = 10**6


@dataclass
class _Scales:
    """A factory that says what the test wants, and whose sessions run out of memory."""

    free: int
    fails: Callable[[int, int], bool] = lambda _resolution, _references: False
    made: list[ColourSession] = field(default_factory=list)

    def session_bytes(
        self, size: tuple[int, int], *, resolution: int, objects: int, references: int
    ) -> int:
        """10 MB a reference and 1 MB for each 10 pixels."""
        assert size == (64, 96)
        assert objects == 2
        return references * 10 * _MB + resolution * _MB // 10

    def frame_bytes(self, size: tuple[int, int], *, resolution: int) -> int:
        """Of a frame on the shelf."""
        return EACH

    def free_bytes(self) -> int:
        """Said by the test."""
        return self.free

    def __call__(self, resolution: int) -> ColourSession:
        """A session that fails at its first step as planned."""
        scales = self

        class Limited(ColourSession):
            """Knows how many references it holds."""

            def step(self, frame: int, image: np.ndarray) -> object:
                """Fails where the test says so."""
                if scales.fails(self.resolution, len(self._means)):
                    raise RuntimeError("DefaultCPUAllocator: not enough memory: out of memory")
                return super().step(frame, image)

        self.made.append(Limited(resolution))
        return self.made[-1]


@pytest.fixture
def task(short_clip: Path, tmp_path: Path, make_scene: Scene) -> Task:
    """Both objects drawn on every other of 12 frames."""
    for frame in range(0, 12, 2):
        write_label_map(tmp_path / f"{frame:05d}.png", make_scene(frame)[1])
    source = Video(short_clip)
    references = find_references(tmp_path, source, MaskRules(source.size), single=0)
    ids = {frame: reference.ids for frame, reference in references.items()}
    return Task(source, references, make_plan(ids, range(12)), range(12))


def test_what_fits_is_done_as_it_was_asked(task: Task) -> None:
    plan = forecast(task, _Scales(10**9), resolution=480)
    assert (plan.resolution, plan.most, plan.fell) == (480, 8, "")
    assert plan.needed_bytes == pytest.approx(108 * _MB, rel=0.1)
    assert plan.sentence == "needs about 110 MB, 1.0 GB are free"


def test_fewer_references_come_before_fewer_pixels(task: Task) -> None:
    plan = forecast(task, _Scales(100 * _MB), resolution=480)
    assert (plan.resolution, plan.most) == (480, 3)
    assert plan.fell == (
        "Only 100 MB of memory are free: going on with 3 masks to go by at a time."
    )
    plan = forecast(task, _Scales(70 * _MB), resolution=480)
    assert (plan.resolution, plan.most) == (360, 2)
    assert plan.fell == "Only 70 MB of memory are free: going on at 360 instead of 480 pixels."


def test_where_nothing_fits_the_smallest_is_tried(task: Task) -> None:
    plan = forecast(task, _Scales(_MB), resolution=480)
    assert 160 <= plan.resolution < 214
    assert plan.most == 2


def _walk(task: Task, scales: _Scales) -> tuple[list[str], list[int]]:
    said: list[str] = []
    run = Propagator(task, scales, 480, said.append)  # type: ignore[arg-type]
    frames = [item.frame for item in run.run() if item is not None]
    assert run.done == task.steps
    return said, frames


def test_out_of_memory_costs_references_then_pixels_and_no_frame(task: Task) -> None:
    said, frames = _walk(task, _Scales(0, lambda _, references: references > 3))
    assert said == ["Memory ran out; going on with 3 masks to go by at a time."]
    assert frames == [1, 3, 5, 7, 9, 11]
    said, frames = _walk(task, _Scales(0, lambda pixels, _: pixels > 300))
    assert said == [
        "Memory ran out; going on with 3 masks to go by at a time.",
        "Memory ran out; going on with 2 masks to go by at a time.",
        "Memory ran out at 480 pixels; going on at 360.",
        "Memory ran out at 360 pixels; going on at 270.",
    ]
    assert frames == [1, 3, 5, 7, 9, 11]


def test_memory_that_never_suffices_is_a_sentence(task: Task) -> None:
    with pytest.raises(DeviceError, match="memory ran out even at"):
        _walk(task, _Scales(0, lambda *_: True))


def test_the_shelf_grows_only_into_what_is_left(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = forecast(task, _Scales(10**9), resolution=480)
    shelf = Shelf(Budget(2**30, 0))
    shelf.put(0, seen(0))
    grown = with_shelf(plan, shelf, frame_bytes=EACH, frames=11)
    assert grown.needed_bytes == plan.needed_bytes + 10 * EACH
    monkeypatch.setattr("annotator.engine.forecast.free_bytes", lambda: plan.needed_bytes // 2)
    grown = with_shelf(plan, shelf, frame_bytes=EACH, frames=11)
    assert grown.needed_bytes == plan.needed_bytes
    assert not shelf.has_room(5)
    assert 0 in shelf


def test_the_real_factory_weighs(tiny_weights: str) -> None:
    weighing = weighs(load_sessions(tiny_weights, device="cpu"))
    assert weighing is not None
    few, many, large = (
        weighing.session_bytes((720, 1280), resolution=pixels, objects=1, references=references)
        for pixels, references in ((64, 1), (64, 8), (480, 1))
    )
    assert few < many
    assert few < large
    assert weighing.free_bytes() > 0
    assert weighs(lambda resolution: resolution) is None


def test_a_frame_takes_on_the_shelf_what_was_said(tiny_weights: str, short_clip: Path) -> None:
    make = load_sessions(tiny_weights, device="cpu")
    picture = Video(short_clip).read(0)
    said = make.frame_bytes(picture.shape[:2], resolution=64)
    assert make(64).embed(picture).layout.nbytes == said


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "10 MB"), (114_000_000, "110 MB"), (1_140_000_000, "1.1 GB"), (20_300_000_000, "20 GB")],
)
def test_sizes_are_told_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


def test_free_memory_is_that_of_the_machine_or_of_its_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert memory._available("MemTotal: 9 kB\nMemAvailable:   2048 kB\n") == 2 * 2**20
    assert memory._granted(tmp_path) is None
    for name, text in {
        "memory.max": "1000",
        "memory.current": "700",
        "memory.stat": "anon 500\ninactive_file 200\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    assert memory._granted(tmp_path) == 500
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    assert memory.free_bytes() == 500
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert memory._granted(tmp_path) is None
