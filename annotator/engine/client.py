"""The window's end of the engine: starts the process, keeps it alive, tells what comes back."""

import logging
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import wait
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from time import monotonic
from typing import Final, TypedDict, Unpack

from annotator.engine.host import Host
from annotator.engine.messages import (
    Cancel,
    EngineStatus,
    Failed,
    Finished,
    FromEngine,
    Head,
    Keep,
    Looked,
    LookRequest,
    Prepare,
    Ready,
    RunRequest,
    Shutdown,
)
from annotator.engine.pointed import Selected, SelectRequest
from annotator.engine.scheduler import Action, Scheduler
from annotator.engine.watch import Patience, Watch
from annotator.record.crash import write_report
from annotator.signal import Signal
from sst_core.saying import said

_PATIENCE: Final = 3.0
_HUNG: Final = said(
    "The engine no longer answered; it was started again, and finished frames are kept."
)
_STILLBORN: Final = said(
    "The engine could not be started, most likely because memory is short; close other programs "
    "and track again."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Submit:
    """A run that the window asks for."""

    request: RunRequest
    background: bool


_Order = _Submit | Cancel | Prepare | Head | LookRequest | SelectRequest | Shutdown


class Preparation(TypedDict, total=False):
    """What a preparation says besides the clip; see `Prepare`."""

    weights: str
    device: str
    resolution: int
    frame: int
    keep: Keep


class EngineClient:
    """A propagation engine in a process of its own.

    Its methods return at once; what they ask for is done by a thread that also reads the
    answers, so that only one thread knows process and schedule. A process that dies is replaced,
    and so is one that hangs while it has work.

    Args:
        patience: When a process counts as hung.

    Attributes:
        events: Emits every message, on the client's own thread (cross over before touching Qt).
            Every run that was asked for ends in exactly one Finished or Failed.
    """

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._watch = Watch(self._patience, monotonic())
        self._hung = False
        self.events: Signal[[FromEngine]] = Signal()
        self._orders: SimpleQueue[_Order] = SimpleQueue()
        self._bell, self._button = Pipe(duplex=False)
        self._lock = Lock()
        self._thread: Thread | None = None
        self._closed = False
        self._host: Host | None = None
        self._schedule = Scheduler()
        self._prepared: Prepare | None = None

    @property
    def pid(self) -> int | None:
        """The number of the engine's process, if there is one."""
        host = self._host
        return host.pid if host else None

    def start(self) -> None:
        """Starts the process; returns at once. The other methods do it too where needed.

        Raises:
            RuntimeError: The client is closed.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the engine is closed")
            if self._thread is None:
                self._thread = Thread(target=self._serve, name="engine-client", daemon=True)
                self._thread.start()

    def prepare(self, clip: str, **how: Unpack[Preparation]) -> None:
        """Loads the model and opens the clip behind the user's back; answers with Ready.

        Then looks at frames around the user's before they are asked for. A process that
        replaces a dead one prepares the same again.

        Args:
            clip: Path of the video file or image folder.
            **how: See `Prepare`.
        """
        self._order(Prepare(clip, **how))

    def stand(self, frame: int) -> None:
        """Says where the user is; nothing is looked at ahead while they move."""
        self._order(Head(frame))

    def run(self, request: RunRequest, *, background: bool = False) -> None:
        """Starts a run.

        Args:
            request: Its job number must be new.
            background: Wait for everything else, instead of superseding the run in progress.
        """
        self._order(_Submit(request, background))

    def cancel(self, job: int) -> None:
        """Stops a run, started or waiting; answers with Finished(cancelled=True) at once.

        The engine itself stops after the frame it is at; nothing of that run is told any more.
        """
        self._order(Cancel(job))

    def look(self, request: LookRequest) -> None:
        """Asks what the model looks at; answered by one Looked when nothing else is to be done."""
        self._order(request)

    def select(self, request: SelectRequest) -> None:
        """Asks for the object that was pointed at; answered by one Selected, even during a run."""
        self._order(request)

    def close(self) -> None:
        """Ends the process and the thread; afterwards nothing is told any more."""
        with self._lock:
            thread, self._closed = self._thread, True
        if thread is None:
            return
        self._tell(Shutdown())
        if thread is current_thread():
            return
        thread.join(_PATIENCE)
        host = self._host
        if thread.is_alive() and host is not None:
            host.kill()  # it hangs, and the thread with it
            thread.join(_PATIENCE)

    def _order(self, order: _Order) -> None:
        self.start()
        self._tell(order)

    def _tell(self, order: _Order) -> None:
        self._orders.put(order)
        self._button.send_bytes(b"!")

    def _serve(self) -> None:
        """The thread: orders from the window, messages from the engine, one at a time."""
        with suppress(OSError):  # it is tried again, and told, when there is something to run
            self._engine()
        serving = True
        while serving:
            places = [self._bell] if self._host is None else [self._host.connection, self._bell]
            found = wait(places, self._patience.look_s)
            if not found:
                self._look_after()
            for ready in found:
                if ready is self._bell:
                    self._bell.recv_bytes()
                    serving = self._heed(self._orders.get()) and serving
                else:
                    self._receive()
        if self._host is not None:
            self._host.shut_down()

    def _look_after(self) -> None:
        """Ends a process that hangs; its death is then felt like any other."""
        now = monotonic()
        if self._watch.hangs(now) and self._schedule.running and self._host and not self._hung:
            self._hung = True
            self._host.kill()

    def _engine(self) -> Host:
        """The process, started if there is none."""
        if self._host is None:
            self._host = Host()
            _log.info("engine process %s started", self._host.pid)
            self._hung, self._watch = False, Watch(self._patience, monotonic())
            if self._prepared is not None:
                self._host.send(self._prepared)
        return self._host

    def _heed(self, order: _Order) -> bool:
        """As `_obey`; where no process can be started, its runs are told so."""
        try:
            return self._obey(order)
        except OSError as error:
            _log.warning("no engine process: %s", error)
            while (running := self._schedule.running) is not None:
                self._emit(Failed(running.job, _STILLBORN, can_retry_smaller=False))
                self._schedule.end(running.job)
            return True

    def _obey(self, order: _Order) -> bool:
        """Does what the window asks for; False when that is the end."""
        match order:
            case _Submit():
                self._act(self._schedule.submit(order.request, background=order.background))
            case Cancel():
                self._act(self._schedule.cancel(order.job))
            case Prepare():
                self._prepared = order
                self._engine().send(order)
            case Head() | LookRequest() | SelectRequest():
                self._engine().send(order)
        return not isinstance(order, Shutdown)

    def _act(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Finished):
                self._emit(action)
            else:
                self._engine().send(action)

    def _receive(self) -> None:
        """Takes a message; of runs that are over for the window, nothing counts any more."""
        host = self._engine()
        message = host.receive()
        if message is None:
            self._replace(host)
            return
        self._watch.hear(message, monotonic())
        if isinstance(message, Ready | EngineStatus | Looked | Selected):
            self._emit(message)
        elif isinstance(message, Finished) and message.cancelled:
            pass  # the window was told when it asked
        elif self._schedule.accepts(message.job, getattr(message, "revision", None)):
            self._emit(message)
            if isinstance(message, Finished | Failed):
                self._act(self._schedule.end(message.job))

    def _replace(self, host: Host) -> None:
        """Buries a process that died, tells its run, and starts another."""
        pid, spoke, code, hung = host.pid, host.spoke, host.bury(), self._hung
        self._host = None
        self._report(pid, code, host.last_words, hung=hung)
        running = self._schedule.running
        waiting = self._schedule.end(None)
        if running is not None:
            killed = code == -getattr(signal, "SIGKILL", 9) and not hung
            sentence = _HUNG if hung else _epitaph(killed=killed)
            self._emit(Failed(running.job, sentence, can_retry_smaller=killed))
        if spoke:  # one that never came up would die again at once
            with suppress(OSError):
                self._engine()
        self._act(waiting)

    def _report(self, pid: int | None, code: int | None, words: str, *, hung: bool) -> None:
        """Puts on record how a process ended."""
        how = _ending(code, hung=hung)
        _log.warning("engine process %s %s\n%s", pid, how, words)
        if words or hung or code != -getattr(signal, "SIGKILL", 9):
            write_report(f"The engine {how}.", words)

    def _emit(self, message: FromEngine) -> None:
        try:
            self.events.emit(message)
        except Exception:  # noqa: BLE001 - a listener's fault must not end the engine
            _log.exception("a listener failed at %s", type(message).__name__)


def _ending(code: int | None, *, hung: bool) -> str:
    """How a process ended, for the record."""
    if hung:
        return "no longer answered and was ended"
    if code is not None and code < 0:
        names = {int(one): one.name for one in signal.Signals}
        return f"was ended by {names.get(-code, f'signal {-code}')}"
    return f"ended with code {code}"


def _epitaph(*, killed: bool) -> str:
    """What happened to a process, for the user."""
    if killed:
        return said(
            "The engine was ended from outside, most likely because memory ran out; it was started "
            "again, and finished frames are kept."
        )
    return said(
        "The engine stopped unexpectedly; it was started again, and finished frames are kept."
    )
