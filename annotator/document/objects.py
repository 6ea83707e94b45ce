"""What is known about an object besides its pixels."""

from collections.abc import Iterable
from dataclasses import dataclass

from sst_core.labels import MAX_OBJECTS


@dataclass(frozen=True)
class ObjectInfo:
    """An object of the clip.

    Attributes:
        id: 1 to 254, its value in label maps.
        name: What the user calls it.
        colour: (R, G, B), each 0 to 255; None takes the palette's.
        category: A word from the user's list, or nothing.
        note: Free text.
        hidden: Not shown; its pixels stay.
        locked: No gesture and no run may change its pixels, on any frame.
    """

    id: int
    name: str
    colour: tuple[int, int, int] | None = None
    category: str = ""
    note: str = ""
    hidden: bool = False
    locked: bool = False

    def __post_init__(self) -> None:
        """Refuses ids that are background or void.

        Raises:
            ValueError: The id is not in 1..254.
        """
        if not 1 <= self.id <= MAX_OBJECTS:
            raise ValueError(f"object ids are 1 to {MAX_OBJECTS}, not {self.id}")


def free_id(objects: Iterable[ObjectInfo]) -> int:
    """The lowest id that no object has.

    Raises:
        ValueError: All 254 are taken.
    """
    taken = {item.id for item in objects}
    for candidate in range(1, MAX_OBJECTS + 1):
        if candidate not in taken:
            return candidate
    raise ValueError(f"a clip has at most {MAX_OBJECTS} objects")
