"""Whether the machine runs on its battery."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_SUPPLIES: Final = Path("/sys/class/power_supply")


if sys.platform == "win32":
    import ctypes

    class _Status(ctypes.Structure):
        """SYSTEM_POWER_STATUS."""

        _fields_ = (
            ("line", ctypes.c_ubyte),
            ("flag", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("saver", ctypes.c_ubyte),
            ("left", ctypes.c_ulong),
            ("full", ctypes.c_ulong),
        )

    def _windows() -> bool:
        status = _Status()
        known = ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))
        return bool(known) and status.line == 0


def on_battery(supplies: Path = _SUPPLIES) -> bool:
    """Whether no mains is connected; False where the system does not tell.

    Args:
        supplies: Where Linux lists what feeds it.
    """
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        if sys.platform == "win32":
            return _windows()
        if sys.platform == "darwin":
            return _mac()
        return _linux(supplies)
    return False


def _linux(supplies: Path) -> bool:
    mains, discharging = [], False
    for supply in supplies.iterdir():
        kind = (supply / "type").read_text(encoding="ascii").strip()
        if kind == "Battery" and not (supply / "scope").exists():  # a mouse's has a scope
            state = (supply / "status").read_text(encoding="ascii").strip()
            discharging |= state == "Discharging"
        elif (supply / "online").exists():
            mains.append((supply / "online").read_text(encoding="ascii").strip() == "1")
    return discharging and not any(mains)


def _mac() -> bool:
    told = subprocess.run(
        ["/usr/bin/pmset", "-g", "batt"],
        capture_output=True,
        text=True,
        timeout=2,
        check=False,
    )
    return "'Battery Power'" in told.stdout
