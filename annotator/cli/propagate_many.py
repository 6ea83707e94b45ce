"""sst-propagate over a list of clips or a data set: shared out, resumed, one failure at a time."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Final, Protocol

from annotator.cli.progress import Progress
from annotator.engine import sessions
from annotator.engine.benchmark_job import BenchmarkJob
from annotator.engine.clip_list import read_clip_list
from annotator.engine.job import Job, Request, prepare
from annotator.engine.plan import unreached
from annotator.engine.sessions import SessionFactory
from annotator.engine.shards import deal, discard, lacking, part_of, settle
from annotator.export.masks import MaskFolder
from sst_core.datasets.protocol import Benchmark, Layout, open_benchmark
from sst_core.datasets.submission import sequences_folder, write_zip
from sst_core.errors import OutputError, UserError
from sst_core.labels import list_images
from sst_core.team import Team, team_from

_NAME: Final = "sst-propagate"
_PATIENCE: Final = timedelta(days=30)
"""A process that is done waits for the others as long as they live."""
_BYTES_PER_FRAME: Final = 20_000
"""Of a compressed video, roughly: clips are dealt out by a guess of their length."""


@dataclass(frozen=True)
class Many:
    """What the user asked for.

    Attributes:
        request: Options for every clip; its input is the list or the root, its output the
            submission folder of a root, its masks mean nothing.
        listed_output: Where outputs go that a list does not name; None: it names all.
        split: Of a root.
        layout: Of a root: whose server; None finds out.
        zip: Pack the submission into this file.
        every: Frames of the full rate to walk through (`Benchmark.every`).
    """

    request: Request
    listed_output: Path | None = None
    split: str | None = None
    layout: Layout | None = None
    zip: Path | None = None
    every: Path | None = None


class Work(Protocol):
    """One clip.

    Attributes:
        name: What it is called in sentences.
        output: The folder for its masks.
    """

    name: str
    output: Path

    @property
    def weight(self) -> float:
        """A guess of its frames."""
        ...

    def names(self, part: Path) -> Sequence[str]:
        """The masks that will be there; opens the clip, which will write into `part`."""
        ...

    def run(self, factory: SessionFactory) -> Iterator[tuple[int, int]]:
        """Writes the masks; yields how far it is."""
        ...

    def close(self) -> None:
        """Lets go of what `names` opened: there may be thousands of clips."""
        ...


@dataclass
class ListedClip:
    """A clip of a list."""

    request: Request
    name: str
    output: Path
    _job: Job | None = None

    @cached_property
    def weight(self) -> float:
        """Images of a folder, or the size of a video."""
        path = self.request.input
        if path.is_dir():
            return float(len(list_images(path)))
        return path.stat().st_size / _BYTES_PER_FRAME if path.exists() else 0.0

    def names(self, part: Path) -> Sequence[str]:
        """See `Work`."""
        self._job = prepare(replace(self.request, output=part))
        task = self._job.task
        left = set(unreached(task.passes, task.references, task.span))
        return [task.source.names[frame] for frame in task.span if frame not in left]

    def run(self, factory: SessionFactory) -> Iterator[tuple[int, int]]:
        """See `Work`."""
        job = self._job
        if job is not None:
            with job.masks:
                yield from job.run(factory, say=_unsaid)
            for warning in job.warnings:
                _say(f"{self.name}: {warning}")

    def close(self) -> None:
        """See `Work`."""
        if self._job is not None:
            self._job.task.source.close()
        self._job = None


@dataclass
class SequenceOfRoot:
    """A sequence of a data set."""

    benchmark: Benchmark
    name: str
    output: Path
    resolution: int
    _job: BenchmarkJob | None = None
    _part: Path = field(default_factory=Path)

    @cached_property
    def weight(self) -> float:
        """Number of frames."""
        base = self.benchmark.every or self.benchmark.folder.images
        return float(len(list_images(base / self.name)))

    def names(self, part: Path) -> Sequence[str]:
        """See `Work`."""
        self._job = BenchmarkJob(self.benchmark.assignment(self.name), self.resolution)
        self._part = part
        return self._job.names

    def run(self, factory: SessionFactory) -> Iterator[tuple[int, int]]:
        """See `Work`."""
        if self._job is not None:
            with MaskFolder(self._part) as masks:
                yield from self._job.run(factory, masks)

    def close(self) -> None:
        """See `Work`."""
        self._job = None


def run_many(many: Many, *, weights: str, device: str, as_json: bool) -> int:
    """Propagates every clip that is not done, this process's share of them.

    Args:
        many: What the user asked for.
        weights: Name of shipped weights, or a file.
        device: "auto", "cpu", "cuda" or "mps"; of several GPUs each process takes its own.
        as_json: Print one JSON object instead of sentences.

    Returns:
        The exit code: 0, or 2 where a clip failed in any process.

    Raises:
        UserError: The list or the root cannot be used; nothing is written then.
    """
    team = team_from()
    team.join(patience=_PATIENCE)
    works: list[Work] = []
    trouble, benchmark = None, None
    try:
        works, benchmark = _works(many)
    except UserError as error:
        trouble = error
    team.agree(trouble)
    factory: SessionFactory | None = None
    try:
        factory = sessions.load_sessions(weights, device=device)
    except UserError as error:
        trouble = error
    team.agree(trouble)
    begin = perf_counter()
    run = _Run(many, team, factory)
    hands = deal([work.weight for work in works], team.size)
    run.carry_out([works[number] for number in hands[team.rank]])
    done, skipped, failed, frames = team.sum([run.done, run.skipped, run.failed, run.frames])
    packed = None
    if team.leads and many.zip is not None and benchmark is not None:
        packed = _pack(many, benchmark, many.zip, complete=not failed)
    if team.leads:
        counts = {"clips": len(works), "done": done, "skipped": skipped, "failed": failed}
        facts = {**counts, "frames": frames, "seconds": round(perf_counter() - begin, 3)}
        print(json.dumps({**facts, "zip": packed}) if as_json else _sentence(facts, packed))
    team.leave()
    return 2 if failed else 0


@dataclass
class _Run:
    """This process's clips, one after the other."""

    many: Many
    team: Team
    factory: SessionFactory | None
    done: int = 0
    skipped: int = 0
    failed: int = 0
    frames: int = 0

    def carry_out(self, works: Sequence[Work]) -> None:
        """Does every clip; a failing one is a sentence, and the others go on."""
        total, begin, walked = sum(work.weight for work in works), perf_counter(), 0.0
        for number, work in enumerate(works, 1):
            clock = perf_counter()
            try:
                with closing(work):
                    count = self._do(work)
            except UserError as error:
                self.failed += 1
                sentence = str(error)
                _say(sentence if sentence.startswith(work.name) else f"{work.name}: {sentence}")
                continue
            finally:
                total -= work.weight
            if count is None:
                self.skipped += 1
                continue
            self.done += 1
            self.frames += count
            walked += work.weight
            left = timedelta(seconds=round(total * (perf_counter() - begin) / max(1.0, walked)))
            who = f"process {self.team.rank}, " if self.team.size > 1 else ""
            place = f"{who}{number}/{len(works)}, {left} left"
            _say(f"{work.name}: {count} masks in {perf_counter() - clock:.1f} s ({place})")

    def _do(self, work: Work) -> int | None:
        """The number of masks of a clip; None where it was done before."""
        overwrite = self.many.request.overwrite
        part = part_of(work.output)
        names = work.names(part)
        if self.factory is None or (not overwrite and not lacking(work.output, names)):
            return None
        progress = Progress("frames")
        try:
            with ExitStack() as stack:
                stack.callback(progress.finish)
                for done, total in work.run(self.factory):
                    if self.team.size == 1:
                        progress.show(done, total)
            settle(part, work.output, names, overwrite=overwrite)
        except BaseException:
            discard(part)
            raise
        return len(names)


