"""One black and white PNG per object and frame."""

import re
from typing import Final

import numpy as np

from annotator.document.objects import ObjectInfo
from annotator.export.choice import in_bytes
from annotator.export.folder import OutputFolder
from annotator.export.job import Plan, Shot
from annotator.export.objects import describe, to_table
from sst_core.labels import VOID, object_ids

OBJECTS_FILE: Final = "objects.json"
VOID_FOLDER: Final = "void"
_LONGEST: Final = 120
"""Bytes of a name that become part of a folder's name; file systems hold 255."""


class PngObjects:
    """Writes `masks/NAME/001_dog/00000.png`: 255 where the object is, else 0.

    Every labelled frame has a file for every object; frames nobody labelled have none. Void goes
    into a folder of its own, with a file only where there is some.

    Raises:
        OutputError: The folder must not be written.
    """

    needs_pictures = False

    def __init__(self, plan: Plan) -> None:
        self._document = plan.job.document
        self._place = f"masks/{plan.job.sequence}"
        self.folder = OutputFolder(plan.job.output, overwrite=plan.job.overwrite)

    def add(self, shot: Shot) -> None:
        """Writes the masks of one frame.

        Raises:
            OutputError: The disk is full.
        """
        if shot.label_map is None:
            return
        labels = {info.id for info in self._document.objects} | set(object_ids(shot.label_map))
        places = {label: folder_name(describe(self._document, label)) for label in labels}
        if (shot.label_map == VOID).any():
            places[VOID] = VOID_FOLDER
        for label, folder in places.items():
            mask = np.where(shot.label_map == label, np.uint8(255), np.uint8(0))
            self.folder.write_picture(f"{self._place}/{folder}/{shot.name}", mask, "png")

    def finish(self) -> None:
        """Writes which folder is which object.

        Raises:
            OutputError: The disk is full.
        """
        if self.folder.written:
            self.folder.write_json(f"{self._place}/{OBJECTS_FILE}", to_table(self._document))


def folder_name(info: ObjectInfo) -> str:
    """The folder of an object: its id, and what of its name can stand in any file system."""
    plain = in_bytes(re.sub(r"[^\w-]+", "_", info.name), _LONGEST).strip("_")
    return f"{info.id:03d}_{plain}" if plain else f"{info.id:03d}"
