"""What kind of training data a folder holds, and the footage that can be drawn from it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sst_core.errors import DataError
from training.data.clips import Footage, RealClips
from training.data.stills import Stills


@dataclass(frozen=True)
class Source:
    """One root of the training mixture.

    Attributes:
        kind: "clips" (DAVIS or YouTube-VOS layout) or "stills" (SET/image, SET/label).
        root: The folder.
        weight: Share of the samples drawn from it, relative to the other sources.
        split: List in ImageSets that names the sequences to train on; None for all.
    """

    kind: Literal["clips", "stills"]
    root: Path
    weight: float = 1.0
    split: str | None = None

    def open(self) -> Footage:
        """The footage of this source.

        Raises:
            DataError: The folder does not hold what `kind` says.
        """
        return Stills(self.root) if self.kind == "stills" else RealClips(self.root, self.split)


def detect(root: Path, *, weight: float = 1.0) -> Source:
    """Find out what a folder holds.

    Where ImageSets has a list called "train", or YouTube-VOS a folder, only that is trained on.

    Args:
        root: The folder.
        weight: Weight of the source in the mixture.

    Raises:
        DataError: It is neither a VOS folder nor a folder of stills.
    """
    if not root.is_dir():
        raise DataError("there is no such folder", where=root)
    if (root / "JPEGImages").is_dir() and (root / "Annotations").is_dir():
        return Source("clips", root, weight, _train_list(root))
    if (root / "train" / "JPEGImages").is_dir():
        return Source("clips", root, weight, "train")
    if any((path.parent / "label").is_dir() for path in root.glob("*/image")):
        return Source("stills", root, weight)
    raise DataError(
        "this is not a training collection",
        where=root,
        todo="Give a folder with JPEGImages and Annotations, or one with SET/image and SET/label",
    )


def _train_list(root: Path) -> str | None:
    """The list of sequences to train on; DAVIS 2017 comes with that of 2016 beside its own."""
    if (root / "ImageSets" / "2017" / "train.txt").is_file():
        return "2017/train"
    return "train" if any((root / "ImageSets").glob("**/train.txt")) else None
