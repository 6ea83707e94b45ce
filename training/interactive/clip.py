"""A clip with its truth, as the robot annotator is given it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sst_core.errors import DataError
from sst_core.labels import LabelMap, VosFolder, object_ids, open_vos_folder, read_label_map


@dataclass(frozen=True, eq=False)
class Clip:
    """Frames of a sequence, and the truth of some or all of them.

    Attributes:
        name: Of the sequence.
        frames: Images in order of time.
        truth: Frame number to label map, (H, W) uint8; frame 0 is among them.
        objects: Ids on frame 0. Others, which come up later, are left to the background.
    """

    name: str
    frames: tuple[Path, ...]
    truth: Mapping[int, LabelMap]
    objects: tuple[int, ...]

    def picture(self, frame: int) -> NDArray[np.uint8]:
        """A frame, (H, W, 3) uint8 RGB.

        Raises:
            DataError: It cannot be read.
        """
        try:
            with Image.open(self.frames[frame]) as image:
                return np.asarray(image.convert("RGB"))
        except OSError as error:
            raise DataError("this image cannot be read", where=self.frames[frame]) from error


def clip_names(
    root: Path, *, split: str | None, names: Sequence[str] | None
) -> tuple[VosFolder, tuple[str, ...]]:
    """The collection and the sequences of it that are asked for.

    Raises:
        DataError: The layout, the split or a sequence is not there.
    """
    folder = open_vos_folder(root, split=split)
    for name in names or ():
        if name not in folder.sequences:
            raise DataError(f"there is no sequence {name}", where=root)
    return folder, tuple(names) if names else folder.sequences


def load_clip(folder: VosFolder, name: str) -> Clip:
    """A clip with its truth in memory.

    Raises:
        DataError: The first frame has no mask with an object, or a size differs.
        MaskError: A mask cannot be read.
    """
    frames = folder.frames(name)
    masks = {path.stem: path for path in folder.masks(name)}
    where = folder.root / name
    if frames[0].stem not in masks:
        raise DataError("the first frame of this sequence has no mask", where=where)
    truth = {
        number: read_label_map(masks[path.stem], void_only=True)
        for number, path in enumerate(frames)
        if path.stem in masks
    }
    clip = Clip(name, frames, truth, object_ids(truth[0]))
    if {label_map.shape for label_map in truth.values()} != {clip.picture(0).shape[:2]}:
        raise DataError("the masks of this sequence are not of its images' size", where=where)
    if not clip.objects:
        raise DataError("the first mask of this sequence has no object", where=where)
    return clip
