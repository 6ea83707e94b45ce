"""Propagate all with a real engine process: it gives way to the user, and ends all the same."""

import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import numpy as np
from engine_ear import Ear

from annotator.document import gestures
from annotator.document.cells import Provenance
from annotator.engine.clip_queue import ClipQueue
from annotator.engine.messages import Finished, RunRequest
from annotator.project import describe_media, open_project

Scene = Callable[..., tuple[np.ndarray, np.ndarray]]


def test_the_users_run_comes_first_and_the_queue_goes_on_afterwards(
    ear: Ear,
    ask: Callable[..., RunRequest],
    long_gop: Path,
    tiny_weights: str,
    tmp_path: Path,
    make_scene: Scene,
) -> None:
    clip = Path(shutil.copy(long_gop, tmp_path / "a.mp4"))
    media = describe_media(clip, frames=80, height=64, width=96)
    with open_project(tmp_path / "a.sst", create_for=media) as project:
        group = gestures.import_maps(project.document, {0: make_scene(0)[1]})
        assert group is not None
        project.document.apply(group)
        drawn = project.document.label_map(0).tobytes()
    queue = ClipQueue(ear.client)
    queue.start([clip], {"weights": tiny_weights, "device": "cpu", "resolution": 64})
    _until(lambda: queue.states[0].done > 2)
    ear.client.run(ask(100_000, span=(1, 9)))
    assert ear.wait_end(100_000) == Finished(100_000, cancelled=False)
    _until(lambda: not queue.working)
    assert queue.states[0].stage == "done", queue.states
    with open_project(tmp_path / "a.sst") as project:
        document = project.document
        assert document.label_map(0).tobytes() == drawn
        kinds = {document.cell(frame, 1).provenance for frame in range(1, 80)}
        assert kinds == {Provenance.PROPAGATED}
        assert document.can_undo == "Propagate all"
        document.undo()
        assert document.labelled == {0}
    queue.close()


def _until(met: Callable[[], bool]) -> None:
    end = monotonic() + 90
    while not met():
        assert monotonic() < end
        sleep(0.01)
