"""The run behind sst-propagate: progress while it goes, figures when it ends."""

import json
import sys
from pathlib import Path
from time import perf_counter

from annotator.cli.progress import Progress
from annotator.engine import sessions
from annotator.engine.job import Job, Request, prepare
from annotator.engine.memory import peak_mb

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
    job = prepare(request)
    for warning in job.warnings:
        print(f"{_NAME}: {warning}", file=sys.stderr)
    factory = sessions.load_sessions(weights, device=device)
    seconds, complete = _propagate(job, factory)
    complete = _draw(job) and complete
    if not complete:
        names = f"{len(job.written)} finished masks are in {request.output}"
        print(f"{_NAME}: interrupted; {names}.", file=sys.stderr)
    report = _report(job, seconds, complete=complete)
    print(json.dumps(report) if as_json else _sentences(job, report))
    return 0 if complete else 130


def _propagate(job: Job, factory: sessions.SessionFactory) -> tuple[float, bool]:
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


def _draw(job: Job) -> bool:
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


def _report(job: Job, seconds: float, *, complete: bool) -> dict[str, object]:
    names = job.task.source.names
    overlay = job.request.overlay
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
        "files": {
            "masks": str(job.request.output),
            "names": [job.masks.file(names[frame]).name for frame in sorted(job.written)],
            "overlay": str(overlay) if overlay is not None and overlay.exists() else None,
        },
    }


def _sentences(job: Job, report: dict[str, object]) -> str:
    lines = [
        f"{report['frames']} masks in {report['seconds']} s, "
        f"{report['fps']} frames/s, peak memory {report['peak_memory_mb']} MiB.",
        f"Masks: {Path(job.request.output)}",
    ]
    overlay = job.request.overlay
    if overlay is not None and overlay.exists():
        lines.append(f"Overlay: {overlay}")
    return "\n".join(lines)
