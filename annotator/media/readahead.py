"""Which frames are wanted, and in which order: pure functions of the playhead."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BEHIND: Final = 2
"""A frame behind the playhead counts as this many times as far as one ahead."""
_BEHIND_PLAYING: Final = 8


@dataclass(frozen=True)
class Playhead:
    """Where the user is and which way they look.

    Attributes:
        frame: Frame number.
        direction: 1 or -1.
        playing: Whether frames are shown in sequence, so that those behind hardly matter.
    """

    frame: int = 0
    direction: int = 1
    playing: bool = False

    def distance(self, frame: int) -> int:
        """How far a frame is, in half frames; those behind count several times.

        Whatever `window` names is nearer than whatever it does not: hence the halves.
        """
        ahead = (frame - self.frame) * self.direction
        return 2 * ahead if ahead >= 0 else -2 * ahead * self._weight + 1

    def window(self, room: int, length: int) -> Iterator[int]:
        """The frames around the playhead, most wanted first: itself, ahead, behind.

        Args:
            room: How many frames at most, at least 1.
            length: Frames of the clip.
        """
        behind = (room - 1) // (self._weight + 1)
        ahead = room - 1 - behind
        yield self.frame
        for reach, step in ((ahead, self.direction), (behind, -self.direction)):
            for distance in range(1, reach + 1):
                frame = self.frame + step * distance
                if not 0 <= frame < length:
                    break
                yield frame

    @property
    def _weight(self) -> int:
        return _BEHIND_PLAYING if self.playing else _BEHIND
