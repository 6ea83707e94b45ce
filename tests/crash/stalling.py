"""A drive that can be told to stall: python -m tests.crash.stalling FOLDER MOUNT.

Needs FUSE and the package mfusepy, which is no part of the project; while FOLDER/.stall exists,
every call waits, as on a network drive whose server is gone; while FOLDER/.sealed exists, nothing
can be written, as on a drive that the system has made read-only after an error.
"""

import errno
import os
import sys
import time
from pathlib import Path
from typing import Any

import mfusepy

_WRITES = {"write", "create", "truncate", "unlink", "rename", "mkdir", "rmdir", "fsync"}


class Stalling(mfusepy.Operations):  # type: ignore[misc]
    """A folder as it is, until it stalls.

    Args:
        root: The folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._switch, self._sealed = root / ".stall", root / ".sealed"

    use_ns = True

    def _may(self, op: str) -> None:
        """Waits while the drive stalls; refuses writing while it is sealed."""
        while self._switch.exists():
            time.sleep(0.05)
        if op in _WRITES and self._sealed.exists():
            raise mfusepy.FuseOSError(errno.EROFS)

    def _real(self, path: str) -> str:
        return str(self._root) + path

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        self._may("getattr")
        found = os.lstat(self._real(path))
        names = ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid", "st_ino")
        times = {f"st_{one}time": getattr(found, f"st_{one}time_ns") for one in "amc"}
        return {name: getattr(found, name) for name in names} | times

    def readdir(self, path: str, fh: int) -> list[str]:
        self._may("readdir")
        return [".", "..", *os.listdir(self._real(path))]  # noqa: PTH208

    def access(self, path: str, amode: int) -> int:
        self._may("access")
        if not os.access(self._real(path), amode):
            raise mfusepy.FuseOSError(13)
        return 0

    def open(self, path: str, flags: int) -> int:
        self._may("open")
        return os.open(self._real(path), flags)

    def create(self, path: str, mode: int, fi: Any = None) -> int:  # noqa: ANN401
        self._may("create")
        return os.open(self._real(path), os.O_RDWR | os.O_CREAT, mode)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        self._may("read")
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        self._may("write")
        return os.pwrite(fh, data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        self._may("truncate")
        os.truncate(self._real(path), length)
        return 0

    def unlink(self, path: str) -> int:
        self._may("unlink")
        os.unlink(self._real(path))  # noqa: PTH108
        return 0

    def rename(self, old: str, new: str) -> int:
        self._may("rename")
        os.rename(self._real(old), self._real(new))  # noqa: PTH104
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        self._may("mkdir")
        os.mkdir(self._real(path), mode)  # noqa: PTH102
        return 0

    def rmdir(self, path: str) -> int:
        self._may("rmdir")
        os.rmdir(self._real(path))  # noqa: PTH106
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        self._may("fsync")
        os.fsync(fh)
        return 0

    def release(self, path: str, fh: int) -> int:
        self._may("release")
        os.close(fh)
        return 0


if __name__ == "__main__":
    mfusepy.FUSE(Stalling(Path(sys.argv[1])), sys.argv[2], foreground=True, nothreads=False)
