"""What a soak saw, and whether it is flat."""

import statistics
from dataclasses import dataclass, field

_WARM = 0.35
"""Part of the time in which caches fill; figures before are shown and not judged."""
_FLAT = 0.05
_STALL_MS = 50.0


@dataclass
class Sample:
    """What was seen at one moment.

    Attributes:
        at: Seconds since the beginning.
        window_mb: Resident memory of the window.
        engine_mb: Of the engine.
        handles: Open files of both.
        threads: Of both.
        stall_ms: Longest turn of the event loop since the sample before.
        busy_ms: Processor time that the window's own thread spent in a turn at most.
        undo_mb: Weight of the undo history, which is bounded.
        maps_mb: Decoded label maps that the window keeps at hand, up to a bound.
        certain_mb: What runs said about every pixel, which is bounded.
        seen_mb: What the engine keeps of frames that it has seen, up to a bound.
        masks: Frames with masks.
    """

    at: float
    window_mb: float
    engine_mb: float
    handles: float
    threads: float
    stall_ms: float
    busy_ms: float
    undo_mb: float
    maps_mb: float = 0.0
    certain_mb: float = 0.0
    seen_mb: float = 0.0
    masks: int = 0

    @property
    def own_mb(self) -> float:
        """Memory of the window less what it may keep: bounded, and growing with the project."""
        return self.window_mb - self.maps_mb - self.undo_mb - self.certain_mb

    @property
    def engine_own_mb(self) -> float:
        """Memory of the engine less what it keeps of frames."""
        return self.engine_mb - self.seen_mb


@dataclass
class Tally:
    """What was done."""

    frames_tracked: int = 0
    runs: int = 0
    jumps: int = 0
    strokes: int = 0
    undone: int = 0
    exports: int = 0
    engines: set[int] = field(default_factory=set)


def judge(samples: list[Sample], tally: Tally) -> tuple[list[tuple[str, ...]], bool]:
    """Rows of the table, and whether all is flat.

    After the warm-up, the median of the last third is held against that of the first.
    """
    warm = [one for one in samples if one.at > _WARM * samples[-1].at]
    third = max(1, len(warm) // 3)
    rows: list[tuple[str, ...]] = []
    good = True
    for name, label in (
        ("own_mb", "window memory less what it may keep, MB"),
        ("engine_own_mb", "engine memory less frames seen, MB"),
        ("handles", "open handles"),
        ("threads", "threads"),
    ):
        values = [getattr(one, name) for one in warm]
        first, last = statistics.median(values[:third]), statistics.median(values[-third:])
        grown = last / first - 1 if first else 0.0
        flat = grown <= _FLAT
        good &= flat
        figures = (f"{first:.0f}", f"{last:.0f}", f"{max(values):.0f}", f"{grown:+.1%}")
        rows.append((label, *figures, "flat" if flat else "grows"))
    for name, label in (("busy_ms", "own work in a turn, ms"), ("stall_ms", "longest turn, ms")):
        values = sorted(getattr(one, name) for one in warm)
        middle, top = statistics.median(values), values[-1]
        over = sum(value > _STALL_MS for value in values)
        said = f"{over} of {len(values)} samples over {_STALL_MS:.0f} ms"
        rows.append((label, f"{middle:.0f}", "", f"{top:.0f}", "", said))
    for name, label in (
        ("window_mb", "window memory, MB"),
        ("maps_mb", "label maps at hand, MB (bounded)"),
        ("undo_mb", "undo history, MB (bounded)"),
        ("certain_mb", "certainty of pixels, MB (bounded)"),
        ("engine_mb", "engine memory, MB"),
        ("seen_mb", "frames seen, in memory of the engine, MB (bounded)"),
        ("masks", "frames with masks"),
    ):
        values = [getattr(one, name) for one in warm]
        rows.append((label, f"{values[0]:.0f}", f"{values[-1]:.0f}", f"{max(values):.0f}", "", ""))
    rows.append(("engine processes", "", "", str(len(tally.engines)), "", ""))
    return rows, good and len(tally.engines) <= 1
