"""Decoders under way: a frame is reached by the one that has the shortest way to go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.media.source import Raw, SeekableSource
from sst_core.errors import MediaError
from sst_core.saying import said

_MOST: Final = 2
"""One reads ahead while another looks behind; each holds a decoder's memory."""


@dataclass
class _Cursor:
    """A decoder and the frame that it gives next."""

    frames: Iterator[tuple[int, Raw]]
    next: int


class Cursors:
    """Steps towards frames, opening a decoder only where none is on the way.

    Args:
        source: The clip.
    """

    def __init__(self, source: SeekableSource) -> None:
        self._source = source
        self._cursors: list[_Cursor] = []

    def step_towards(self, target: int) -> tuple[int, Raw]:
        """Decodes one frame, the target or one on the way to it.

        Raises:
            MediaError: The file went away or is damaged.
        """
        start = self._source.decode_start(target)
        usable = [one for one in self._cursors if start <= one.next <= target]
        if usable:
            cursor = max(usable, key=lambda one: one.next)
            self._cursors.remove(cursor)  # comes back below, as the last one used
        else:
            cursor = _Cursor(self._source.iterate_raw(start, len(self._source)), start)
        step = next(cursor.frames, None)
        if step is None:
            raise MediaError(
                said("frame {target} cannot be decoded", target=target),
                where=self._source.names[target],
            )
        number, raw = step
        cursor.next = number + 1
        if cursor.next < len(self._source):
            self._cursors = [*self._cursors, cursor][-_MOST:]
        return number, raw

    def close(self) -> None:
        """Closes the decoders."""
        self._cursors.clear()
