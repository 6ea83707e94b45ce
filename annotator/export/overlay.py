"""An mp4 with the masks laid over the frames."""

from fractions import Fraction

import numpy as np

from annotator.export.folder import OutputFolder
from annotator.export.job import Plan, Shot
from annotator.media.overlay import OverlayWriter


class Overlay:
    """Writes `NAME.mp4`; with every n-th frame it runs at that part of the rate.

    Raises:
        OutputError: The folder must not be written.
    """

    needs_pictures = True

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._writer: OverlayWriter | None = None
        self.folder = OutputFolder(plan.job.output, overwrite=plan.job.overwrite)

    def add(self, shot: Shot) -> None:
        """Encodes one frame, plain where nobody labelled it.

        Raises:
            OutputError: The disk is full.
        """
        size = self._plan.job.document.size
        if self._writer is None:
            file = self.folder.claim(f"{self._plan.job.sequence}.mp4")
            self._writer = OverlayWriter(file, size, _rate(self._plan))
        if shot.picture is not None:
            empty = np.zeros(size, np.uint8)
            self._writer.write(shot.picture, empty if shot.label_map is None else shot.label_map)

    def finish(self) -> None:
        """Finishes the file, also after a cancel.

        Raises:
            OutputError: The disk is full.
        """
        if self._writer is not None:
            self._writer.close()


def _rate(plan: Plan) -> Fraction | None:
    """The rate at which the chosen frames take as long as they do in the clip."""
    rate, frames = plan.job.media.rate, plan.frames
    if rate is None or len(frames) < 2:
        return rate
    return rate * Fraction(len(frames) - 1, frames[-1] - frames[0])
