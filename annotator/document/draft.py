"""A draft: change copies of frames, cells and objects freely, then take the difference."""

import numpy as np

from annotator.cv import cv2
from annotator.document.cells import EMPTY, Cell
from annotator.document.document import Document
from annotator.document.edits import CellEdit, Edit, Group, ObjectsEdit, PixelEdit
from annotator.document.objects import ObjectInfo
from annotator.document.patches import Box, in_box, pack
from sst_core.labels import LabelMap


class Draft:
    """Collects what a gesture or a run wants, and becomes one group of edits.

    Args:
        document: The document the draft starts from; it is not changed.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._maps: dict[int, LabelMap] = {}
        self._cells: dict[tuple[int, int], Cell] = {}
        self.objects: tuple[ObjectInfo, ...] = document.objects

    def label_map(self, frame: int) -> LabelMap:
        """The label map of a frame as the draft has it; not to be written to."""
        found = self._maps.get(frame)
        return self._document.label_map(frame) if found is None else found

    def put(self, frame: int, label_map: LabelMap) -> None:
        """Replaces the label map of a frame: (H, W) uint8 that nobody changes afterwards."""
        self._maps[frame] = label_map

    def cell(self, frame: int, object_id: int) -> Cell:
        """A cell as the draft has it."""
        found = self._cells.get((frame, object_id))
        return self._document.cell(frame, object_id) if found is None else found

    def set_cell(self, frame: int, object_id: int, cell: Cell) -> None:
        """Replaces a cell."""
        self._cells[frame, object_id] = cell

    def clear_cell(self, frame: int, object_id: int) -> None:
        """Makes a cell say nothing."""
        self._cells[frame, object_id] = EMPTY

    def move_pixels(self, frame: int, moves: dict[int, int]) -> None:
        """Gives all pixels of some values other values, at once (a swap is one call)."""
        before = self.label_map(frame)
        table = np.arange(256, dtype=np.uint8)
        for source, target in moves.items():
            table[source] = target
        self.put(frame, looked_up(table, before))

    def group(self, title: str, *, run: str = "") -> Group | None:
        """The difference between the document and the draft, or None if there is none."""
        edits: list[Edit] = []
        if self.objects != self._document.objects:
            edits.append(ObjectsEdit(self._document.objects, self.objects))
        for frame, label_map in sorted(self._maps.items()):
            edit = pixel_edit(frame, self._document.label_map(frame), label_map)
            if edit is not None:
                edits.append(edit)
        for (frame, object_id), cell in sorted(self._cells.items(), key=lambda item: item[0]):
            old = self._document.cell(frame, object_id)
            if cell != old:
                edits.append(CellEdit(frame, object_id, old, cell))
        return Group(title, tuple(edits), run) if edits else None


def looked_up(table: LabelMap, label_map: LabelMap) -> LabelMap:
    """`table[label_map]`, several times faster: a (256,) uint8 table over an (H, W) uint8 map."""
    return np.asarray(cv2.LUT(np.ascontiguousarray(label_map), table), np.uint8)


def changed_box(before: LabelMap, after: LabelMap) -> Box | None:
    """The smallest box that holds every difference of two maps of one shape, or None."""
    different = (before != after).view(np.uint8)
    col, row, width, height = cv2.boundingRect(different)
    return (row, col, row + height, col + width) if width else None


def pixel_edit(frame: int, before: LabelMap, after: LabelMap) -> PixelEdit | None:
    """The smallest edit that turns one label map of a frame into another, or None."""
    box = changed_box(before, after)
    if box is None:
        return None
    return PixelEdit(frame, box, pack(in_box(before, box)), pack(in_box(after, box)))
