"""Puts together what the passes of a plan say about each frame, in the order in which they come."""

from collections.abc import Sequence

from annotator.engine.merge import Part, Waiting, blend, merge
from annotator.engine.plan import Pass


class Joiner:
    """Collects parts pass by pass.

    Args:
        passes: The plan.
        eager: Hand out every frame as far as it is known; else only once every pass has spoken.
    """

    def __init__(self, passes: Sequence[Pass], *, eager: bool = False) -> None:
        self._passes = passes
        self._eager = eager
        self._crossed = Waiting(background=True)
        self._joined = Waiting()

    def add(self, number: int, frame: int, part: Part) -> Part | None:
        """Takes what a pass says about a frame.

        Args:
            number: The pass, by its place in the plan.
            frame: The frame.
            part: What the pass says.

        Returns:
            What is known of the frame now, or None if it is not to be handed out yet.
        """
        one = self._passes[number]
        if self._comes_back(number, frame):
            self._crossed.keep(frame, part)
            before = self._joined.peek(frame)
            return (part if before is None else merge(before, part)) if self._eager else None
        if one.opposite is not None:
            other = self._crossed.take(frame)
            gap = abs(one.start - one.opposite)
            if other is not None:
                part = blend(other, part, weight=abs(frame - one.opposite) / gap)
        before = self._joined.take(frame)
        part = part if before is None else merge(before, part)
        if any(frame in later.frames for later in self._passes[number + 1 :]):
            self._joined.keep(frame, part)
            return part if self._eager else None
        return part

    def _comes_back(self, number: int, frame: int) -> bool:
        """Whether the next pass crosses the frame from the other side."""
        if number + 1 == len(self._passes):
            return False
        following = self._passes[number + 1]
        return following.opposite == self._passes[number].start and frame in following.frames
