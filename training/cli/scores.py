"""What sst-eval shows of scores: an aligned table, and all figures as JSON."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sst_core import __version__
from sst_core.errors import OutputError
from sst_core.labels import find_part
from training.evaluate import (
    ObjectScore,
    Score,
    by_sequence,
    evaluate_both,
    mean_score,
    split_names,
)
from training.youtube_vos import Overall, overall_score, truth_categories

_HEADINGS = ("J&F", "J", "F", "J recall", "J decay", "F recall", "F decay")


def score_masks(arguments: argparse.Namespace) -> None:
    """Runs `sst-eval masks`: prints the table and writes the JSON file if one is asked for.

    Args:
        arguments: The parsed options of the command.

    Raises:
        UserError: A folder cannot be scored, or the JSON file cannot be written.
    """
    names = arguments.sequences
    gt: Path = arguments.gt
    if arguments.split is not None:
        names = names or split_names(gt, arguments.split)
        gt, _ = find_part(gt, arguments.split)
    categories = truth_categories(gt, seen=arguments.seen_categories)
    scores = evaluate_both(
        gt,
        arguments.pred,
        names=names,
        include_ends=arguments.include_ends,
        binary=arguments.binary,
        jobs=arguments.jobs,
        later=categories is not None,
    )
    overall = None if categories is None else overall_score(scores.later, categories)
    if scores.usual:
        print(_table(scores.usual))
    if overall is not None:
        print("\n".join(overall.lines()))
    if arguments.json is not None:
        _write_json(arguments.json, scores.usual, arguments, overall)


def _table(scores: Sequence[ObjectScore]) -> str:
    """One line per object, and the mean, in aligned columns."""
    frames = str(sum(score.frames for score in scores))
    rows: list[tuple[str, ...]] = [
        ("sequence", "object", "frames", *_HEADINGS),
        *((s.sequence, str(s.object), str(s.frames), *_figures(s)) for s in scores),
        ("mean", str(len(scores)), frames, *_figures(mean_score(scores))),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]
    return "\n".join([*lines[:-1], "-" * len(lines[0]), lines[-1]])


def _figures(score: Score) -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in _values(score).values())


def _values(score: Score) -> dict[str, float]:
    j, f = score.j, score.f
    figures = (score.jf, j.mean, f.mean, j.recall, j.decay, f.recall, f.decay)
    return dict(zip(_HEADINGS, figures, strict=True))


def _write_json(
    path: Path,
    scores: Sequence[ObjectScore],
    arguments: argparse.Namespace,
    overall: Overall | None,
) -> None:
    document: dict[str, Any] = {
        "version": __version__,
        "include_ends": arguments.include_ends,
        "mean": _values(mean_score(scores)) if scores else None,
        "sequences": {
            name: {
                **_values(mean_score(group)),
                "objects": {str(s.object): {"frames": s.frames, **_values(s)} for s in group},
            }
            for name, group in by_sequence(scores).items()
        },
    }
    if overall is not None:
        document["youtube_vos"] = overall.as_dict()
    try:
        path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"the figures cannot be written ({reason})", where=path) from error
