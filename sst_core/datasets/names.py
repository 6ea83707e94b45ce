"""Names of frames: holes in their numbers, and orders that differ."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

_NUMBER: Final = re.compile(r"(\d+)")
_MOST: Final = 8
_REGULAR: Final = 0.5
"""Numbers of which at least this share follow the usual step have holes; others are just odd."""


def stems(files: Sequence[Path]) -> list[str]:
    """The names without suffixes."""
    return [file.stem for file in files]


def missing_names(names: Sequence[str]) -> list[str]:
    """The names that are missing between the first and the last.

    Args:
        names: Sorted; "00000", "00005", ... (any usual step). Others have no holes.
    """
    if len(names) < 3 or not all(name.isascii() and name.isdigit() for name in names):
        return []
    numbers = sorted({int(name) for name in names})
    steps = Counter(after - before for before, after in pairwise(numbers))
    if not steps:
        return []
    # The smallest of the most frequent steps: 0 1 3 4 has a hole, 0 5 10 has none.
    step, times = max(steps.items(), key=lambda item: (item[1], -item[0]))
    if times < _REGULAR * sum(steps.values()) or any(gap % step for gap in steps):
        return []
    there, width = set(numbers), len(names[0])
    return [f"{n:0{width}d}" for n in range(numbers[0], numbers[-1], step) if n not in there]


def first_out_of_order(names: Sequence[str]) -> tuple[str, str] | None:
    """Two neighbours whose numbers fall although their names rise ("10", "2"), or None."""
    for before, after in pairwise(names):
        if _natural(before) > _natural(after):
            return before, after
    return None


def duplicates(names: Sequence[str]) -> list[str]:
    """Names that occur more than once."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def shortened(names: Sequence[str]) -> str:
    """A list of names for a sentence, cut after a few."""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts = _NUMBER.split(name)
    return [(1, int(p), "") if p.isdecimal() else (0, 0, p) for p in parts if p]
