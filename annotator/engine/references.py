"""Finds the references of a job on disk and checks them against the frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from annotator.media.source import FrameSource
from sst_core.errors import MaskError
from sst_core.labels import LabelMap, list_pngs, object_ids, read_label_map

_COLOUR_TYPE = 25
"""Where a PNG says how its pixels are stored; 3 stands for indexed colours."""


@dataclass(frozen=True)
class MaskRules:
    """How masks may differ from what is asked for.

    Attributes:
        size: Height and width of the frames.
        resize: Bring masks of another size to `size`, each pixel from its nearest.
        binary: Take 255 for object 1 where there is no other object.
    """

    size: tuple[int, int]
    resize: bool = False
    binary: bool = False


@dataclass(frozen=True)
class Reference:
    """A mask on disk that speaks for a frame; read again whenever it is needed.

    Attributes:
        path: The PNG.
        rules: How to read it.
        ids: The ids that it contains.
    """

    path: Path
    rules: MaskRules
    ids: frozenset[int]

    def read(self) -> LabelMap:
        """The label map, (H, W) uint8 at the size of the frames.

        Raises:
            MaskError: The file went away or has changed.
        """
        return _read(self.path, self.rules)

    def original(self) -> bytes | None:
        """The bytes of the file where they can stand for the label map as they are, else None."""
        data = self.path.read_bytes()
        if data[_COLOUR_TYPE] != 3:
            return None
        raw = read_label_map(self.path, void_only=True)
        return data if np.array_equal(raw, self.read()) else None


def find_references(
    masks: Path, source: FrameSource, rules: MaskRules, *, single: int
) -> dict[int, Reference]:
    """The references in a file or folder, each checked.

    Args:
        masks: One PNG, or a folder of PNGs named after frames.
        source: The frames.
        rules: How masks may differ.
        single: The frame for which a single PNG speaks.

    Returns:
        Frame number to reference, rising.

    Raises:
        MaskError: There are none, one of them cannot be used or matches no frame, or there is
            no object in any of them.
    """
    folder = masks.is_dir()
    files = _match(list_pngs(masks), source.names, masks) if folder else {single: masks}
    found = {frame: _check(file, rules) for frame, file in sorted(files.items())}
    if not any(reference.ids for reference in found.values()):
        todo = "Draw at least one object with an id from 1 to 254"
        where = masks if len(found) != 1 else next(iter(found.values())).path
        raise MaskError("there is no object in the mask", where=where, todo=todo)
    return found


def resize_nearest(label_map: LabelMap, size: tuple[int, int]) -> LabelMap:
    """Takes each pixel from the nearest one of the original (pixel centres at halves).

    Args:
        label_map: (h, w) uint8.
        size: Height and width of the result.

    Returns:
        (H, W) uint8.
    """
    rows, cols = (
        (2 * np.arange(new) + 1) * old // (2 * new)
        for new, old in zip(size, label_map.shape, strict=True)
    )
    resized: LabelMap = label_map[np.ix_(rows, cols)]
    return resized


def _match(files: Sequence[Path], names: Sequence[str], folder: Path) -> dict[int, Path]:
    if not files:
        raise MaskError("there are no PNG masks in this folder", where=folder)
    frames = {name: frame for frame, name in enumerate(names)}
    for file in files:
        if file.stem not in frames:
            todo = f"Frames are named {names[0]} to {names[-1]}"
            raise MaskError("this mask matches no frame of the input", where=file, todo=todo)
    return {frames[file.stem]: file for file in files}


def _check(path: Path, rules: MaskRules) -> Reference:
    return Reference(path, rules, frozenset(object_ids(_read(path, rules))))


def _read(path: Path, rules: MaskRules) -> LabelMap:
    label_map = read_label_map(path, binary=rules.binary)
    if label_map.shape == rules.size:
        return label_map
    if rules.resize:
        return resize_nearest(label_map, rules.size)
    (height, width), (rows, cols) = rules.size, label_map.shape
    what = f"the mask is {cols}x{rows} pixels, but the frames are {width}x{height}"
    todo = "Pass --resize-masks to resize it, each pixel from its nearest"
    raise MaskError(what, where=path, todo=todo)
