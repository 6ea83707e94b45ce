"""An ablation as a table: ours, the mean and spread over seeds, beside the paper's."""

import csv
import io
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from training.tables.paper import Ablation, Claim, Row
from training.tables.runs import Judged


@dataclass(frozen=True)
class Line:
    """A row of the table: the variant and its finished runs, one per seed."""

    row: Row
    config: str
    runs: tuple[Judged, ...]

    @property
    def mean(self) -> float:
        """Mean J&F over seeds, 0-1."""
        return statistics.fmean(run.jf for run in self.runs)

    @property
    def spread(self) -> float | None:
        """Standard deviation of J&F over seeds; None with fewer than two."""
        return statistics.stdev(run.jf for run in self.runs) if len(self.runs) > 1 else None


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of words in aligned columns, the first to the left, under their heads."""
    every = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(heads))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in every
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def as_text(lines: Sequence[Line]) -> str:
    """The table in percent, as the paper has it."""
    rows = [
        (line.row.label, _jf(line), *_parts(line), str(len(line.runs)), line.row.reported or "-")
        for line in lines
    ]
    return text_table(("variant", "J&F", "J", "F", "seeds", "paper J&F"), rows)


def _jf(line: Line) -> str:
    if not line.runs:
        return "-"
    spread = "" if line.spread is None else f" ± {100 * line.spread:.1f}"
    return f"{100 * line.mean:.1f}{spread}"


def _parts(line: Line) -> tuple[str, str]:
    if not line.runs:
        return "-", "-"
    j, f = (statistics.fmean(getattr(run, part) for run in line.runs) for part in ("j", "f"))
    return f"{100 * j:.1f}", f"{100 * f:.1f}"


def verdicts(ablation: Ablation, lines: Sequence[Line]) -> list[str]:
    """One sentence per claim of the paper: whether ours are in the same order."""
    return [_verdict(claim, lines) for claim in ablation.claims]


def _verdict(claim: Claim, lines: Sequence[Line]) -> str:
    better, worse = _best(claim.better, lines), _best(claim.worse, lines)
    what = f"{claim.better} > {claim.worse}"
    if better is None or worse is None:
        return f"{what}: not known yet, runs are missing."
    apart = 100 * (better.mean - worse.mean)
    noise = 100 * max(better.spread or 0.0, worse.spread or 0.0)
    if abs(apart) <= noise:
        return f"{what}: undecided, {apart:+.1f} is within the spread over seeds ({noise:.1f})."
    return f"{what}: {'holds' if apart > 0 else 'does not hold'} here ({apart:+.1f})."


def _best(label: str, lines: Sequence[Line]) -> Line | None:
    """The line of a label, or the best of those that begin with it; None where runs are missing."""
    found = [line for line in lines if line.row.label.startswith(label)]
    if not found or not all(line.runs for line in found):
        return None
    return max(found, key=lambda line: line.mean)


def as_document(ablation: Ablation, lines: Sequence[Line]) -> dict[str, object]:
    """The same as plain JSON values; scores 0-1."""
    rows = [
        {
            "variant": line.row.label,
            "config": line.config,
            "runs": [vars(run) for run in line.runs],
            "mean": line.mean if line.runs else None,
            "spread": line.spread,
            "paper": line.row.reported or None,
        }
        for line in lines
    ]
    return {"title": ablation.title, "rows": rows, "verdicts": verdicts(ablation, lines)}


def as_csv(lines: Sequence[Line]) -> str:
    """One line per run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("variant", "config", "run", "jf", "j", "f", "paper"))
    for line in lines:
        for number, run in enumerate(line.runs):
            figures = (f"{value:.4f}" for value in (run.jf, run.j, run.f))
            writer.writerow((line.row.label, line.config, number, *figures, line.row.reported))
    return buffer.getvalue()
