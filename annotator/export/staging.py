"""An export grows under a hidden name and takes its own when it is done: killed, it is no half."""

import os
import platform
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from annotator.record.alive import runs
from sst_core.errors import OutputError, UserError
from sst_core.saying import said

_PART: Final = ".part"


class Stage:
    """Where an export is written until it is done.

    A folder that is missing or empty is filled beside itself, under a hidden name, and appears
    whole. One that holds something already is filled as it is, file by file.

    Args:
        target: The folder that the user named. Nothing is written before the exporter writes.

    Attributes:
        path: Where the exporter writes.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target
        if not target.name:
            return
        with suppress(OSError):
            sweep(target)
        if not target.exists() or (target.is_dir() and not any(target.iterdir())):
            mark = f"{_host()}-{os.getpid()}-{uuid4().hex[:8]}"
            self.path = target.with_name(f".{target.name}.{mark}{_PART}")

    def publish(self) -> None:
        """Gives the folder its name; one without a single file goes instead.

        Raises:
            OutputError: Something else has taken the name meanwhile.
        """
        if self.path == self.target or not self.path.exists():
            return
        if not any(item.is_file() for item in self.path.rglob("*")):
            shutil.rmtree(self.path, ignore_errors=True)
            return
        try:
            if self.target.exists():
                self.target.rmdir()
            self.path.rename(self.target)
        except OSError as error:
            raise OutputError(
                said(
                    "the finished export could not take its name ({reason})",
                    reason=error.strerror or error,
                ),
                where=self.target,
                todo=said("It lies in {path}", path=self.path),
            ) from error

    def named(self, error: UserError) -> UserError:
        """The same error, with the place as the user knows it."""
        where = error.where.replace(str(self.path), str(self.target))
        return type(error)(error.what, where=where, todo=error.todo)


def sweep(target: Path) -> None:
    """Removes what exports to this folder left that were killed on this machine."""
    pattern = re.compile(
        rf"\.{re.escape(target.name)}\.{re.escape(_host())}-(\d+)-[0-9a-f]{{8}}{re.escape(_PART)}"
    )
    for item in target.parent.iterdir() if target.parent.is_dir() else ():
        match = pattern.fullmatch(item.name)
        if match and not runs(int(match[1])) and item.is_dir() and not item.is_symlink():
            shutil.rmtree(item, ignore_errors=True)


def _host() -> str:
    return re.sub(r"[^\w-]", "_", platform.node()) or "here"
