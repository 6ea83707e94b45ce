"""The file under an open project: whether it is still ours, and why it cannot be written."""

import sqlite3
from pathlib import Path
from typing import Final

from sst_core.saying import said

_SENTENCES: Final = {
    sqlite3.SQLITE_FULL: said("The disk is full"),
    sqlite3.SQLITE_READONLY: said("The project file can no longer be written"),
    sqlite3.SQLITE_BUSY: said("Another program holds the project file"),
    sqlite3.SQLITE_LOCKED: said("Another program holds the project file"),
    sqlite3.SQLITE_CANTOPEN: said("The project's folder cannot be written"),
    sqlite3.SQLITE_CORRUPT: said("The project file has been damaged from outside"),
    sqlite3.SQLITE_IOERR: said("The drive of the project file no longer takes anything"),
    sqlite3.SQLITE_NOTADB: said("The project file has been damaged from outside"),
}


_OTHER: Final = "The project cannot be stored ({error})"


class GoneError(Exception):
    """The file under an open project is not ours any more; says so without a full stop."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = said(what)


class FileUnderUs:
    """Knows a file again.

    Args:
        path: The file, as it is now.

    Attributes:
        cut_short: Whether something else has shortened the file since.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity, self._size = _identity(path), _size(path)
        self.cut_short = False

    def refuse_if_gone(self) -> None:
        """Looks whether the file is still there, the same, and no shorter.

        Raises:
            GoneError: It is not; the sentence says what happened.
        """
        if _identity(self._path) != self._identity:
            raise GoneError(
                "The project file has been moved or removed; save a copy to keep the work"
            )
        size = _size(self._path)
        if size < self._size:  # SQLite would not notice before it reads what is missing
            self.cut_short = True
        if self.cut_short:
            raise GoneError(
                "The project file has been cut short from outside; save a copy to keep the work"
            )
        self._size = size


def reason_of(error: Exception) -> str:
    """Why storing failed, in words without a full stop."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _SENTENCES.get(code, said(_OTHER, error=error))
    if isinstance(error, GoneError):
        return error.what
    if isinstance(error, OSError):
        return str(error)
    return said(_OTHER, error=error)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _size(path: Path) -> int:
    """Bytes of a file that is never shortened while it is open; 0 where it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
