"""What a run leaves to look at: a CSV line per report, TensorBoard where installed, overlays."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

from sst_core.labels import davis_palette

FIELDS = ("step", "stage", "loss", "cross_entropy", "jaccard", "rate", "grad_norm", "elapsed_s")


class RunLog:
    """Appends to `log.csv`, mirrors to TensorBoard if that extra is installed."""

    def __init__(self, folder: Path, *, fresh: bool) -> None:
        self.path = folder / "log.csv"
        if fresh or not self.path.exists():
            with self.path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerow(FIELDS)
        self.board = _tensorboard(folder)

    def add(self, row: dict[str, float]) -> None:
        """Write one report; `row` has a value for each of FIELDS."""
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([f"{row[name]:.6g}" for name in FIELDS])
        if self.board is not None:
            for name in FIELDS[2:]:
                self.board.add_scalar(name, row[name], int(row["step"]))

    def close(self) -> None:
        """Flush what is still in memory."""
        if self.board is not None:
            self.board.close()


def _tensorboard(folder: Path) -> Any:  # noqa: ANN401 - the extra may be absent
    try:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415
    except ImportError:
        return None
    return SummaryWriter(log_dir=str(folder / "tensorboard"))


def write_overlay(path: Path, frames: Tensor, truth: Tensor, predicted: Tensor) -> None:
    """Write a picture: top row ground truth, bottom row prediction, one column per frame.

    Args:
        path: PNG file.
        frames: (T, 3, H, W) uint8 RGB.
        truth: (T, H, W) label maps.
        predicted: (T, H, W) label maps.
    """
    images = frames.permute(0, 2, 3, 1).cpu().numpy()
    rows = [
        np.concatenate([_blend(i, m) for i, m in zip(images, maps.cpu().numpy(), strict=True)], 1)
        for maps in (truth, predicted)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def _blend(image: np.ndarray, label_map: np.ndarray) -> np.ndarray:
    colour = davis_palette()[label_map.astype(np.uint8)]
    mixed = np.where((label_map > 0)[..., None], image // 2 + colour // 2, image)
    return np.asarray(mixed, dtype=np.uint8)
