"""Collections on disk in the layouts of DAVIS and YouTube-VOS."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from sst_core.errors import DataError
from sst_core.saying import said

IMAGE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})


@dataclass(frozen=True)
class VosFolder:
    """A collection: frames of each sequence, and masks for some or all of them.

    Attributes:
        root: The folder that holds JPEGImages and Annotations.
        sequences: Names of the sequences, in the order of the split file or sorted.
        images: The folder of the sequences' frames.
        annotations: The folder of their masks; it may be absent.
    """

    root: Path
    sequences: tuple[str, ...]
    images: Path
    annotations: Path

    def frames(self, sequence: str) -> tuple[Path, ...]:
        """The images of a sequence, in order of their names.

        Raises:
            DataError: The sequence has no images.
        """
        found = list_images(self.images / sequence)
        if not found:
            raise DataError("this sequence has no images", where=self.images / sequence)
        return found

    def masks(self, sequence: str) -> tuple[Path, ...]:
        """The masks of a sequence, in order of their names; empty where nobody annotated."""
        return list_pngs(self.annotations / sequence)


def open_vos_folder(
    root: Path, *, split: str | None = None, level: str | None = None, strict: bool = True
) -> VosFolder:
    """Opens `[train/]JPEGImages/[480p/]SEQUENCE/` with `[train/]Annotations/[480p/]SEQUENCE/`.

    Args:
        root: The folder that holds JPEGImages, or that of YouTube-VOS, which holds train, valid
            and test with a JPEGImages each.
        split: Name of a text file under ImageSets, without `.txt` ("train", or "2017/val" where
            "val" alone is found twice), or of a folder of YouTube-VOS; None takes every sequence.
        level: The folder of DAVIS below JPEGImages; None takes 480p, or the only one there is.
        strict: Refuse a split that names sequences which do not exist; else they are kept.

    Raises:
        DataError: The layout is not there, or the split names what does not exist.
    """
    root, split = find_part(root, split)
    base = root / "JPEGImages"
    resolution = _resolution(base) if level is None else level
    if not (base / resolution).is_dir():
        levels = sorted(path.name for path in base.iterdir() if path.is_dir())
        raise DataError(
            said("there is no {level} here", level=level),
            where=base,
            todo=said("There are: {names}", names=levels),
        )
    images = base / resolution
    present = {path.name for path in images.iterdir() if path.is_dir()}
    sequences = tuple(sorted(present)) if split is None else _read_split(root, split, resolution)
    absent = [name for name in sequences if name not in present]
    if absent and strict:
        what = said(
            "of split {split} these sequences are missing: {names}",
            split=split,
            names=", ".join(absent),
        )
        raise DataError(what, where=images)
    if not sequences:
        raise DataError("there are no sequences here", where=images)
    return VosFolder(root, sequences, images, root / "Annotations" / resolution)


def find_part(root: Path, split: str | None) -> tuple[Path, str | None]:
    """The folder that holds the JPEGImages of a split, and the split's name in its ImageSets.

    Raises:
        DataError: There is no JPEGImages, or it has to be said in which of several folders.
    """
    if (root / "JPEGImages").is_dir():
        return root, split
    parts = {path.name: path for path in find_parts(root)}
    if not parts:
        todo = "A collection is a folder with JPEGImages and Annotations (DAVIS, YouTube-VOS)"
        raise DataError("there is no JPEGImages folder here", where=root, todo=todo)
    if split not in parts:
        what = (
            "the split must be named"
            if split is None
            else said("there is no split {split}", split=split)
        )
        raise DataError(what, where=root, todo=said("There are: {names}", names=", ".join(parts)))
    return parts[split], None


def find_parts(root: Path) -> tuple[Path, ...]:
    """The folders that hold a JPEGImages: the root itself, or train, valid, ... of YouTube-VOS."""
    if (root / "JPEGImages").is_dir():
        return (root,)
    if not root.is_dir():
        return ()
    return tuple(sorted(path for path in root.iterdir() if (path / "JPEGImages").is_dir()))


def find_levels(base: Path) -> tuple[str, ...]:
    """The folders of DAVIS between JPEGImages and the sequences ("480p"), or ("",) where none."""
    folders = sorted(path for path in base.iterdir() if path.is_dir())
    if any(list_images(folder) for folder in folders):
        return ("",)
    nested = [folder.name for folder in folders if any(path.is_dir() for path in folder.iterdir())]
    return tuple(nested) or ("",)


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


def read_split_list(file: Path) -> dict[str, int]:
    """Sequence names of a list and the line each comes up first, from 1.

    DAVIS 2016 lists paths of images, later editions list names.

    Raises:
        DataError: It cannot be read as text.
    """
    names: dict[str, int] = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DataError("this list cannot be read as text", where=file) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            first = PurePosixPath(line.split()[0])
            names.setdefault(first.parent.name if first.suffix else first.name, number)
    return names


def _read_split(root: Path, split: str, resolution: str) -> tuple[str, ...]:
    return tuple(read_split_list(_find_split(root / "ImageSets", split, resolution)))


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
    offer = said("There are: {names}", names=", ".join(splits)) if splits else "Leave the split out"
    what = (
        said("the split {split} is found more than once", split=split)
        if found
        else said("there is no split {split}", split=split)
    )
    raise DataError(what, where=folder, todo=offer)
