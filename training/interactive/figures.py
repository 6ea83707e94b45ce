"""What rounds of correction brought: curves, the area under them, and pairs of policies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.interactive.loop import Run

Floats = NDArray[np.float64]
Curves = Mapping[str, Mapping[str, Floats]]
"""Policy to sequence to (rounds + 1,) mean J&F; NaN where no frame is left to judge."""

TARGET: Final = 0.9


@dataclass(frozen=True)
class Pair:
    """Areas of two policies, compared sequence by sequence.

    Attributes:
        better: The policy whose area is taken.
        other: The policy whose area is subtracted.
        mean: Mean difference of the areas.
        spread: Standard deviation of the difference over sequences; 0 for a single one.
        wins: Sequences in which `better` has the larger area.
        sequences: How many were compared.
    """

    better: str
    other: str
    mean: float
    spread: float
    wins: int
    sequences: int


@dataclass(frozen=True)
class Reached:
    """When a policy arrived at the target.

    Attributes:
        sequences: How many arrived, of all.
        of: All sequences.
        rounds: Mean rounds of those that arrived; NaN if none did.
        strokes: Mean strokes until then; NaN where frames are corrected as a whole.
    """

    sequences: int
    of: int
    rounds: float
    strokes: float


def never_corrected(runs: Iterable[Run]) -> Curves:
    """Mean J&F after each round on frames that no policy has corrected up to that round.

    All policies are thereby judged on the same frames of a sequence. The first frame, which is
    given, is not judged. Seeds of a policy are averaged.
    """
    return _curves(runs, shared=True)


def uncorrected(runs: Iterable[Run]) -> Mapping[str, Floats]:
    """What `never_corrected` would show had nothing been corrected: the masks before round 1.

    The frames that are judged become fewer with each round, so this is no level line.
    """
    before = []
    for run in runs:
        unchanged = np.broadcast_to(run.quality[0], run.quality.shape)
        before.append(replace(run, policy="none", quality=unchanged))
    return never_corrected(before)["none"]


def every_frame(runs: Iterable[Run]) -> Curves:
    """Mean J&F of all frames but the first: what the annotator ends up with."""
    return _curves(runs, shared=False)


def areas(curves: Mapping[str, Floats]) -> dict[str, float]:
    """Sequence to the area under its curve, divided by the rounds: a mean J&F."""
    return {name: _area(curve) for name, curve in curves.items()}


def pairs(curves: Curves) -> tuple[Pair, ...]:
    """The first policy against every other."""
    first, *others = curves
    mine = areas(curves[first])
    found = []
    for other in others:
        theirs = areas(curves[other])
        apart = np.array([mine[name] - theirs[name] for name in mine if name in theirs])
        spread = float(apart.std(ddof=1)) if len(apart) > 1 else 0.0
        wins = int((apart > 0).sum())
        found.append(Pair(first, other, float(apart.mean()), spread, wins, len(apart)))
    return tuple(found)


def mean_curve(curves: Mapping[str, Floats]) -> Floats:
    """The mean over sequences, (rounds + 1,), as far as every sequence goes."""
    length = min(len(curve) for curve in curves.values())
    mean: Floats = np.mean([curve[:length] for curve in curves.values()], axis=0)
    return mean


def reached(runs: Sequence[Run], curves: Curves, *, target: float = TARGET) -> dict[str, Reached]:
    """Policy to when its curves arrive at the target."""
    painted: dict[tuple[str, str], list[Floats]] = defaultdict(list)
    for run in runs:
        painted[run.policy, run.sequence].append(np.cumsum([0, *run.strokes], dtype=np.float64))
    found = {}
    for policy, of_policy in curves.items():
        rounds, strokes = [], []
        for name, curve in of_policy.items():
            there = np.flatnonzero(curve >= target)
            if len(there):
                rounds.append(int(there[0]))
                counts = [c[there[0]] for c in painted[policy, name] if len(c) > there[0]]
                strokes.append(float(np.mean(counts)) if counts else np.nan)
        mean = [float(np.mean(values)) if values else np.nan for values in (rounds, strokes)]
        found[policy] = Reached(len(rounds), len(of_policy), *mean)
    return found


def _curves(runs: Iterable[Run], *, shared: bool) -> dict[str, dict[str, Floats]]:
    listed = tuple(runs)
    found: dict[str, dict[str, list[Floats]]] = defaultdict(lambda: defaultdict(list))
    for name in dict.fromkeys(run.sequence for run in listed):
        mine = [run for run in listed if run.sequence == name]
        length = min(len(run.quality) for run in mine)
        for run in mine:
            rows = [
                _mean(run.quality[row], _touched(mine, row) if shared else {0})
                for row in range(length)
            ]
            found[run.policy][name].append(np.array(rows))
    return {
        policy: {name: np.mean(curves, axis=0) for name, curves in of_policy.items()}
        for policy, of_policy in found.items()
    }


def _touched(runs: Sequence[Run], rounds: int) -> set[int]:
    """Frames that some run has corrected by a round, and the given one."""
    return {0}.union(*(run.corrected[:rounds] for run in runs))


def _mean(quality: Floats, left_out: set[int]) -> float:
    kept = np.delete(quality, sorted(left_out))
    kept = kept[~np.isnan(kept)]
    return float(kept.mean()) if len(kept) else float("nan")


def _area(curve: Floats) -> float:
    known = curve[~np.isnan(curve)]
    if len(known) < 2:
        return float(known.mean()) if len(known) else float("nan")
    return float(((known[1:] + known[:-1]) / 2).mean())
