"""The file follows the document: at every point, reopening gives what was in memory."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from document_moves import FRAMES, SIZE, Move, contents, moves, perform
from hypothesis import given, settings

from annotator.document.document import Document
from annotator.project import MediaReference, open_project

MEDIA = MediaReference(Path("clip.mp4"), 10, "00", FRAMES, *SIZE)


@settings(derandomize=True, max_examples=30, deadline=None)
@given(moves() | moves("stroke", "part", "part", "part", "add", "undo", "redo"))
def test_reopening_gives_what_was_in_memory_at_every_point(steps: list[Move]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clip.sst"
        project = open_project(path, create_for=MEDIA)
        for number, step in enumerate(steps):
            perform(project.document, step)
            if number % 9 == 8:
                before = contents(project.document), *_stacks(project.document)
                project.close()
                project = open_project(path)
                assert (contents(project.document), *_stacks(project.document)) == before
        project.close()
        with open_project(path) as again:
            end = contents(again.document)
            steps_back = 0
            while again.document.undo():
                steps_back += 1
            assert contents(again.document) == contents(Document(size=SIZE, frames=FRAMES))
        with open_project(path) as third:
            for _ in range(steps_back):
                third.document.redo()
            assert contents(third.document) == end


def _stacks(document: Document) -> tuple[object, ...]:
    return document.undo_steps, document.can_undo, document.can_redo


_WRITER = """
import sys
from pathlib import Path
from document_moves import Move, perform
from annotator.project import open_project
project = open_project(Path(sys.argv[1]))
for number in range(10_000):
    perform(project.document, Move("stroke", number))
    print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_at_most_the_group_in_hand(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "clip.sst"
    open_project(path, create_for=MEDIA).close()
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(sys.path)},
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "0\n"
    time.sleep(random.Random(seed).uniform(0.01, 0.15))
    writer.send_signal(signal.SIGKILL)
    said = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    reached = int(said[-1]) if said else 0
    memory = Document(size=SIZE, frames=FRAMES)
    expected = []
    for number in range(reached + 2):
        perform(memory, Move("stroke", number))
        if number >= reached:
            expected.append(contents(memory))
    with open_project(path) as project:
        assert not project.read_only, "the lock of the dead process is taken over"
        assert contents(project.document) in expected
