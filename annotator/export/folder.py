"""The folder an export writes into: nothing is overwritten unasked, every file is whole."""

import json
import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.export.masks import MaskFolder
from sst_core.errors import OutputError
from sst_core.saying import said

_JPEG_QUALITY: Final = 95


class OutputFolder:
    """Writes files under a root, each under a temporary name first, and remembers them.

    Args:
        root: The folder; missing parents are made with the first file.
        overwrite: Accept a folder that is not empty. Only files of the same names are replaced.

    Raises:
        OutputError: The folder is not empty, is a file, or lies inside one.
    """

    def __init__(self, root: Path, *, overwrite: bool = False) -> None:
        MaskFolder(root, overwrite=overwrite)  # looks, and refuses in its words
        self.root = root
        self.written: set[PurePosixPath] = set()

    def path(self, name: str) -> Path:
        """Where a file lies; `name` is relative, with slashes."""
        return self.root / name

    def claim(self, name: str) -> Path:
        """Counts a file that another writer will make, and makes its folder.

        Raises:
            OutputError: The folder cannot be made.
        """
        file = self.path(name)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _failure(file.parent, error) from error
        self.written.add(PurePosixPath(name))
        return file

    def write(self, name: str, data: bytes) -> None:
        """Writes a file; it is whole or is not there at all.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        file = self.claim(name)
        temporary = file.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            temporary.write_bytes(data)
            temporary.replace(file)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            self.written.discard(PurePosixPath(name))
            raise _failure(file, error) from error

    def write_json(self, name: str, content: object) -> None:
        """Writes a value as json.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        text = json.dumps(content, ensure_ascii=False, indent=1)
        # A lone half of a surrogate pair has no UTF-8; in json it can be written out.
        self.write(name, (text + "\n").encode("utf-8", "backslashreplace"))

    def write_picture(self, stem: str, picture: NDArray[np.uint8], kind: str) -> str:
        """Writes a picture as `stem.jpg` (quality 95, full colour) or `stem.png`.

        Args:
            stem: Relative name without a suffix.
            picture: (H, W, 3) RGB, (H, W, 4) RGBA or (H, W) grey, uint8.
            kind: "jpg" or "png".

        Returns:
            The relative name.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        buffer = BytesIO()
        image = Image.fromarray(np.ascontiguousarray(picture))
        if kind == "jpg":
            image.save(buffer, format="JPEG", quality=_JPEG_QUALITY, subsampling=0)
        else:
            image.save(buffer, format="PNG", compress_level=4 if picture.ndim == 2 else 1)
        name = f"{stem}.{kind}"
        self.write(name, buffer.getvalue())
        return name

    def leftovers(self) -> list[Path]:
        """Files from before in the folders of this export: they may be taken for its own."""
        folders = {self.path(str(name.parent)) for name in self.written}
        ours = {self.path(str(name)) for name in self.written}
        return sorted(
            file
            for folder in folders
            if folder != self.root and folder.is_dir()
            for file in folder.iterdir()
            if file.is_file() and file not in ours
        )


def read_json(file: Path) -> object:
    """The content of a json file written before; None where there is none.

    Raises:
        OutputError: It is damaged, so nothing can be added to it.
    """
    if not file.exists():
        return None
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        todo = "Choose another folder, or remove the file"
        raise OutputError("nothing can be added to this file", where=file, todo=todo) from error


def _failure(place: Path, error: OSError) -> OutputError:
    return OutputError(
        said("this cannot be written ({reason})", reason=error.strerror or error), where=place
    )
