"""Whether rows of a project file can be true: SQLite lets any value stand in any column."""

from math import isfinite
from typing import Final

from sst_core.labels import MAX_OBJECTS, MOST_PIXELS

_MOST_FRAMES: Final = 10**8


def check_media(frames: object, height: object, width: object, size_bytes: object) -> None:
    """Refuses a clip that nothing can have recorded.

    Raises:
        ValueError: A number is no number, or none that a clip has.
    """
    if not (isinstance(frames, int) and isinstance(height, int) and isinstance(width, int)):
        raise ValueError("the clip is described by something else than numbers")  # noqa: TRY004 - damage
    if not isinstance(size_bytes, int) or not 0 < frames <= _MOST_FRAMES:
        raise ValueError(f"a clip of {frames} frames and {size_bytes!r} bytes")
    if min(height, width) < 1 or height * width > MOST_PIXELS:
        raise ValueError(f"a clip of {width}x{height} pixels")


def check_object(object_id: object, *texts: object) -> None:
    """Refuses an object whose id is no number or whose words are none.

    Raises:
        ValueError: It cannot be.
    """
    if not isinstance(object_id, int) or not all(isinstance(text, str) for text in texts):
        raise ValueError("an object is described by something else than words")


def check_colour(value: object) -> tuple[int, int, int]:
    """A colour (R, G, B).

    Raises:
        ValueError: It is none.
    """
    if isinstance(value, list) and len(value) == 3:
        red, green, blue = value
        if all(isinstance(part, int) and 0 <= part <= 255 for part in value):
            return red, green, blue
    raise ValueError("a colour that is none")


def check_cell(frame: object, object_id: object, confidence: object) -> None:
    """Refuses a cell that belongs to no frame or object, or a confidence that is no share.

    Raises:
        ValueError: It cannot be.
    """
    if not isinstance(frame, int) or not 0 <= frame < _MOST_FRAMES:
        raise ValueError(f"a cell of frame {frame!r}")
    if not isinstance(object_id, int) or not 1 <= object_id <= MAX_OBJECTS:
        raise ValueError(f"a cell of object {object_id!r}")
    if confidence is not None and not (
        isinstance(confidence, int | float) and isfinite(confidence)
    ):
        raise ValueError(f"a confidence of {confidence!r}")
