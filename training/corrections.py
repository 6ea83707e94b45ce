"""What a person corrected: frames of a collection with the objects that may be learned from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from sst_core.errors import DataError
from sst_core.labels import (
    MAX_OBJECTS,
    VOID,
    LabelMap,
    VosFolder,
    object_ids,
    open_vos_folder,
    read_label_map,
)

SIDE_CAR = "Provenance"
LEAST_TO_JUDGE = 4
"""Corrected frames that are needed to hold some out and judge by them."""
_SHARE = 4
"""One corrected frame in so many is held out."""


@dataclass(frozen=True)
class CorrectedClip:
    """One sequence of a collection.

    Attributes:
        name: Of the sequence.
        images: Every frame, in order.
        masks: Frame number -> file of its label map, for frames to learn from.
        targets: Frame number -> ids that a person made or accepted there; an id without pixels
            says that the object is absent.
        held_out: Frames of `targets` that are for judging only.
    """

    name: str
    images: tuple[Path, ...]
    masks: Mapping[int, Path]
    targets: Mapping[int, frozenset[int]]
    held_out: frozenset[int] = field(default=frozenset())

    @property
    def learned(self) -> tuple[int, ...]:
        """Frames to learn from, rising."""
        return tuple(frame for frame in sorted(self.targets) if frame not in self.held_out)

    @property
    def objects(self) -> tuple[int, ...]:
        """Every id that some frame speaks for."""
        return tuple(sorted(frozenset().union(*self.targets.values())))

    def label_map(self, frame: int) -> LabelMap:
        """The label map of a corrected frame; objects that are no targets there become void.

        Raises:
            MaskError: The file cannot be read.
        """
        label_map = read_label_map(self.masks[frame])
        table = np.full(256, VOID, np.uint8)
        table[0] = 0
        for label in self.targets[frame]:
            table[label] = label
        kept: LabelMap = table[label_map]
        return kept


def read_corrections(roots: Iterable[Path]) -> tuple[CorrectedClip, ...]:
    """Read collections with (or without) the side-car of provenance.

    Where a sequence has no side-car, every mask counts as made by a person.

    Args:
        roots: Folders in DAVIS or YouTube-VOS layout.

    Raises:
        DataError: A folder is no collection, or no frame is corrected in any of them.
        MaskError: A label map cannot be read.
    """
    listed = tuple(roots)
    clips = [clip for root in listed for clip in _read(root)]
    if not clips:
        raise DataError(
            "no frame was drawn, corrected or accepted by a person",
            where=", ".join(str(root) for root in listed),
            todo="Correct or accept some frames and export the collection again",
        )
    return tuple(clips)


def corrected_frames(clips: Iterable[CorrectedClip]) -> int:
    """Count the corrected frames of clips."""
    return sum(len(clip.targets) for clip in clips)


def hold_out(clips: Sequence[CorrectedClip]) -> tuple[CorrectedClip, ...]:
    """Set one corrected frame in four aside for judging, from the middle of what is known.

    A clip keeps at least one frame to learn from. With fewer than LEAST_TO_JUDGE frames in all
    nothing is held out.
    """
    total = corrected_frames(clips)
    chosen: list[set[int]] = [set() for _ in clips]
    wanted = total // _SHARE if total >= LEAST_TO_JUDGE else 0
    for _ in range(wanted):
        left = [len(clip.targets) - len(out) for clip, out in zip(clips, chosen, strict=True)]
        place = int(np.argmax(left))
        if left[place] < 2:
            break
        chosen[place].add(_middle(clips[place], chosen[place]))
    return tuple(
        replace(clip, held_out=frozenset(out)) for clip, out in zip(clips, chosen, strict=True)
    )


def _middle(clip: CorrectedClip, out: set[int]) -> int:
    """The frame that lies furthest from what is held out and between others to learn from."""
    frames = sorted(set(clip.targets) - out)
    inner = frames[1:-1] or frames[-1:]
    middle = (frames[0] + frames[-1]) / 2
    if not out:
        return min(inner, key=lambda frame: abs(frame - middle))
    return max(inner, key=lambda frame: min(abs(frame - other) for other in out))


def _read(root: Path) -> Iterable[CorrectedClip]:
    if not root.is_dir():
        raise DataError("there is no such folder", where=root)
    folder = open_vos_folder(root)
    for name in folder.sequences:
        clip = _read_clip(root, folder, name)
        if clip.targets:
            yield clip


def _read_clip(root: Path, folder: VosFolder, name: str) -> CorrectedClip:
    images = folder.frames(name)
    numbers = {path.stem: number for number, path in enumerate(images)}
    files = {numbers[p.stem]: p for p in folder.masks(name) if p.stem in numbers}
    table = _side_car(root / SIDE_CAR / f"{name}.json")
    targets: dict[int, frozenset[int]] = {}
    for number, file in files.items():
        if table is None:
            ids = frozenset(int(label) for label in object_ids(read_label_map(file)))
        else:
            ids = table.get(file.stem, frozenset())
        if ids:
            targets[number] = ids
    if table is None:
        # Without a side-car an object is known on every frame that has a label map at all.
        every = frozenset().union(*targets.values()) if targets else frozenset()
        targets = dict.fromkeys(files, every) if every else {}
    masks = {number: files[number] for number in targets}
    return CorrectedClip(name, images, masks, targets)


def _side_car(path: Path) -> dict[str, frozenset[int]] | None:
    """Name of a frame -> ids that may be learned from; None where there is no side-car."""
    if not path.is_file():
        return None
    try:
        frames = json.loads(path.read_text(encoding="utf-8"))["frames"]
        return {
            name: frozenset(_id(label) for label, cell in cells.items() if cell["target"])
            for name, cells in frames.items()
        }
    except (
        *(OSError, ValueError, KeyError, TypeError, AttributeError),
        RecursionError,
    ) as error:
        raise DataError(
            "the provenance of this sequence cannot be read",
            where=path,
            todo="Export the collection again",
        ) from error


def _id(text: str) -> int:
    label = int(text)
    if not 1 <= label <= MAX_OBJECTS:
        raise ValueError(f"{label} is no object")
    return label
