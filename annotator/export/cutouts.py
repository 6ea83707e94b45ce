"""Cut-outs: the objects on a transparent ground."""

import numpy as np
from numpy.typing import NDArray

from annotator.cv import cv2
from annotator.export.folder import OutputFolder
from annotator.export.job import Plan, Shot
from annotator.export.objects import describe
from annotator.export.png_objects import folder_name
from annotator.media.source import Picture
from sst_core.labels import VOID, object_ids


class Cutouts:
    """Writes `cutouts/NAME/00000.png`, or `cutouts/NAME/001_dog/00000.png` for each object.

    Outside the objects, and on void, pixels are transparent and black, so that nothing of the
    background is given away. Frames nobody labelled are left out.

    Raises:
        OutputError: The folder must not be written.
    """

    needs_pictures = True

    def __init__(self, plan: Plan) -> None:
        self._document = plan.job.document
        self._each = plan.options["objects"] == "each"
        self._place = f"cutouts/{plan.job.sequence}"
        self.folder = OutputFolder(plan.job.output, overwrite=plan.job.overwrite)

    def add(self, shot: Shot) -> None:
        """Writes the cut-outs of one frame; an object of its own only where it can be seen.

        Raises:
            OutputError: The disk is full.
        """
        if shot.label_map is None or shot.picture is None:
            return
        if not self._each:
            inside = (shot.label_map > 0) & (shot.label_map != VOID)
            self._write(shot.name, cut_out(shot.picture, inside))
            return
        for label in object_ids(shot.label_map):
            folder = folder_name(describe(self._document, label))
            self._write(f"{folder}/{shot.name}", cut_out(shot.picture, shot.label_map == label))

    def finish(self) -> None:
        """Nothing speaks of all frames."""

    def _write(self, stem: str, picture: NDArray[np.uint8]) -> None:
        self.folder.write_picture(f"{self._place}/{stem}", picture, "png")


def cut_out(picture: Picture, inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The part of a frame that lies inside a mask.

    Args:
        picture: (H, W, 3) uint8 RGB.
        inside: (H, W) bool.

    Returns:
        (H, W, 4) uint8 RGBA: the frame with alpha 255 inside, zeros outside.
    """
    alpha = np.where(inside, np.uint8(255), np.uint8(0))
    colours = cv2.bitwise_and(picture, picture, mask=alpha)
    return np.dstack((colours, alpha))
