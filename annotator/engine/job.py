"""A propagation from request to files: every check first, then the run, then the overlay."""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

from annotator.engine.fitting import fit
from annotator.engine.plan import Direction, make_plan, unreached
from annotator.engine.propagate import Task
from annotator.engine.references import MaskRules, Reference, find_references
from annotator.engine.sessions import SessionFactory
from annotator.export.masks import MaskFolder
from annotator.media.overlay import OverlayWriter
from annotator.media.reader import open_media
from annotator.media.source import FrameSource
from sst_core.errors import MaskError, OutputError, UserError
from sst_core.labels import read_label_map

_RANGE: Final = re.compile(r"(\d*):(\d*)")


@dataclass(frozen=True)
class Request:
    """What the user asked for; the fields are the options of `sst-propagate`."""

    input: Path
    masks: Path
    output: Path
    range: str | None = None
    direction: Direction | None = None
    resolution: int = 480
    overlay: Path | None = None
    resize_masks: bool = False
    binary: bool = False
    overwrite: bool = False


@dataclass
class Job:
    """A request that has passed every check, ready to run.

    Attributes:
        request: What was asked.
        task: Frames, references and plan.
        references: The masks on disk that the task goes by.
        masks: Where the masks go; nothing is written before it is entered.
        warnings: Sentences that the user should read.
        confidence: Of each propagated frame, object id to a number in [0, 1].
        written: Frames whose masks were handed to the disk.
        seconds: Time spent waiting for the decoder, in the model, and handing over masks.
    """

    request: Request
    task: Task
    references: dict[int, Reference]
    masks: MaskFolder
    warnings: list[str]
    confidence: dict[int, dict[int, float]] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)

    def run(
        self, factory: SessionFactory, *, say: Callable[[str], None]
    ) -> Iterator[tuple[int, int]]:
        """Writes references, then each frame as it is finished; `masks` must be entered.

        Args:
            factory: Makes model sessions.
            say: Takes a sentence that the user should read.

        Yields:
            Steps of the model done, and steps in all.

        Raises:
            MediaError: A frame cannot be read.
            OutputError: The disk is full; finished masks stay.
            DeviceError: Memory runs out even at the smallest resolution.
        """
        names = self.task.source.names
        for frame, reference in self.references.items():
            if frame in self.task.span:
                self._copy(frame, reference)

        def tell(sentence: str) -> None:
            self.warnings.append(sentence)
            say(sentence)

        propagator = fit(self.task, factory, self.request.resolution, say=say, warn=tell)
        self.seconds = propagator.seconds
        self.seconds["write"] = 0.0
        for finished in propagator.run():
            if finished is not None:
                clock = perf_counter()
                self.masks.write(names[finished.frame], finished.label_map)
                self.seconds["write"] += perf_counter() - clock
                self.confidence[finished.frame] = dict(finished.confidence)
                self.written.add(finished.frame)
            yield propagator.done, self.task.steps

    def render_overlay(self) -> Generator[int, None, None]:
        """Lays the masks on disk over the frames, in order; yields the count of frames so far.

        Closing the iterator early finishes the file with what is in it.

        Raises:
            OutputError: The disk is full.
            MediaError: A frame cannot be read.
        """
        source = self.task.source
        path = self.request.overlay
        if path is None or not self.written:
            return
        with OverlayWriter(path, source.size, source.rate) as video:
            for frame, picture in source.iterate(min(self.written), max(self.written) + 1):
                if frame in self.written:
                    mask = read_label_map(self.masks.file(source.names[frame]), void_only=True)
                    video.write(picture, mask)
                    yield video.frames

    def _copy(self, frame: int, reference: Reference) -> None:
        name = self.task.source.names[frame]
        png = reference.original()
        if png is not None:
            self.masks.copy(name, png)
        else:
            self.masks.write(name, reference.read())
        self.written.add(frame)


def prepare(request: Request) -> Job:
    """Opens the input and checks all that can be checked without the model; writes nothing.

    Raises:
        UserError: Something has to be mended first; see its subclasses.
    """
    source = open_media(request.input)
    masks = MaskFolder(request.output, overwrite=request.overwrite)
    _protect_inputs(request)
    span = parse_range(request.range, length=len(source))
    rules = MaskRules(source.size, resize=request.resize_masks, binary=request.binary)
    last = request.direction == "backward"
    references = find_references(request.masks, source, rules, single=span[-1 if last else 0])
    if request.direction == "both" and len(references) < 2:
        todo = "Give a folder of masks named after their frames, or leave --direction out"
        raise MaskError(
            "both directions need masks on several frames", where=request.masks, todo=todo
        )
    task = _plan(request, source, references, span)
    return Job(request, task, references, masks, [*source.warnings, *_gaps(task)])


def parse_range(text: str | None, *, length: int) -> range:
    """The frames named by "A:B", half open; either side may be left out.

    Raises:
        UserError: It is no range, it is empty, or the clip is shorter.
    """
    if text is None:
        return range(length)
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        todo = "Write A:B, with frame numbers from 0; frame B is left out"
        raise UserError(f"{text!r} is not a range of frames", where="--range", todo=todo)
    start = int(match[1] or 0)
    stop = int(match[2]) if match[2] else length
    if not start < stop <= length:
        what = f"{text!r} holds no frames" if start >= stop else f"{text!r} goes too far"
        todo = f"The clip has {length} frames, 0:{length}"
        raise UserError(what, where="--range", todo=todo)
    return range(start, stop)


def _plan(
    request: Request, source: FrameSource, references: dict[int, Reference], span: range
) -> Task:
    ids = {frame: reference.ids for frame, reference in references.items()}
    passes = make_plan(ids, span, direction=request.direction)
    if not passes and not any(frame in span for frame in references):
        todo = "Give a mask inside the range, or leave --direction out"
        raise MaskError("no mask reaches the range", where=request.masks, todo=todo)
    return Task(source, references, passes, span)


def _gaps(task: Task) -> list[str]:
    """A warning about frames that stay without a mask because of the direction."""
    left = unreached(task.passes, task.references, task.span)
    if not left:
        return []
    names = task.source.names
    what = f"{len(left)} frames ({names[left[0]]} to {names[left[-1]]}) are reached from no mask"
    return [f"{what} in this direction and are not written."]


def _protect_inputs(request: Request) -> None:
    """Refuses, even with --overwrite, to write over what is being read."""
    for given, noun in ((request.input, "input"), (request.masks, "masks")):
        if given.exists() and request.output.exists() and given.samefile(request.output):
            what = f"the {noun} folder cannot be the output folder"
            raise OutputError(what, where=request.output, todo="Choose another folder")
    path = request.overlay
    if path is None:
        return
    if path.suffix.lower() != ".mp4":
        raise OutputError("the overlay is an mp4 file", where=path, todo="Name it FILE.mp4")
    if not path.absolute().parent.is_dir():
        raise OutputError("there is no folder for the overlay", where=path.absolute().parent)
    if path.exists() and (not request.overwrite or path.is_dir() or path.samefile(request.input)):
        todo = "Choose another name, or pass --overwrite where it is no input"
        raise OutputError("the overlay would replace what is there", where=path, todo=todo)
