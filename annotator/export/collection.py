"""What sst-train reads: frames and masks, with the provenance of every mask beside them."""

from typing import Final

import numpy as np

from annotator.document.cells import OWNED
from annotator.export.job import Plan, Shot
from annotator.export.objects import to_table
from annotator.export.vos import SequenceFiles
from sst_core.labels import VOID, LabelMap, object_ids

SIDE_CAR: Final = "Provenance"
_VERSION: Final = 1


class Collection:
    """Writes `JPEGImages/NAME`, `Annotations/NAME`, `ImageSets/LIST.txt`, `Provenance/NAME.json`.

    The side-car says for every frame and object where the mask comes from ("drawn", "corrected",
    "imported", "accepted", "absent", "propagated"), with which confidence, whether it was a
    reference, and whether it is a target: only what a person made or accepted is. With
    `others=void`, pixels of objects that are no targets become void in the masks.

    Raises:
        OutputError: The folder must not be written.
    """

    needs_pictures = True

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._document = plan.job.document
        self._files = SequenceFiles(plan)
        self._frames: dict[str, dict[str, dict[str, object]]] = {}
        self.folder = self._files.folder

    def add(self, shot: Shot) -> None:
        """Writes the frame and its mask, and remembers the provenance.

        Raises:
            OutputError: The disk is full.
        """
        label_map = shot.label_map
        if label_map is not None:
            self._frames[shot.name] = self._cells(shot.frame, label_map)
            if self._plan.options["others"] == "void":
                label_map = self._targets_only(shot.frame, label_map)
        self._files.add(Shot(shot.frame, shot.name, shot.picture, label_map))

    def finish(self) -> None:
        """Waits for the disk, writes the side-car and names the sequence in its list.

        Raises:
            OutputError: Something could not be written.
        """
        self._files.close()
        if not self.folder.written:
            return
        content = {
            "version": _VERSION,
            "sequence": self._files.name,
            "objects": to_table(self._document),
            "frames": self._frames,
        }
        self.folder.write_json(f"{SIDE_CAR}/{self._files.name}.json", content)
        self._files.list_in(f"ImageSets/{self._plan.options['split']}.txt")

    def _cells(self, frame: int, label_map: LabelMap) -> dict[str, dict[str, object]]:
        cells = self._document.cells(frame)
        table: dict[str, dict[str, object]] = {}
        for label in sorted({*cells, *object_ids(label_map)}):
            cell = self._document.cell(frame, label)
            table[str(label)] = {
                "provenance": cell.provenance.name.lower(),
                "target": cell.provenance in OWNED,
                "reference": cell.reference,
                "confidence": None if cell.confidence is None else round(cell.confidence, 4),
            }
        return table

    def _targets_only(self, frame: int, label_map: LabelMap) -> LabelMap:
        lookup = np.arange(256, dtype=np.uint8)
        for label in object_ids(label_map):
            if self._document.cell(frame, label).provenance not in OWNED:
                lookup[label] = VOID
        voided: LabelMap = lookup[label_map]
        return voided
