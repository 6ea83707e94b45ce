"""Training in a process of its own: started, listened to, paused and stopped from the window."""

import json
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from annotator.engine.collect import Corrected, collect
from annotator.launch import command_line
from annotator.ui.look.bridge import Bridge
from annotator.words import tr
from sst_core.errors import Cancelled, UserError
from sst_core.saying import from_json

COLLECTIONS = "collections"
RESULT = "result"


class Training(QObject):
    """One training on corrections: gathers the frames, then runs `sst-train finetune`.

    Signals:
        said: An event of the process (see `training.cli.talk`), and "gather" before it starts.
        ended: One sentence when it ended without a result; empty when all went well.

    Args:
        folder: A new folder for collections and result; None: a temporary one, gone with `close`.
        parent: Its owner.
    """

    said = Signal(dict)
    ended = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._own = folder is None
        self.folder = Path(mkdtemp(prefix="sst-train-")) if folder is None else folder
        self._bridge = Bridge(self)
        self._cancelled = Event()
        self._process: QProcess | None = None
        self._options: list[str] = []
        self._rest = b""
        self._error = ""
        self._finished = False

    @property
    def result(self) -> Path:
        """The folder with weights, report and examples."""
        return self.folder / RESULT

    def start(
        self, chosen: Sequence[Corrected], *, weights: str, device: str, minutes: float
    ) -> None:
        """Begin.

        Args:
            chosen: Projects with corrected frames.
            weights: To start from, and to beat.
            device: auto, cpu, cuda or mps.
            minutes: Learning takes no longer than this.
        """
        self._options = ["--init", weights, "--device", device, "--time-budget", str(minutes)]
        gather = self._bridge.wrap(self._gathered)
        fail = self._bridge.wrap(self._end)
        progress = self._bridge.wrap(self._gathering)

        def work() -> None:
            try:
                folder = self.folder / COLLECTIONS
                gather(collect(chosen, folder, progress=progress, cancelled=self._cancelled.is_set))
            except Cancelled:
                fail(tr("Stopped."))
            except UserError as error:
                fail(str(error))
            except OSError as error:
                fail(
                    tr(
                        "The frames could not be gathered ({reason}).",
                        reason=error.strerror or error,
                    )
                )

        Thread(target=work, name="gather", daemon=True).start()

    def pause(self) -> None:
        """Rest after the step at hand."""
        self._wish("pause")

    def go_on(self) -> None:
        """End a rest."""
        self._wish("go on")

    def stop(self) -> None:
        """End after the step at hand."""
        self._cancelled.set()
        self._wish("stop")

    def close(self) -> None:
        """End at once; nothing is said any more."""
        self._cancelled.set()
        self._bridge.close()
        self._finished = True
        if self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(2000)
        if self._own:
            rmtree(self.folder, ignore_errors=True)

    def _gathering(self, done: int, total: int) -> None:
        self.said.emit({"event": "gather", "done": done, "of": total})

    def _gathered(self, roots: tuple[Path, ...]) -> None:
        process = QProcess(self)
        self._process = process
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._process_ended)
        process.errorOccurred.connect(self._process_failed)
        words = ["finetune", "--json", "--output", str(self.result)]
        words += [*self._options, "--data", *(str(root) for root in roots)]
        program, *rest = command_line("sst-train", *words)
        process.start(program, rest)

    def _read(self) -> None:
        if self._process is None:
            return
        lines = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            event = _event(line)
            if event.get("event") == "error":
                self._error = from_json(event.get("words", event.get("text", "")))
            elif event:
                self.said.emit(event)

    def _process_failed(self, kind: QProcess.ProcessError) -> None:
        if kind == QProcess.ProcessError.FailedToStart:
            self._end(tr("Training could not be started."))

    def _process_ended(self, code: int, how: QProcess.ExitStatus) -> None:
        self._read()
        if how == QProcess.ExitStatus.CrashExit:
            self._end(tr("Training ended unexpectedly; the weights in use are unchanged."))
        elif code == 0:
            self._end("")
        elif self._cancelled.is_set():
            self._end(tr("Stopped."))
        else:
            self._end(self._error or tr("Training ended with code {code}.", code=code))

    def _end(self, sentence: str) -> None:
        if not self._finished:
            self._finished = True
            self.ended.emit(tr(sentence))

    def _wish(self, words: str) -> None:
        if self._process is not None and self._process.state() == QProcess.ProcessState.Running:
            self._process.write(f"{words}\n".encode())


def _event(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
