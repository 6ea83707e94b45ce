"""Checks a root of annotated clips in the layouts of DAVIS and YouTube-VOS, all of it in one pass.

Everything that is wrong is found before anything is said, so that it can be mended at once.
"""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from sst_core.datasets.agreement import check_lists, check_meta
from sst_core.datasets.findings import Depth, Finding, Part, RootReport, Tell
from sst_core.datasets.meta import META
from sst_core.datasets.sequence import SequenceReport, check_sequence
from sst_core.labels import find_levels, find_part, find_parts, open_vos_folder


def check_root(
    root: Path,
    *,
    split: str | None = None,
    depth: Depth = "pixels",
    tell: Tell | None = None,
    threads: int | None = None,
) -> RootReport:
    """Checks a root.

    Args:
        root: A folder with JPEGImages, or that of YouTube-VOS with train, valid, test.
        split: Look only at the sequences of this split; None: at all, and at every list.
        depth: "names" opens no file, "headers" looks at how each begins and ends, "pixels" decodes
            each.
        tell: Takes how many files were looked at, and how many there are.
        threads: None takes one per core, and at most 8.

    Raises:
        DataError: There is no JPEGImages, or no such split.
    """
    if split is None:
        parts = find_parts(root)
        if not parts:
            find_part(root, None)  # says so
        levels = [(part, level) for part in parts for level in _levels(part)]
        wanted = None
    else:
        folder = open_vos_folder(root, split=split, strict=False)
        level = folder.images.relative_to(folder.root / "JPEGImages").as_posix()
        levels, wanted = [(folder.root, "" if level == "." else level)], set(folder.sequences)
    places = [_Place.of(root, part, level, wanted) for part, level in levels]
    watch = _Watch(sum(place.files() for place in places) if depth != "names" else 0, tell)
    report_of: dict[Path, dict[str, set[str]]] = {}
    found: list[Finding] = []
    summaries: list[Part] = []
    for place in places:
        sequences = _look(place, depth, watch, threads)
        report_of.setdefault(place.part, {})[place.level] = {one.name for one in sequences}
        found += [finding for one in sequences for finding in one.findings]
        meta = place.part / META
        if meta.is_file():
            found += check_meta(meta, {one.name: one for one in sequences}, complete=wanted is None)
        summaries.append(_summary(place.name, sequences, depth))
    if wanted is None:
        for part, names in report_of.items():
            found += check_lists(part, names)
    return RootReport(root, tuple(summaries), tuple(sorted(set(found))))


class _Place:
    """One folder of sequences with its folder of masks."""

    def __init__(self, part: Path, level: str, name: str, names: Sequence[str]) -> None:
        self.part, self.level, self.name, self.names = part, level, name, names
        self.images, self.masks = part / "JPEGImages" / level, part / "Annotations" / level

    @classmethod
    def of(cls, root: Path, part: Path, level: str, wanted: set[str] | None) -> "_Place":
        there = _folders(part / "JPEGImages" / level) | _folders(part / "Annotations" / level)
        name = "/".join(filter(None, ["" if part == root else part.name, level]))
        return cls(part, level, name, sorted(there if wanted is None else wanted))

    def files(self) -> int:
        """How many files there are, more or less: what is counted is for the progress only."""
        return sum(_count(base / name) for base in (self.images, self.masks) for name in self.names)


class _Watch:
    """Counts files from several threads."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self._done, self._total, self._tell, self._lock = 0, total, tell, Lock()

    def seen(self) -> None:
        with self._lock:
            self._done += 1
            if self._tell is not None:
                self._tell(min(self._done, self._total), self._total)


def _look(place: _Place, depth: Depth, watch: _Watch, threads: int | None) -> list[SequenceReport]:
    def look(name: str) -> SequenceReport:
        images, masks = place.images / name, place.masks / name
        return check_sequence(name, images, masks, depth, watch.seen)

    workers = threads or min(8, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers) as pool:
        try:
            return list(pool.map(look, place.names))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _summary(name: str, sequences: Iterable[SequenceReport], depth: Depth) -> Part:
    part = Part(name, objects=0 if depth == "pixels" else None)
    for one in sequences:
        part.sequences += 1
        part.frames += len(one.frames)
        part.annotated += len(set(one.masks) & set(one.frames))
        part.unannotated += not one.masks
        part.binary += one.binary
        if part.objects is not None:
            part.objects += len(one.objects)
        if one.size is not None:
            part.sizes[f"{one.size[0]}x{one.size[1]}"] += 1
    return part


def _levels(part: Path) -> list[str]:
    """Levels of the frames and of the masks: masks at a level without frames are a fault too."""
    masks = part / "Annotations"
    found = dict.fromkeys(find_levels(part / "JPEGImages"))
    if masks.is_dir() and "" not in found:
        found |= dict.fromkeys(level for level in find_levels(masks) if level)
    return list(found)


def _folders(base: Path) -> set[str]:
    if not base.is_dir():
        return set()
    return {path.name for path in base.iterdir() if path.is_dir() and path.name[0] != "."}


def _count(folder: Path) -> int:
    return sum(1 for _ in os.scandir(folder)) if folder.is_dir() else 0
