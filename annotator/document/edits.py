"""Edits: the only way anything in a document changes; a group of them is one step of undo."""

import json
import struct
import zlib
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Final

from annotator.document.cells import Cell, shared_cell
from annotator.document.objects import ObjectInfo
from annotator.document.patches import Box, inflate, pack, unpack

__all__ = [
    "BY_HAND",
    "Box",
    "CellEdit",
    "Edit",
    "Group",
    "ObjectsEdit",
    "PixelEdit",
    "from_bytes",
    "pack",
    "to_bytes",
    "unpack",
]

_HEAD: Final = struct.Struct("<4sHI")
_MAGIC: Final = b"SSTG"
_VERSION: Final = 1
_MOST_TEXT: Final = 2**28
BY_HAND: Final = "hand "
_CELL_BYTES: Final = 160
"""What a cell edit weighs in memory, roughly."""


@dataclass(frozen=True)
class PixelEdit:
    """Pixels of one frame change inside a box.

    Attributes:
        frame: The frame.
        box: (row0, col0, row1, col1), half open.
        old: The packed patch before (`patches.pack`).
        new: The packed patch after.
    """

    frame: int
    box: Box
    old: bytes
    new: bytes


@dataclass(frozen=True)
class CellEdit:
    """The cell of one object on one frame changes."""

    frame: int
    object_id: int
    old: Cell
    new: Cell


@dataclass(frozen=True)
class ObjectsEdit:
    """The list of objects changes, order included."""

    old: tuple[ObjectInfo, ...]
    new: tuple[ObjectInfo, ...]


Edit = PixelEdit | CellEdit | ObjectsEdit


@dataclass(frozen=True)
class Group:
    """What the user takes for one action.

    Attributes:
        title: For the Undo menu, as an imperative ("Paint dog").
        edits: In order of application.
        run: Groups with the same `run` become one step of undo, unless something else happened
            on their frames in between: so a long propagation can be written in parts. Empty:
            always a step of its own. One that begins with `BY_HAND` is the user's own work in
            parts.
    """

    title: str
    edits: tuple[Edit, ...]
    run: str = ""

    @property
    def by_model(self) -> bool:
        """Whether it is part of a propagation."""
        return bool(self.run) and not self.run.startswith(BY_HAND)

    @cached_property
    def nbytes(self) -> int:
        """How much memory the group takes, roughly."""
        return sum(_weight(edit) for edit in self.edits)

    @cached_property
    def frames(self) -> frozenset[int]:
        """Frames whose pixels or cells change."""
        return frozenset(edit.frame for edit in self.edits if not isinstance(edit, ObjectsEdit))

    @cached_property
    def pixel_frames(self) -> frozenset[int]:
        """Frames whose pixels change."""
        return frozenset(edit.frame for edit in self.edits if isinstance(edit, PixelEdit))

    @property
    def touches_objects(self) -> bool:
        """Whether the list of objects changes."""
        return any(isinstance(edit, ObjectsEdit) for edit in self.edits)

    def inverted(self) -> "Group":
        """The group that takes this one back."""
        return Group(self.title, tuple(map(_inverted, reversed(self.edits))), self.run)

    def joined(self, later: "Group") -> "Group":
        """This group and a later part of the same run as one."""
        return Group(self.title, self.edits + later.edits, self.run)


def _inverted(edit: Edit) -> Edit:
    if isinstance(edit, PixelEdit):
        return replace(edit, old=edit.new, new=edit.old)
    if isinstance(edit, CellEdit):
        return replace(edit, old=edit.new, new=edit.old)
    return replace(edit, old=edit.new, new=edit.old)


def _weight(edit: Edit) -> int:
    if isinstance(edit, PixelEdit):
        return len(edit.old) + len(edit.new) + _CELL_BYTES
    if isinstance(edit, CellEdit):
        return 2 * _CELL_BYTES
    return _CELL_BYTES * (1 + len(edit.old) + len(edit.new))


def to_bytes(group: Group) -> bytes:
    """Writes a group as bytes: a small head, deflated JSON, then the patches as they are."""
    blobs: list[bytes] = []
    edits = [_edit_to_json(edit, blobs) for edit in group.edits]
    content = {"title": group.title, "run": group.run, "edits": edits}
    text = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 1)
    return b"".join((_HEAD.pack(_MAGIC, _VERSION, len(text)), text, *blobs))


def from_bytes(data: bytes) -> Group:
    """Reads a group that `to_bytes` wrote.

    Raises:
        ValueError: The bytes are damaged or from a newer version.
    """
    try:
        start = _HEAD.size + _text_length(data)
        content = json.loads(inflate(data[_HEAD.size : start], most=_MOST_TEXT))
        reader = _Blobs(data, start)
        edits = tuple(_edit_from_json(item, reader) for item in content["edits"])
        return Group(content["title"], edits, content["run"])
    except (
        *(struct.error, zlib.error, KeyError, TypeError, IndexError, ValueError),
        *(AttributeError, OverflowError, RecursionError),
    ) as error:
        raise ValueError(f"damaged undo step ({error})") from error


def _text_length(data: bytes) -> int:
    magic, version, length = _HEAD.unpack_from(data)
    if magic != _MAGIC or version != _VERSION:
        raise ValueError(f"an undo step of version {version}, not {_VERSION}")
    return int(length)


class _Blobs:
    """Cuts the patches off the end of the bytes, one after the other."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data, self._at = data, start

    def take(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._data):
            raise ValueError("the patches are cut off")
        blob = self._data[self._at : end]
        self._at = end
        return blob


def _edit_to_json(edit: Edit, blobs: list[bytes]) -> list[Any]:
    if isinstance(edit, PixelEdit):
        blobs += (edit.old, edit.new)
        return ["p", edit.frame, list(edit.box), len(edit.old), len(edit.new)]
    if isinstance(edit, CellEdit):
        return ["c", edit.frame, edit.object_id, _cell_to_json(edit.old), _cell_to_json(edit.new)]
    return ["o", [asdict(item) for item in edit.old], [asdict(item) for item in edit.new]]


def _edit_from_json(item: list[Any], blobs: _Blobs) -> Edit:
    kind = item[0]
    if kind == "p":
        row0, col0, row1, col1 = item[2]
        old = blobs.take(item[3])
        return PixelEdit(item[1], (row0, col0, row1, col1), old, blobs.take(item[4]))
    if kind == "c":
        return CellEdit(item[1], item[2], _cell_from_json(item[3]), _cell_from_json(item[4]))
    if kind == "o":
        return ObjectsEdit(_objects_from_json(item[1]), _objects_from_json(item[2]))
    raise ValueError(f"an edit of unknown kind {kind!r}")


def _cell_to_json(cell: Cell) -> list[Any]:
    return [int(cell.provenance), cell.confidence, int(cell.reference), int(cell.locked)]


def _cell_from_json(item: list[Any]) -> Cell:
    return shared_cell(*item)


def _objects_from_json(items: list[dict[str, Any]]) -> tuple[ObjectInfo, ...]:
    return tuple(
        ObjectInfo(**{**item, "colour": tuple(item["colour"]) if item["colour"] else None})
        for item in items
    )
