"""What is odd about masks: empty, tiny, in pieces, jumping or flickering, each with its frame."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from annotator.document.cells import Provenance
from annotator.export.objects import describe
from annotator.export.qa_records import (
    Activity,
    Finding,
    Kind,
    Limits,
    ObjectFigures,
    Report,
    Series,
)
from annotator.export.qa_rules import find_odd
from sst_core.labels import LabelMap

if TYPE_CHECKING:
    from annotator.document.document import Document

__all__ = [
    "Activity",
    "Finding",
    "Inspector",
    "Kind",
    "Limits",
    "ObjectFigures",
    "Report",
    "inspect",
]


class Inspector:
    """Takes label maps frame by frame and says in the end what is odd about them.

    Args:
        document: Where the masks come from.
        objects: Ids to look at; None takes all of the document.
        limits: Where a mask begins to be odd.
        step: Distance of neighbouring frames; across wider gaps nothing is compared.
    """

    def __init__(
        self,
        document: "Document",
        *,
        objects: Iterable[int] | None = None,
        limits: Limits | None = None,
        step: int = 1,
    ) -> None:
        self._document = document
        self._step = step
        self._limits = limits or Limits()
        chosen = [info.id for info in document.objects] if objects is None else objects
        self._series = {label: Series() for label in chosen}
        self._frames: list[int] = []
        self._linked: list[bool] = []
        self._previous: LabelMap | None = None

    def add(self, frame: int, label_map: LabelMap) -> None:
        """Measures one frame; frames come in rising order.

        Args:
            frame: Its number.
            label_map: (H, W) uint8.
        """
        if self._frames and frame - self._frames[-1] > self._step:
            self._previous = None
        self._linked.append(self._previous is not None)
        self._frames.append(frame)
        areas = np.bincount(label_map.ravel(), minlength=256)
        shared = self._shared(label_map)
        cells = self._document.cells(frame)
        for label, series in self._series.items():
            area = int(areas[label])
            parts, middle = _shape(label_map, label) if area else (0, (0.0, 0.0))
            before = series.areas[-1] if series.areas else 0
            if shared is not None and area and before:
                union = area + before - int(shared[label])
                series.overlaps.append(int(shared[label]) / union)
            cell = cells.get(label)
            series.kinds.append(Provenance.NONE if cell is None else cell.provenance)
            series.areas.append(area)
            series.parts.append(parts)
            series.middles.append(middle)
        self._previous = label_map

    def report(self) -> Report:
        """Figures and findings of the frames added so far."""
        frames = tuple(self._frames)
        figures = tuple(self._figures(label) for label in self._series)
        findings = [
            finding
            for label, series in self._series.items()
            for finding in find_odd(label, series, self._pairs(), self._limits)
        ]
        findings.sort(key=lambda finding: (finding.frame, finding.object_id, finding.kind.value))
        return Report(frames, figures, tuple(findings))

    def _pairs(self) -> list[tuple[int, bool]]:
        return list(zip(self._frames, self._linked, strict=True))

    def _shared(self, label_map: LabelMap) -> NDArray[np.intp] | None:
        """Pixels that each id kept since the frame before; None where that was not added."""
        if self._previous is None:
            return None
        same = label_map[label_map == self._previous]
        return np.bincount(same, minlength=256)

    def _figures(self, label: int) -> ObjectFigures:
        series = self._series[label]
        said = [kind for kind in series.kinds if kind is not Provenance.NONE]
        return ObjectFigures(
            describe(self._document, label),
            {kind: said.count(kind) for kind in Provenance if kind in said},
            sum(area > 0 for area in series.areas),
            1.0 - float(np.mean(series.overlaps)) if series.overlaps else None,
            tuple(series.areas),
            tuple(series.kinds),
        )


def inspect(document: "Document", frames: Sequence[int], *, limits: Limits | None = None) -> Report:
    """The same in one call, for frames that are labelled.

    Args:
        document: The label maps.
        frames: Frame numbers, rising.
        limits: Where a mask begins to be odd.
    """
    step = min((b - a for a, b in pairwise(frames)), default=1)
    inspector = Inspector(document, limits=limits, step=step)
    for frame in frames:
        inspector.add(frame, document.label_map(frame))
    return inspector.report()


def _shape(label_map: LabelMap, label: int) -> tuple[int, tuple[float, float]]:
    """Number of connected parts (8 neighbours) and the (row, col) of the middle of a mask."""
    mask = (label_map == label).astype(np.uint8)
    col, row, width, height = cv2.boundingRect(mask)
    inside = np.ascontiguousarray(mask[row : row + height, col : col + width])
    parts, _ = cv2.connectedComponents(inside, connectivity=8)
    rows, cols = inside.sum(axis=1, dtype=np.int64), inside.sum(axis=0, dtype=np.int64)
    area = rows.sum()
    middle_row = row + float(rows @ np.arange(height) / area)
    middle_col = col + float(cols @ np.arange(width) / area)
    return parts - 1, (middle_row, middle_col)
