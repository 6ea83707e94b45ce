"""Collections on disk in the layouts of DAVIS and YouTube-VOS."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sst_core.errors import DataError

IMAGE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})


@dataclass(frozen=True)
class VosFolder:
    """A collection: frames of each sequence, and masks for some or all of them.

    Attributes:
        root: The folder that holds JPEGImages and Annotations.
        sequences: Names of the sequences, in the order of the split file or sorted.
    """

    root: Path
    sequences: tuple[str, ...]
    _images: Path
    _annotations: Path

    def frames(self, sequence: str) -> tuple[Path, ...]:
        """The images of a sequence, in order of their names.

        Raises:
            DataError: The sequence has no images.
        """
        found = list_images(self._images / sequence)
        if not found:
            raise DataError("this sequence has no images", where=self._images / sequence)
        return found

    def masks(self, sequence: str) -> tuple[Path, ...]:
        """The masks of a sequence, in order of their names; empty where nobody annotated."""
        return list_pngs(self._annotations / sequence)


def open_vos_folder(root: Path, *, split: str | None = None) -> VosFolder:
    """Opens `JPEGImages/[480p/]SEQUENCE/` with `Annotations/[480p/]SEQUENCE/`.

    Args:
        root: The folder that holds JPEGImages.
        split: Name of a text file under ImageSets, without `.txt` ("train", or "2017/val" where
            "val" alone is found twice); None takes every sequence.

    Raises:
        DataError: The layout is not there, or the split names what does not exist.
    """
    base = root / "JPEGImages"
    if not base.is_dir():
        todo = "A collection is a folder with JPEGImages and Annotations (DAVIS, YouTube-VOS)"
        raise DataError("there is no JPEGImages folder here", where=root, todo=todo)
    resolution = _resolution(base)
    images = base / resolution
    present = {path.name for path in images.iterdir() if path.is_dir()}
    sequences = tuple(sorted(present)) if split is None else _read_split(root, split, resolution)
    for name in sequences:
        if name not in present:
            raise DataError(f"the sequence {name} of split {split} is missing", where=images)
    if not sequences:
        raise DataError("there are no sequences here", where=images)
    return VosFolder(root, sequences, images, root / "Annotations" / resolution)


def list_images(folder: Path) -> tuple[Path, ...]:
    """The images of a folder, sorted by name; empty when there are none or no such folder."""
    return _list(folder, IMAGE_SUFFIXES)


def list_pngs(folder: Path) -> tuple[Path, ...]:
    """The PNG files of a folder, sorted by name; empty when there are none or no such folder."""
    return _list(folder, frozenset({".png"}))


def mask_sequences(root: Path) -> Mapping[str, Path]:
    """The sequences under a folder of masks.

    Args:
        root: A folder of PNGs (one sequence, named after the folder), a folder of such folders,
            or a collection root, whose Annotations are taken.

    Returns:
        Sequence name to folder, in order of names.

    Raises:
        DataError: There is no such folder, or no PNG in it.
    """
    if not root.is_dir():
        raise DataError("there is no such folder of masks", where=root)
    if list_pngs(root):
        return {root.name: root}
    annotations = root / "Annotations"
    base = annotations / _resolution(annotations) if annotations.is_dir() else root
    found = {path.name: path for path in sorted(base.iterdir()) if list_pngs(path)}
    if not found:
        todo = "Give a folder of PNGs, or a folder of such folders"
        raise DataError("there are no PNG masks here", where=root, todo=todo)
    return found


def _list(folder: Path, suffixes: frozenset[str]) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in suffixes and not path.name.startswith(".")
        )
    )


def _resolution(base: Path) -> str:
    """The folder of DAVIS between JPEGImages and the sequences ("480p"), or "" where none is."""
    folders = sorted(path for path in base.iterdir() if path.is_dir())
    if any(list_images(folder) for folder in folders):
        return ""
    names = [folder.name for folder in folders]
    return "480p" if "480p" in names else (names[0] if names else "")


def _read_split(root: Path, split: str, resolution: str) -> tuple[str, ...]:
    """Sequence names of a split; DAVIS 2016 lists image paths, later editions list names."""
    file = _find_split(root / "ImageSets", split, resolution)
    names: dict[str, None] = {}
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataError("this list of sequences cannot be read", where=file) from error
    for line in text.splitlines():
        if line.strip():
            first = Path(line.split()[0])
            names[first.parent.name if first.suffix else first.name] = None
    return tuple(names)


def _find_split(folder: Path, split: str, resolution: str) -> Path:
    for exact in (folder / f"{split}.txt", folder / resolution / f"{split}.txt"):
        if exact.is_file():
            return exact
    found = sorted(folder.rglob(f"{split}.txt")) if "/" not in split else []
    if len(found) == 1:
        return found[0]
    splits = sorted(
        path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.txt")
    )
    offer = f"There are: {', '.join(splits)}" if splits else "Leave the split out"
    what = f"the split {split} is found more than once" if found else f"there is no split {split}"
    raise DataError(what, where=folder, todo=offer)
