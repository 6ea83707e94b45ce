"""Which pixels a run may write: the one place that says so."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

import numpy as np

from annotator.document.cells import EMPTY, Cell, Provenance
from annotator.document.document import Document
from annotator.document.draft import Draft, looked_up
from annotator.document.edits import Group
from sst_core.labels import MAX_OBJECTS, LabelMap

_BAND_PIXELS: Final = 2**17


@dataclass(frozen=True, eq=False)
class RunResult:
    """What a propagation says about one frame.

    Attributes:
        frame: The frame.
        label_map: (H, W) uint8 of the clip's size.
        confidence: Object id to confidence, 0 to 1.
        objects: The ids the run is about; nothing else of the frame may change.
    """

    frame: int
    label_map: LabelMap
    confidence: Mapping[int, float]
    objects: tuple[int, ...]


def merge_run(
    current: LabelMap, cells: Mapping[int, Cell], result: LabelMap, objects: Container[int]
) -> LabelMap:
    """Lays the result of a run over a frame and leaves alone what is not the run's.

    The pixel set of every owned cell (human, accepted, locked), of void, and of every object
    the run is not about is bit-identical afterwards. What remains is the run's to write.

    Args:
        current: (H, W) uint8, the frame as it is.
        cells: Object id to cell; ids that are missing count as empty.
        result: (H, W) uint8, the run's opinion.
        objects: The ids the run is about.

    Returns:
        (H, W) uint8, a new array.

    Raises:
        ValueError: The two maps differ in shape.
    """
    if current.shape != result.shape:
        raise ValueError(f"a result of shape {result.shape} for a frame of {current.shape}")
    writable = np.zeros(256, np.bool_)
    for object_id in range(1, MAX_OBJECTS + 1):
        writable[object_id] = object_id in objects and not cells.get(object_id, EMPTY).owned
    ids = np.arange(256, dtype=np.uint8)
    stays = np.where(writable, 0, ids).astype(np.uint8)
    written = np.where(writable, ids, 0).astype(np.uint8)
    merged = np.empty_like(current)
    for rows in _bands(current.shape):
        kept = looked_up(stays, current[rows])
        free = np.negative((kept == 0).view(np.uint8))  # 255 where the run may write, else 0
        np.bitwise_or(kept, looked_up(written, result[rows]) & free, out=merged[rows])
    return merged


def _bands(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows in bands that stay in the processor's cache: several times faster at 4K."""
    step = max(1, _BAND_PIXELS // max(1, shape[1]))
    return (slice(start, start + step) for start in range(0, shape[0], step))


def run_cells(document: Document, draft: Draft, frame: int) -> dict[int, Cell]:
    """The cells of a frame as a run must see them: the lock of an object locks its cells."""
    cells = {item.id: draft.cell(frame, item.id) for item in document.objects}
    for item in document.objects:
        if item.locked:
            cells[item.id] = replace(cells[item.id], locked=True)
    return cells


def write_run(
    document: Document,
    results: Iterable[RunResult],
    *,
    title: str = "Propagate",
    run: str = "",
) -> Group | None:
    """Turns results of a run into one group of edits.

    A long run can be applied in parts, so that no part holds up the window: give all of them
    the same `run`, and they are one step of undo.

    Args:
        document: The document as it is now; it is not changed.
        results: Per frame; a later result of the same frame goes on top of an earlier one.
        title: Of the step of undo.
        run: A name no other run has (`new_run`), if the run comes in parts.

    Returns:
        The group, or None if the results change nothing.
    """
    draft = Draft(document)
    for result in results:
        cells = run_cells(document, draft, result.frame)
        known = tuple(object_id for object_id in result.objects if object_id in cells)
        merged = merge_run(draft.label_map(result.frame), cells, result.label_map, known)
        draft.put(result.frame, merged)
        for object_id in known:
            if not cells[object_id].owned:
                confidence = result.confidence.get(object_id)
                draft.set_cell(result.frame, object_id, Cell(Provenance.PROPAGATED, confidence))
    return draft.group(title, run=run)


def new_run() -> str:
    """A name for a run, never given before."""
    return uuid4().hex
