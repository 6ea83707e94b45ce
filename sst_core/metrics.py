"""J (region), F (boundary) and their statistics, as DAVIS defines them; numpy only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Statistics:
    """What DAVIS reports of a measure over the frames of one object.

    Attributes:
        mean: Mean over frames.
        recall: Share of frames above 0.5.
        decay: Mean of the first quarter of the frames minus that of the last.
    """

    mean: float
    recall: float
    decay: float


def region_similarity(gt: Mask, pred: Mask, void: Mask | None = None) -> float:
    """J, the intersection over union of two masks (Perazzi et al., CVPR 2016, section 4).

    Args:
        gt: (H, W) bool, the truth.
        pred: (H, W) bool, the prediction.
        void: (H, W) bool, pixels that are not judged.

    Returns:
        J in [0, 1]; 1 when both masks are empty.

    Raises:
        ValueError: The shapes differ.
    """
    gt, pred = _judged(gt, pred, void)
    union = np.count_nonzero(gt | pred)
    return np.count_nonzero(gt & pred) / union if union else 1.0


def boundary_f(
    gt: Mask, pred: Mask, void: Mask | None = None, *, tolerance: float = 0.008
) -> float:
    """F, the harmonic mean of precision and recall of the boundary pixels.

    A boundary pixel is right when the other boundary passes within `tolerance` of it (Perazzi
    et al., CVPR 2016, section 4, with the disk matching of the DAVIS toolkit).

    Args:
        gt: (H, W) bool, the truth.
        pred: (H, W) bool, the prediction.
        void: (H, W) bool, pixels that are not judged.
        tolerance: Radius of the disk as a share of the image diagonal, rounded up to pixels.

    Returns:
        F in [0, 1]; 1 when both boundaries are empty, 0 when only one is.

    Raises:
        ValueError: The shapes differ.
    """
    radius = int(np.ceil(tolerance * np.hypot(*gt.shape)))
    gt, pred = _judged(gt, pred, void)
    box = _bounding_box(gt | pred)
    if box is None:
        return 1.0
    gt_edge, pred_edge = _boundary(gt[box]), _boundary(pred[box])
    if not gt_edge.any() or not pred_edge.any():
        return float(gt_edge.any() == pred_edge.any())
    precision = _share_within(pred_edge, gt_edge, radius)
    recall = _share_within(gt_edge, pred_edge, radius)
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def statistics(values: Sequence[float] | NDArray[np.float64]) -> Statistics:
    """Mean, recall over 0.5 and decay of a measure over frames, as in the DAVIS toolkit.

    Args:
        values: One value per frame, in order.

    Raises:
        ValueError: There are no values.
    """
    series = np.asarray(values, np.float64)
    if series.size == 0:
        raise ValueError("statistics of no frames")
    # Neighbouring quarters share their border frame, and halves round up: so does the toolkit.
    borders = np.floor(np.linspace(0, len(series) - 1, 5) + 0.5 + 1e-10).astype(int)
    first, last = series[: borders[1] + 1], series[borders[3] :]
    return Statistics(
        mean=float(np.mean(series)),
        recall=float(np.mean(series > 0.5)),
        decay=float(np.mean(first) - np.mean(last)),
    )


def _judged(gt: Mask, pred: Mask, void: Mask | None) -> tuple[Mask, Mask]:
    """Both masks as bool, without the void pixels."""
    if gt.shape != pred.shape or (void is not None and void.shape != gt.shape):
        raise ValueError(f"masks of different shapes: {gt.shape} and {pred.shape}")
    gt, pred = gt.astype(bool, copy=False), pred.astype(bool, copy=False)
    return (gt, pred) if void is None else (gt & ~void, pred & ~void)


def _bounding_box(mask: Mask) -> tuple[slice, slice] | None:
    """The rows and columns of a mask with one pixel around, or None when it is empty."""
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return (
        slice(max(0, rows[0] - 1), rows[-1] + 2),
        slice(max(0, cols[0] - 1), cols[-1] + 2),
    )


def _boundary(mask: Mask) -> Mask:
    """Pixels that differ from their right, lower or lower right neighbour.

    Outside the image the nearest pixel is repeated, so the frame itself is no boundary.
    """
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    here = padded[:-1, :-1]
    return (here ^ padded[:-1, 1:]) | (here ^ padded[1:, :-1]) | (here ^ padded[1:, 1:])


def _share_within(points: Mask, target: Mask, radius: int) -> float:
    """The share of `points` that have a pixel of `target` within a disk of `radius` pixels.

    Instead of dilating `target`, each point asks row by row of its disk whether the running
    count of target pixels grows along the chord: work per boundary pixel, not per pixel.
    """
    margin = ((radius, radius), (radius + 1, radius))
    counts = np.cumsum(np.pad(target, margin), axis=1, dtype=np.int32)
    rows, cols = np.nonzero(points)
    offsets = np.arange(-radius, radius + 1)
    half_chords = np.sqrt(radius**2 - offsets**2).astype(int)
    lines = rows[:, None] + offsets + radius
    middle = cols[:, None] + radius + 1
    before = counts[lines, middle - half_chords - 1]
    after = counts[lines, middle + half_chords]
    return float((after > before).any(axis=1).mean())
