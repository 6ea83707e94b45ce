"""A first look at masks from elsewhere: what lies there, and whether it is masks at all."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from PIL import Image

from sst_core.labels import list_pngs, mask_sequences

_MOST: Final = 4000
"""So many headers are read; the rest of a longer folder is taken to be like them."""
_KINDS: Final = frozenset({"P", "L", "1"})
"""What Pillow calls indexed, grey, and black and white: what a mask may be."""
_UNREADABLE: Final = (
    *(OSError, ValueError, SyntaxError, ArithmeticError, MemoryError),
    Image.DecompressionBombError,
)
_LAYOUTS: Final = ("Annotations", "masks")


def looks_like_masks(path: Path) -> bool:
    """Whether a dropped file or folder is more likely masks than frames."""
    if path.is_dir():
        if any((path / name).is_dir() for name in _LAYOUTS):
            return True
        first = next(iter(_pngs(path)), None)
        others = any(path.glob("*.jpg")) or any(path.glob("*.jpeg"))
        return first is not None and not others and _mode(first) in _KINDS
    if path.suffix.lower() == ".json":
        return True
    return path.suffix.lower() == ".png" and _mode(path) in _KINDS


def sequences_in(path: Path) -> list[str]:
    """The names of the sequences of a collection; empty where there is nothing to choose."""
    found = mask_sequences(path) if path.is_dir() else {}
    return sorted(found) if len(found) > 1 else []


def sizes_of(path: Path) -> list[tuple[int, int]]:
    """The sizes (height, width) of the masks at a path, each once; what cannot be read is passed.

    Args:
        path: A PNG, a folder, or a json of COCO.
    """
    if path.suffix.lower() == ".json":
        return sorted(_json_sizes(path))
    files = islice(path.rglob("*.png"), _MOST) if path.is_dir() else [path]
    return sorted({size for size in map(_size, files) if size is not None})


def _pngs(path: Path) -> Sequence[Path]:
    try:
        return list_pngs(path)
    except OSError:
        return ()


def _mode(file: Path) -> str:
    try:
        with Image.open(file) as image:
            return str(image.mode)
    except _UNREADABLE:
        return ""


def _size(file: Path) -> tuple[int, int] | None:
    try:
        with Image.open(file) as image:
            return image.height, image.width
    except _UNREADABLE:
        return None


def _json_sizes(path: Path) -> set[tuple[int, int]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return set(_entries(content))
    except (*_UNREADABLE, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _entries(content: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for entry in content.get("images") or content.get("videos") or ():
        yield int(entry["height"]), int(entry["width"])
