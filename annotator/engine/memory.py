"""How much memory this process holds, and has held at most."""

import os
import sys
from pathlib import Path
from typing import Final

_STATM: Final = Path("/proc/self/statm")

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS; sizes[0] is the peak of the working set, in bytes."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            ("sizes", ctypes.c_size_t * 8),
        )

    def peak_mb() -> float:
        """The most resident memory so far, in MiB; 0 where the system does not tell it."""
        counters = _Counters()
        counters.cb = ctypes.sizeof(counters)
        process = ctypes.windll.kernel32.GetCurrentProcess()
        ask = ctypes.windll.psapi.GetProcessMemoryInfo
        known = ask(process, ctypes.byref(counters), counters.cb)
        return float(counters.sizes[0]) / 2**20 if known else 0.0

else:
    import resource

    _UNIT: Final = 2**20 if sys.platform == "darwin" else 2**10

    def peak_mb() -> float:
        """The most resident memory so far, in MiB."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT


def resident_mb() -> float:
    """Resident memory now, in MiB; the peak where the system does not tell it (not Linux)."""
    if not _STATM.exists():
        return peak_mb()
    pages = int(_STATM.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
