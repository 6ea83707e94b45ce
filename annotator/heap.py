"""How the C library keeps a process's memory: large blocks go back, threads share small ones."""

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_ARENA_MAX: Final = -8
"""Of `mallopt`, see <malloc.h>."""
_LARGE: Final = 2**20
_SPARE: Final = 16 * 2**20


def keep_small() -> bool:
    """Has pictures and label maps lie in pages of their own.

    Left alone, glibc moves the limit from which it does so up to 32 MiB as soon as one large block
    was freed. From then on pictures and label maps of 1080p, 2 to 6 MB each and freed in another
    order than they came in, lie among small things that stay, and leave holes: 370 MB of a window
    of 1.1 GB after some hundred jumps and strokes, and growing.

    Returns:
        Whether this C library lets itself be told; others (macOS, Windows) give back by themselves.
    """
    return _told((_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _SPARE))


def share_arenas() -> bool:
    """Has all threads take their blocks from two arenas instead of up to eight per processor.

    What one thread frees in its arena no other thread gets: an engine, whose frames, features and
    masks pass through a dozen threads, held 1,300 MB after 60 runs at 1080p and grew, and 1,032 MB
    in the same processor time with two arenas. To be called before there are threads.

    Returns:
        As `keep_small`.
    """
    return _told((_ARENA_MAX, 2))


def _told(*wishes: tuple[int, int]) -> bool:
    """Tells the C library what is wished of `mallopt`; whether it listens to all of it."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and all(mallopt(*wish) for wish in wishes)
