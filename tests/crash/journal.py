"""A witness beside the project: what was about to be stored, and what was, each line fsynced."""

import json
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.project import Project
from annotator.project.entries import Entry


def fingerprint(
    document: Document, known: dict[int, str] | None = None, *, stacks: bool = True
) -> str:
    """Everything a document holds, in short: masks, cells, objects and both stacks of undo.

    Args:
        document: The document.
        known: Digests of label maps by frame, filled in here; remove what changed.
        stacks: Whether undo counts.
    """
    known = {} if known is None else known
    whole = blake2b(digest_size=12)
    for frame in sorted(document.labelled):
        if frame not in known:
            known[frame] = blake2b(document.label_map(frame).tobytes(), digest_size=12).hexdigest()
        whole.update(f"{frame} {known[frame]}".encode())
    cells = [(frame, sorted(document.cells(frame).items())) for frame in range(document.frames)]
    whole.update(repr(cells).encode())
    steps = (document.undo_steps, document.can_undo, document.can_redo) if stacks else ()
    whole.update(repr((document.objects, steps)).encode())
    return whole.hexdigest()


class Journal:
    """Writes lines that survive the death of their writer.

    Args:
        path: The file; lines are added to it.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._known: dict[int, str] = {}

    def line(self, what: str, **facts: object) -> None:
        """Adds one line and waits until it is on the disk."""
        self._file.write((json.dumps({"what": what, **facts}) + "\n").encode())
        os.fsync(self._file.fileno())

    def follow(self, project: Project) -> None:
        """Notes the document when a group leaves it, and when that group is stored."""
        document, store = project.document, project._store
        commit, write = store.commit, store._store
        on_the_way: deque[str] = deque()
        self._known.clear()

        def witnessed(changed: Document, group: Group, kind: str) -> None:
            for frame in group.pixel_frames:
                self._known.pop(frame, None)
            state = fingerprint(changed, self._known)
            self.line("in hand", state=state, title=group.title, kind=kind)
            on_the_way.append(state)
            commit(changed, group, kind)

        def written(entry: Entry) -> None:
            write(entry)
            if entry.event is not None:
                self.line("stored", state=on_the_way.popleft())

        store.commit = witnessed  # type: ignore[method-assign]
        store._store = written  # type: ignore[method-assign]
        self.line("open", state=fingerprint(document, self._known))


@dataclass(frozen=True)
class Witness:
    """What a journal says about the moment of death.

    Attributes:
        doing: The last thing that had begun and not ended, or "idle".
        states: Fingerprints that the project may have now: stored last, then those on their way.
        in_hand: Whether a group was being stored.
        engines: Numbers of engine processes.
        stored: How many groups were stored.
    """

    doing: str
    states: tuple[str, ...]
    in_hand: bool
    engines: frozenset[int]
    stored: int


def read_witness(path: Path) -> Witness:
    """Reads a journal; a last line that was cut off counts as not written."""
    doing, states, engines, stored = "starting", [], set(), 0
    for line in _lines(path):
        stored += line["what"] == "stored"
        match line["what"]:
            case "open":
                states = [str(line["state"])]
            case "stored":
                states = states[1:]  # one after the other, as they left the document
            case "in hand":
                states = [*states, str(line["state"])]
            case "begin":
                doing = str(line["act"])
            case "end":
                doing = "idle"
            case "engine":
                engines.add(int(str(line["pid"])))
    return Witness(doing, tuple(states), len(states) > 1, frozenset(engines), stored)


def _lines(path: Path) -> Iterator[dict[str, object]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                return
