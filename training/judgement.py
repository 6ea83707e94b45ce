"""The gate's result on disk: a JSON report and pictures of what changed."""

import json
import math
from pathlib import Path

import numpy as np
from PIL import Image as Pictures

from sst_core.errors import OutputError
from sst_core.labels import LabelMap, davis_palette
from sst_core.saying import as_json, said
from training.gate import MARGIN, TOLERANCE, Compared, Image, Verdict

REPORT = "report.json"
EXAMPLES = "examples"
_WIDEST = 640


def write_judgement(folder: Path, verdict: Verdict, notes: dict[str, object]) -> Path:
    """Write `report.json` and `examples/*.png` (truth, before, after from left to right).

    Args:
        folder: The run's folder.
        verdict: From the gate.
        notes: What else the report should say; JSON values.

    Returns:
        The report.

    Raises:
        OutputError: The folder cannot be written.
    """
    clips = [_entry(folder, number, clip) for number, clip in enumerate(verdict.clips)]
    content = {
        "version": 1,
        "decision": verdict.decision,
        "reason": verdict.reason,
        "reason_words": as_json(verdict.reason),
        "before": _finite(verdict.before),
        "after": _finite(verdict.after),
        "margin": MARGIN,
        "tolerance": TOLERANCE,
        "clips": clips,
        **notes,
    }
    report = folder / REPORT
    try:
        report.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            said("cannot write ({reason})", reason=error.strerror or error), where=report
        ) from error
    return report


def _entry(folder: Path, number: int, clip: Compared) -> dict[str, object]:
    path = folder / EXAMPLES / f"{number:02d}.png"
    _write_example(path, clip)
    return {
        "name": clip.case.name,
        "held_out": clip.case.held_out,
        "before": round(clip.before, 4),
        "after": round(clip.after, 4),
        "frames": len(clip.case.asked),
        "example": {"frame": clip.frame, "file": path.relative_to(folder).as_posix()},
    }


def _write_example(path: Path, clip: Compared) -> None:
    image = clip.case.image(clip.frame)
    maps = (clip.case.asked[clip.frame].label_map, *clip.maps)
    row = np.concatenate([_blend(image, label_map) for label_map in maps], 1)
    picture = Pictures.fromarray(row)
    picture.thumbnail((3 * _WIDEST, 3 * _WIDEST))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)
    except OSError as error:
        raise OutputError(
            said("cannot write ({reason})", reason=error.strerror or error), where=path
        ) from error


def _blend(image: Image, label_map: LabelMap) -> Image:
    colour = davis_palette()[label_map]
    mixed: Image = np.where((label_map > 0)[..., None], image // 2 + colour // 2, image)
    return mixed.astype(np.uint8)


def _finite(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
