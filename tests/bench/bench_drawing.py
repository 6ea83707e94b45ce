"""How long a gesture takes on a 3840x2160 label map, and how long its way to the disk.

Run from the project root:

    python tests/bench/bench_drawing.py [--folder DIR] [--size 2160 3840] [--rounds 60]
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.document.ownership import RunResult, new_run, write_run
from annotator.document.raster import brush_stroke
from annotator.project import MediaReference, open_project

Times = dict[str, list[tuple[float, float]]]


@contextmanager
def _timed(times: Times, name: str) -> Iterator[None]:
    start = time.perf_counter(), time.process_time()
    yield
    spent = time.perf_counter() - start[0], time.process_time() - start[1]
    times.setdefault(name, []).append((1e3 * spent[0], 1e3 * spent[1]))


def _blobs(size: tuple[int, int], shift: int) -> np.ndarray:
    rows, cols = np.ogrid[: size[0], : size[1]]
    label_map = np.zeros(size, np.uint8)
    for value in (1, 2, 3):
        row, col, radius = size[0] // 2, value * size[1] // 4 + shift, size[0] // 6
        wave = 12 * np.sin(cols / 9.0 + value)
        label_map[(rows - row + wave) ** 2 + (cols - col) ** 2 < radius**2] = value
    return label_map


def _stroke(document: Document, points: np.ndarray, value: int) -> Group:
    found = brush_stroke(document.label_map(0), points, 40, value)
    assert found is not None
    group = gestures.paint(document, 0, *found, value, "Paint")
    assert group is not None
    return group


def _strokes(document: Document, rounds: int, times: Times) -> None:
    height, width = document.size
    for number in range(rounds):
        place = np.array([[height * 0.3 + number * 3, width * 0.3 + number * 5]])
        long = np.linspace((height * 0.2, number), (height * 0.7, width * 0.8), 200)
        for name, points in (("dab", place), ("stroke of 200 points", long)):
            with _timed(times, f"{name}: pixels and group"):
                group = _stroke(document, points, 1 + number % 3)
            with _timed(times, f"{name}: applied and on disk"):
                document.apply(group)


def _run(document: Document, rounds: int, times: Times) -> None:
    run = new_run()
    for frame in range(1, rounds + 1):
        label_map = _blobs(document.size, frame)
        result = RunResult(frame, label_map, {1: 0.5, 2: 0.5, 3: 0.5}, (1, 2, 3))
        with _timed(times, "frame of a run: merged, applied, on disk"):
            group = write_run(document, [result], run=run)
            assert group is not None
            document.apply(group)
    with _timed(times, f"undo of a run of {rounds} frames"):
        document.undo()
    with _timed(times, f"redo of a run of {rounds} frames"):
        document.redo()


def _long_clip(path: Path, times: Times) -> None:
    """10,000 frames with masks of three objects."""
    media = MediaReference(Path("long.mp4"), 0, "", 10_000, 270, 480)
    with open_project(path, create_for=media) as project:
        document = project.document
        for _ in range(3):
            document.apply(gestures.add_object(document))
        label_map = _blobs(document.size, 0)
        results = (RunResult(frame, label_map, {}, (1, 2, 3)) for frame in range(10_000))
        group = write_run(document, results)
        assert group is not None
        document.apply(group)
    with _timed(times, "open 10,000 frames with 30,000 cells"):
        project = open_project(path)
    project.close()


def main() -> None:
    """Prints the median and the worst of every row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the project file goes")
    parser.add_argument("--size", type=int, nargs=2, default=(2160, 3840))
    parser.add_argument("--rounds", type=int, default=60)
    given = parser.parse_args()
    size, times = (given.size[0], given.size[1]), Times()
    with TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "bench.sst"
        media = MediaReference(Path("bench.mp4"), 0, "", 400, *size)
        with open_project(path, create_for=media) as project:
            document = project.document
            for _ in range(3):
                document.apply(gestures.add_object(document))
            document.apply(_import(document, size))
            _strokes(document, given.rounds, times)
            _run(document, given.rounds, times)
        _long_clip(Path(folder) / "long.sst", times)
        print(f"{size[1]}x{size[0]}, project file {path.stat().st_size / 2**20:.1f} MiB")
    for name, values in times.items():
        wall, processor = np.array(values).T
        print(
            f"{name:42} median {np.median(wall):8.2f} ms  best {wall.min():8.2f}  worst "
            f"{wall.max():8.2f}  processor {np.median(processor):8.2f}"
        )


def _import(document: Document, size: tuple[int, int]) -> Group:
    group = gestures.import_maps(document, {0: _blobs(size, 0)})
    assert group is not None
    return group


if __name__ == "__main__":
    main()
