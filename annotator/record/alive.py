"""Whether a process lives, on every system."""

import os
import sys


def runs(pid: int) -> bool:
    """Whether there is a process of this number."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        query = 0x1000
        handle = ctypes.windll.kernel32.OpenProcess(query, 0, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
