"""What is left of a process that ended badly: a report that the user can read, and send."""

import faulthandler
import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, TextIO

from annotator.record.log import log_folder, tail
from annotator.record.privacy import plain
from sst_core import __version__

_KEPT: Final = 10
_NEW: Final = "new-"
_TAIL: Final = 60
_log = logging.getLogger(__name__)


class FaultFile:
    """Open while a process lives; holds its last words if a fault of machine code ends it.

    Where it cannot be written, nothing is kept, and that is no fault.

    Args:
        role: "window" or "engine".
    """

    def __init__(self, role: str) -> None:
        self.path = _fault_path(role, os.getpid())
        self._file: TextIO | None = None
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
            faulthandler.enable(self._file)

    def close(self) -> None:
        """The process ends well: nothing is left."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
        with suppress(OSError):
            self.path.unlink()


def last_words(role: str, pid: int | None) -> str | None:
    """What a dead process left, which may be ""; None where it left nothing. Takes it away."""
    if pid is None:
        return None
    path = _fault_path(role, pid)
    try:
        words = path.read_text(encoding="utf-8", errors="replace")
        path.unlink()
    except OSError:
        return None
    return words.strip()


def collect_dead(role: str, alive: Callable[[int], bool]) -> list[str]:
    """The last words of all processes of a kind that are gone; each is told once."""
    found = []
    for path in sorted(log_folder().glob(f"fault-{role}-*.txt")):
        number = path.stem.rpartition("-")[2]
        if number.isdigit() and int(number) != os.getpid() and not alive(int(number)):
            words = last_words(role, int(number))
            if words is not None:
                found.append(words)
    return found


def write_report(title: str, *parts: str) -> Path | None:
    """Writes a report: what happened, versions, the last lines of the logs.

    Args:
        title: One sentence.
        parts: Traces and other texts.

    Returns:
        The file; None where it cannot be written.
    """
    now = datetime.now().astimezone()
    texts = [
        title,
        f"SST Annotator {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"{now:%Y-%m-%d %H:%M:%S %z}",
        *(plain(part) for part in parts if part),
        *(f"Last lines of {name}.log:\n" + "\n".join(tail(name, _TAIL)) for name in _LOGS),
    ]
    path = log_folder() / f"{_NEW}crash-{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(texts) + "\n", encoding="utf-8", errors="replace")
        for old in reports()[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


_LOGS: Final = ("window", "engine")


def reports() -> list[Path]:
    """All reports, oldest first."""
    found = [*log_folder().glob("crash-*.txt"), *log_folder().glob(f"{_NEW}crash-*.txt")]
    return sorted(found, key=lambda path: path.name.removeprefix(_NEW))


def take_new_report() -> Path | None:
    """The newest report that nobody was told of yet; afterwards all count as told."""
    newest = None
    for path in reports():
        if path.name.startswith(_NEW):
            newest = path.with_name(path.name.removeprefix(_NEW))
            try:
                path.rename(newest)
            except OSError:
                newest = None
    return newest


def watch_exceptions(tell: Callable[[Path | None], None]) -> Callable[[], None]:
    """Reports every exception that nobody caught, in any thread; the process goes on if it can.

    Args:
        tell: Takes the report, perhaps on another thread; a second fault at the same place is
            not told again.

    Returns:
        A callable that puts everything back as it was.
    """
    told: set[str] = set()

    def report(error: BaseException, where: str) -> None:
        trace = "".join(traceback.format_exception(error))
        _log.error("an exception in %s\n%s", where, trace)
        place = "".join(traceback.format_tb(error.__traceback__)[-2:])
        if place not in told:
            told.add(place)
            tell(write_report(f"A fault of the program in {where}.", trace))

    def of_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        before_main(kind, error, trace)
        if isinstance(error, Exception):
            report(error, "the window")

    def of_thread(args: threading.ExceptHookArgs) -> None:
        before_thread(args)
        if isinstance(args.exc_value, Exception):
            report(args.exc_value, f"the thread {args.thread.name if args.thread else '?'}")

    before_main, before_thread = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = of_main, of_thread

    def put_back() -> None:
        sys.excepthook, threading.excepthook = before_main, before_thread

    return put_back


def _fault_path(role: str, pid: int) -> Path:
    return log_folder() / f"fault-{role}-{pid}.txt"
