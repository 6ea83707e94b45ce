"""The engine's process: born, spoken to, found dead, put to rest."""

from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from annotator.engine.messages import FromEngine, Shutdown, ToEngine
from annotator.record.crash import FaultFile, last_words
from annotator.record.log import start_log

_PATIENCE: Final = 1.0
"""Seconds that a process has to end by itself."""


class Host:
    """One process from birth to death; the next one is a new host.

    Attributes:
        connection: To the process; ready to be read when there is a message or the process died.
        spoke: Whether the process ever sent a message.
        last_words: What a fault of machine code left in writing; known once it is buried.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_serve, args=(theirs,), name="sst-engine", daemon=True
        )
        self._process.start()
        theirs.close()  # else its death would not be felt at our end
        self.spoke = False
        self.last_words = ""

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return self._process.pid

    def send(self, message: ToEngine) -> None:
        """Sends a message; to a process that has just died, in vain."""
        with suppress(OSError):
            self.connection.send(message)

    def receive(self) -> FromEngine | None:
        """The next message; None where the process is dead."""
        try:
            message: FromEngine = self.connection.recv()
        except (EOFError, OSError):
            return None
        self.spoke = True
        return message

    def bury(self) -> int | None:
        """Cleans up after a process that died or no longer speaks; its exit code."""
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self.kill()
            self._process.join()
        self.connection.close()
        code, pid = self._process.exitcode, self._process.pid
        self._process.close()
        self.last_words = last_words("engine", pid) or ""
        return code

    def shut_down(self) -> None:
        """Asks the process to end, and makes sure of it."""
        self.send(Shutdown())
        self.bury()

    def kill(self) -> None:
        """Ends the process without asking; from any thread."""
        with suppress(ValueError):  # buried already
            self._process.kill()


def _serve(connection: Connection) -> None:
    """Begins the worker; only the engine's process imports it, so the window starts sooner."""
    start_log("engine")
    FaultFile("engine")
    from annotator.engine.worker import main  # noqa: PLC0415 - see above

    main(connection)
