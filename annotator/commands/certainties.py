"""What runs said about every pixel, kept while the clip is open as far back as memory goes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.document.cells import HUMAN
from annotator.document.document import Document
from annotator.engine.certainty import unpack
from annotator.engine.messages import CertaintyMap, FrameDone

_BUDGET: Final = 64 * 2**20


@dataclass(frozen=True)
class Certain:
    """How sure the model is, pixel by pixel.

    Attributes:
        share: (H, W) uint8, the probability of the label that won times 255.
        objects: Ids for whose pixels it speaks.
    """

    share: NDArray[np.uint8]
    objects: frozenset[int]


@dataclass(frozen=True)
class _Said:
    confidence: Mapping[int, float]
    map: CertaintyMap


class Certainties:
    """Keeps maps by frame; the frames longest not written go first when the budget is full.

    Args:
        budget: Bytes.
    """

    def __init__(self, budget: int = _BUDGET) -> None:
        self._budget = budget
        self._said: OrderedDict[int, list[_Said]] = OrderedDict()
        self._bytes = 0

    def keep(self, message: FrameDone) -> None:
        """Keeps what a run said about a frame, in place of what was said of the same objects."""
        if message.certainty is None:
            return
        before = self._said.pop(message.frame, [])
        said = [one for one in before if not set(one.confidence) <= set(message.confidence)]
        said.append(_Said(dict(message.confidence), message.certainty))
        self._bytes += len(message.certainty.data) - sum(
            len(one.map.data) for one in before if one not in said
        )
        self._said[message.frame] = said
        while self._bytes > self._budget and len(self._said) > 1:
            _, oldest = self._said.popitem(last=False)
            self._bytes -= sum(len(one.map.data) for one in oldest)

    def at(self, document: Document, frame: int) -> Certain | None:
        """What is known of a frame's masks as they are now.

        A map counts for an object while the object's cell is the one that the same run wrote.

        Returns:
            None where nothing is known.
        """
        objects: set[int] = set()
        share: NDArray[np.uint8] | None = None
        cells = document.cells(frame)
        for said in self._said.get(frame, ()):
            ours = {
                label
                for label, value in said.confidence.items()
                if (cell := cells.get(label)) is not None
                and cell.provenance not in HUMAN
                and cell.confidence == value
            }
            if not ours:
                continue
            found = unpack(said.map, document.size)
            if share is None:
                share = found
            else:
                mine = np.isin(document.label_map(frame), sorted(ours))
                np.copyto(share, found, where=mine)
            objects |= ours
        return None if share is None else Certain(share, frozenset(objects))
