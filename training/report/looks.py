"""Pictures of failures: a frame, its truth and its prediction side by side."""

import base64
import io
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sst_core.labels import VOID, LabelMap

Picture = NDArray[np.uint8]

MISSED, EXTRA = (255, 64, 88), (255, 196, 0)
"""Colours of pixels that the prediction lacks, and of those that it has too many."""
_COLOURS: Final = (
    (38, 139, 255), (46, 204, 113), (191, 90, 242), (0, 206, 209), (255, 127, 80), (170, 200, 60),
)  # fmt: skip
_GAP: Final = 4
_BETWEEN: Final = 132
"""Grey that is calm on a light and on a dark page."""


def strip(frame: Picture, truth: LabelMap, prediction: LabelMap, *, height: int = 200) -> Picture:
    """Frame, truth, prediction from left to right; what is wrong in the last stands out.

    Args:
        frame: (H, W, 3) uint8 RGB.
        truth: (H, W) uint8.
        prediction: (H, W) uint8.
        height: Of the strip, in pixels.

    Returns:
        (height, width, 3) uint8 RGB; grey between the pictures.
    """
    wrong = (truth != prediction) & (truth != VOID)
    seen = tinted(frame, prediction)
    for mask, colour in (
        (wrong & (truth > 0), MISSED),
        (wrong & (truth == 0), EXTRA),
    ):
        seen[mask] = (0.25 * frame[mask] + 0.75 * np.array(colour)).astype(np.uint8)
    parts = [_reduced(part, height) for part in (frame, tinted(frame, truth), seen)]
    gap = np.full((height, _GAP, 3), _BETWEEN, np.uint8)
    return np.concatenate([parts[0], gap, parts[1], gap, parts[2]], axis=1)


def tinted(frame: Picture, label_map: LabelMap) -> Picture:
    """A frame with every object in a colour of its own, its outline clear."""
    drawn = frame.copy()
    for number in np.unique(label_map[(label_map > 0) & (label_map < VOID)]).tolist():
        mask = label_map == number
        colour = np.array(_COLOURS[(number - 1) % len(_COLOURS)])
        drawn[mask] = (0.5 * frame[mask] + 0.5 * colour).astype(np.uint8)
        outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        width = max(round(min(mask.shape) / 240), 1)
        cv2.drawContours(drawn, outlines, -1, colour.tolist(), width)
    return drawn


def worst_stretches(
    quality: Sequence[float], most: int, *, apart: int = 8, good: float = 0.9
) -> list[int]:
    """Frames in the middle of the worst stretches, the worst first.

    Args:
        quality: One value per frame; NaN where it is not judged.
        most: How many frames at most.
        apart: Frames between two of them at least.
        good: A frame this good is no failure.
    """
    values = np.asarray(quality, np.float64)
    known = ~np.isnan(values)
    kernel = np.ones(5)
    weights = np.convolve(known, kernel, "same")
    around = np.convolve(np.where(known, values, 0), kernel, "same") / np.maximum(weights, 1)
    around[~known] = np.inf
    found: list[int] = []
    for frame in np.argsort(around, kind="stable").tolist():
        if len(found) == most or not known[frame]:
            break
        if values[frame] < good and all(abs(frame - other) >= apart for other in found):
            found.append(frame)
    return found


def as_data(picture: Picture, *, quality: int = 82) -> str:
    """A picture as the address of an image inside the page (JPEG)."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _reduced(picture: Picture, height: int) -> Picture:
    width = max(round(picture.shape[1] * height / picture.shape[0]), 1)
    image = Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(image)
