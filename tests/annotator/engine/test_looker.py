"""Questions about what the model looks at, answered in the engine."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from annotator.document.patches import pack_map
from annotator.engine.client import EngineClient
from annotator.engine.kept import Clips, KeptSession, Models
from annotator.engine.looker import Looker
from annotator.engine.messages import Looked, LookRequest, ReferenceData
from annotator.engine.shelf import Budget
from sst_core.errors import Cancelled
from sst_core.labels import read_label_map


@pytest.fixture
def clip(tmp_path: Path, sample_root: Path) -> Path:
    """A copy of the sample."""
    return Path(shutil.copy(sample_root / "clip.mp4", tmp_path / "pond.mp4"))


def _looker(check: Callable[[], None]) -> Looker:
    kept = KeptSession(check)
    kept.budget = Budget(64 * 2**20, 0)
    return Looker(Models(), Clips(), kept, ready=lambda _device: None, check=check)


def _request(clip: Path, sample_root: Path, at: tuple[int, int], ticket: int = 1) -> LookRequest:
    packed = pack_map(read_label_map(sample_root / "masks" / "00000.png"))
    reference = ReferenceData(0, packed, (1, 2))
    return LookRequest(ticket, str(clip), 3, at, 1, (reference,), device="cpu", resolution=160)


def test_with_the_real_weights_a_fish_looks_at_the_fish(clip: Path, sample_root: Path) -> None:
    """A pixel of the object is like the object and looks at it; one of the ground does not."""
    looker = _looker(lambda: None)
    first = read_label_map(sample_root / "masks" / "00000.png")
    rows, cols = np.nonzero(first == 1)
    inside = (int(np.median(rows)), int(np.median(cols)))
    there = looker.answer(_request(clip, sample_root, inside))
    ground = looker.answer(_request(clip, sample_root, (20, 20), ticket=2))
    assert (there.ticket, ground.ticket, there.sentence) == (1, 2, "")
    assert [(one.frame, one.kind) for one in there.frames if one.kind != "kept"] == [
        (0, "reference"),
        (2, "before"),
    ]
    assert there.affinity - there.rival > ground.affinity - ground.rival
    assert ground.rival > ground.affinity
    assert there.inside > 0.3
    assert ground.inside < 0.1
    reference = there.frames[0]
    heat = np.frombuffer(reference.heat, np.uint8).reshape(reference.shape)
    row, col = np.unravel_index(int(heat.argmax()), heat.shape)
    assert heat[reference.peak] > 128
    high, wide = there.extent[0] / reference.shape[0], there.extent[1] / reference.shape[1]
    box = first[int(row * high) : int((row + 1) * high), int(col * wide) : int((col + 1) * wide)]
    assert (box == 1).any()
    assert reference.picture[:2] == b"\xff\xd8"


def test_frames_that_a_run_came_back_to_look_at_later_ones(clip: Path, sample_root: Path) -> None:
    """Two masks: the frame looks at its neighbours on the side it was reached from."""
    looker = _looker(lambda: None)
    request = _request(clip, sample_root, (120, 200))
    both = (*request.references, replace(request.references[0], frame=9))
    seen = {}
    for step in (1, -1):
        asked = replace(request, frame=6, references=both, step=step)
        answer = looker.answer(asked)
        assert answer.sentence == ""
        seen[step] = [(one.frame, one.kind) for one in answer.frames]
        assert {one.frame for one in answer.frames if one.kind == "reference"} == {0, 9}
    assert [frame for frame, kind in seen[1] if kind == "before"] == [5]
    assert [frame for frame, kind in seen[-1] if kind == "before"] == [7]
    alone = looker.answer(replace(request, frame=6, step=-1))
    assert [one.frame for one in alone.frames if one.kind == "before"] == [5]


def test_it_gives_way_and_says_why(clip: Path, sample_root: Path) -> None:
    """Where something else waits, the answer comes at once, without frames."""

    def busy() -> None:
        raise Cancelled

    looker = _looker(busy)
    answer = looker.answer(_request(clip, sample_root, (10, 10)))
    assert (answer.frames, bool(answer.sentence)) == ((), True)


def test_the_engine_process_answers_once_per_question(clip: Path, sample_root: Path) -> None:
    """Through the real process: every ticket comes back, the last one with frames."""
    heard: list[Looked] = []
    done = Event()

    def hear(message: object) -> None:
        if isinstance(message, Looked):
            heard.append(message)
            if message.ticket == 3:
                done.set()

    client = EngineClient()
    client.events.connect(hear)
    try:
        for ticket in (1, 2, 3):
            client.look(_request(clip, sample_root, (200, 60 * ticket), ticket=ticket))
        assert done.wait(120)
    finally:
        client.close()
    assert [message.ticket for message in heard] == [1, 2, 3]
    assert heard[-1].frames
    assert all(message.frames or message.sentence for message in heard)
