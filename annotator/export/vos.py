"""What the layouts of DAVIS, YouTube-VOS and our collections share: frames, masks, lists."""

from pathlib import Path
from typing import Final

from annotator.export.folder import OutputFolder
from annotator.export.job import Plan, Shot
from annotator.export.masks import MaskFolder
from sst_core.errors import OutputError
from sst_core.labels import list_images, list_pngs
from sst_core.saying import said

_ROOMS: Final = ("JPEGImages", "Annotations")


class SequenceFiles:
    """Frames and masks of one sequence, `JPEGImages/[LEVEL/]NAME` and `Annotations/...`.

    A root of the same layout that does not hold the sequence yet takes it in; anything else that
    is there is refused unless the job says to overwrite.

    Args:
        plan: What to write.
        level: The size folder of DAVIS, or "".

    Raises:
        OutputError: The folder must not be written.
    """

    def __init__(self, plan: Plan, level: str = "") -> None:
        self.name = plan.job.sequence
        self._images = plan.options["images"]
        self._place = f"{level}/{self.name}" if level else self.name
        root = plan.job.output
        _check_level(root, level)
        overwrite = plan.job.overwrite or _may_join(root, self._place)
        self.folder = OutputFolder(root, overwrite=overwrite)
        self._masks = MaskFolder(root / "Annotations" / self._place, overwrite=True)
        self._open = False

    def add(self, shot: Shot) -> None:
        """Writes the frame and, where somebody labelled it, its mask.

        Raises:
            OutputError: The disk is full.
        """
        if not self._open:
            self._masks.__enter__()
            self._open = True
        if shot.picture is not None and self._images != "none":
            stem = f"JPEGImages/{self._place}/{shot.name}"
            self.folder.write_picture(stem, shot.picture, self._images)
        if shot.label_map is not None:
            self.folder.claim(f"Annotations/{self._place}/{shot.name}.png")
            self._masks.write(shot.name, shot.label_map)

    def close(self) -> None:
        """Waits until every mask is on disk.

        Raises:
            OutputError: One could not be written.
        """
        if self._open:
            self._open = False
            self._masks.__exit__(None, None, None)

    def list_in(self, name: str) -> None:
        """Adds the sequence to a list under ImageSets, unless it is there.

        Raises:
            OutputError: The list cannot be written.
        """
        file = self.folder.path(name)
        try:
            lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
        except (OSError, ValueError) as error:
            todo = "Choose another folder, or remove the file"
            raise OutputError("nothing can be added to this list", where=file, todo=todo) from error
        lines = [line for line in lines if line.strip()]
        if self.name not in lines:
            lines.append(self.name)
        self.folder.write(name, ("\n".join(lines) + "\n").encode())


def _levels(room: Path) -> set[str]:
    """The size folders of a room, "" where sequences lie directly in it."""
    folders = [path for path in room.iterdir() if path.is_dir()] if room.is_dir() else []
    direct = any(list_images(path) or list_pngs(path) for path in folders)
    named = {path.name for path in folders if any(child.is_dir() for child in path.iterdir())}
    return named | {""} if direct else named


def _check_level(root: Path, level: str) -> None:
    """Readers look either directly in JPEGImages or in a size folder, never in both."""
    for room in _ROOMS:
        levels = _levels(root / room)
        if levels and ("" in levels) != (level == ""):
            what = said(
                "sequences lie directly under {room} here, and this layout puts them elsewhere",
                room=room,
            )
            if "" not in levels:
                what = said(
                    "sequences lie in {folders} under {room} here, and this layout puts them "
                    "elsewhere",
                    folders=", ".join(sorted(levels)),
                    room=room,
                )
            raise OutputError(what, where=root, todo="Choose another folder")


def _may_join(root: Path, place: str) -> bool:
    """Whether this is a root of the layout that lacks the sequence."""
    is_root = any((root / room).is_dir() for room in _ROOMS)
    return is_root and not any((root / room / place).exists() for room in _ROOMS)
