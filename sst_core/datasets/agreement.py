"""Checks that meta.json and the lists of ImageSets agree with the files."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from sst_core.datasets.findings import Finding
from sst_core.datasets.meta import MetaObject, parse_meta
from sst_core.datasets.names import shortened
from sst_core.datasets.sequence import SequenceReport
from sst_core.errors import DataError
from sst_core.labels import read_split_list

_LISTS: Final = "ImageSets"


def check_meta(
    file: Path, sequences: Mapping[str, SequenceReport], *, complete: bool
) -> list[Finding]:
    """Compares a meta.json with the sequences beside it.

    Args:
        file: The meta.json.
        sequences: By name; objects are compared where their masks were looked at.
        complete: These are all sequences, so that a video that is not among them has no frames.
    """
    meta = parse_meta(file)
    found = [
        Finding(str(file), "meta", f"video {video}: {what}" if video else what)
        for video, what in meta.problems
    ]
    if any(not video for video, _ in meta.problems):
        return found  # nothing could be read of it
    broken = {video for video, _ in meta.problems}
    for name in sorted(set(meta.videos) - set(sequences)) if complete else ():
        found.append(Finding(str(file), "meta", f"video {name} is listed and has no frames"))
    for name, sequence in sequences.items():
        if name in meta.videos:
            whats = _compare(meta.videos[name], sequence)
            found += [Finding(str(file), "meta", f"video {name}: {what}") for what in whats]
        elif name not in broken:
            found.append(Finding(str(file), "meta", f"the sequence {name} is not listed"))
    return found


def _compare(objects: Mapping[int, MetaObject], sequence: SequenceReport) -> list[str]:
    """What is wrong between the objects of a video and its files."""
    whats: list[str] = []
    frames, looked = set(sequence.frames), bool(sequence.values) and not sequence.binary
    for number, listed in sorted(objects.items()):
        absent = [name for name in listed.frames if name not in frames]
        if absent:
            whats.append(f"object {number} is listed for missing frames ({shortened(absent)})")
        if not looked:
            continue
        shown = [name for name, ids in sequence.values.items() if number in ids]
        if not shown:
            whats.append(f"object {number} is in none of the masks")
        unlisted = [name for name in shown if name not in set(listed.frames)]
        if unlisted:
            names = shortened(unlisted)
            whats.append(f"object {number} is in masks of frames not listed for it ({names})")
    if looked:
        for number in sorted(sequence.objects - set(objects)):
            shown = [name for name, ids in sequence.values.items() if number in ids]
            whats.append(f"masks show an object {number} that is not listed ({shortened(shown)})")
    return whats


def check_lists(root: Path, sequences: Mapping[str, set[str]]) -> list[Finding]:
    """Checks that every list of ImageSets names what is there.

    Args:
        root: The folder that holds ImageSets, if there is one.
        sequences: Level ("480p") to the names of its sequences.
    """
    found: list[Finding] = []
    for file in sorted((root / _LISTS).rglob("*.txt")):
        level = file.parent.name
        there = sequences.get(level, set().union(*sequences.values()))
        try:
            names = read_split_list(file)
        except DataError as error:
            found.append(Finding(str(file), "split", error.what))
            continue
        found += [
            Finding(f"{file}:{line}", "split", f"the sequence {name} is not there")
            for name, line in names.items()
            if name not in there
        ]
        found += _listed_files(root, file, there)
    return found


def _listed_files(root: Path, file: Path, there: set[str]) -> list[Finding]:
    """DAVIS 2016 lists `/JPEGImages/480p/bear/00000.jpg /Annotations/...`: every file must be."""
    found: list[Finding] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        for word in line.split():
            path = PurePosixPath(word.lstrip("/"))
            if path.suffix and path.parent.name in there and not (root / path).is_file():
                found.append(Finding(str(root / path), "missing", f"is listed in {file}:{number}"))
    return found
