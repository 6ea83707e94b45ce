"""Exports of project files on any thread: one clip, or many with a folder for each; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.export.choice import choose_frames, sequence_name
from annotator.export.job import ExportJob, ExportReport
from annotator.export.qa_records import Activity
from annotator.export.registry import export
from annotator.media.reader import open_media
from annotator.project import ProjectSummary, default_project_path, open_project, summarize
from sst_core.errors import UserError
from sst_core.saying import said


@dataclass(frozen=True)
class ExportWish:
    """What the user asked for in the dialog.

    Attributes:
        project: The project file.
        media: The video file or folder of images.
        output: The folder to write into.
        format: Id of a format.
        start: First frame.
        stop: End of the range, not included; None goes to the end.
        every: Every how many frames.
        accepted_only: Leave out what nobody drew or accepted.
        overwrite: Accept a folder that is not empty.
        options: The format's options.
    """

    project: Path
    media: Path
    output: Path
    format: str
    start: int
    stop: int | None
    every: int
    accepted_only: bool
    overwrite: bool
    options: Mapping[str, str]


def export_project(
    wish: ExportWish, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> ExportReport:
    """Writes one clip; the project is only read, so a window may have it open.

    Args:
        wish: What to write.
        progress: Takes frames done and frames in all.
        cancelled: Asked after every frame.

    Raises:
        UserError: Something has to be mended; finished files stay.
    """
    source = open_media(wish.media)
    project = open_project(wish.project, read_only=True)
    try:
        document = project.document
        frames = choose_frames(document.frames, start=wish.start, stop=wish.stop, every=wish.every)
        job = ExportJob(
            document,
            source,
            wish.output,
            wish.format,
            frames,
            sequence=sequence_name(wish.media),
            accepted_only=wish.accepted_only,
            overwrite=wish.overwrite,
            options=wish.options,
            activity=Activity(project.activity.gestures, project.activity.active_seconds),
        )
        return export(job, progress=progress, cancelled=cancelled)
    finally:
        project.close()
        source.close()


def export_clips(
    clips: Iterable[Path],
    wish: ExportWish,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> ExportReport:
    """Writes every clip that has masks, each into a folder of its own below the chosen one.

    A clip that cannot be written is named and does not stop the others.

    Args:
        clips: The clips.
        wish: What to write; project, media and range are those of each clip.
        progress: Takes frames done and frames in all, over all clips.
        cancelled: Asked after every frame.

    Returns:
        One report of all; every warning begins with the name of its clip.
    """
    found = {clip: summarize(default_project_path(clip)) for clip in clips}
    total = sum(_expected(summary, wish.every) for summary in found.values())
    names = _folders(found)
    sum_up = _Sum(wish.output)
    for clip, summary in found.items():
        if cancelled():
            sum_up.complete = False
            break
        if summary is None or summary.untouched:
            sum_up.warnings.append(
                said("{name}: nothing is drawn, so nothing was written.", name=clip.name)
            )
            continue
        one = _wish_for(clip, wish, names[clip])
        sum_up.add(clip, one, lambda done, _: progress(sum_up.expected + done, total), cancelled)
        sum_up.expected += _expected(summary, wish.every)
    return sum_up.report()


class _Sum:
    """Adds up the reports of many clips."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._frames: list[int] = []
        self._files = 0
        self.expected = 0
        self.warnings: list[str] = []
        self.complete = True

    def add(
        self,
        clip: Path,
        wish: ExportWish,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        """Exports one clip; what is wrong with it is a warning."""
        try:
            report = export_project(wish, progress=progress, cancelled=cancelled)
        except UserError as error:
            self.warnings.append(said("{name}: {sentence}", name=clip.name, sentence=str(error)))
            return
        self._frames += report.frames
        self._files += report.files
        self.warnings += [
            said("{name}: {sentence}", name=clip.name, sentence=sentence)
            for sentence in report.warnings
        ]
        self.complete = self.complete and report.complete

    def report(self) -> ExportReport:
        """What was done in all."""
        frames, warnings = tuple(self._frames), tuple(self.warnings)
        return ExportReport(self._output, frames, self._files, warnings, self.complete)


def _wish_for(clip: Path, wish: ExportWish, folder: str) -> ExportWish:
    output = wish.output / folder
    project = default_project_path(clip)
    return replace(wish, project=project, media=clip, output=output, start=0, stop=None)


def _expected(summary: ProjectSummary | None, every: int) -> int:
    """How many frames a clip is likely to give."""
    return 0 if summary is None or summary.untouched else -(-summary.frames // every)


def _folders(clips: Iterable[Path]) -> dict[Path, str]:
    """A folder name for every clip; clips of one name are told apart by their suffix."""
    found: dict[Path, str] = {}
    for clip in clips:
        name = sequence_name(clip)
        if name in found.values():
            name = f"{name}_{clip.suffix.lstrip('.') or len(found)}"
        found[clip] = name if name not in found.values() else f"{name}_{len(found)}"
    return found
