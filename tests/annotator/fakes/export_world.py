"""A small clip with everything that makes exports hard: odd size, void, late objects, gaps."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from annotator.document.cells import Cell, Provenance
from annotator.document.document import Document, DocumentState
from annotator.document.objects import ObjectInfo
from annotator.export.imports import ImportRules
from annotator.export.job import ExportJob
from annotator.media.image_folder import ImageFolder

SIZE = (37, 53)
FRAMES = 8
OBJECTS = (
    ObjectInfo(1, "dog", (200, 10, 10), category="animal"),
    ObjectInfo(7, "red ball / small", category="toy"),
    ObjectInfo(254, "höher", note="appears late"),
)
UNLABELLED = 5
HIDDEN = 6
"""A frame on which every object was said to be absent."""
WAITING = (2, 4)
"""Frames with a mask nobody has accepted."""


def label_map(frame: int) -> np.ndarray:
    """The truth: object 254 appears on frame 3, void on some frames, one empty frame."""
    result = np.zeros(SIZE, np.uint8)
    if frame in (UNLABELLED, HIDDEN):
        return result
    result[5 + frame : 15 + frame, 3:20] = 1
    result[20:24, 30 + frame : 40 + frame] = 7
    if frame >= 3:
        result[30:, 40:] = 254
        result[0, 0] = 254
    if frame % 2 == 0:
        result[24:26, 30:45] = 255
        result[36, 52] = 255
    return result


@dataclass
class World:
    """A clip on disk, its document, and how to export it."""

    root: Path
    document: Document
    media: ImageFolder
    maps: dict[int, np.ndarray] = field(default_factory=dict)

    def job(self, format_id: str, **changes: object) -> ExportJob:
        """A job over all frames into `root/out`."""
        values: dict[str, Any] = {
            "document": self.document,
            "media": self.media,
            "output": self.root / "out",
            "format": format_id,
            "frames": range(len(self.media)),
            "sequence": "walk",
        }
        return ExportJob(**(values | changes))

    def rules(self, **changes: object) -> ImportRules:
        """What an import into this clip must agree with."""
        options: dict[str, Any] = changes
        return ImportRules(SIZE, tuple(self.media.names), **options)


def cells() -> dict[tuple[int, int], Cell]:
    """Who made what: drawn, propagated, corrected, accepted, imported, absent."""
    table = {(0, label): Cell(Provenance.DRAWN, reference=True) for label in (1, 7)}
    kinds = {1: Provenance.ACCEPTED, 2: Provenance.PROPAGATED, 3: Provenance.CORRECTED}
    kinds |= {4: Provenance.IMPORTED, 7: Provenance.ACCEPTED}
    for frame, kind in kinds.items():
        for label in (1, 7, 254) if frame >= 3 else (1, 7):
            table[frame, label] = Cell(kind, 0.5 if kind is Provenance.PROPAGATED else None)
    table[4, 7] = Cell(Provenance.PROPAGATED, 0.25)
    for label in (1, 7, 254):
        table[HIDDEN, label] = Cell(Provenance.ABSENT, reference=True)
    return table


def build(root: Path, names: list[str] | None = None) -> World:
    """Writes the images under `root`; `names` are their stems."""
    stems = names or [f"{frame:05d}" for frame in range(FRAMES)]
    folder = root / "clip"
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 256, (len(stems), *SIZE, 3), np.uint8)
    for stem, picture in zip(stems, noise, strict=True):
        Image.fromarray(picture).save(folder / f"{stem}.png")
    maps = {frame: label_map(frame) for frame in range(FRAMES) if frame != UNLABELLED}
    labelled = frozenset(frame for frame, labels in maps.items() if labels.any())
    state = DocumentState(OBJECTS, cells(), labelled)
    document = Document(size=SIZE, frames=FRAMES, load=maps.get, state=state)
    return World(root, document, ImageFolder(folder), maps)
