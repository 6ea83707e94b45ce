"""Runs without a window: the forecast is told, and frames crossed twice are embedded once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from annotator.engine.fitting import fit
from annotator.engine.plan import make_plan
from annotator.engine.propagate import Propagator, Task
from annotator.engine.references import MaskRules, find_references
from annotator.engine.sessions import load_sessions
from annotator.media.video import Video
from sst_core.labels import write_label_map
from sst_core.session import InferenceSession

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]


def _task(clip: Path, folder: Path, scene: Scene, drawn: dict[int, int]) -> Task:
    """Each frame is drawn with one object only, so that the objects travel apart."""
    for frame, label in drawn.items():
        truth = scene(frame)[1]
        write_label_map(folder / f"{frame:05d}.png", np.where(truth == label, truth, 0))
    source = Video(clip)
    references = find_references(folder, source, MaskRules(source.size), single=0)
    ids = {frame: reference.ids for frame, reference in references.items()}
    return Task(source, references, make_plan(ids, range(12)), range(12))


def test_frames_that_several_passes_cross_are_embedded_once_with_the_same_result(
    short_clip: Path,
    tmp_path: Path,
    make_scene: Scene,
    tiny_weights: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {2: 1, 7: 2})
    factory = load_sessions(tiny_weights, device="cpu")
    plain = {i.frame: i for i in Propagator(task, factory, 64, print).run() if i is not None}
    shown: list[int] = []
    embed = InferenceSession.embed

    def count(session: InferenceSession, image: np.ndarray) -> object:
        shown.append(1)
        return embed(session, image)

    monkeypatch.setattr(InferenceSession, "embed", count)
    said: list[str] = []
    run = fit(task, factory, 64, say=said.append, warn=said.append)
    kept = {item.frame: item for item in run.run() if item is not None}
    assert len(shown) == 12
    assert task.steps > 12
    assert len(said) == 1
    assert said[0].startswith("Needs about ")
    assert kept.keys() == plain.keys()
    for frame, item in kept.items():
        assert np.array_equal(item.label_map, plain[frame].label_map)


def test_a_single_pass_keeps_nothing(
    short_clip: Path, tmp_path: Path, make_scene: Scene, tiny_weights: str
) -> None:
    task = _task(short_clip, tmp_path, make_scene, {0: 1})
    run = fit(task, load_sessions(tiny_weights, device="cpu"), 64, say=print, warn=print)
    assert run.shelf(64) is None
