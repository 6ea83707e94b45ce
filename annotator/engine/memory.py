"""How much memory this process holds, has held at most, and could still get."""

import os
import sys
from pathlib import Path
from typing import Final

_STATM: Final = Path("/proc/self/statm")
_MEMINFO: Final = Path("/proc/meminfo")
_GROUP: Final = Path("/sys/fs/cgroup")

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

    class _Status(ctypes.Structure):
        """MEMORYSTATUSEX; sizes are total and free memory, then page file and addresses."""

        _fields_ = (
            ("length", wintypes.DWORD),
            ("load", wintypes.DWORD),
            ("sizes", ctypes.c_ulonglong * 7),
        )

    def _free() -> int | None:
        status = _Status()
        status.length = ctypes.sizeof(status)
        known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.sizes[1]) if known else None

else:
    import resource

    def _free() -> int | None:
        if _MEMINFO.exists():
            return _available(_MEMINFO.read_text(encoding="ascii"))
        try:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
        except (OSError, ValueError):
            return None

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


def free_bytes() -> int:
    """Memory that could be had without swapping: of the machine, or of what it grants us.

    Where the system does not tell, a careful guess: half of what is built in, else 4 GiB.
    """
    limits = [found for found in (_free(), _granted(_GROUP)) if found is not None]
    return min(limits) if limits else 4 * 2**30


def _granted(folder: Path) -> int | None:
    """What is left of the limit of a Linux control group (a container), if there is one."""
    try:
        limit = int((folder / "memory.max").read_text(encoding="ascii"))
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        stat = (folder / "memory.stat").read_text(encoding="ascii").split()
        given_back = int(stat[stat.index("inactive_file") + 1])
    except (OSError, ValueError):  # no such group, or "max"
        return None
    return max(limit - used + given_back, 0)


def _available(text: str) -> int | None:
    """MemAvailable of /proc/meminfo, in bytes."""
    for line in text.splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 2**10
    return None
