"""The engine process: takes requests, runs the model, sends back one small message per frame."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Final

from annotator.document.patches import pack_map
from annotator.engine.ahead import Ahead
from annotator.engine.certainty import pack
from annotator.engine.forecast import Weighs, forecast, weighs, with_shelf
from annotator.engine.kept import Clips, KeptSession, Models, Sent
from annotator.engine.looker import Looker
from annotator.engine.messages import (
    Cancel,
    Failed,
    Finished,
    Forecast,
    FrameDone,
    FromEngine,
    Head,
    LookRequest,
    Notice,
    Prepare,
    Progress,
    Ready,
    RunRequest,
    Shutdown,
)
from annotator.engine.picker import Picker, goes_on
from annotator.engine.plan import Pass, plan_outward, plan_walks
from annotator.engine.pointed import SelectRequest
from annotator.engine.propagate import Finished as Labelled
from annotator.engine.propagate import Propagator, Task
from annotator.engine.pulse import Pulse
from annotator.engine.sessions import engine_facts, is_out_of_memory
from annotator.engine.shelf import Budget
from annotator.engine.speed import Speed
from annotator.heap import share_arenas
from annotator.media.readahead import Playhead
from annotator.media.source import FrameSource
from annotator.record.engine_facts import keep_facts
from sst_core.errors import Cancelled, DeviceError, MaskError, UserError
from sst_core.saying import said

_NICE: Final = 10
"""The window comes first where processors are scarce."""
_MIB: Final = 2**20
_OUT_OF_MEMORY: Final = said("The engine ran out of memory; finished frames are kept.")
_log = logging.getLogger(__name__)


def main(connection: Connection) -> None:
    """Serves a window until it says Shutdown or goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the window's business
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICE)
    share_arenas()
    Worker(connection).serve()


@dataclass(frozen=True)
class _Ticket:
    """A request under way. Stopping is tied to it, not to its number, which may come again."""

    request: RunRequest
    stop: Event = field(default_factory=Event)


