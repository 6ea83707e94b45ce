"""Gathers what was corrected in several projects, as collections that training reads; no Qt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.document.cells import OWNED
from annotator.engine.export_clips import ExportWish, export_project
from annotator.project import open_project
from sst_core.errors import Cancelled

if TYPE_CHECKING:
    from annotator.document.document import Document


@dataclass(frozen=True)
class Corrected:
    """A project with corrected frames.

    Attributes:
        project: Its file.
        media: Its clip.
        frames: Frames on which a person made or accepted at least one mask, rising.
    """

    project: Path
    media: Path
    frames: tuple[int, ...]


def corrected_in(document: "Document") -> tuple[int, ...]:
    """Frames on which a person made or accepted at least one mask, rising."""
    return tuple(
        frame
        for frame in range(document.frames)
        if any(cell.provenance in OWNED for cell in document.cells(frame).values())
    )


def look_into(project: Path) -> Corrected:
    """Count the corrected frames of a project that may be open elsewhere; nothing is written.

    Raises:
        UserError: It cannot be read.
    """
    opened = open_project(project, read_only=True)
    try:
        return Corrected(project, opened.media.path, corrected_in(opened.document))
    finally:
        opened.close()


def collect(
    chosen: Iterable[Corrected],
    output: Path,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> tuple[Path, ...]:
    """Write one collection per project, from its first to its last corrected frame.

    Args:
        chosen: Projects, each with at least one corrected frame.
        output: A folder of its own, made when absent.
        progress: Takes frames done and frames in all.
        cancelled: Asked after every frame.

    Returns:
        The roots of the collections.

    Raises:
        UserError: Something has to be mended.
        Cancelled: `cancelled` said so.
    """
    listed = tuple(chosen)
    spans = [one.frames[-1] + 1 - one.frames[0] for one in listed]
    total, before, roots = sum(spans), 0, []
    for number, (one, span) in enumerate(zip(listed, spans, strict=True)):
        wish = _wish(one, output / str(number))
        export_project(wish, progress=_behind(progress, before, total), cancelled=cancelled)
        if cancelled():
            raise Cancelled("stopped by the user")
        before += span
        roots.append(wish.output)
    return tuple(roots)


def _behind(
    progress: Callable[[int, int], None], before: int, total: int
) -> Callable[[int, int], None]:
    """Progress of one project as progress over all."""
    return lambda done, _all: progress(before + done, total)


def _wish(one: Corrected, output: Path) -> ExportWish:
    return ExportWish(
        project=one.project,
        media=one.media,
        output=output,
        format="collection",
        start=one.frames[0],
        stop=one.frames[-1] + 1,
        every=1,
        accepted_only=False,
        overwrite=False,
        options={"images": "jpg", "split": "all", "others": "void"},
    )
