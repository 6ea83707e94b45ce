"""How the C library keeps the memory of this process: large blocks go back when they are freed."""

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
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
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _LARGE) and mallopt(_TRIM_THRESHOLD, _SPARE))
