"""A project carried through its clip without a window: into the project itself, or to a folder."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from annotator.document.ownership import RunResult
from annotator.engine.fitting import fit
from annotator.engine.job import parse_range
from annotator.engine.messages import RunRequest
from annotator.engine.plan import Direction
from annotator.engine.propagate import Finished
from annotator.engine.sessions import SessionFactory
from annotator.engine.whole_clip import RunStep, merged, whole_clip
from annotator.engine.worker import make_task
from annotator.export.masks import MaskFolder
from annotator.media.overlay import OverlayWriter
from annotator.media.reader import open_media
from annotator.media.source import FrameSource
from annotator.project import MediaState, Project, ProjectError, open_project
from annotator.project.media import fingerprint
from sst_core.errors import MediaError, OutputError, UserError
from sst_core.labels import LabelMap, read_label_map


@dataclass(frozen=True)
class ProjectRequest:
    """What the user asked for; the fields are the options of `sst-propagate PROJECT`."""

    project: Path
    output: Path | None = None
    range: str | None = None
    direction: Direction | None = None
    resolution: int = 480
    overlay: Path | None = None
    overwrite: bool = False
    media: Path | None = None


@dataclass
class ProjectJob:
    """A project that has passed every check, open and ready to run.

    Attributes:
        request: What was asked.
        project: The open project.
        source: The frames.
        runs: What the model is asked, in order.
        masks: To be entered while masks are written; a folder, or nothing.
        warnings: Sentences that the user should read.
        confidence: Of each propagated frame, object id to a number in [0, 1].
        written: Frames that were written.
        seconds: Time spent waiting for the decoder, in the model, and handing over masks.
    """

    request: ProjectRequest
    project: Project
    source: FrameSource
    runs: list[RunRequest]
    masks: AbstractContextManager[object]
    warnings: list[str]
    confidence: dict[int, dict[int, float]] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)

    def run(
        self, factory: SessionFactory, *, say: Callable[[str], None]
    ) -> Iterator[tuple[int, int]]:
        """Writes each frame as it is finished; all of a project's are one step of undo.

        Args:
            factory: Makes model sessions.
            say: Takes a sentence that the user should read.

        Yields:
            Steps of the model done, and steps in all.

        Raises:
            UserError: A frame cannot be read, or the disk is full; what is finished stays.
        """
        tasks = [make_task(run, self.source) for run in self.runs]
        total, before = sum(task.steps for task in tasks), 0
        step = RunStep(self.project.document, "Propagate")
        self.seconds = {"decode": 0.0, "model": 0.0, "write": 0.0}
        for task in tasks:
            first = say if not before else _nothing
            propagator = fit(task, factory, self.request.resolution, say=first, warn=say)
            for finished in propagator.run():
                if finished is not None:
                    self._keep(finished, step)
                yield before + propagator.done, total
            before += task.steps
            for part, seconds in propagator.seconds.items():
                self.seconds[part] += seconds
        self._write_rest()

    def render_overlay(self) -> Generator[int, None, None]:
        """Lays the masks over the frames, in order; yields the count of frames so far.

        Raises:
            OutputError: The disk is full.
            MediaError: A frame cannot be read.
        """
        path = self.request.overlay
        if path is None or not self.written:
            return
        with OverlayWriter(path, self.source.size, self.source.rate) as video:
            for frame, picture in self.source.iterate(min(self.written), max(self.written) + 1):
                if frame in self.written:
                    video.write(picture, self._label_map(frame))
                    yield video.frames

    def close(self) -> None:
        """Closes project and clip."""
        self.project.close()
        self.source.close()

    def _keep(self, finished: Finished, step: RunStep) -> None:
        clock = perf_counter()
        objects = tuple(sorted(finished.confidence))
        result = RunResult(finished.frame, finished.label_map, finished.confidence, objects)
        if isinstance(self.masks, MaskFolder):
            name = self.source.names[finished.frame]
            self.masks.write(name, merged(self.project.document, result))
        else:
            step.write(result)
            _refuse_blocked(self.project)
        self.seconds["write"] += perf_counter() - clock
        self.confidence[finished.frame] = dict(finished.confidence)
        self.written.add(finished.frame)

    def _write_rest(self) -> None:
        """Frames that no pass had to cross, such as references, belong into a folder as well."""
        if not isinstance(self.masks, MaskFolder):
            return
        document = self.project.document
        span = range(self.runs[0].span[0], self.runs[-1].span[1])
        for frame in sorted(document.labelled - self.written):
            if frame in span:
                self.masks.write(self.source.names[frame], document.label_map(frame))
                self.written.add(frame)

    def _label_map(self, frame: int) -> LabelMap:
        if isinstance(self.masks, MaskFolder):
            file = self.masks.file(self.source.names[frame])
            return read_label_map(file, void_only=True)
        return self.project.document.label_map(frame)


def prepare_project(
    request: ProjectRequest, *, weights: str = "sst-lite", device: str = "auto"
) -> ProjectJob:
    """Opens a project and checks all that can be checked without the model; writes nothing.

    Raises:
        UserError: Something has to be mended first: the project is open elsewhere or damaged,
            its clip is missing or another one, or there is no mask to go by.
    """
    masks = MaskFolder(request.output, overwrite=request.overwrite) if request.output else None
    _check_overlay(request)
    project = open_project(request.project, read_only=masks is not None)
    try:
        _check_writable(project, needed=masks is None)
        _protect_clip(request, request.media or project.media.path)
        source, warnings = _open_clip(request, project)
        span = parse_range(request.range, length=project.document.frames)
        runs = whole_clip(
            project.document,
            str(project.media.path),
            span=(span.start, span.stop),
            mode=request.direction or "both",
            weights=weights,
            device=device,
            resolution=request.resolution,
        )
    except BaseException:
        project.close()
        raise
    return ProjectJob(request, project, source, runs, masks or nullcontext(), warnings)


def _check_writable(project: Project, *, needed: bool) -> None:
    """Refuses a project that cannot take masks in, with the way around it."""
    if not (needed and project.read_only):
        return
    notice = project.notice or "This project cannot be written"
    reason = notice.partition(", so it is open")[0].rstrip(".")
    todo = "Close it there, or pass --output DIR to write masks into a folder"
    raise ProjectError(reason, where=project.path, todo=todo)


def _open_clip(request: ProjectRequest, project: Project) -> tuple[FrameSource, list[str]]:
    known = project.media
    if request.media is None and project.media_state() is MediaState.MISSING:
        todo = "Pass --media FILE to say where it is now"
        raise MediaError("the video of this project is not there", where=known.path, todo=todo)
    path = request.media or known.path
    source = open_media(path)
    if (source.size, len(source)) != (known.size, known.frames):
        (height, width), (rows, cols) = known.size, source.size
        what = (
            f"the project is about {known.frames} frames of {width}x{height}, but this clip has "
            f"{len(source)} of {cols}x{rows}"
        )
        source.close()
        raise MediaError(what, where=path)
    warnings = [*filter(None, [project.notice]), *source.warnings]
    if fingerprint(path) != (known.size_bytes, known.digest):
        warnings.append(f"{path} has changed since the masks were drawn, or is another file.")
    return source, warnings


def _check_overlay(request: ProjectRequest) -> None:
    path = request.overlay
    if path is None:
        return
    if path.suffix.lower() != ".mp4":
        raise OutputError("the overlay is an mp4 file", where=path, todo="Name it FILE.mp4")
    if not path.absolute().parent.is_dir():
        raise OutputError("there is no folder for the overlay", where=path.absolute().parent)
    if path.exists() and (not request.overwrite or path.is_dir()):
        todo = "Choose another name, or pass --overwrite"
        raise OutputError("the overlay would replace what is there", where=path, todo=todo)


def _protect_clip(request: ProjectRequest, clip: Path) -> None:
    """Refuses, even with --overwrite, to write over the frames."""
    for place in (request.output, request.overlay):
        if place is not None and place.exists() and clip.exists() and place.samefile(clip):
            todo = "Choose another place"
            raise OutputError("this would write over the clip", where=place, todo=todo)


def _refuse_blocked(project: Project) -> None:
    """Ends the run where the disk is full; what was stored before stays."""
    if project.is_blocked and not project.retry():
        raise UserError(
            "the masks cannot be stored any more; those stored so far stay",
            where=project.path,
            todo="Make space on the disk and run it again",
        )


def _nothing(_sentence: str) -> None:
    """The forecast is told once, not for every part of a clip."""
