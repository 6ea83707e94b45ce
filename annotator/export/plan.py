"""Checks an export against its format, its clip and its document before anything is written."""

from typing import Final

from annotator.export.choice import is_accepted, is_labelled, is_reserved, name_frames
from annotator.export.formats import find_format
from annotator.export.job import ExportJob, Plan
from annotator.media.source import FrameSource
from annotator.words import marked
from sst_core.errors import UserError
from sst_core.saying import said

_ODD: Final = frozenset('/\\:*?"<>|')


def make_plan(job: ExportJob) -> Plan:
    """Checks a job against its format, its clip and its document; touches no file.

    Raises:
        UserError: They do not go together, or no frame is left.
    """
    options = find_format(job.format).resolve(dict(job.options))
    _check_names(job, options)
    _check_media(job)
    document = job.document
    frames = tuple(job.frames)
    unlabelled = [frame for frame in frames if not is_labelled(document, frame)]
    if len(unlabelled) == len(frames):
        todo = "Draw or import a mask first, or choose other frames"
        raise UserError("no frame in this range has a mask", todo=todo)
    open_ones = set(frames) - set(unlabelled)
    waiting = [frame for frame in frames if frame in open_ones and not is_accepted(document, frame)]
    if job.accepted_only:
        left = open_ones - set(waiting)
        if not left:
            todo = "Accept frames first, or export all of them"
            raise UserError("no frame in this range is accepted", todo=todo)
        kept = tuple(frame for frame in frames if frame in left)
    else:
        kept = frames
    names, sentences = _names(job.media)
    sentences += _gaps(frames, names, (waiting, unlabelled), left_out=job.accepted_only)
    return Plan(job, kept, names, options, tuple(sentences))


def _check_names(job: ExportJob, options: dict[str, str]) -> None:
    for name in (job.sequence, options.get("split", "train")):
        odd = name.startswith(".") or name.endswith((".", " ")) or not name.isprintable()
        if odd or not name.strip() or set(name) & _ODD or is_reserved(name):
            todo = "Use letters, digits, - and _"
            raise UserError(said("{name!r} cannot name a folder or list", name=name), todo=todo)


def _check_media(job: ExportJob) -> None:
    size, frames = job.document.size, job.document.frames
    if tuple(job.media.size) != tuple(size) or len(job.media) < frames:
        (height, width), (rows, cols) = size, job.media.size
        what = said(
            "the video has {count} frames of {cols}x{rows} pixels, but the project was made for "
            "{frames} of {width}x{height}",
            count=len(job.media),
            cols=cols,
            rows=rows,
            frames=frames,
            width=width,
            height=height,
        )
        raise UserError(what, todo="Give the video that the project was made for")
    if not job.frames:
        raise UserError("there are no frames to export")


def _names(media: FrameSource) -> tuple[list[str], list[str]]:
    """File stems that sort in the order of the frames, and what the user should know of them."""
    names = list(media.names)
    if names == sorted(names):
        return names, []
    digits = max(5, len(str(len(names) - 1)))
    sentence = said(
        "The images' names do not sort in order of the frames, so the files are numbered."
    )
    return [f"{frame:0{digits}d}" for frame in range(len(names))], [sentence]


def _gaps(
    frames: tuple[int, ...],
    names: list[str],
    missing: tuple[list[int], list[int]],
    *,
    left_out: bool,
) -> list[str]:
    waiting, unlabelled = missing
    texts = (
        (
            waiting,
            said("1 frame holds masks that nobody has accepted"),
            said("{count} frames hold masks that nobody has accepted", count=len(waiting)),
        ),
        (
            unlabelled,
            said("1 frame has no masks"),
            said("{count} frames have no masks", count=len(unlabelled)),
        ),
    )
    whole = marked("{fact}, left out: {frames}.") if left_out else "{fact}: {frames}."
    return [
        said(
            whole,
            fact=one if len(group) == 1 else many,
            frames=name_frames(group, names, frames),
        )
        for group, one, many in texts
        if group
    ]
