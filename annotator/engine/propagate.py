"""Drives a model session over the passes of a plan, one frame at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from annotator.engine.merge import Part, Waiting, merge
from annotator.engine.plan import Pass, speaks_for
from annotator.engine.references import Reference
from annotator.engine.sessions import Result, Session, SessionFactory, is_out_of_memory
from annotator.media.prefetch import Prefetch
from annotator.media.source import FrameSource
from sst_core.errors import DeviceError
from sst_core.labels import LabelMap

_SHRINK: Final = 0.75
_SMALLEST: Final = 160
"""Below this short side masks are no longer worth having."""


@dataclass(frozen=True)
class Finished:
    """A frame on which every pass has spoken.

    Attributes:
        frame: Its number.
        label_map: (H, W) uint8 at source size.
        confidence: Object id to a number in [0, 1].
    """

    frame: int
    label_map: LabelMap
    confidence: Mapping[int, float]


@dataclass(frozen=True)
class Task:
    """What to propagate.

    Attributes:
        source: The frames.
        references: Frame number to reference; all of them are shown to the model.
        passes: The plan.
        span: The frames to write.
    """

    source: FrameSource
    references: Mapping[int, Reference]
    passes: Sequence[Pass]
    span: range

    @property
    def steps(self) -> int:
        """How many frames the model will look at, counted once per pass."""
        return sum(len(one.frames) for one in self.passes)


@dataclass
class Propagator:
    """Runs a task. Where memory runs out, it goes on at a smaller resolution and says so.

    Attributes:
        task: What to propagate.
        factory: Makes sessions.
        resolution: Short side of what the model sees, in pixels; shrinks with memory.
        say: Takes a sentence that the user should read.
        done: Steps of the model so far.
        seconds: Time spent waiting for the decoder and in the model.
    """

    task: Task
    factory: SessionFactory
    resolution: int
    say: Callable[[str], None]
    done: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"decode": 0.0, "model": 0.0})
    _session: Session | None = None

    def run(self) -> Iterator[Finished | None]:
        """Yields after every step of the model: a finished frame, or None where none is ready.

        Frames that other passes will still cross wait, compressed. References are not yielded.

        Raises:
            MediaError: A frame cannot be read.
            DeviceError: Memory runs out even at the smallest resolution.
        """
        waiting = Waiting()
        for number, one in enumerate(self.task.passes):
            later = self.task.passes[number + 1 :]
            for result in self._walk_with_less(one):
                frame = result.frame
                if frame not in self.task.span or frame in self.task.references:
                    yield None
                    continue
                part = Part(result.label_map, result.certainty, dict(result.confidence))
                before = waiting.take(frame)
                part = part if before is None else merge(before, part)
                if any(frame in other.frames for other in later):
                    waiting.keep(frame, part)
                    yield None
                else:
                    yield Finished(frame, part.label_map, part.confidence)

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
        session = self._session or self._open()
        session.restrict(one.objects)
        session.reset()
        step = one.frames.step
        frames = Prefetch(self.task.source.iterate(one.start, one.frames[-1] + step, step))
        try:
            clock = perf_counter()
            for frame, picture in frames:
                decoded = perf_counter()
                result = session.step(frame, picture)
                self.seconds["decode"] += decoded - clock
                self.seconds["model"] += perf_counter() - decoded
                if frame != one.start:
                    yield result
                clock = perf_counter()
        finally:
            frames.close()

    def _open(self) -> Session:
        session = self.factory(self.resolution)
        ids = {frame: reference.ids for frame, reference in self.task.references.items()}
        for frame, labels in speaks_for(ids).items():
            picture = self.task.source.read(frame)
            session.add_reference(frame, picture, self.task.references[frame].read(), labels)
        self._session = session
        return session

    def _use_less(self) -> None:
        self._session = None  # frees its memory before the next one asks for it
        smaller = int(self.resolution * _SHRINK)
        if smaller < _SMALLEST:
            what = f"memory ran out even at {self.resolution} pixels"
            todo = "Use --device cpu, or propagate fewer objects at a time"
            raise DeviceError(what, where="--resolution", todo=todo)
        self.say(f"Memory ran out at {self.resolution} pixels; going on at {smaller}.")
        self.resolution = smaller
