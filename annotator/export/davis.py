"""DAVIS 2017: JPEGImages, Annotations and ImageSets."""

from typing import Final

from annotator.export.job import Plan, Shot
from annotator.export.vos import SequenceFiles

_SMALL: Final = 480


class Davis:
    """Writes `JPEGImages/480p/NAME`, `Annotations/480p/NAME` and `ImageSets/2017/LIST.txt`.

    Frames nobody labelled have no mask: an empty one would say that nothing is there.

    Raises:
        OutputError: The folder must not be written.
    """

    def __init__(self, plan: Plan) -> None:
        self._files = SequenceFiles(plan, _level(plan))
        self._list = f"ImageSets/2017/{plan.options['split']}.txt"
        self.folder = self._files.folder
        self.needs_pictures = plan.options["images"] != "none"

    def add(self, shot: Shot) -> None:
        """Writes the frame and its mask.

        Raises:
            OutputError: The disk is full.
        """
        self._files.add(shot)

    def finish(self) -> None:
        """Waits for the disk and names the sequence in its list.

        Raises:
            OutputError: Something could not be written.
        """
        self._files.close()
        if self.folder.written:
            self._files.list_in(self._list)


def _level(plan: Plan) -> str:
    chosen = plan.options["folder"]
    if chosen == "auto":
        return "480p" if plan.job.document.size[0] == _SMALL else "Full-Resolution"
    return "" if chosen == "none" else chosen
