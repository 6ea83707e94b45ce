"""What files say about objects: id, name, category, colour."""

from typing import TYPE_CHECKING, Any, Final

from annotator.document.objects import ObjectInfo
from sst_core.labels import MAX_OBJECTS

if TYPE_CHECKING:
    from annotator.document.document import Document


_NAME: Final = 200
_NOTE: Final = 4000
"""Longest name and note, in letters, that are taken from a file."""


def describe(document: "Document", label: int) -> ObjectInfo:
    """What the document knows of an object; a plain description where it knows nothing."""
    for info in document.objects:
        if info.id == label:
            return info
    return ObjectInfo(label, f"Object {label}")


def to_table(document: "Document") -> list[dict[str, object]]:
    """Every object of the document, as plain values for json."""
    return [
        {
            "id": info.id,
            "name": info.name,
            "category": info.category,
            "colour": list(info.colour) if info.colour is not None else None,
            "note": info.note,
        }
        for info in document.objects
    ]


def from_table(table: object) -> tuple[ObjectInfo, ...]:
    """The inverse of `to_table`; rows that make no sense are left out."""
    rows = table if isinstance(table, list) else []
    infos = (_from_row(row) for row in rows if isinstance(row, dict))
    return tuple(info for info in infos if info is not None)


def _from_row(row: dict[str, Any]) -> ObjectInfo | None:
    label = row.get("id")
    if not isinstance(label, int) or not 1 <= label <= MAX_OBJECTS:
        return None
    return ObjectInfo(
        label,
        plain_text(row.get("name")) or f"Object {label}",
        _colour(row.get("colour")),
        category=plain_text(row.get("category")),
        note=plain_text(row.get("note"), most=_NOTE),
    )


def plain_text(value: object, *, most: int = _NAME) -> str:
    """What a file says as a line that can be stored and shown: no control characters, not long."""
    text = str(value) if isinstance(value, str | int | float) else ""
    kept = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * most])
    return kept.strip()[:most].rstrip()


def _colour(value: object) -> tuple[int, int, int] | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    if not all(isinstance(part, int) and 0 <= part <= 255 for part in value):
        return None
    red, green, blue = value
    return red, green, blue
