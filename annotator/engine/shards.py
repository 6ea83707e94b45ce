"""Many pieces of work over many processes: who does what, what is done already, whole folders.

A folder of masks appears under its name once it is whole: until then it is `.NAME.part` beside
it, which a later run throws away.
"""

import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from sst_core.errors import OutputError
from sst_core.labels import list_pngs


def deal(weights: Sequence[float], size: int) -> list[list[int]]:
    """Deals pieces of work to processes: the heaviest first, each to whom has least so far.

    The same in every process, whatever is done already, so that they need not talk.

    Args:
        weights: How long each piece will take, in any unit.
        size: Number of processes.

    Returns:
        For each process the numbers of its pieces, rising.
    """
    hands: list[list[int]] = [[] for _ in range(size)]
    loads = [0.0] * size
    for number in sorted(range(len(weights)), key=lambda n: (-weights[n], n)):
        least = min(range(size), key=lambda n: (loads[n], n))
        hands[least].append(number)
        loads[least] += weights[number]
    return [sorted(hand) for hand in hands]


def lacking(folder: Path, names: Collection[str]) -> list[str]:
    """The names for which a folder has no PNG; all of them where there is no folder."""
    there = {path.stem for path in list_pngs(folder)}
    return [name for name in names if name not in there]


def part_of(folder: Path) -> Path:
    """Where a folder is made until it is whole; what an earlier run left there is thrown away.

    Raises:
        OutputError: It cannot be.
    """
    part = folder.with_name(f".{folder.name}.part")
    try:
        if part.exists():
            shutil.rmtree(part)
    except OSError as error:
        what = f"what an earlier run left cannot be removed ({error.strerror or error})"
        raise OutputError(what, where=part) from error
    return part


def settle(part: Path, folder: Path, names: Collection[str], *, overwrite: bool) -> None:
    """Gives a finished part its name; where the folder is there, fills in what it lacks.

    Args:
        part: See `part_of`.
        folder: Where it belongs.
        names: The masks that must be in it.
        overwrite: Replace files of the same names; else they stay as they are.

    Raises:
        OutputError: It is not whole, or cannot be moved.
    """
    absent = lacking(part, names)
    if absent:
        raise OutputError(f"{len(absent)} masks were not written", where=part)
    try:
        if not folder.exists():
            part.rename(folder)
            return
        for file in list_pngs(part):
            target = folder / file.name
            if overwrite or not target.exists():
                file.replace(target)
        shutil.rmtree(part)
    except OSError as error:
        what = f"the finished masks cannot be put here ({error.strerror or error})"
        raise OutputError(f"{what}; they are in {part}", where=folder) from error


def discard(part: Path) -> None:
    """Throws away a part that did not become whole."""
    with suppress(OSError):
        shutil.rmtree(part)
