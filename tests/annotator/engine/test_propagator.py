"""The engine walks the plan, merges groups, shrinks when memory runs out, and leaves no threads."""

from collections.abc import Callable
from pathlib import Path
from threading import active_count

import numpy as np
import pytest
from colour_session import ColourSession

from annotator.engine.plan import make_plan
from annotator.engine.propagate import Finished, Propagator, Task
from annotator.engine.references import MaskRules, find_references
from annotator.media.video import Video
from sst_core.errors import DeviceError
from sst_core.labels import write_label_map

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]


def _task(clip: Path, folder: Path, scene: Scene, drawn: dict[int, set[int]], span: range) -> Task:
    for frame, labels in drawn.items():
        truth = scene(frame)[1]
        kept = np.where(np.isin(truth, sorted(labels)), truth, 0).astype(np.uint8)
        write_label_map(folder / f"{frame:05d}.png", kept)
    source = Video(clip)
    references = find_references(folder, source, MaskRules(source.size), single=0)
    ids = {frame: reference.ids for frame, reference in references.items()}
    return Task(source, references, make_plan(ids, span), span)


class _Factory:
    """Makes fake sessions and remembers them; the first ones may fail."""

    def __init__(self, *fails: dict[int, BaseException]) -> None:
        self.made: list[ColourSession] = []
        self._fails = list(fails)

    def __call__(self, resolution: int) -> ColourSession:
        fails = self._fails.pop(0) if self._fails else {}
        self.made.append(ColourSession(resolution, fails=fails))
        return self.made[-1]


def _run(task: Task, factory: _Factory, said: list[str] | None = None) -> dict[int, Finished]:
    sentences = [] if said is None else said
    runner = Propagator(task, factory, 480, sentences.append)
    finished = [item for item in runner.run() if item is not None]
    assert runner.done == task.steps
    assert len({item.frame for item in finished}) == len(finished)
    return {item.frame: item for item in finished}


def test_one_mask_reaches_every_frame(short_clip: Path, tmp_path: Path, make_scene: Scene) -> None:
    task = _task(short_clip, tmp_path, make_scene, {0: {1, 2}}, range(12))
    factory = _Factory()
    finished = _run(task, factory)
    assert sorted(finished) == list(range(1, 12))
    for frame, item in finished.items():
        truth = make_scene(frame)[1]
        below = slice(14, None)  # beneath the bars that number the frames
        assert (item.label_map[below] == truth[below]).mean() > 0.98
    steps = [entry for entry in factory.made[0].log if entry[0] in {"reset", "step"}]
    assert steps == [("reset",), *(("step", frame) for frame in range(12))]


def test_groups_of_objects_are_merged_and_references_speak_for_what_came_before(
    short_clip: Path, tmp_path: Path, make_scene: Scene
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {2: {1}, 8: {1, 2}}, range(12))
    factory = _Factory()
    finished = _run(task, factory)
    assert sorted(finished) == [0, 1, 3, 4, 5, 6, 7, 9, 10, 11]
    assert all(set(np.unique(item.label_map)) == {0, 1, 2} for item in finished.values())
    assert all(set(item.confidence) == {1, 2} for item in finished.values())
    log = factory.made[0].log
    assert log[:2] == [("reference", 2, (1,)), ("reference", 8, (1, 2))]
    assert [entry[1] for entry in log if entry[0] == "restrict"] == [
        one.objects for one in task.passes
    ]


def test_references_outside_the_range_are_walked_from_and_not_written(
    short_clip: Path, tmp_path: Path, make_scene: Scene
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {1: {1}}, range(5, 9))
    assert sorted(_run(task, _Factory())) == [5, 6, 7, 8]


@pytest.mark.parametrize("error", [RuntimeError("CUDA out of memory. Tried"), MemoryError()])
def test_when_memory_runs_out_it_goes_on_smaller_and_says_so(
    short_clip: Path, tmp_path: Path, make_scene: Scene, error: BaseException
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {0: {1, 2}}, range(12))
    factory, said = _Factory({5: error}, {7: error}), []
    finished = _run(task, factory, said)
    assert sorted(finished) == list(range(1, 12))
    assert [session.resolution for session in factory.made] == [480, 360, 270]
    assert said[0] == "Memory ran out at 480 pixels; going on at 360."
    again = [entry for entry in factory.made[1].log if entry[0] == "step"]
    assert again[0] == ("step", 0)  # history starts anew from the reference


def test_memory_that_never_suffices_is_an_error_of_the_device(
    short_clip: Path, tmp_path: Path, make_scene: Scene
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {0: {1}}, range(12))
    factory = _Factory(*({3: MemoryError()} for _ in range(9)))
    threads = active_count()
    with pytest.raises(DeviceError, match="memory ran out even at"):
        _run(task, factory)
    assert active_count() == threads


def test_other_errors_are_not_swallowed(
    short_clip: Path, tmp_path: Path, make_scene: Scene
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {0: {1}}, range(12))
    with pytest.raises(RuntimeError, match="shapes"):
        _run(task, _Factory({3: RuntimeError("shapes differ")}))
