"""The queue of clips: each into its own project as one step; locked ones, cancel, handing over."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import numpy as np
import pytest
from echo_engine import EchoEngine

from annotator.document import gestures
from annotator.engine.clip_queue import ClipQueue, ClipState, seconds_left
from annotator.engine.whole_clip import is_whole
from annotator.project import describe_media, open_project

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]


@pytest.fixture
def clips(tmp_path: Path, short_clip: Path, make_scene: Scene) -> list[Path]:
    """Three clips; the first two have a first mask, the third was never opened."""
    found = []
    for name in ("a", "b", "c"):
        clip = Path(shutil.copy(short_clip, tmp_path / f"{name}.mp4"))
        found.append(clip)
        if name != "c":
            media = describe_media(clip, frames=12, height=64, width=96)
            with open_project(clip.with_suffix(".sst"), create_for=media) as project:
                group = gestures.import_maps(project.document, {0: make_scene(0)[1]})
                assert group is not None
                project.document.apply(group)
    return found


@pytest.fixture
def engine() -> Iterator[EchoEngine]:
    """An engine that waits for the test before every frame."""
    made = EchoEngine(gated=True)
    yield made
    made.close()


@pytest.fixture
def queue(engine: EchoEngine) -> Iterator[ClipQueue]:
    """A queue that is ended after the test."""
    made = ClipQueue(engine)
    yield made
    made.close()


def _until(met: Callable[[], bool]) -> None:
    end = monotonic() + 20
    while not met():
        assert monotonic() < end
        sleep(0.005)


def _labelled(clip: Path) -> frozenset[int]:
    with open_project(clip.with_suffix(".sst"), read_only=True) as project:
        return project.document.labelled


def _stages(queue: ClipQueue) -> list[str]:
    return [state.stage for state in queue.states]


def test_every_clip_with_a_mask_is_carried_as_one_step_of_undo(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    engine.step(22)
    assert queue.start(clips, {"resolution": 96})
    _until(lambda: not queue.working)
    assert _stages(queue) == ["done", "done", "left out"]
    assert queue.states[2].sentence == "c.mp4 has no mask to go by."
    assert not clips[2].with_suffix(".sst").exists(), "a clip nobody touched gets no project"
    assert {request.resolution for request in engine.requests} == {96}
    for clip in clips[:2]:
        with open_project(clip.with_suffix(".sst")) as project:
            assert project.document.labelled == set(range(12))
            assert project.document.can_undo == "Propagate all"
            project.document.undo()
            assert project.document.labelled == {0}


def test_a_clip_that_another_window_has_is_left_out_with_a_sentence(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    engine.step(22)
    with open_project(clips[0].with_suffix(".sst")):
        queue.start(clips, {})
        _until(lambda: not queue.working)
    assert _stages(queue) == ["left out", "done", "left out"]
    assert "a.mp4 was left out. This project is open in another window" in queue.states[0].sentence
    assert _labelled(clips[0]) == {0}


def test_cancel_keeps_what_is_done_and_frees_the_projects(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    queue.start(clips, {})
    engine.step(4)
    _until(lambda: queue.states[0].done == 4)
    assert not queue.start(clips, {}), "it works already"
    left = seconds_left(queue.states)
    assert left is not None
    assert left == pytest.approx((7 + 12) / 25)
    queue.cancel()
    _until(lambda: not queue.working)
    assert _stages(queue) == ["stopped", "stopped", "left out"]
    assert engine.cancelled == [engine.requests[0].job]
    with open_project(clips[0].with_suffix(".sst")) as project:
        assert not project.read_only
        assert project.document.labelled == {0, 1, 2, 3, 4}
    assert _labelled(clips[1]) == {0}


def test_the_window_gets_its_clip_at_once_and_carries_it_itself(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    asked: list[Path] = []
    queue.asked.connect(asked.append)
    free = Event()
    queue.start(clips, {})
    engine.step(2)
    _until(lambda: queue.states[0].done == 2)
    queue.hold(clips[0], free.set)
    assert free.wait(10)
    with open_project(clips[0].with_suffix(".sst")) as project:
        assert not project.read_only, "the queue has let go of it"
        assert project.document.labelled == {0, 1, 2}, "and what it did is stored"
        _until(lambda: asked == [clips[0]])
        queue.tell(ClipState(clips[0], "running", 5, 11, 10.0))
        _until(lambda: queue.states[0].done == 5)
        queue.tell(ClipState(clips[0], "done"))
        engine.step(12)  # one is lost to the run that was cancelled
        _until(lambda: not queue.working)
    assert _stages(queue) == ["done", "done", "left out"]
    assert _labelled(clips[1]) == set(range(12))


def test_a_clip_that_the_window_closes_half_way_is_carried_by_the_queue(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    asked: list[Path] = []
    queue.asked.connect(asked.append)
    queue.hold(clips[0])
    queue.start(clips, {})
    _until(lambda: asked == [clips[0]])
    assert not engine.requests
    queue.give_back(clips[0])
    engine.step(22)
    _until(lambda: not queue.working)
    assert _stages(queue) == ["done", "done", "left out"]
    assert _labelled(clips[0]) == set(range(12))


def test_cancel_ends_also_while_the_window_carries_its_clip(
    queue: ClipQueue, clips: list[Path]
) -> None:
    queue.hold(clips[0])
    queue.start(clips, {})
    _until(lambda: queue.states[0].stage == "running")
    queue.cancel()
    _until(lambda: not queue.working)
    assert _stages(queue) == ["stopped", "stopped", "left out"]


def test_what_is_whole_is_left_out_until_something_is_corrected(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path], make_scene: Scene
) -> None:
    engine.step(100)
    queue.start(clips[:1], {})
    _until(lambda: not queue.working)
    queue.start(clips[:1], {})
    _until(lambda: not queue.working)
    assert queue.states[0].sentence == "a.mp4 is whole already."
    assert len(engine.requests) == 1
    with open_project(clips[0].with_suffix(".sst")) as project:
        project.document.apply(gestures.accept(project.document, [3], [1]))
        assert is_whole(project.document), "looking and nodding asks for no run"
        changed = gestures.import_maps(project.document, {6: make_scene(4)[1]})
        assert changed is not None
        project.document.apply(changed)
    queue.start(clips[:1], {})
    _until(lambda: not queue.working)
    assert _stages(queue) == ["done"]
    assert len(engine.requests) == 2


def test_a_clip_too_large_for_the_machine_is_done_smaller_and_says_so(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    engine.step(100)
    engine.most_pixels = 300
    queue.start(clips[:1], {"resolution": 480})
    _until(lambda: not queue.working)
    assert [request.resolution for request in engine.requests] == [480, 320, 213]
    assert _stages(queue) == ["done"]
    assert queue.states[0].sentence == "a.mp4 was too large here and was done at 213 pixels."
    assert _labelled(clips[0]) == set(range(12))


def test_a_clip_too_large_at_any_size_fails_with_the_engines_sentence(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    engine.most_pixels = 10
    queue.start(clips[:1], {"resolution": 480})
    _until(lambda: not queue.working)
    assert queue.states[0].stage == "failed"
    assert queue.states[0].sentence == "a.mp4: The memory ran out."


def test_a_video_that_has_changed_is_left_out(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    with clips[0].open("ab") as file:
        file.write(b"more")
    engine.step(11)
    queue.start(clips, {})
    _until(lambda: not queue.working)
    assert queue.states[0].sentence == "a.mp4 was left out: the video has changed."
    assert _labelled(clips[0]) == {0}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_a_full_disk_ends_a_clip_with_a_sentence_and_keeps_what_was_stored(
    queue: ClipQueue, engine: EchoEngine, clips: list[Path]
) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    queue.start(clips[:1], {})
    engine.step(3)
    _until(lambda: queue.states[0].done == 3)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))  # the writes really fail
    try:
        engine.step(1)
        _until(lambda: not queue.working)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert queue.states[0].stage == "failed"
    assert "disk is full" in queue.states[0].sentence
    with open_project(clips[0].with_suffix(".sst")) as project:
        assert not project.read_only
        assert project.document.labelled == {0, 1, 2, 3}
