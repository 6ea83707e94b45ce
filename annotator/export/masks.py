"""A folder of masks that fills in the background and is never left half written."""

import os
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Final, Self

from sst_core.errors import OutputError
from sst_core.labels import LabelMap, write_label_map
from sst_core.saying import said

_WAITING: Final = 8
"""Label maps that may wait for the disk; bounds the memory."""


class MaskFolder:
    """Writes one indexed PNG per frame in a thread; each file is whole or is not there.

    Creating the object only looks: it refuses what must not be overwritten. Entering the `with`
    block makes the folder; leaving it waits until every mask is on disk.

    Args:
        path: The folder; missing parents are made.
        overwrite: Accept a folder that is not empty. Only files of the same names are replaced.

    Raises:
        OutputError: The folder is not empty, is a file, or lies inside one.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        self.path = path
        self._made = not path.exists()
        self._error: OutputError | None = None
        self._queue: Queue[tuple[Path, LabelMap | bytes] | None] = Queue(_WAITING)
        self._thread = Thread(target=self._drain, name="mask writer", daemon=True)
        _check(path, overwrite=overwrite)

    def __enter__(self) -> Self:
        """Makes the folder and proves that it can be written.

        Raises:
            OutputError: It cannot.
        """
        probe = self.path / f".{os.getpid()}.part"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise _failure(self.path, error) from error
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finishes what was handed over; a folder that stayed empty and was made here goes."""
        self._queue.put(None)
        self._thread.join()
        if self._made:
            with suppress(OSError):
                self.path.rmdir()  # succeeds only when it is empty
        if error is None:
            self._raise_error()

    def file(self, name: str) -> Path:
        """Where the mask of a frame lies."""
        return self.path / f"{name}.png"

    def write(self, name: str, label_map: LabelMap) -> None:
        """Hands over a label map, (H, W) uint8; do not change it afterwards.

        Raises:
            OutputError: An earlier mask could not be written; those before it are whole.
        """
        self._raise_error()
        self._queue.put((self.file(name), label_map))

    def copy(self, name: str, png: bytes) -> None:
        """Hands over the bytes of a PNG, to be written as they are.

        Raises:
            OutputError: An earlier mask could not be written; those before it are whole.
        """
        self._raise_error()
        self._queue.put((self.file(name), png))

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _drain(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is not None:
                continue  # keep taking, so that the thread that hands over never hangs
            file, mask = item
            try:
                _copy(file, mask) if isinstance(mask, bytes) else write_label_map(file, mask)
            except OutputError as error:
                self._error = error
            except Exception as error:  # noqa: BLE001 - raised again where masks are handed over
                self._error = OutputError(
                    said("the mask cannot be written ({error})", error=error), where=file
                )
                self._error.__cause__ = error


def _check(path: Path, *, overwrite: bool) -> None:
    existing = next(place for place in (path, *path.absolute().parents) if place.exists())
    if not existing.is_dir():
        raise OutputError("this is a file, so no folder can be made here", where=existing)
    if path.exists() and not overwrite and any(path.iterdir()):
        todo = "Choose another folder, or pass --overwrite to replace masks of the same names"
        raise OutputError("the output folder is not empty", where=path, todo=todo)


def _copy(file: Path, png: bytes) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(png)
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise _failure(file, error) from error


def _failure(place: Path, error: OSError) -> OutputError:
    return OutputError(
        said("this cannot be written ({reason})", reason=error.strerror or error), where=place
    )
