"""Drives a model session over the passes of a plan, one frame at a time."""

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.engine.choice import MOST, choose
from annotator.engine.joining import Joiner
from annotator.engine.merge import Part
from annotator.engine.plan import Pass, speaks_for
from annotator.engine.sessions import Result, Session, SessionFactory, is_out_of_memory
from annotator.engine.shelf import Shelf
from annotator.engine.views import seen_by, view, views
from annotator.media.prefetch import Prefetch
from annotator.media.source import FrameSource
from sst_core.errors import DeviceError
from sst_core.labels import LabelMap
from sst_core.saying import said

LEAST: Final = 2
"""References that a pass goes by in any case: those at the ends of its gap."""
SHRINK: Final = 0.75
SMALLEST: Final = 160
"""Below this short side masks are no longer worth having."""


class Drawn(Protocol):
    """A label map that somebody vouches for, wherever it is kept."""

    @property
    def ids(self) -> frozenset[int]:
        """The ids that it contains."""
        ...

    def read(self) -> LabelMap:
        """The label map, (H, W) uint8 at source size.

        Raises:
            MaskError: It went away or is damaged.
        """
        ...


@dataclass(frozen=True)
class Finished:
    """A frame on which every pass has spoken (where the run is eager: every pass so far).

    Attributes:
        frame: Its number.
        label_map: (H, W) uint8 at source size.
        confidence: Object id to a number in [0, 1].
        certainty: (H, W) uint8, the probability of the label that won times 255.
    """

    frame: int
    label_map: LabelMap
    confidence: Mapping[int, float]
    certainty: NDArray[np.uint8]


@dataclass(frozen=True)
class Task:
    """What to propagate.

    Attributes:
        source: The frames.
        references: Frame number to reference; all of them are shown to the model.
        passes: The plan.
        span: The frames to write.
        speaks: The ids each reference speaks for; other objects are written on its frame. None:
            those that came up so far (`plan.speaks_for`), and its frame is never written.
    """

    source: FrameSource
    references: Mapping[int, Drawn]
    passes: Sequence[Pass]
    span: range
    speaks: Mapping[int, Sequence[int]] | None = None

    @property
    def steps(self) -> int:
        """How many frames the model will look at, counted once per pass."""
        return sum(len(one.frames) for one in self.passes)

    def speaking(self) -> Mapping[int, Sequence[int]]:
        """Frame number to the ids that its reference speaks for."""
        if self.speaks is not None:
            return self.speaks
        return speaks_for({frame: drawn.ids for frame, drawn in self.references.items()})

    def writes(self, frame: int) -> bool:
        """Whether results for a frame are wanted."""
        return frame in self.span and (self.speaks is not None or frame not in self.references)


