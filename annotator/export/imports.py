"""Masks from elsewhere: a PNG, a folder or collection of them, or run lengths of COCO."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from annotator.document.objects import ObjectInfo
from annotator.export.coco import COCO_FILE, PLAIN, VIS_FILE
from annotator.export.folder import read_json
from annotator.export.import_coco import read_coco
from annotator.export.import_rules import (
    Imported,
    ImportRules,
    LazyMaps,
    fit,
    match_frames,
    with_plain,
)
from annotator.export.objects import from_table, plain_text
from annotator.export.png_objects import OBJECTS_FILE, VOID_FOLDER
from sst_core.errors import MaskError, UserError
from sst_core.labels import (
    MAX_OBJECTS,
    VOID,
    LabelMap,
    list_pngs,
    mask_sequences,
    object_ids,
    read_label_map,
)
from sst_core.saying import said

__all__ = ["ImportRules", "Imported", "import_masks"]

_OBJECT_FOLDER: Final = re.compile(r"(\d{3})(?:_.*)?")


def import_masks(
    path: Path, rules: ImportRules, *, frame: int | None = None, sequence: str | None = None
) -> Imported:
    """Reads masks, whatever layout they are in.

    Args:
        path: An indexed PNG; a folder of PNGs named after frames; the root of a DAVIS,
            YouTube-VOS or our own collection, or of one PNG per object; a COCO or YouTube-VIS
            json, or the folder of one.
        rules: The clip, and how masks may differ from it.
        frame: The frame for which a single PNG speaks; None goes by its name.
        sequence: Which sequence of a collection; None takes the only one.

    Raises:
        UserError: The masks cannot be used as they are; says what to do about it.
    """
    if path.is_dir():
        return _read_folder(path, rules, sequence)
    if path.suffix.lower() == ".json":
        return read_coco(path, rules)
    if frame is None:
        frames, _ = match_frames([path.stem], rules, where=path.parent)
        frame = frames[path.stem]
    return _read_pngs({frame: path}, (), rules)


def _read_folder(path: Path, rules: ImportRules, sequence: str | None) -> Imported:
    for name in (COCO_FILE, VIS_FILE):
        if (path / name).is_file():
            return read_coco(path / name, rules)
    tables = [path / OBJECTS_FILE, *sorted(path.glob(f"masks/*/{OBJECTS_FILE}"))]
    per_object = {file.parent.name: file.parent for file in tables if file.is_file()}
    if per_object:
        return _read_per_object(_choose(per_object, sequence, path), rules)
    sequences = mask_sequences(path)
    folder = _choose(dict(sequences), sequence, path)
    files = {file.stem: file for file in list_pngs(folder)}
    frames, warnings = match_frames(files, rules, where=folder)
    objects = _described(path, folder.name)
    found = _read_pngs({frame: files[stem] for stem, frame in frames.items()}, objects, rules)
    return Imported(found.maps, found.objects, (*found.warnings, *warnings))


def _choose(sequences: dict[str, Path], wanted: str | None, where: Path) -> Path:
    if wanted is None and len(sequences) == 1:
        return next(iter(sequences.values()))
    if wanted in sequences:
        return sequences[wanted]
    offer = said("Choose one of: {names}", names=", ".join(sorted(sequences)))
    what = (
        said("there is no sequence {wanted}", wanted=wanted)
        if wanted
        else "there is more than one sequence here"
    )
    raise MaskError(what, where=where, todo=offer)


def _read_pngs(
    files: dict[int, Path], objects: tuple[ObjectInfo, ...], rules: ImportRules
) -> Imported:
    readers = {frame: partial(_read_png, file, rules) for frame, file in files.items()}
    present: set[int] = set()
    void: Path | None = None
    for frame, read in readers.items():
        label_map = read()
        present.update(object_ids(label_map))
        void = void or (files[frame] if (label_map == VOID).any() else None)
    if void is not None and not present:
        what = "the only values of the masks are 0 and 255, and 255 means void"
        raise MaskError(
            what, where=void, todo="Import them as binary masks to take 255 for object 1"
        )
    warnings = () if present else (said("There is no object in the masks."),)
    return Imported(LazyMaps(readers), with_plain(objects, present), warnings)


def _read_png(file: Path, rules: ImportRules) -> LabelMap:
    label_map = read_label_map(file, binary=rules.binary, void_only=not rules.binary)
    return fit(label_map, rules, where=file)


def _described(root: Path, sequence: str) -> tuple[ObjectInfo, ...]:
    """Names and categories beside the masks: ours, or those of YouTube-VOS."""
    try:
        side_car = read_json(root / "Provenance" / f"{sequence}.json")
        if isinstance(side_car, dict):
            return from_table(side_car.get("objects"))
        meta: Any = read_json(root / "meta.json")
        entries = meta["videos"][sequence]["objects"] if meta else {}
        return tuple(_from_meta(int(label), entry) for label, entry in entries.items())
    except (UserError, KeyError, TypeError, ValueError, AttributeError):
        return ()  # masks are worth more than their names


def _from_meta(label: int, entry: dict[str, Any]) -> ObjectInfo:
    category = plain_text(entry.get("category"))
    name = plain_text(entry.get("name")) or f"Object {label}"
    return ObjectInfo(label, name, category="" if category == PLAIN else category)


def _read_per_object(folder: Path, rules: ImportRules) -> Imported:
    layers: dict[str, list[tuple[int, Path]]] = {}
    for label, place in _object_folders(folder):
        for file in list_pngs(place):
            layers.setdefault(file.stem, []).append((label, file))
    if not layers:
        raise MaskError("there are no PNG masks in the objects' folders", where=folder)
    frames, warnings = match_frames(layers, rules, where=folder)
    readers: dict[int, Callable[[], LabelMap]] = {}
    present: set[int] = set()
    for stem, frame in frames.items():
        readers[frame] = partial(_stack, sorted(layers[stem]), rules)
        present.update(object_ids(readers[frame]()))
    objects = with_plain(from_table(read_json(folder / OBJECTS_FILE)), present)
    return Imported(LazyMaps(readers), objects, tuple(warnings))


def _object_folders(folder: Path) -> list[tuple[int, Path]]:
    found = [(VOID, folder / VOID_FOLDER)] if (folder / VOID_FOLDER).is_dir() else []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        match = _OBJECT_FOLDER.fullmatch(place.name)
        if match and 1 <= int(match[1]) <= MAX_OBJECTS:
            found.append((int(match[1]), place))
    return found


def _stack(layers: list[tuple[int, Path]], rules: ImportRules) -> LabelMap:
    """One label map from black and white masks; void, the highest value, wins."""
    label_map = np.zeros(rules.size, np.uint8)
    for label, file in layers:
        mask = fit(read_label_map(file, void_only=True), rules, where=file)
        label_map[mask > 0] = label
    return label_map