def _works(many: Many) -> tuple[list[Work], Benchmark | None]:
    request = many.request
    if request.input.is_file():
        entries = read_clip_list(request.input, output=many.listed_output)
        return [
            ListedClip(replace(request, input=one.clip, masks=one.masks), str(one.clip), one.output)
            for one in entries
        ], None
    benchmark = open_benchmark(
        request.input, split=many.split, layout=many.layout, every=many.every
    )
    _protect(request.output, benchmark)
    base = sequences_folder(request.output, benchmark.layout)
    return [
        SequenceOfRoot(benchmark, name, base / name, request.resolution)
        for name in benchmark.folder.sequences
    ], benchmark


def _protect(output: Path, benchmark: Benchmark) -> None:
    """Refuses to write a submission into the data set itself."""
    root = benchmark.folder.root.resolve()
    place = output.resolve()
    if place == root or root in place.parents:
        raise OutputError("results cannot go into the data set", where=output)


def _pack(many: Many, benchmark: Benchmark, file: Path, *, complete: bool) -> str | None:
    """Writes the zip file of a whole submission.

    Raises:
        OutputError: It cannot be written.
    """
    if not complete:
        _say("the zip file was not written, because a sequence failed")
        return None
    names = benchmark.folder.sequences
    write_zip(many.request.output, file, benchmark.layout, names)
    return str(file)


def _sentence(facts: Mapping[str, float], packed: str | None) -> str:
    text = (
        f"{facts['done']} clips done ({facts['frames']} masks in {facts['seconds']} s), "
        f"{facts['skipped']} done before, {facts['failed']} failed."
    )
    return f"{text}\nZip: {packed}" if packed is not None else text


def _unsaid(_sentence: str) -> None:
    """Forecasts of memory are for one clip; what matters is among its warnings."""


def _say(sentence: str) -> None:
    print(f"{_NAME}: {sentence}", file=sys.stderr, flush=True)
