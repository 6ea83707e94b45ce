"""Semi-supervised segmentation as the benchmarks ask for it: what is given, what is wanted.

Given is the mask of every object on the first annotated frame that shows it (DAVIS 2017: the
first frame; YouTube-VOS: objects come up later too). Wanted is a label map per frame; the
server of YouTube-VOS reads only the frames that meta.json lists for any object of the video.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from sst_core.datasets.meta import META, VosMeta, parse_meta
from sst_core.errors import DataError
from sst_core.labels import (
    VOID,
    LabelMap,
    VosFolder,
    list_images,
    object_ids,
    open_vos_folder,
    read_label_map,
)

Layout = Literal["davis", "youtube-vos"]


@dataclass(frozen=True)
class Given:
    """A mask that is given.

    Attributes:
        path: The PNG.
        objects: The ids that come up on its frame, rising: only these are taken from it.
        binary: 255 stands for object 1 (DAVIS 2016).
    """

    path: Path
    objects: tuple[int, ...]
    binary: bool = False

    def read(self) -> LabelMap:
        """(H, W) uint8 with void, and the objects that come up; others are background.

        Raises:
            MaskError: It cannot be read.
        """
        label_map = read_label_map(self.path, binary=self.binary, void_only=True)
        table = np.zeros(256, np.uint8)
        kept = [*self.objects, VOID]
        table[kept] = kept
        given: LabelMap = table[label_map]
        return given


@dataclass(frozen=True)
class Assignment:
    """What is to be done with one sequence.

    Attributes:
        name: Of the sequence.
        frames: Images in order of time.
        given: Frame number to the mask that is given there, rising.
        wanted: Names of the frames whose label maps are wanted, in order of time.
    """

    name: str
    frames: tuple[Path, ...]
    given: Mapping[int, Given]
    wanted: tuple[str, ...]

    def known(self, name: str) -> frozenset[int]:
        """The ids that may occur on a frame: those that came up on it or before."""
        stems = [path.stem for path in self.frames]
        place = stems.index(name)
        return frozenset(
            number for frame, one in self.given.items() if frame <= place for number in one.objects
        )


@dataclass(frozen=True)
class Benchmark:
    """A split of a data set, and how its server wants results.

    Attributes:
        folder: The sequences.
        layout: Whose server.
        meta: The meta.json beside the sequences, where there is one.
        every: Frames at the full rate (`valid_all_frames` of YouTube-VOS), a folder for each
            sequence: they are walked through, and no more label maps are wanted for that.
    """

    folder: VosFolder
    layout: Layout
    meta: VosMeta | None
    every: Path | None = None

    def assignment(self, name: str) -> Assignment:
        """What is given of a sequence, and what is wanted.

        Raises:
            DataError: It has no frames, some are not among those of the full rate, or no mask
                shows an object.
            MaskError: A mask cannot be read.
        """
        own = self.folder.frames(name)
        frames = own if self.every is None else list_images(self.every / name)
        places = {path.stem: number for number, path in enumerate(frames)}
        masks = [path for path in self.folder.masks(name) if path.stem in places]
        listed = self.meta.videos.get(name, {}) if self.meta is not None else {}
        given = {places[one.path.stem]: one for one in _introductions(masks, frozenset(listed))}
        if not given:
            where = self.folder.annotations / name
            raise DataError("no mask of this sequence shows an object", where=where)
        asked = {frame for one in listed.values() for frame in one.frames}
        wanted = tuple(path.stem for path in own if not asked or path.stem in asked)
        lost = [stem for stem in wanted if stem not in places]
        if lost and self.every is not None:
            raise DataError(f"the frame {lost[0]} is missing here", where=self.every / name)
        return Assignment(name, frames, given, wanted)


def open_benchmark(
    root: Path, *, split: str | None, layout: Layout | None = None, every: Path | None = None
) -> Benchmark:
    """Opens a split of a data set.

    Args:
        root: A folder with JPEGImages, or that of YouTube-VOS with train, valid, test.
        split: See `open_vos_folder`.
        layout: None: YouTube-VOS where there is a meta.json, else DAVIS.
        every: See `Benchmark`; its JPEGImages, or the folder that holds that.

    Raises:
        DataError: The layout or the split is not there, or meta.json cannot be read.
    """
    folder = open_vos_folder(root, split=split)
    file = folder.root / META
    meta = parse_meta(file) if file.is_file() else None
    if meta is not None and not meta.videos:
        raise DataError(meta.problems[0][1] if meta.problems else "lists no video", where=file)
    if every is not None:
        every = every / "JPEGImages" if (every / "JPEGImages").is_dir() else every
        if not every.is_dir():
            raise DataError("there is no such folder of frames", where=every)
    return Benchmark(folder, layout or ("davis" if meta is None else "youtube-vos"), meta, every)


def is_binary(masks: tuple[Path, ...]) -> bool:
    """Whether 255 is the object in the masks of a sequence, as DAVIS 2016 gives them out.

    The first mask that shows anything decides: a first mask of nothing but void makes no sense.

    Raises:
        MaskError: A mask cannot be read.
    """
    for path in masks:
        label_map = read_label_map(path, void_only=True)
        if label_map.any():
            return not object_ids(label_map)
    return False


def _introductions(masks: list[Path], listed: frozenset[int]) -> list[Given]:
    """The masks on which objects come up; reading stops once all that are listed have."""
    binary = is_binary(tuple(masks[:1]))
    found: list[Given] = []
    known: set[int] = set()
    for path in masks:
        ids = object_ids(read_label_map(path, binary=binary, void_only=True))
        new = tuple(number for number in ids if number not in known)
        if new:
            found.append(Given(path, new, binary))
            known.update(new)
        if (listed and known >= listed) or binary:
            break
    return found
