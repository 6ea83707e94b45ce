"""Folders of results for the evaluation servers: where files go, what is wrong, and the zip.

DAVIS wants `SEQUENCE/00000.png` for every frame; YouTube-VOS wants
`Annotations/SEQUENCE/00000.png` for the frames that its meta.json lists.
"""

import os
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sst_core.datasets.files import look_at_image, look_at_mask
from sst_core.datasets.findings import Finding, Tell
from sst_core.datasets.names import shortened
from sst_core.datasets.protocol import Assignment, Benchmark, Layout
from sst_core.errors import DataError, OutputError
from sst_core.labels import VOID, list_pngs

_TOP: Final = {"davis": "", "youtube-vos": "Annotations"}


def sequences_folder(submission: Path, layout: Layout) -> Path:
    """The folder of a submission that holds the folders of the sequences."""
    return submission / _TOP[layout]


def check_submission(
    folder: Path, benchmark: Benchmark, *, tell: Tell | None = None
) -> tuple[Finding, ...]:
    """Compares a folder of results with what the server expects.

    Args:
        folder: The submission, unpacked.
        benchmark: What it answers.
        tell: Takes how many sequences were looked at, and how many there are.

    Returns:
        Every fault, in order of paths.

    Raises:
        DataError: The data set itself cannot be read.
    """
    base = sequences_folder(folder, benchmark.layout)
    if not base.is_dir():
        return (Finding(str(base), "layout", "this folder is missing"),)
    names = benchmark.folder.sequences
    found: list[Finding] = []
    for path in sorted(base.iterdir()):
        if path.name not in names and not path.name.startswith("."):
            found.append(Finding(str(path), "extra", "this was not asked for"))

    def look(name: str) -> list[Finding]:
        return _check_sequence(base / name, benchmark.assignment(name))

    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        for done, findings in enumerate(pool.map(look, names), 1):
            found += findings
            if tell is not None:
                tell(done, len(names))
    return tuple(sorted(found))


def _check_sequence(folder: Path, wanted: Assignment) -> list[Finding]:
    if not folder.is_dir():
        return [Finding(str(folder), "missing", "this sequence is missing")]
    there = {path.stem: path for path in list_pngs(folder)}
    found = [
        Finding(str(folder / f"{name}.png"), "missing", "this frame is missing")
        for name in wanted.wanted
        if name not in there
    ]
    asked = set(wanted.wanted)
    found += [
        Finding(str(path), "extra", "this frame was not asked for")
        for name, path in there.items()
        if name not in asked
    ]
    found += [
        Finding(str(path), "extra", "this is no PNG")
        for path in sorted(folder.iterdir())
        if path not in set(there.values()) and not path.name.startswith(".")
    ]
    images = {path.stem: path for path in wanted.frames}
    for name in wanted.wanted:
        if name in there:
            found += _check_frame(there[name], images[name], wanted.known(name))
    return found


def _check_frame(path: Path, image: Path, known: frozenset[int]) -> Iterator[Finding]:
    look, frame = look_at_mask(path, pixels=True), look_at_image(image, pixels=False)
    for kind, what in look.faults:
        yield Finding(str(path), kind, what)
    if look.grey:
        yield Finding(str(path), "not indexed", "is a grey PNG, not indexed")
    if None not in {look.size, frame.size} and look.size != frame.size:
        (width, height), (wide, tall) = look.size or (0, 0), frame.size or (0, 0)
        what = f"is {width}x{height} pixels, its frame is {wide}x{tall}"
        yield Finding(str(path), "mask size", what)
    if look.values is not None:
        if VOID in look.values:
            yield Finding(str(path), "value", "has void (255), which a result must not have")
        foreign = sorted(look.values - known - {0, VOID})
        if foreign:
            listed = shortened([str(number) for number in foreign])
            what = f"shows objects that nobody was given up to this frame ({listed})"
            yield Finding(str(path), "unknown object", what)


@contextmanager
def unpacked(submission: Path) -> Iterator[Path]:
    """A submission as a folder: itself, or what its zip holds, for as long as it is looked at.

    Raises:
        DataError: There is nothing there, or it is no zip file.
    """
    if submission.is_dir():
        yield submission
        return
    if not submission.is_file():
        raise DataError("there is no such folder or zip file", where=submission)
    with TemporaryDirectory(prefix="sst-submission-") as folder:
        try:
            with zipfile.ZipFile(submission) as archive:
                archive.extractall(folder)  # zipfile keeps members inside of the folder
        except (OSError, zipfile.BadZipFile) as error:
            raise DataError("this is no zip file that can be read", where=submission) from error
        yield Path(folder)


def write_zip(folder: Path, file: Path, layout: Layout, names: Sequence[str]) -> int:
    """Packs a submission as its server takes it; the file is whole or is not there.

    Args:
        folder: The submission.
        file: The zip file to write or replace.
        layout: Whose server.
        names: The sequences.

    Returns:
        How many PNGs it holds.

    Raises:
        OutputError: It cannot be written.
    """
    base, count = sequences_folder(folder, layout), 0
    temporary = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                for path in list_pngs(base / name):
                    archive.write(path, path.relative_to(folder).as_posix())
                    count += 1
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        what = f"the zip file cannot be written ({error.strerror or error})"
        raise OutputError(what, where=file) from error
    return count
