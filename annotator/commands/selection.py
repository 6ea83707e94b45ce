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


def grown(chosen: Selection | None, frame: int, target: int, objects: tuple[int, ...]) -> Selection:
    """A selection after its moving end went from one frame to another.

    Args:
        chosen: The selection so far; where it does not end at `frame`, a new one begins there.
        frame: The current frame.
        target: Where the moving end goes.
        objects: The objects of a new selection.
    """
    if chosen is None or frame not in {chosen.first, chosen.last}:
        return Selection(min(frame, target), max(frame, target), objects)
    anchor = chosen.first if frame == chosen.last else chosen.last
    return Selection(min(anchor, target), max(anchor, target), chosen.objects)
