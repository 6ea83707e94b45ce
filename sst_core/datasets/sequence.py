"""Checks one sequence: its frames, its masks, and what each says of the other."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sst_core.datasets.files import Look, look_at_image, look_at_mask
from sst_core.datasets.findings import Depth, Finding, Kind
from sst_core.datasets.names import (
    duplicates,
    first_out_of_order,
    missing_names,
    stems,
)
from sst_core.labels import VOID, list_images, list_pngs

Size = tuple[int, int]
Seen = Callable[[], None]


@dataclass
class SequenceReport:
    """What a sequence holds.

    Attributes:
        name: Of the sequence.
        frames: Names of its frames.
        masks: Names of its masks.
        values: Name of a mask to the ids in it, where its pixels were looked at.
        size: The usual (width, height) of a frame.
        binary: All masks hold nothing but 0 and 255, and some hold 255.
        findings: Its faults.
    """

    name: str
    frames: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()
    values: dict[str, frozenset[int]] = field(default_factory=dict)
    size: Size | None = None
    binary: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def objects(self) -> frozenset[int]:
        """The ids that occur."""
        if self.binary:
            return frozenset({1})
        return frozenset().union(*self.values.values())

    def say(self, where: Path, kind: Kind, what: str) -> None:
        """Adds a fault."""
        self.findings.append(Finding(str(where), kind, what))


def check_sequence(
    name: str, images: Path, masks: Path, depth: Depth, seen: Seen
) -> SequenceReport:
    """Checks a sequence.

    Args:
        name: Of the sequence.
        images: The folder of its frames.
        masks: The folder of its masks; it may be absent.
        depth: How closely to look.
        seen: Called after each file that was looked at.
    """
    frames, annotations = list_images(images), list_pngs(masks)
    report = SequenceReport(name, tuple(stems(frames)), tuple(stems(annotations)))
    _check_names(report, images, masks)
    if depth == "names":
        return report
    pixels = depth == "pixels"
    sizes = _check_frames(report, frames, seen, pixels=pixels)
    _check_masks(report, annotations, sizes, seen, pixels=pixels)
    return report


def _check_names(report: SequenceReport, images: Path, masks: Path) -> None:
    names = report.frames
    if not names:
        there = f"; it has {len(report.masks)} masks" if report.masks else ""
        if images.is_dir():
            report.say(images, "empty", f"this sequence has no frames{there}")
        else:
            report.say(images, "missing", f"this sequence is missing{there}")
        return
    for name in duplicates(names):
        report.say(images / name, "duplicate", "two frames have this name")
    for name in missing_names(names):
        report.say(images / name, "missing", "this frame is missing between its neighbours")
    turned = first_out_of_order(names)
    if turned is not None:
        what = f"frames are read in the order of their names, and {turned[1]} comes after"
        report.say(images, "order", f"{what} {turned[0]}; write numbers with leading zeros")
    known = set(names)
    for name in report.masks:
        if name not in known:
            report.say(masks / f"{name}.png", "missing", "there is no frame for this mask")
    if masks.is_dir() and not report.masks:
        report.say(masks, "empty", "there are no masks in this folder")


def _check_frames(
    report: SequenceReport, frames: Sequence[Path], seen: Seen, *, pixels: bool
) -> Mapping[str, Size]:
    """Sizes of the frames that can be read."""
    sizes: dict[str, Size] = {}
    for path in frames:
        look = look_at_image(path, pixels=pixels)
        _take(report, path, look)
        if look.size is not None:
            sizes[path.stem] = look.size
        seen()
    if sizes:
        report.size = Counter(sizes.values()).most_common(1)[0][0]
        for path in frames:
            size = sizes.get(path.stem, report.size)
            if size != report.size:
                what = f"is {_text(size)} pixels, the other frames are {_text(report.size)}"
                report.say(path, "frame size", what)
    return sizes


def _check_masks(
    report: SequenceReport,
    masks: Sequence[Path],
    sizes: Mapping[str, Size],
    seen: Seen,
    *,
    pixels: bool,
) -> None:
    looks: dict[Path, Look] = {}
    for path in masks:
        look = looks[path] = look_at_mask(path, pixels=pixels)
        _take(report, path, look)
        frame = sizes.get(path.stem, report.size)
        if look.size is not None and frame is not None and look.size != frame:
            what = f"is {_text(look.size)} pixels, its frame is {_text(frame)}"
            report.say(path, "mask size", what)
        seen()
    values = {path: look.values for path, look in looks.items() if look.values is not None}
    every = frozenset().union(*values.values())
    report.binary = VOID in every and every <= {0, VOID}
    report.values = {path.stem: held - {0, VOID} for path, held in values.items()}
    for path, look in looks.items():
        if look.grey and pixels and not report.binary:
            report.say(path, "not indexed", "is a grey PNG, not indexed")
    if masks and every and every <= {0} and len(values) == len(masks):
        report.say(masks[0].parent, "empty", "no mask of this sequence shows an object")


def _take(report: SequenceReport, path: Path, look: Look) -> None:
    for kind, what in look.faults:
        report.say(path, kind, what)


def _text(size: Size) -> str:
    return f"{size[0]}x{size[1]}"
