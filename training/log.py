"""What a run leaves to look at: a CSV line per report, TensorBoard where installed, overlays."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

from sst_core.errors import OutputError
from sst_core.labels import davis_palette

FIELDS = ("step", "stage", "loss", "cross_entropy", "jaccard", "rate", "grad_norm", "elapsed_s")


class RunLog:
    """Appends to `log.csv`, mirrors to TensorBoard if that extra is installed.

    Args:
        folder: The run's folder; made if it is not there.
        step: Where the run stands. Reports past it are dropped: an earlier process wrote them
            after its last checkpoint, and they will be written again.

    Raises:
        OutputError: The folder cannot be written.
    """

    def __init__(self, folder: Path, *, step: int) -> None:
        self.path = folder / "log.csv"
        with _writing(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            kept = _reports(self.path, until=step) if step > 0 and self.path.exists() else []
            with self.path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([FIELDS, *kept])
        self.board = _tensorboard(folder, step)

    def add(self, row: Mapping[str, float]) -> None:
        """Write one report; `row` has a value for each of FIELDS.

        Raises:
            OutputError: The file cannot be written any more.
        """
        with _writing(self.path), self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([f"{row[name]:.6g}" for name in FIELDS])
        if self.board is not None:
            for name in FIELDS[2:]:
                self.board.add_scalar(name, row[name], int(row["step"]))

    def close(self) -> None:
        """Flush what is still in memory."""
        if self.board is not None:
            self.board.close()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say in one sentence why a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write ({error.strerror or error})", where=path) from error


def _reports(path: Path, *, until: int) -> list[list[str]]:
    """Whole lines of a log up to a step; a line cut short by a crash is dropped."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if len(row) == len(FIELDS)][1:]
    return [row for row in rows if float(row[0]) <= until]


def _tensorboard(folder: Path, step: int) -> Any:  # noqa: ANN401 - the extra may be absent
    try:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415
    except ImportError:
        return None
    return SummaryWriter(log_dir=str(folder / "tensorboard"), purge_step=step + 1)


def write_overlay(path: Path, frames: Tensor, truth: Tensor, predicted: Tensor) -> None:
    """Write a picture: top row ground truth, bottom row prediction, one column per frame.

    Args:
        path: PNG file.
        frames: (T, 3, H, W) uint8 RGB.
        truth: (T, H, W) label maps.
        predicted: (T, H, W) label maps.

    Raises:
        OutputError: The place cannot be written.
    """
    images = frames.permute(0, 2, 3, 1).cpu().numpy()
    rows = [
        np.concatenate([_blend(i, m) for i, m in zip(images, maps.cpu().numpy(), strict=True)], 1)
        for maps in (truth, predicted)
    ]
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.concatenate(rows, 0)).save(path)


def _blend(image: np.ndarray, label_map: np.ndarray) -> np.ndarray:
    colour = davis_palette()[label_map.astype(np.uint8)]
    mixed = np.where((label_map > 0)[..., None], image // 2 + colour // 2, image)
    return np.asarray(mixed, dtype=np.uint8)
