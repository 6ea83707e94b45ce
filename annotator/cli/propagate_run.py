"""The run behind sst-propagate: progress while it goes, figures when it ends."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from annotator.cli.progress import Progress
from annotator.engine import sessions
from annotator.engine.job import Job, Request, prepare
from annotator.engine.memory import peak_mb
from annotator.engine.project_job import ProjectJob, ProjectRequest, prepare_project
from annotator.export.masks import MaskFolder

_NAME = "sst-propagate"


def run(request: Request, *, weights: str, device: str, as_json: bool) -> int:
    """Checks, loads the model, propagates, draws the overlay, and reports.

    Args:
        request: What the user asked for.
        weights: Name of shipped weights, or a file.
        device: "auto", "cpu", "cuda" or "mps".
        as_json: Print one JSON object instead of sentences.

    Returns:
        The exit code, 0 or 130.

    Raises:
        UserError: Something has to be mended; finished masks stay.
    """
    return _carry_out(prepare(request), weights, device, as_json=as_json)


def run_project(request: ProjectRequest, *, weights: str, device: str, as_json: bool) -> int:
    """As `run`, from the references of a project and, unless an output is given, into it.

    Raises:
        UserError: Something has to be mended; finished masks stay.
    """
    job = prepare_project(request, weights=weights, device=device)
    try:
        return _carry_out(job, weights, device, as_json=as_json)
    finally:
        job.close()


def _carry_out(job: Job | ProjectJob, weights: str, device: str, *, as_json: bool) -> int:
    for warning in job.warnings:
        print(f"{_NAME}: {warning}", file=sys.stderr)
    factory = sessions.load_sessions(weights, device=device)
    seconds, complete = _propagate(job, factory)
    complete = _draw(job) and complete
    if not complete:
        names = f"{len(job.written)} finished masks are in {_place(job)}"
        print(f"{_NAME}: interrupted; {names}.", file=sys.stderr)
    report = _report(job, seconds, complete=complete)
    print(json.dumps(report) if as_json else _sentences(job, report))
    return 0 if complete else 130


def _propagate(job: Job | ProjectJob, factory: sessions.SessionFactory) -> tuple[float, bool]:
    """Seconds until every mask was on disk, and whether the run came to its end."""
    progress = Progress("frames")
    begin = perf_counter()
    complete = True
    with job.masks:
        try:
            for done, total in job.run(factory, say=progress.say):
                progress.show(done, total)
        except KeyboardInterrupt:
            complete = False
        finally:
            progress.finish()
    return perf_counter() - begin, complete


def _draw(job: Job | ProjectJob) -> bool:
    """Renders the overlay of what is finished; False when it was interrupted itself."""
    progress = Progress("frames of the overlay")
    frames = job.render_overlay()
    try:
        for done in frames:
            progress.show(done, len(job.written))
    except KeyboardInterrupt:
        return False
    finally:
        frames.close()  # finishes the file with what is in it
        progress.finish()
    return True


def _report(job: Job | ProjectJob, seconds: float, *, complete: bool) -> dict[str, object]:
    names = _names(job)
    propagated = len(job.confidence)
    return {
        "complete": complete,
        "frames": len(job.written),
        "propagated": propagated,
        "seconds": round(seconds, 3),
        "fps": round(propagated / seconds, 2) if seconds > 0 else 0.0,
        "seconds_in": {part: round(time, 3) for part, time in job.seconds.items()},
        "peak_memory_mb": round(peak_mb(), 1),
        "confidence": {
            names[frame]: {str(label): round(value, 4) for label, value in objects.items()}
            for frame, objects in sorted(job.confidence.items())
        },
        "warnings": list(job.warnings),
        "files": _files(job),
    }


def _files(job: Job | ProjectJob) -> dict[str, object]:
    """Where the masks are: a project, or a folder and the names in it."""
    overlay = job.request.overlay
    shown = str(overlay) if overlay is not None and overlay.exists() else None
    if not isinstance(job.masks, MaskFolder):
        return {"project": str(_place(job)), "overlay": shown}
    names, folder = _names(job), job.masks
    files = [folder.file(names[frame]).name for frame in sorted(job.written)]
    return {"masks": str(_place(job)), "names": files, "overlay": shown}


def _names(job: Job | ProjectJob) -> Sequence[str]:
    return (job.source if isinstance(job, ProjectJob) else job.task.source).names


def _place(job: Job | ProjectJob) -> Path:
    """The project or folder that holds the masks."""
    if isinstance(job, ProjectJob):
        return job.request.output or job.request.project
    return job.request.output


def _sentences(job: Job | ProjectJob, report: dict[str, object]) -> str:
    lines = [
        f"{report['frames']} masks in {report['seconds']} s, "
        f"{report['fps']} frames/s, peak memory {report['peak_memory_mb']} MiB.",
        f"Masks: {_place(job)}",
    ]
    overlay = job.request.overlay
    if overlay is not None and overlay.exists():
        lines.append(f"Overlay: {overlay}")
    return "\n".join(lines)
