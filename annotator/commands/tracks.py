"""What is known of every mask, laid out so that an object is judged without visiting its masks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sst_core.shapes import NO_SHAPE
from sst_core.suggest import Track

_PAGE: Final = 1024
"""Frames that are laid out together; objects of a long clip that are seen briefly stay small."""
_ROW: Final = np.dtype(
    [
        ("told", np.bool_),
        ("reference", np.bool_),
        ("certainty", np.float64),
        ("shape", np.float64, len(NO_SHAPE)),
    ]
)
_Page = NDArray[np.void]


@dataclass(frozen=True, eq=False)
class Seen:
    """One mask.

    Attributes:
        certainty: What the model thought of it, 0 to 1; None where a person vouches.
        shape: (5,) as of `sst_core.shapes.shape_of`.
        reference: Whether the model learns from it.
    """

    certainty: float | None
    shape: NDArray[np.float64]
    reference: bool


class Tracks:
    """The masks of all objects, put in frame by frame."""

    def __init__(self) -> None:
        self._pages: dict[int, dict[int, _Page]] = {}

    def put(self, frame: int, masks: Mapping[int, Seen]) -> set[int]:
        """Replaces what is known of a frame.

        Args:
            frame: Its number.
            masks: Object id to its mask; all others have none here.

        Returns:
            The objects of which something else is known now.
        """
        number, place = divmod(frame, _PAGE)
        changed = set()
        for object_id in self._pages.keys() | masks.keys():
            page = self._pages.get(object_id, {}).get(number)
            mask = masks.get(object_id)
            if page is None and mask is not None:
                page = self._pages.setdefault(object_id, {})[number] = np.zeros(_PAGE, _ROW)
            if page is None:
                continue
            before = page[place].tobytes()
            page[place] = _row(mask)
            if page[place].tobytes() != before:
                changed.add(object_id)
        return changed

    def keep(self, ids: Iterable[int]) -> None:
        """Forgets all objects but these."""
        kept = set(ids)
        self._pages = {one: pages for one, pages in self._pages.items() if one in kept}

    def of(self, object_id: int) -> Track:
        """All masks of an object."""
        pages = self._pages.get(object_id, {})
        frames, rows = [np.zeros(0, np.int64)], [np.zeros(0, _ROW)]
        for number in sorted(pages):
            there = np.flatnonzero(pages[number]["told"])
            frames.append(there + number * _PAGE)
            rows.append(pages[number][there])
        every = np.concatenate(rows)
        return Track(
            np.concatenate(frames),
            np.ascontiguousarray(every["certainty"]),
            np.ascontiguousarray(every["shape"]),
            np.ascontiguousarray(every["reference"]),
        )


def _row(mask: Seen | None) -> tuple[object, ...]:
    if mask is None:
        return False, False, 0.0, (0.0,) * len(NO_SHAPE)
    certainty = np.nan if mask.certainty is None else mask.certainty
    return True, mask.reference, certainty, tuple(mask.shape)
