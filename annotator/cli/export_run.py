"""The run behind sst-export: progress while it goes, a summary when it ends."""

import json
import sys
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

from annotator.cli.progress import Progress
from annotator.engine.job import parse_range
from annotator.export.choice import choose_frames, sequence_name
from annotator.export.formats import FORMATS, Format
from annotator.export.job import ExportJob
from annotator.export.qa_records import Activity
from annotator.export.registry import Export
from annotator.media.reader import open_media
from annotator.media.source import FrameSource
from annotator.project import MediaState, Project, open_project
from annotator.project.media import fingerprint
from sst_core.errors import MediaError, UserError

_NAME = "sst-export"


@dataclass(frozen=True)
class Request:
    """What the user asked for; the fields are the options of `sst-export`."""

    project: Path
    output: Path
    format: str
    range: str | None = None
    every: int = 1
    sequence: str | None = None
    media: Path | None = None
    options: dict[str, str] = field(default_factory=dict)
    accepted_only: bool = False
    overwrite: bool = False
    json: bool = False


def listing(*, as_json: bool) -> str:
    """The formats and their options, for people or as JSON."""
    if as_json:
        return json.dumps([_as_dict(entry) for entry in FORMATS])
    lines: list[str] = []
    for entry in FORMATS:
        lines += [f"{entry.id}: {entry.title}", f"    {entry.description}"]
        for option in entry.options:
            values = "|".join(option.choices) or "TEXT"
            lines.append(f"    --option {option.name}={values} (default {option.default})")
            lines.append(f"        {option.help}")
    return "\n".join(lines)


def run(request: Request) -> int:
    """Opens the project, writes, and reports; the project itself stays as it is.

    Args:
        request: What the user asked for.

    Returns:
        The exit code, 0 or 130.

    Raises:
        UserError: Something has to be mended; finished files stay.
    """
    if not request.project.is_file():
        todo = "Give the .sst file that lies beside the video"
        raise UserError("there is no such project", where=request.project, todo=todo)
    with open_project(request.project) as project, closing(_media(request, project)) as media:
        warnings = [*filter(None, [project.notice]), *_changes(request, project), *media.warnings]
        project.damaged.connect(warnings.append)
        begin = perf_counter()
        export = Export(_job(request, project, media))
        finished = _write(export)
        _tell(request, export, perf_counter() - begin, warnings)
    return 0 if finished else 130


def _job(request: Request, project: Project, media: FrameSource) -> ExportJob:
    length = min(project.document.frames, len(media))
    span = parse_range(request.range, length=length)
    activity = project.activity
    return ExportJob(
        project.document,
        media,
        request.output,
        request.format,
        choose_frames(length, start=span.start, stop=span.stop, every=request.every),
        request.sequence or sequence_name(project.media.path),
        request.accepted_only,
        request.overwrite,
        request.options,
        Activity(activity.gestures, activity.active_seconds),
    )


def _write(export: Export) -> bool:
    """Runs an export to its end; False when Ctrl+C cut it short."""
    progress = Progress("frames")
    steps = export.steps()
    try:
        for done, total in steps:
            progress.show(done, total)
    except KeyboardInterrupt:
        return False
    finally:
        steps.close()  # finishes what an interruption between two frames left open
        progress.finish()
    return True


def _tell(request: Request, export: Export, seconds: float, warnings: list[str]) -> None:
    report = export.report()
    sentences = [*warnings, *report.warnings]
    for sentence in sentences:
        print(f"{_NAME}: {sentence}", file=sys.stderr)
    if not report.complete:
        print(f"{_NAME}: interrupted; finished files stay.", file=sys.stderr)
    if request.json:
        content = {
            "format": request.format,
            "output": str(report.output),
            "complete": report.complete,
            "frames": len(report.frames),
            "files": report.files,
            "seconds": round(seconds, 3),
            "warnings": sentences,
        }
        print(json.dumps(content))
    else:
        files = f"{report.files} files" if report.files != 1 else "1 file"
        frames = f"{len(report.frames)} frames" if len(report.frames) != 1 else "1 frame"
        print(f"{frames}, {files} in {seconds:.1f} s.\nOutput: {report.output}")


def _media(request: Request, project: Project) -> FrameSource:
    if request.media is None and project.media_state() is MediaState.MISSING:
        todo = "Pass --media FILE to say where it is now"
        where = project.media.path
        raise MediaError("the video of this project is not there", where=where, todo=todo)
    return open_media(request.media or project.media.path)


def _changes(request: Request, project: Project) -> list[str]:
    """A warning about a video that is not the one the masks were drawn on."""
    known = project.media
    path = request.media or known.path
    if fingerprint(path) == (known.size_bytes, known.digest):
        return []
    return [f"{path} has changed since the masks were drawn, or is another file."]


def _as_dict(entry: Format) -> dict[str, object]:
    options = [asdict(option) for option in entry.options]
    return {
        "id": entry.id,
        "title": entry.title,
        "description": entry.description,
        "options": options,
    }
