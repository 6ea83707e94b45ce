"""The QA report on disk: a page for people, two tables for programs."""

import csv
from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image

from annotator.cv import cv2
from annotator.document.cells import Provenance
from annotator.export.folder import OutputFolder
from annotator.export.frames import decode
from annotator.export.job import Plan, Shot
from annotator.export.qa import Finding, Inspector, Report
from annotator.export.qa_page import Page
from annotator.export.qa_style import COLOURS
from annotator.media.overlay import blend
from annotator.media.source import Picture
from sst_core.labels import LabelMap

_MOST_PICTURES: Final = 48
_PICTURE: Final = (180, 320)
"""Height and width of a picture in the page."""
_LEAST: Final = 72
"""Height of the smallest part of a frame that is shown."""
_AROUND: Final = (12, 14, 17)


class QaFiles:
    """Writes `report.html`, `objects.csv` and `findings.csv`; frames nobody labelled are left out.

    Raises:
        OutputError: The folder must not be written.
    """

    needs_pictures = False

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.folder = OutputFolder(plan.job.output, overwrite=plan.job.overwrite)
        step = min((b - a for a, b in pairwise(plan.frames)), default=1)
        self._inspector = Inspector(plan.job.document, step=step)

    def add(self, shot: Shot) -> None:
        """Measures one frame."""
        if shot.label_map is not None:
            self._inspector.add(shot.frame, shot.label_map)

    def finish(self) -> None:
        """Writes the page and the tables.

        Raises:
            OutputError: The disk is full.
            MediaError: A frame to be shown cannot be read.
        """
        report = self._inspector.report()
        if not report.frames:
            return
        job, names = self._plan.job, self._plan.names
        pictures = self._pictures(report) if self._plan.options["pictures"] == "yes" else {}
        page = Page(
            job.sequence, report, names, job.media.rate, job.activity, pictures, self._plan.warnings
        )
        self.folder.write("report.html", page.html().encode())
        self.folder.write("objects.csv", _table(_object_rows(report)))
        self.folder.write("findings.csv", _table(_finding_rows(report, names)))

    def _pictures(self, report: Report) -> dict[Finding, str]:
        """A picture of each of the first findings, and of at least one of every kind."""
        by_frame: dict[int, list[Finding]] = {}
        for finding in _worth_showing(report.findings):
            by_frame.setdefault(finding.frame, []).append(finding)
        pictures: dict[Finding, str] = {}
        for frame, picture in decode(self._plan.job.media, sorted(by_frame)):
            label_map = self._plan.job.document.label_map(frame)
            for finding in by_frame[frame]:
                pictures[finding] = _data_uri(picture, label_map, finding.object_id)
        return pictures


def _worth_showing(findings: tuple[Finding, ...]) -> list[Finding]:
    firsts = {finding.kind: finding for finding in reversed(findings)}
    ordered = dict.fromkeys([*firsts.values(), *findings])
    return list(ordered)[:_MOST_PICTURES]


def _data_uri(picture: Picture, label_map: LabelMap, label: int) -> str:
    """The surroundings of an object with its mask laid over, small, as JPEG in base64."""
    mask = (label_map == label).astype(np.uint8)
    rows, cols = _surroundings(mask)
    blended = blend(picture[rows, cols], mask[rows, cols] * np.uint8(label))
    height, width = _PICTURE
    scale = min(height / blended.shape[0], width / blended.shape[1])
    size = (round(blended.shape[1] * scale), round(blended.shape[0] * scale))
    way = Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.NEAREST
    canvas = Image.new("RGB", (width, height), _AROUND)
    shown = Image.fromarray(blended).resize((max(size[0], 1), max(size[1], 1)), way)
    canvas.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    buffer = BytesIO()
    canvas.save(buffer, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{b64encode(buffer.getvalue()).decode('ascii')}"


def _surroundings(mask: LabelMap) -> tuple[slice, slice]:
    """A window of the pictures' shape around a mask; the whole frame where it is empty."""
    if not mask.any():
        return slice(None), slice(None)
    col, row, width, height = cv2.boundingRect(mask)
    high = max(2 * height, 2 * width * _PICTURE[0] // _PICTURE[1], _LEAST)
    wide = high * _PICTURE[1] // _PICTURE[0]
    return (
        _window(row + height // 2, high, mask.shape[0]),
        _window(col + width // 2, wide, mask.shape[1]),
    )


def _window(middle: int, length: int, limit: int) -> slice:
    """So many pixels around a middle, moved into the frame; all of it where it is shorter."""
    start = max(0, min(middle - length // 2, limit - length))
    return slice(start, min(start + length, limit))


def _object_rows(report: Report) -> list[list[object]]:
    kinds = list(COLOURS)
    head = ["id", "name", "category", "visible", *(COLOURS[kind][0] for kind in kinds)]
    rows: list[list[object]] = [[*head, "propagated_share", "flicker", "findings"]]
    for figures in report.objects:
        info, total = figures.info, sum(figures.shares.values())
        counts = [figures.shares.get(kind, 0) for kind in kinds]
        share = figures.shares.get(Provenance.PROPAGATED, 0) / total if total else 0.0
        flicker = "" if figures.flicker is None else f"{figures.flicker:.4f}"
        found = sum(finding.object_id == info.id for finding in report.findings)
        row = [info.id, info.name, info.category, figures.visible, *counts]
        rows.append([*row, f"{share:.4f}", flicker, found])
    return rows


def _finding_rows(report: Report, names: Sequence[str]) -> list[list[object]]:
    objects = {figures.info.id: figures.info.name for figures in report.objects}
    rows: list[list[object]] = [
        ["frame", "last_frame", "file", "object", "name", "kind", "value", "text"]
    ]
    for finding in report.findings:
        place = [finding.frame, finding.last, names[finding.frame]]
        what = [finding.kind.value, f"{finding.value:.4g}", finding.text]
        rows.append([*place, finding.object_id, objects[finding.object_id], *what])
    return rows


def _table(rows: list[list[object]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