class Worker:
    """Does one request after the other; a second thread listens, so that Cancel is heard at once.

    Args:
        connection: To the window.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._inbox: SimpleQueue[_Ticket | Prepare | LookRequest | SelectRequest] = SimpleQueue()
        self._stop = Event()
        self._models = Models()
        self._clips = Clips()
        self._kept = KeptSession(self._check)
        self._lock = Lock()
        self._pulse = Pulse(self._send, self._kept.held)
        self._ahead: Ahead = Ahead()
        self._looks_ahead = False
        self._looker = Looker(
            self._models, self._clips, self._kept, ready=self._say_ready, check=self._give_way
        )
        self._picker = Picker()
        self._asked: SimpleQueue[SelectRequest] = SimpleQueue()

    def serve(self) -> None:
        """Works through what comes in; does not return."""
        Thread(target=self._listen, name="listen", daemon=True).start()
        self._pulse.start()
        while True:
            item = self._next()
            if isinstance(item, Prepare):
                self._prepare(item)
            elif isinstance(item, LookRequest):
                self._send(self._looker.answer(item))
                self._ahead.stand(item.frame)  # the next question may come at once
            elif isinstance(item, SelectRequest):
                self._answer_select()
                self._ahead.stand(item.frame)
            else:
                self._serve_run(item)

    def _next(self) -> _Ticket | Prepare | LookRequest | SelectRequest:
        """The next request; until there is one, frames are looked at ahead."""
        while True:
            pause = self._ahead.wait()
            try:
                return self._inbox.get(timeout=pause) if pause else self._inbox.get_nowait()
            except Empty:
                if not pause:
                    self._ahead.step()

    def _listen(self) -> None:
        """Hears the window; ends the process when it asks for that, or is gone."""
        latest: _Ticket | None = None  # the window has one run on at a time
        with suppress(EOFError, OSError):
            while not isinstance(message := self._connection.recv(), Shutdown):
                if isinstance(message, Cancel):
                    if latest is not None and latest.request.job == message.job:
                        latest.stop.set()
                elif isinstance(message, RunRequest):
                    latest = _Ticket(message)
                    self._inbox.put(latest)
                elif isinstance(message, Head):
                    self._ahead.stand(message.frame)
                elif isinstance(message, SelectRequest):
                    self._asked.put(message)
                    self._inbox.put(message)  # a run in progress answers it before its turn
                elif isinstance(message, Prepare | LookRequest):
                    self._inbox.put(message)
        os._exit(0)  # nothing here needs to be put away, and a model may be in the middle of it

    def _send(self, message: FromEngine) -> None:
        with suppress(OSError), self._lock:  # the window has gone; the listener ends the process
            self._connection.send(message)

    def _check(self) -> None:
        self._answer_select()
        if self._stop.is_set():
            raise Cancelled

    def _answer_select(self) -> None:
        """Answers what was asked meanwhile; what a newer question goes on from, in short."""
        waiting: list[SelectRequest] = []
        with suppress(Empty):
            while True:
                waiting.append(self._asked.get_nowait())
        for number, request in enumerate(waiting):
            late = any(goes_on(request, newer) for newer in waiting[number + 1 :])
            answer = self._picker.late if late else self._picker.answer
            self._send(answer(request))

    def _give_way(self) -> None:
        if not self._inbox.empty():
            raise Cancelled

    def _prepare(self, request: Prepare) -> None:
        """Loads in advance; what fails here fails again, and is told, when it is asked for."""
        with suppress(UserError):
            make = self._models.get(request.weights, request.device, loaded=self._say_ready)
            source = self._clips.get(request.clip)
            keep = request.keep
            self._kept.budget = Budget(keep.memory_mb * _MIB, keep.disk_mb * _MIB)
            self._kept.shelf(make, source)(request.resolution).head = Playhead(request.frame)
            self._kept.factory(make, source)(request.resolution)
            self._looks_ahead = keep.ahead
            self._look_ahead()
            self._picker.warm_up(request.device)

    def _look_ahead(self) -> None:
        """Has frames looked at ahead of the clip that is kept, if the user lets it."""
        current = self._kept.current()
        if current is None or not self._looks_ahead:
            self._ahead.stop()
        else:
            self._ahead.follow(*current)

    def _serve_run(self, ticket: _Ticket) -> None:
        """Runs a request; whatever happens, one closing message goes out."""
        self._stop = ticket.stop
        job = ticket.request.job
        end: Finished | Failed
        try:
            with self._pulse.work():
                for message in self._run(ticket.request):
                    self._pulse.step()
                    self._send(message)
                    self._check()
            end = Finished(job, cancelled=False)
        except Cancelled:
            end = Finished(job, cancelled=True)
        except UserError as error:
            end = Failed(job, str(error), can_retry_smaller=isinstance(error, DeviceError))
        except Exception as error:  # noqa: BLE001 - a fault of the model must not end the engine
            end = self._failure(job, error)
        if isinstance(end, Failed):
            self._kept.drop()
            self._looker.forget()
        self._send(end)
        self._look_ahead()

    def _run(self, request: RunRequest) -> Iterator[FromEngine]:
        self._check()
        make = self._models.get(request.weights, request.device, loaded=self._say_ready)
        self._check()
        source = self._clips.get(request.clip)
        task = make_task(request, source)
        propagator = Propagator(
            task,
            self._kept.factory(make, source),
            request.resolution,
            lambda sentence: self._send(Notice(request.job, sentence)),
            show=self._kept.show,
            shelf=self._kept.shelf(make, source),
            eager=True,
        )
        weighing = weighs(make)
        if weighing is not None:
            yield self._forecast(request, propagator, weighing)
        speed = Speed()
        yield Progress(request.job, 0, task.steps, 0.0)
        with closing(propagator.run()) as results:
            for labelled in results:
                if labelled is not None:
                    yield _frame_done(request, labelled)
                rate = speed.tick()
                yield Progress(request.job, propagator.done, task.steps, rate)

    def _forecast(self, request: RunRequest, run: Propagator, make: Weighs) -> Forecast:
        """What a run will take; makes it smaller where that is too much."""
        plan = forecast(run.task, make, resolution=request.resolution)
        if plan.fell:
            run.say(plan.fell)
        run.resolution, run.most = plan.resolution, plan.most
        shelf = run.shelf(plan.resolution)
        if shelf is not None:
            each = make.frame_bytes(run.task.source.size, resolution=plan.resolution)
            plan = with_shelf(plan, shelf, frame_bytes=each, frames=run.task.steps)
        return Forecast(request.job, plan.needed_bytes, plan.free_bytes, plan.sentence)

    def _say_ready(self, device: str) -> None:
        facts = engine_facts(device)
        _log.info("model loaded: %s", facts)
        keep_facts(facts)
        self._send(Ready(device))

    def _failure(self, job: int, error: Exception) -> Failed:
        if is_out_of_memory(error):
            return Failed(job, _OUT_OF_MEMORY, can_retry_smaller=True)
        _log.error("job %d", job, exc_info=error)
        what = f"{type(error).__name__}: {error}".rstrip(".")
        sentence = said(
            "The engine stopped at a fault of its own ({what}); finished frames are kept.",
            what=what,
        )
        return Failed(job, sentence, can_retry_smaller=False)


def make_task(request: RunRequest, source: FrameSource) -> Task:
    """What is to be propagated.

    Raises:
        MaskError: A reference is damaged or of another size, or none reaches the range.
    """
    references = {data.frame: Sent.of(data) for data in request.references}
    for frame, sent in references.items():
        _check_reference(frame, sent, source)
    speaking: dict[int, list[int]] = {label: [] for label in request.objects}
    for frame in sorted(references):
        for label in references[frame].data.speaks_for:
            if label in speaking:
                speaking[label].append(frame)
    span = range(max(request.span[0], 0), min(request.span[1], len(source)))
    passes = _plan(request, speaking, span)
    if not passes:
        todo = "Draw the object on a frame from which they can be reached"
        raise MaskError("no mask reaches these frames", where=request.clip, todo=todo)
    speaks = {frame: references[frame].data.speaks_for for frame in sorted(references)}
    return Task(source, references, passes, span, speaks=speaks)


def _check_reference(frame: int, sent: Sent, source: FrameSource) -> None:
    """Refuses a reference that belongs to another clip."""
    if not 0 <= frame < len(source):
        what = said(
            "there is a mask for frame {frame}, but the clip has {count} frames",
            frame=frame,
            count=len(source),
        )
        raise MaskError(what, todo="Check that this is the clip the masks were drawn on")
    if sent.size != source.size:
        (rows, cols), (height, width) = sent.size, source.size
        what = said(
            "the mask is {cols}x{rows} pixels, but the frames are {width}x{height}",
            cols=cols,
            rows=rows,
            width=width,
            height=height,
        )
        raise MaskError(what, where=said("frame {frame}", frame=frame))


def _plan(request: RunRequest, speaking: dict[int, list[int]], span: range) -> list[Pass]:
    if request.mode == "outward":
        return plan_outward(speaking, span, origin=request.origin)
    return plan_walks(speaking, span, direction=request.mode)


def _frame_done(request: RunRequest, labelled: Labelled) -> FrameDone:
    return FrameDone(
        job=request.job,
        revision=request.revision,
        frame=labelled.frame,
        packed=pack_map(labelled.label_map),
        confidence=dict(labelled.confidence),
        objects=tuple(sorted(labelled.confidence)),
        certainty=pack(labelled.certainty),
    )
