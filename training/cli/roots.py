"""`sst-eval check` and `sst-eval submission`, and the look at a root before it is used."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Final, TextIO

from sst_core.datasets.check import check_root
from sst_core.datasets.findings import Depth, Finding, RootReport, count_of
from sst_core.datasets.protocol import open_benchmark
from sst_core.datasets.submission import check_submission, unpacked
from sst_core.errors import DataError, OutputError
from sst_core.labels import find_parts

_REDRAW_S: Final = 0.2
_LOG_S: Final = 10.0


def add_check_options(parser: argparse.ArgumentParser) -> None:
    """The options of `sst-eval check`."""
    add = parser.add_argument
    add("root", type=Path, metavar="ROOT", help="a root in the layout of DAVIS or YouTube-VOS")
    add("--split", metavar="NAME", help="look only at the sequences of this split")
    add("--quick", action="store_true", help="open every file, but do not decode its pixels")
    add("--json", type=Path, metavar="FILE", help="write the report to this file")


def add_submission_options(parser: argparse.ArgumentParser) -> None:
    """The options of `sst-eval submission`."""
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER|ZIP", help="the results, or their zip file")
    add("--root", type=Path, required=True, metavar="ROOT", help="the data set they are for")
    add("--split", metavar="NAME", help="its split (valid; 2017/test-dev)")
    add(
        "--layout",
        choices=("davis", "youtube-vos"),
        help="whose server (default: youtube-vos where ROOT has a meta.json, else davis)",
    )
    add("--json", type=Path, metavar="FILE", help="write the faults to this file")


def check(arguments: argparse.Namespace) -> None:
    """Runs `sst-eval check`.

    Raises:
        DataError: There is a fault; all of them were printed.
        OutputError: The JSON file cannot be written.
    """
    watch = Watch("files")
    depth: Depth = "headers" if arguments.quick else "pixels"
    try:
        report = check_root(arguments.root, split=arguments.split, depth=depth, tell=watch.show)
    finally:
        watch.end()
    print("\n".join(report.lines()))
    if arguments.json is not None:
        _write(arguments.json, report.as_dict())
    _refuse(arguments.root, report.findings, todo="Mend them, and check again")


def submission(arguments: argparse.Namespace) -> None:
    """Runs `sst-eval submission`.

    Raises:
        DataError: There is a fault (all of them were printed), or the data set cannot be read.
        OutputError: The JSON file cannot be written.
    """
    benchmark = open_benchmark(arguments.root, split=arguments.split, layout=arguments.layout)
    watch = Watch("sequences")
    with unpacked(arguments.folder) as folder:
        try:
            findings = check_submission(folder, benchmark, tell=watch.show)
        finally:
            watch.end()
    names = len(benchmark.folder.sequences)
    print("\n".join(map(str, findings)) or f"{names} sequences, as {benchmark.layout} expects them")
    if arguments.json is not None:
        faults = [{"where": one.where, "kind": one.kind, "what": one.what} for one in findings]
        _write(arguments.json, {"layout": benchmark.layout, "sequences": names, "faults": faults})
    _refuse(arguments.folder, findings, todo="Mend them before the server sees them")


def refuse_faulty(
    root: Path,
    *,
    split: str | None = None,
    names: Sequence[str] | None = None,
    masks: bool = False,
    todo: str = "Mend them; sst-eval check ROOT looks again, and closer",
) -> None:
    """Looks at the headers of a root before it is used, and refuses it with every fault it has.

    Args:
        root: A root; what is no collection is left to those who open it.
        split: The split that is used; None: all.
        names: The sequences of it that are used; None: all.
        masks: Only masks are used, so that frames may be as they are.
        todo: What the user can do.

    Raises:
        DataError: There is a fault; all of them were printed. Or there is no such split.
    """
    if not find_parts(root):
        return
    watch = Watch("files looked at")
    try:
        report = check_root(root, split=split, depth="headers", tell=watch.show)
    finally:
        watch.end()
    findings = _concerning(report, names) if names is not None else list(report.findings)
    if masks:
        findings = [one for one in findings if "JPEGImages" not in Path(one.where).parts]
    for finding in findings:
        print(finding, file=sys.stderr)
    _refuse(root, findings, todo=todo)


def _concerning(report: RootReport, names: Sequence[str]) -> list[Finding]:
    """The faults of some sequences."""
    wanted = set(names)
    return [one for one in report.findings if wanted.intersection(Path(one.where).parts)]


def _refuse(where: Path, findings: Sequence[Finding], *, todo: str) -> None:
    if findings:
        what = f"{count_of(findings)} {'was' if len(findings) == 1 else 'were'} found, see above"
        raise DataError(what, where=where, todo=todo)


def _write(path: Path, content: object) -> None:
    try:
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"the report cannot be written ({reason})", where=path) from error


class Watch:
    """A line about how far a look at many files has come; nothing where it is soon over.

    Args:
        noun: What is counted.
        stream: Where to write; None takes stderr.
    """

    def __init__(self, noun: str, stream: TextIO | None = None) -> None:
        self._noun, self._stream = noun, stream or sys.stderr
        self._live, self._begun = self._stream.isatty(), monotonic()
        self._due, self._shown = self._begun + (_REDRAW_S if self._live else _LOG_S), False

    def show(self, done: int, total: int) -> None:
        """Says how far it is, unless it was said a moment ago; called from any thread."""
        now = monotonic()
        if now < self._due:
            return
        self._due = now + (_REDRAW_S if self._live else _LOG_S)
        left = (total - done) * (now - self._begun) / max(1, done)
        line = f"{done}/{total} {self._noun}, {left:.0f} s left"
        self._stream.write(f"\r\x1b[K{line}" if self._live else f"{line}\n")
        self._stream.flush()
        self._shown = True

    def end(self) -> None:
        """Takes the line away."""
        if self._live and self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
