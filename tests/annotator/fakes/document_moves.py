"""What users and runs do to a document, as random moves; and what a document holds, as bytes."""

from collections.abc import Callable
from dataclasses import dataclass

import hypothesis.strategies as st
import numpy as np

from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.document.ownership import RunResult, new_run, write_run
from annotator.document.raster import brush_stroke, fill_holes, grow

SIZE = (13, 17)
FRAMES = 4


@dataclass(frozen=True)
class Move:
    """One thing that happens: its kind, and numbers it takes what it needs from."""

    kind: str
    seed: int


def contents(document: Document) -> tuple[object, ...]:
    """Everything a document holds, comparable to the byte."""
    frames = range(document.frames)
    return (
        document.objects,
        tuple(document.label_map(frame).tobytes() for frame in frames),
        tuple(tuple(sorted(document.cells(frame).items())) for frame in frames),
        tuple(document.references().items()),
        document.labelled,
    )


def moves(*kinds: str) -> st.SearchStrategy[list[Move]]:
    """Lists of moves; of all kinds if none are named."""
    chosen = st.sampled_from(kinds or (*_MAKERS, "undo", "redo"))
    pairs = st.lists(st.tuples(chosen, st.integers(0, 2**20)), min_size=1, max_size=25)
    return pairs.map(
        lambda found: [Move(kind, seed * 25 + at) for at, (kind, seed) in enumerate(found)]
    )


def perform(document: Document, move: Move) -> None:
    """Does one move; many do nothing where there is nothing to do it to."""
    if move.kind == "undo":
        document.undo()
    elif move.kind == "redo":
        document.redo()
    else:
        group = build(document, move)
        if group is not None:
            document.apply(group)


def build(document: Document, move: Move) -> Group | None:
    """The group of one move that is neither undo nor redo."""
    random = np.random.default_rng(move.seed)
    ids = [item.id for item in document.objects]
    if not ids:
        return gestures.add_object(document)
    try:
        return _MAKERS[move.kind](document, random, ids)
    except gestures.LockedError:
        return None


Maker = Callable[[Document, np.random.Generator, list[int]], Group | None]


def _frame(random: np.random.Generator) -> int:
    return int(random.integers(FRAMES))


def _some(random: np.random.Generator, ids: list[int]) -> list[int]:
    return [item for item in ids if random.random() < 0.6] or ids[:1]


def run_results(random: np.random.Generator, ids: list[int]) -> list[RunResult]:
    """The opinion of a model that knows nothing: noise in blocks, foreign ids and void too."""
    results = []
    for frame in range(FRAMES):
        coarse = random.choice([0, *ids, 77, 255], (5, 6))
        label_map = np.kron(coarse, np.ones((3, 3), int))[: SIZE[0], : SIZE[1]].astype(np.uint8)
        objects = tuple(_some(random, ids))
        results.append(RunResult(frame, label_map, dict.fromkeys(objects, 0.5), objects))
    return results


def _stroke(document: Document, random: np.random.Generator, ids: list[int]) -> Group | None:
    frame, value = _frame(random), int(random.choice([*ids, *ids, 0, 255]))
    protect = gestures.protected_ids(
        document, frame, value, protect_others=bool(random.random() < 0.3)
    )
    points = random.uniform(-2, 18, (int(random.integers(1, 4)), 2))
    radius = float(random.uniform(0.2, 5))
    found = brush_stroke(document.label_map(frame), points, radius, value, protect=protect)
    if found is None:
        return None
    return gestures.paint(document, frame, *found, value, "Paint")


def _run(document: Document, random: np.random.Generator, ids: list[int]) -> Group | None:
    return write_run(document, run_results(random, ids), run=new_run())


def _part(document: Document, random: np.random.Generator, ids: list[int]) -> Group | None:
    """The next part of one long run, whatever else happens in between."""
    results = run_results(random, ids)
    return write_run(document, [results[_frame(random)]], run="the long run")


def _merge(document: Document, random: np.random.Generator, ids: list[int]) -> Group | None:
    if len(ids) < 2:
        return None
    source, target = random.choice(ids, 2, replace=False)
    return gestures.merge_objects(document, int(source), int(target))


def _imported(document: Document, random: np.random.Generator, ids: list[int]) -> Group | None:
    label_map = random.choice(np.array([0, 0, *ids, 9, 255], np.uint8), SIZE)
    return gestures.import_maps(document, {_frame(random): label_map})


def _one(random: np.random.Generator, ids: list[int]) -> int:
    return int(random.choice(ids))


def _flag(random: np.random.Generator) -> bool:
    return bool(random.random() < 0.5)


_MAKERS: dict[str, Maker] = {
    "stroke": _stroke,
    "run": _run,
    "part": _part,
    "merge": _merge,
    "import": _imported,
    "add": lambda d, r, ids: gestures.add_object(d) if len(ids) < 6 else None,
    "remove": lambda d, r, ids: gestures.remove_object(d, _one(r, ids)),
    "absent": lambda d, r, ids: gestures.mark_absent(d, [_frame(r)], _one(r, ids)),
    "accept": lambda d, r, ids: gestures.accept(d, range(_frame(r), FRAMES), _some(r, ids)),
    "lock": lambda d, r, ids: gestures.set_locked(d, [_frame(r)], _some(r, ids), locked=_flag(r)),
    "lock object": lambda d, r, ids: gestures.change_object(d, _one(r, ids), locked=_flag(r)),
    "reference": lambda d, r, ids: gestures.set_reference(
        d, _frame(r), _some(r, ids), reference=_flag(r)
    ),
    "clear": lambda d, r, ids: gestures.clear(d, [_frame(r)], _some(r, ids)),
    "copy": lambda d, r, ids: gestures.copy_from(d, _frame(r), _frame(r), _some(r, ids)),
    "swap": lambda d, r, ids: gestures.swap_ids(d, _one(r, ids), _one(r, ids), _frame(r)),
    "split": lambda d, r, ids: gestures.split_object(d, _frame(r), _one(r, ids)),
    "rename": lambda d, r, ids: gestures.rename(d, _one(r, ids), str(r.integers(9))),
    "reorder": lambda d, r, ids: gestures.reorder(d, map(int, r.permutation(ids))),
    "grow": lambda d, r, ids: gestures.refine(
        d, _frame(r), _one(r, ids), lambda mask: grow(mask, 1), title="Grow", margin=2
    ),
    "holes": lambda d, r, ids: gestures.refine(
        d, _frame(r), _one(r, ids), lambda mask: fill_holes(mask, 9), title="Fill holes"
    ),
}
