"""A log on disk that stays small: one file per kind of process, renamed away when it is full."""

import logging
import os
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import appdirs

from annotator.record.privacy import plain

_SPEAKERS: Final = ("annotator", "sst_core", "qt", "py.warnings")
_BYTES: Final = 256 * 1024
_BACKUPS: Final = 2
_LONGEST: Final = 8000


def log_folder() -> Path:
    """Where logs and reports lie: `SST_LOGS` if it is set, else the user's folder for logs."""
    chosen = os.environ.get("SST_LOGS")
    return Path(chosen) if chosen else Path(appdirs.user_log_dir("sst-annotator", appauthor=False))


def start_log(name: str, *, size: int = _BYTES) -> logging.Handler | None:
    """Begins to write what our modules say, from INFO up.

    Args:
        name: Of the file, without a suffix: "window" or "engine".
        size: Bytes at which a file is full; with it at most two older ones are kept.

    Returns:
        The handler; None where the folder cannot be written, which is no fault.
    """
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _Quiet(
            folder / f"{name}.log", maxBytes=size, backupCount=_BACKUPS, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(_Plain("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    for speaker in _SPEAKERS:
        logger = logging.getLogger(speaker)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler | None) -> None:
    """Writes no more."""
    if handler is not None:
        for speaker in _SPEAKERS:
            logging.getLogger(speaker).removeHandler(handler)
        handler.close()


def tail(name: str, lines: int) -> list[str]:
    """The last lines of a log; empty where there is none."""
    try:
        with (log_folder() / f"{name}.log").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 64 * 1024))
            return file.read().decode("utf-8", "replace").splitlines()[-lines:]
    except OSError:
        return []


class _Quiet(RotatingFileHandler):
    """A log that cannot be written, or is held by another window, is nobody's trouble."""

    def doRollover(self) -> None:
        with suppress(OSError):
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:
        """Says nothing."""


class _Plain(logging.Formatter):
    """Lines without personal paths, and of bounded length."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))[:_LONGEST]
