"""F6 goes round the parts of the window: picture, objects, references, checks, clips."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget


class FocusRing:
    """Moves the keyboard from one part to the next; those out of sight are passed over.

    Args:
        parts: In the order in which they are visited.
        arrived: Called with the name of the part that has the keyboard now.
    """

    def __init__(self, parts: Sequence[QWidget], arrived: Callable[[str], None]) -> None:
        self._parts, self._arrived = tuple(parts), arrived

    def step(self, way: int) -> None:
        """Goes on (1) or back (-1)."""
        seen = [part for part in self._parts if part.isVisible()]
        if not seen:
            return
        here = next((place for place, part in enumerate(seen) if part.hasFocus()), -1)
        start = here if here >= 0 else (-1 if way > 0 else 0)
        part = seen[(start + way) % len(seen)]
        part.setFocus()
        self._arrived(part.accessibleName())
