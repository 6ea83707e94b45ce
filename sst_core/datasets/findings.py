"""What is wrong with a root of clips and masks, and what is there: findings and their report."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal[
    "layout", "empty", "missing", "unreadable", "frame size", "mask size", "not indexed",
    "palette", "value", "order", "duplicate", "split", "meta", "extra", "unknown object",
]  # fmt: skip
Depth = Literal["names", "headers", "pixels"]
"""How closely files are looked at: their names, how they begin and end, every pixel."""
Tell = Callable[[int, int], None]
"""Takes how many files were looked at, and how many there are."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault.

    Attributes:
        where: The file or folder, with ":LINE" behind it for a line of a list.
        kind: What sort of fault.
        what: What is wrong, as the rest of a sentence without a full stop.
    """

    where: str
    kind: Kind
    what: str

    def __str__(self) -> str:
        """As one line."""
        return f"{self.where}: {self.what}"

    def inside(self, folder: Path) -> bool:
        """Whether the fault lies in a folder or is the folder itself."""
        place = Path(self.where.rpartition(":")[0] if self.kind == "split" else self.where)
        return place == folder or folder in place.parents


@dataclass
class Part:
    """What one folder of sequences holds: a resolution of DAVIS, a split of YouTube-VOS.

    Attributes:
        name: "480p", "train", or "" where there is only one.
        sequences: Number of sequences.
        frames: Number of frames.
        annotated: Number of frames with a mask.
        objects: Number of objects, counted per sequence; None where no pixel was looked at.
        unannotated: Sequences without any mask.
        binary: Sequences whose masks hold nothing but 0 and 255 (DAVIS 2016: 255 is the object).
        sizes: "WIDTHxHEIGHT" to the number of sequences of that size.
    """

    name: str
    sequences: int = 0
    frames: int = 0
    annotated: int = 0
    objects: int | None = None
    unannotated: int = 0
    binary: int = 0
    sizes: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """As one line."""
        counted = [
            (self.sequences, "sequences"),
            (self.frames, "frames"),
            (self.annotated, "annotated"),
        ]
        if self.objects is not None:
            counted.append((self.objects, "objects"))
        for number, noun in ((self.unannotated, "without masks"), (self.binary, "binary")):
            if number:
                counted.append((number, f"sequences {noun}"))
        sizes = ", ".join(f"{size} ({count})" for size, count in self.sizes.most_common())
        text = ", ".join(f"{number} {noun}" for number, noun in counted)
        return f"{self.name or 'all'}: {text}{'; sizes ' + sizes if sizes else ''}"


@dataclass(frozen=True)
class RootReport:
    """All that was found in a root.

    Attributes:
        root: The root.
        parts: What is there.
        findings: Every fault, in order of paths.
    """

    root: Path
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]

    def lines(self) -> list[str]:
        """The report for people: every fault, then what is there."""
        return [*map(str, self.findings), *self.summary()]

    def summary(self) -> list[str]:
        """What is there, and how many faults of which sort."""
        kinds = Counter(finding.kind for finding in self.findings)
        listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        ending = f"{count_of(self.findings)} ({listed})" if kinds else "no faults"
        return [*map(str, self.parts), ending]

    def as_dict(self) -> dict[str, object]:
        """The report as JSON takes it."""
        return {
            "root": str(self.root),
            "faults": [
                {"where": one.where, "kind": one.kind, "what": one.what} for one in self.findings
            ],
            "parts": [
                {
                    "name": part.name,
                    "sequences": part.sequences,
                    "frames": part.frames,
                    "annotated": part.annotated,
                    "objects": part.objects,
                    "unannotated": part.unannotated,
                    "binary": part.binary,
                    "sizes": dict(part.sizes),
                }
                for part in self.parts
            ],
        }


def count_of(findings: Iterable[Finding]) -> str:
    """How many, in words: 1 fault, 12 faults."""
    number = sum(1 for _ in findings)
    return f"{number} fault{'' if number == 1 else 's'}"
