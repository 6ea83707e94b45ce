"""The exporters by format, and the loop that feeds them: it can be cancelled after any frame."""

from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

from annotator.export.choice import is_labelled
from annotator.export.coco import Coco
from annotator.export.collection import Collection
from annotator.export.cutouts import Cutouts
from annotator.export.davis import Davis
from annotator.export.formats import FORMATS, Format, Option, find_format
from annotator.export.frames import decode
from annotator.export.job import Exporter, ExportJob, ExportReport, Plan, Shot
from annotator.export.overlay import Overlay
from annotator.export.plan import make_plan
from annotator.export.png_objects import PngObjects
from annotator.export.qa_files import QaFiles
from annotator.export.staging import Stage
from annotator.export.youtube_vos import YoutubeVos
from annotator.words import marked
from sst_core.errors import UserError
from sst_core.saying import said

__all__ = ["EXPORTERS", "FORMATS", "Export", "Format", "Option", "export", "find_format"]

EXPORTERS: Final[dict[str, Callable[[Plan], Exporter]]] = {
    "davis": Davis,
    "youtube-vos": YoutubeVos,
    "coco": Coco,
    "png-per-object": PngObjects,
    "rgba": Cutouts,
    "overlay": Overlay,
    "collection": Collection,
    "qa": QaFiles,
}


class Export:
    """An export that is taken step by step, so that its owner can show it and stop it.

    Args:
        job: What to write and where. Nothing is written before the first step.

    Raises:
        UserError: Something has to be mended first.
    """

    def __init__(self, job: ExportJob) -> None:
        self.plan = make_plan(job)
        self._stage = Stage(job.output)
        staged = replace(job, output=self._stage.path)
        self._exporter = EXPORTERS[job.format](replace(self.plan, job=staged))
        self._written: list[int] = []
        self._cancelled = False

    def cancel(self) -> None:
        """Stop after the frame at hand; what is finished stays, and the lists speak of it."""
        self._cancelled = True

    def steps(self) -> Generator[tuple[int, int], None, None]:
        """Writes a frame per step; to be exhausted or closed.

        Yields:
            Frames done, and frames in all.

        Raises:
            OutputError: The disk is full; finished files stay.
            MediaError: A frame cannot be read.
        """
        try:
            yield from self._steps()
        except UserError as error:
            raise self._stage.named(error) from error
        finally:
            self._stage.publish()

    def _steps(self) -> Generator[tuple[int, int], None, None]:
        try:
            for shot in _shots(self.plan, pictures=self._exporter.needs_pictures):
                self._exporter.add(shot)
                self._written.append(shot.frame)
                yield len(self._written), len(self.plan.frames)
                if self._cancelled:
                    break
        except UserError:
            with suppress(UserError):  # the first error is the one to tell
                self._exporter.finish()
            raise
        except BaseException:
            self._exporter.finish()
            raise
        self._exporter.finish()

    def report(self) -> ExportReport:
        """What was done so far."""
        warnings = list(self.plan.warnings)
        leftovers = self._exporter.folder.leftovers()
        if leftovers:
            one = marked("{count} file from before stayed, the first in {where}.")
            many = marked("{count} files from before stayed, the first in {where}.")
            warnings.append(
                said(
                    one if len(leftovers) == 1 else many,
                    count=len(leftovers),
                    where=leftovers[0].parent,
                )
            )
        return ExportReport(
            self.plan.job.output,
            tuple(self._written),
            len(self._exporter.folder.written),
            tuple(warnings),
            complete=len(self._written) == len(self.plan.frames),
        )


def export(
    job: ExportJob,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Writes a document in one of the formats.

    Args:
        job: What to write and where.
        progress: Called after each frame with the frames done and frames in all.
        cancelled: Asked after each frame; what is finished by then stays.

    Raises:
        UserError: Something has to be mended; finished files stay.
    """
    run = Export(job)
    for done, total in run.steps():
        if progress is not None:
            progress(done, total)
        if cancelled is not None and cancelled():
            run.cancel()
    return run.report()


def _shots(plan: Plan, *, pictures: bool) -> Iterator[Shot]:
    document = plan.job.document
    decoded = (
        decode(plan.job.media, plan.frames)
        if pictures
        else ((frame, None) for frame in plan.frames)
    )
    for frame, picture in decoded:
        label_map = document.label_map(frame) if is_labelled(document, frame) else None
        yield Shot(frame, plan.names[frame], picture, label_map)
