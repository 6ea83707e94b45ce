"""A stretch of the timeline that the user selected."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """A stretch of the timeline: frames [first, last] of some objects.

    Attributes:
        first: First frame.
        last: Last frame, included.
        objects: Object ids; empty means all.
    """

    first: int
    last: int
    objects: tuple[int, ...] = ()

    @property
    def frames(self) -> range:
        """The frames as a range."""
        return range(self.first, self.last + 1)
