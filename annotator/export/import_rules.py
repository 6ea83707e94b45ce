"""What masks from elsewhere must agree with, and what to say when they do not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from annotator.document.objects import ObjectInfo
from annotator.words import marked
from sst_core.errors import MaskError
from sst_core.labels import LabelMap
from sst_core.saying import said

_MOST_NAMED: Final = 8
_STRETCH: Final = 0.02
"""Rounding aside, masks that are no smaller copy of the frame belong to something else."""


@dataclass(frozen=True)
class ImportRules:
    """What the clip is, and how masks may differ from it.

    Attributes:
        size: Height and width of the frames.
        names: File stem of every frame.
        resize: Bring masks of another size to `size`, each pixel from its nearest.
        binary: Take 255 for object 1 in masks of 0 and 255.
        skip_unknown: Leave out masks that match no frame instead of refusing all.
        offset: The frame for which mask 0 speaks. Unless it is 0, masks go by their numbers only.
    """

    size: tuple[int, int]
    names: Sequence[str]
    resize: bool = False
    binary: bool = False
    skip_unknown: bool = False
    offset: int = 0


class LazyMaps(Mapping[int, LabelMap]):
    """Label maps that are decoded when they are asked for: a long clip's would not fit in memory.

    Args:
        readers: Frame number to a function that reads its label map.
    """

    def __init__(self, readers: Mapping[int, Callable[[], LabelMap]]) -> None:
        self._readers = {frame: readers[frame] for frame in sorted(readers)}

    def __getitem__(self, frame: int) -> LabelMap:
        """The label map of a frame, (H, W) uint8."""
        return self._readers[frame]()

    def __iter__(self) -> Iterator[int]:
        """Frame numbers, rising."""
        return iter(self._readers)

    def __len__(self) -> int:
        """The number of label maps."""
        return len(self._readers)


@dataclass(frozen=True)
class Imported:
    """What was read; every label map has been looked at once, so reading them again succeeds.

    Attributes:
        maps: Frame number to label map, (H, W) uint8 at the size of the frames.
        objects: The objects that the files describe, or that appear in the masks; by id.
        warnings: Sentences that the user should read.
        categories: Words for kinds of objects that the files list, whether or not one is used.
    """

    maps: Mapping[int, LabelMap]
    objects: tuple[ObjectInfo, ...]
    warnings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def match_frames(
    stems: Iterable[str], rules: ImportRules, *, where: Path
) -> tuple[dict[str, int], list[str]]:
    """Which frame each file speaks for: by the frame's name, else by its number.

    Args:
        stems: File names without suffix.
        rules: The clip.
        where: Where they were found, for the error.

    Returns:
        Stem to frame for those that match; sentences about those that do not.

    Raises:
        MaskError: Two files speak for one frame; or some match none and may not be left out, or
            all do.
    """
    named = () if rules.offset else rules.names
    by_name = {name: frame for frame, name in enumerate(named)}
    found: dict[str, int] = {}
    taken: set[int] = set()
    unknown: list[str] = []
    for stem in stems:
        frame = by_name.get(stem, _number(stem, rules))
        if frame is None:
            unknown.append(stem)
        elif frame in taken:
            what = said(
                "two masks speak for frame {frame}, one of them is {stem}",
                frame=rules.names[frame],
                stem=stem,
            )
            raise MaskError(what, where=where, todo="Remove one of them")
        else:
            found[stem] = frame
            taken.add(frame)
    if not unknown:
        return found, []
    one = len(unknown) == 1
    text = marked("{names} matches no frame") if one else marked("{names} match no frame")
    sentence = said(text, names=_list(unknown))
    if not found or not rules.skip_unknown:
        todo = said(
            "Frames are named {first} to {last}", first=rules.names[0], last=rules.names[-1]
        )
        raise MaskError(sentence, where=where, todo=todo)
    return found, [said("Left out: {sentence}.", sentence=sentence)]


def with_plain(objects: Iterable[ObjectInfo], present: Iterable[int]) -> tuple[ObjectInfo, ...]:
    """The described objects, and a plain description of every other id in the masks; by id."""
    table = {info.id: info for info in objects}
    for label in present:
        table.setdefault(label, ObjectInfo(label, f"Object {label}"))
    return tuple(table[label] for label in sorted(table))


def fit(label_map: LabelMap, rules: ImportRules, *, where: object) -> LabelMap:
    """A label map at the size of the frames.

    Args:
        label_map: (h, w) uint8.
        rules: The size, and whether to resize.
        where: Whose it is, for the error.

    Raises:
        MaskError: It has another size, and resizing was not asked for; or another shape.
    """
    if label_map.shape == rules.size:
        return label_map
    (height, width), (rows, cols) = rules.size, label_map.shape
    if abs(cols * height / width - rows) > max(_STRETCH * rows, 1.5):
        what = said(
            "the mask is {cols}x{rows} pixels, another shape than the frames ({width}x{height})",
            cols=cols,
            rows=rows,
            width=width,
            height=height,
        )
        raise MaskError(what, where=where, todo="Export the masks again from the whole frame")
    if not rules.resize:
        what = said(
            "the mask is {cols}x{rows} pixels, but the frames are {width}x{height}",
            cols=cols,
            rows=rows,
            width=width,
            height=height,
        )
        todo = "Allow resizing to take each pixel from its nearest, or export it at full size"
        raise MaskError(what, where=where, todo=todo)
    lines, columns = (
        (2 * np.arange(new) + 1) * old // (2 * new)
        for new, old in zip(rules.size, label_map.shape, strict=True)
    )
    resized: LabelMap = label_map[np.ix_(lines, columns)]
    return resized


def _number(stem: str, rules: ImportRules) -> int | None:
    if not (stem.isascii() and stem.isdigit()):
        return None
    frame = int(stem) + rules.offset
    return frame if 0 <= frame < len(rules.names) else None


def _list(stems: list[str]) -> str:
    shown = ", ".join(stems[:_MOST_NAMED])
    rest = len(stems) - _MOST_NAMED
    return said("{names} and {rest} more", names=shown, rest=rest) if rest > 0 else shown