class Shown:
    """Brings the references of a session up to date with those that a pass goes by."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._frames: set[int] = set()

    def __call__(
        self, session: Session, task: Task, frames: Collection[int], shelf: Shelf | None
    ) -> None:
        """Shows these references, and none besides.

        Raises:
            MediaError: A frame cannot be read.
            MaskError: A reference went away or is damaged.
        """
        if session is not self._session:
            self._session, self._frames = session, set()
        for frame in self._frames - set(frames):
            session.remove_reference(frame)
            self._frames.remove(frame)
        speaking = task.speaking()
        for frame in frames:
            if frame not in self._frames:
                seen = view(session, task.source, shelf, frame)
                label_map = task.references[frame].read()
                session.add_reference(frame, seen, label_map, speaking[frame])
                self._frames.add(frame)


Show = Callable[[Session, Task, Collection[int], Shelf | None], None]


def no_shelf(_resolution: int) -> None:
    """Keeps nothing of what the model has seen."""


@dataclass
class Propagator:
    """Runs a task. Where memory runs out, it goes on at a smaller resolution and says so.

    Attributes:
        task: What to propagate.
        factory: Makes sessions.
        resolution: Short side of what the model sees, in pixels; shrinks with memory.
        say: Takes a sentence that the user should read.
        show: Gives a session that the factory made the references of these frames, and no others.
        shelf: What the model has seen at a resolution; such frames are not decoded again.
        eager: Hand out frames that other passes will still cross as well.
        most: References that a pass goes by; fewer where memory is short.
        done: Steps of the model so far.
        seconds: Time spent waiting for the decoder and in the model.
    """

    task: Task
    factory: SessionFactory
    resolution: int
    say: Callable[[str], None]
    show: Show = field(default_factory=Shown)
    shelf: Callable[[int], Shelf | None] = no_shelf
    eager: bool = False
    most: int = MOST
    done: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"decode": 0.0, "model": 0.0})
    _session: Session | None = None

    def run(self) -> Generator[Finished | None]:
        """Yields after every step of the model: a finished frame, or None where none is ready.

        Frames that other passes will still cross wait, compressed. References are not yielded.

        Raises:
            MediaError: A frame cannot be read.
            DeviceError: Memory runs out even at the smallest resolution.
        """
        joiner = Joiner(self.task.passes, eager=self.eager)
        for number, one in enumerate(self.task.passes):
            for result in self._walk_with_less(one):
                frame, joined = result.frame, None
                if self.task.writes(frame):
                    part = Part(result.label_map, result.certainty, dict(result.confidence))
                    joined = joiner.add(number, frame, part)
                if joined is None:
                    yield None
                else:
                    yield Finished(frame, joined.label_map, joined.confidence, joined.certainty)

    def _walk_with_less(self, one: Pass) -> Iterator[Result]:
        """The results of a pass, begun again with less memory wherever it runs out.

        A new session knows nothing of the frames before, so it walks from the reference again;
        what was already handed out is not handed out twice.
        """
        given = 0
        while True:
            try:
                for position, result in enumerate(self._walk(one)):
                    if position >= given:
                        given += 1
                        self.done += 1
                        yield result
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            else:
                return
            self._use_less()

    def _walk(self, one: Pass) -> Iterator[Result]:
        session = self._session = self._session or self.factory(self.resolution)
        shelf = self.shelf(self.resolution)
        vectors = {} if shelf is None else shelf.vectors
        frames = choose(self.task.speaking(), one, vectors=vectors, most=self.most)
        self.show(session, self.task, frames, shelf)
        session.restrict(one.objects)
        session.reset()
        step = one.frames.step
        coming = Prefetch(views(self.task.source, shelf, one.start, one.frames[-1] + step, step))
        try:
            clock = perf_counter()
            for frame, found in coming:
                decoded = perf_counter()
                result = session.step(frame, seen_by(session, shelf, frame, found))
                self.seconds["decode"] += decoded - clock
                self.seconds["model"] += perf_counter() - decoded
                if frame != one.start:
                    yield result
                clock = perf_counter()
        finally:
            coming.close()

    def _use_less(self) -> None:
        """Fewer references first, then a smaller resolution."""
        self._session = None  # frees its memory before the next one asks for it
        shown = max(
            len(choose(self.task.speaking(), one, vectors={}, most=self.most))
            for one in self.task.passes
        )
        if shown > LEAST:
            self.most = max(min(self.most, shown) // 2, LEAST)
            self.say(
                said(
                    "Memory ran out; going on with {most} masks to go by at a time.", most=self.most
                )
            )
            return
        smaller = int(self.resolution * SHRINK)
        if smaller < SMALLEST:
            what = said("memory ran out even at {resolution} pixels", resolution=self.resolution)
            todo = "Use --device cpu, or propagate fewer objects at a time"
            raise DeviceError(what, where="--resolution", todo=todo)
        self.say(
            said(
                "Memory ran out at {resolution} pixels; going on at {smaller}.",
                resolution=self.resolution,
                smaller=smaller,
            )
        )
        self.resolution = smaller
