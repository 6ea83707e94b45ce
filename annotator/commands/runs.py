"""Propagation as the window sees it: one run at a time, its results, its undo step; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from annotator.commands.certainties import Certainties
from annotator.commands.live import Wish, Wishes, corrections
from annotator.commands.preferences import Preferences
from annotator.commands.said import said_title
from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.document.ownership import RunResult, new_run, write_run
from annotator.document.patches import unpack_map
from annotator.engine import messages
from annotator.engine.client import EngineClient
from annotator.engine.requests import build_request
from annotator.engine.whole_clip import TITLE, next_job, whole_clip
from annotator.signal import Signal
from annotator.words import tr

_TITLES: Final = {
    "forward": "Track forward",
    "backward": "Track backward",
    "both": "Track both ways",
    "outward": "Track outward",
}


@dataclass(frozen=True)
class Running:
    """How far the run has come.

    Attributes:
        job: Its number.
        title: What the undo step is called.
        mode: Which way it goes.
        span: Frames [a, b) that it may reach.
        done: Frames finished.
        total: Frames to do; 0 while that is not known yet.
        speed: Frames per second; 0 while that is not known yet.
        forecast: What memory it takes, in words; "" while that is not known yet.
    """

    job: int
    title: str
    mode: messages.Mode
    span: tuple[int, int]
    done: int = 0
    total: int = 0
    speed: float = 0.0
    forecast: str = ""

    @property
    def seconds_left(self) -> float | None:
        """Time to the end at this speed; None while it is not known."""
        return (self.total - self.done) / self.speed if self.speed > 0 and self.total else None


class Runs:
    """Starts runs, writes what they bring into the document, and stops them.

    Every result goes in at once, so that nothing is lost with the engine; all results of a run
    are one undo step. Messages must be handed to `receive` on the thread of the window.

    Args:
        document: Where results go.
        clip: Path of the video or folder, for the engine.
        engine: The engine's client.
        preferences: Weights, device, resolution, live mode.

    Attributes:
        state: The run that goes on; None when none does.
        changed: Emitted when `state` changed.
        arrived: Emitted with a frame whose result was written.
        told: Emitted with a sentence for the user.
        failed: Emitted with (sentence, can retry smaller).
        due: Emitted when live mode wants a run soon; `start_live` begins it.
        device: What the engine runs on, "" before it said so.
        ways: Frame to 1 where its masks came from earlier frames, -1 where from later ones.
        certainties: How sure the model was of every pixel.
        outcome: How the last run ended: "done", "stopped", or the sentence of its failure.
    """

    def __init__(
        self, document: Document, clip: str, engine: EngineClient, preferences: Preferences
    ) -> None:
        self._document = document
        self._clip = clip
        self._engine = engine
        self._preferences = preferences
        self._request: messages.RunRequest | None = None
        self._step = ""
        self._rest: list[messages.RunRequest] = []
        self.outcome = ""
        self._wishes = Wishes()
        self._wish: Wish | None = None
        self._reached: set[int] = set()
        self._lost: set[int] = set()
        self.ways: dict[int, int] = {}
        self.certainties = Certainties()
        document.changed.connect(self._objects_changed)
        self.state: Running | None = None
        self.device = ""
        self.changed: Signal[[]] = Signal()
        self.arrived: Signal[[int]] = Signal()
        self.told: Signal[[str]] = Signal()
        self.failed: Signal[[str, bool]] = Signal()
        self.due: Signal[[]] = Signal()

    def start(
        self,
        mode: messages.Mode,
        frame: int,
        *,
        span: tuple[int, int] | None,
        objects: Iterable[int] = (),
    ) -> bool:
        """Starts a run in place of one that goes on.

        Args:
            mode: Which way from the frame.
            frame: Where it starts.
            span: Frames [a, b) that it may reach; None reaches to the neighbouring references.
            objects: The objects to carry; empty takes all that have a reference.

        Returns:
            False when there is no reference to start from; the user was told.
        """
        self._wishes.clear()
        return self._start(Wish(mode, frame, span, frozenset(objects)))

    def _start(self, wish: Wish) -> bool:
        known: set[int] = set().union(*self._document.references().values())
        wanted = tuple(sorted(known & wish.objects if wish.objects else known))
        if not wanted:
            self.told.emit(tr("Draw a mask first; nothing says yet what to follow."))
            return False
        settings = self._preferences.value
        request = build_request(
            self._document,
            job=next_job(),
            mode=wish.mode,
            frame=wish.frame,
            span=self._reach(wish),
            objects=wanted,
            clip=self._clip,
            weights=settings.weights,
            device=settings.device,
            resolution=settings.resolution,
        )
        self._launch(request)
        self._wish = wish
        return True

    def start_whole(self) -> None:
        """Carries all objects over the whole clip from all references, as one step of undo.

        Raises:
            MaskError: There is no reference, or nothing left to do.
        """
        settings = self._preferences.value
        first, *rest = whole_clip(
            self._document,
            self._clip,
            weights=settings.weights,
            device=settings.device,
            resolution=settings.resolution,
        )
        self._launch(first, title=TITLE)
        self._rest = rest

    def retry_smaller(self) -> None:
        """Repeats the last run at two thirds of its resolution."""
        if self._request is not None:
            smaller = max(64, self._request.resolution * 2 // 3)
            self._launch(replace(self._request, job=next_job(), resolution=smaller))

    def stop(self) -> None:
        """Ends the run at once; what it brought stays, what is still under way is dropped."""
        self._wishes.clear()
        self._halt()

    def _halt(self) -> None:
        if self.state is not None:
            self._engine.cancel(self.state.job)
            self._rest, self.outcome = [], "stopped"
            self._set(None)

    def edited(self, group: Group, *, within: tuple[int, int] | None = None) -> None:
        """Looks at a new group of edits: in live mode a correction asks for a run.

        Args:
            group: Applied just now.
            within: Frames [a, b) that the user works in; a correction there stays there.
        """
        if not self._preferences.value.live:
            return
        frame, touched = corrections(self._document, group)
        if not touched:
            return
        if self.state is not None and frame in range(*self.state.span):
            reached, span = frozenset(self._reached), self.state.span
            rest = self._wish.rest(reached, span) if self._wish is not None else None
            self._halt()
            self._wishes.interrupted(rest)
        inside = within is not None and frame in range(*within)
        self._wishes.corrected(frame, touched, within if inside else None)
        self.due.emit()

    def start_live(self) -> None:
        """Starts the run that live mode asked for, unless one elsewhere still goes on."""
        if self.state is None and (wish := self._wishes.next()) is not None:
            self._start(wish)

    def receive(self, message: object) -> None:
        """Takes a message of the engine; messages of other runs are dropped."""
        if isinstance(message, messages.Ready):
            self.device = message.device
            self.changed.emit()
        elif self.state is not None and getattr(message, "job", None) == self.state.job:
            self._take(message, self.state)

    def _take(self, message: object, state: Running) -> None:
        match message:
            case messages.FrameDone():
                self._write(message, state)
            case messages.Progress():
                speed = message.frames_per_s
                self._set(replace(state, done=message.done, total=message.total, speed=speed))
            case messages.Forecast():
                self._set(replace(state, forecast=message.sentence))
            case messages.Notice():
                self.told.emit(message.sentence)
            case messages.Finished() if self._rest and not message.cancelled:
                self._send(self._rest.pop(0), state.title)
            case messages.Finished():
                self.outcome = "stopped" if message.cancelled else "done"
                self._set(None)
                if not message.cancelled:
                    self.told.emit(tr("{title}: done.", title=said_title(state.title)))
                    self.start_live()
            case messages.Failed():
                self._wishes.clear()
                self._rest, self.outcome = [], message.sentence
                self._set(None)
                self.failed.emit(message.sentence, message.can_retry_smaller)

    def _write(self, message: messages.FrameDone, state: Running) -> None:
        result = RunResult(
            frame=message.frame,
            label_map=unpack_map(message.packed),
            confidence=dict(message.confidence),
            objects=tuple(one for one in message.objects if one not in self._lost),
        )
        self._reached.add(message.frame)
        self.certainties.keep(message)
        if self._request is not None:
            self.ways[message.frame] = _way(self._request, message.frame)
        group = write_run(self._document, [result], title=state.title, run=self._step)
        if group is not None:
            self._document.apply(group)
        self.arrived.emit(message.frame)

    def _launch(self, request: messages.RunRequest, *, title: str = "") -> None:
        self._halt()
        self._wish, self._step = None, new_run()
        self._reached.clear()
        self._lost.clear()
        self._send(request, title or f"{_TITLES[request.mode]} from frame {request.origin}")

    def _send(self, request: messages.RunRequest, title: str) -> None:
        self._request = request
        self._set(Running(request.job, title, request.mode, request.span))
        self._engine.run(request)

    def _set(self, state: Running | None) -> None:
        self.state = state
        self.changed.emit()

    def _reach(self, wish: Wish) -> tuple[int, int] | None:
        """Narrows the span to one side of the frame; None reaches to the neighbouring references.

        A run outward is cut where its objects' references are, unless the user chose a range.
        """
        if wish.span is None:
            return None
        first, stop = wish.span
        if wish.mode == "forward":
            return max(wish.frame, first), max(stop, wish.frame + 1)
        if wish.mode == "backward":
            return min(first, wish.frame), min(wish.frame + 1, stop)
        whole = (first, stop) == (0, self._document.frames)
        if wish.mode == "outward" and not whole:
            first, stop = min(first, wish.frame), max(stop, wish.frame + 1)
        return None if wish.mode == "outward" and whole else (first, stop)

    def _objects_changed(self, _frames: frozenset[int], objects_changed: bool) -> None:  # noqa: FBT001 - a slot
        """An object that was removed gets nothing more of the run, not even under its old id."""
        if objects_changed and self.state is not None and self._request is not None:
            here = {item.id for item in self._document.objects}
            self._lost.update(set(self._request.objects) - here)


def _way(request: messages.RunRequest, frame: int) -> int:
    """1 where a run comes to a frame from earlier ones, -1 where from later ones."""
    if request.mode in {"forward", "backward"}:
        return 1 if request.mode == "forward" else -1
    nearest = min((abs(one.frame - frame), one.frame) for one in request.references)[1]
    return 1 if nearest <= frame else -1
