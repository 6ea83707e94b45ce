"""A list of clips to propagate, as text or CSV: every line is a clip, its masks, its output.

Text: fields are separated by blanks or tabs, quotes hold blanks together, # begins a comment.
CSV: a first line may name the columns (clip, masks, output) in any order. Relative paths are
taken from the folder of the list. A third field may be left out where an output folder is given
for all: the clip's name then names its folder there.
"""

import csv
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sst_core.errors import DataError

_COLUMNS: Final = ("clip", "masks", "output")
SUFFIXES: Final = frozenset({".txt", ".csv"})


@dataclass(frozen=True)
class Entry:
    """One clip of a list.

    Attributes:
        clip: A video file or a folder of images.
        masks: A PNG, or a folder of PNGs.
        output: The folder for its masks.
    """

    clip: Path
    masks: Path
    output: Path


def read_clip_list(file: Path, *, output: Path | None) -> tuple[Entry, ...]:
    """Reads a list.

    Args:
        file: `.txt` or `.csv`.
        output: Where outputs go that the list does not name.

    Returns:
        The entries in order.

    Raises:
        DataError: It cannot be read, is empty, or has lines that make no sense: all are named.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError("this list cannot be read as text", where=file) from error
    entries: list[Entry] = []
    wrong: list[str] = []
    for number, fields in _csv(text) if file.suffix.lower() == ".csv" else _plain(text):
        found = _entry(fields, file.parent, output)
        if isinstance(found, Entry):
            entries.append(found)
        else:
            wrong.append(f"line {number} {found}")
    twice = [path for path, times in Counter(one.output for one in entries).items() if times > 1]
    wrong += [f"{path} is the output of more than one clip" for path in twice]
    if wrong:
        todo = "Each line is: CLIP MASKS OUTPUT"
        raise DataError("; ".join(wrong), where=file, todo=todo)
    if not entries:
        raise DataError("there is no clip in this list", where=file)
    return tuple(entries)


def _entry(fields: Sequence[str], base: Path, output: Path | None) -> Entry | str:
    """An entry, or what is wrong with its line."""
    if not 2 <= len(fields) <= 3 or not all(fields[:2]):
        return f"has {len(fields)} fields"
    clip, masks = base / fields[0], base / fields[1]
    if len(fields) == 3 and fields[2]:
        return Entry(clip, masks, base / fields[2])
    if output is None:
        return "names no output, and there is no --output"
    return Entry(clip, masks, output / clip.stem)


def _plain(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        try:
            fields = shlex.split(line, comments=True)
        except ValueError:  # a quote that is not closed
            yield number, []
            continue
        if fields:
            yield number, fields


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    order: Sequence[str] = _COLUMNS
    reader = csv.reader(text.splitlines(), skipinitialspace=True)
    for place, row in enumerate(reader):
        fields = [field.strip() for field in row]
        if place == 0 and {"clip", "masks"} <= {field.lower() for field in fields}:
            order = [field.lower() for field in fields]
        elif any(fields):
            named = dict(zip(order, fields, strict=False))
            extra = fields[len(order) :]
            known = [named.get(column, "") for column in _COLUMNS]
            yield reader.line_num, [*(known if known[2] else known[:2]), *extra]
