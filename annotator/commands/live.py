"""What live mode still has to do: runs that corrections ask for, and runs that they interrupted."""

from dataclasses import dataclass, field, replace

from annotator.engine.messages import Mode


@dataclass(frozen=True)
class Wish:
    """A run that somebody wants.

    Attributes:
        mode: Which way.
        frame: From where.
        span: Frames [a, b) that it may reach; None reaches to the neighbouring references.
        objects: The objects to carry; empty means all that have a reference.
    """

    mode: Mode
    frame: int
    span: tuple[int, int] | None
    objects: frozenset[int] = frozenset()

    def rest(self, reached: frozenset[int], span: tuple[int, int]) -> "Wish | None":
        """What is left of it after some frames were reached; None if that is nothing.

        Args:
            reached: Frames that are done.
            span: Frames [a, b) that the run could reach.
        """
        if self.mode == "forward" and reached:
            left = (max(reached) + 1, span[1])
        elif self.mode == "backward" and reached:
            left = (span[0], min(reached))
        else:
            return self
        return replace(self, span=left) if left[0] < left[1] else None


@dataclass
class Wishes:
    """Runs to be started one after the other, the newest correction first."""

    _waiting: list[Wish] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def corrected(self, frame: int, objects: frozenset[int]) -> None:
        """A frame was corrected: its objects want to be carried outward from it."""
        same = [one for one in self._waiting if (one.mode, one.frame) == ("outward", frame)]
        for one in same:
            objects |= one.objects
            self._waiting.remove(one)
        self._waiting.insert(0, Wish("outward", frame, None, objects))

    def interrupted(self, wish: Wish | None) -> None:
        """A run was stopped for a correction, and waits for its turn; None if it was done."""
        if wish is not None and wish not in self._waiting:
            self._waiting.append(wish)

    def next(self) -> Wish | None:
        """The run to start now; it waits no longer."""
        return self._waiting.pop(0) if self._waiting else None

    def clear(self) -> None:
        """Nothing is wanted any more."""
        self._waiting.clear()
