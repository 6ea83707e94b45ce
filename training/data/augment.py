"""Geometry of a training clip: smooth paths, views of a source picture, and warps to the crop.

Every warp is described by the matrix that takes an *output* pixel (x, y) to a *source* pixel,
because that is what OpenCV samples with; one warp does resize, crop, rotation and flip at once.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sst_core.labels import LabelMap

Image = NDArray[np.uint8]  # (H, W, 3) RGB
Matrix = NDArray[np.float64]  # (3, 3), homogeneous (x, y, 1)
Field = NDArray[np.float32]  # (S, S, 2) displacement (dx, dy) in output pixels


@dataclass(frozen=True)
class Motion:
    """How far a path wanders per frame; each number is a standard deviation.

    Attributes:
        shift: Translation, as a fraction of the crop side.
        angle: Rotation, in radians.
        zoom: Natural logarithm of the scale.
        shear: Shear, without unit.
        near: Share of paths that come steadily nearer or go away.
        pace: Most of that in a frame, as a natural logarithm of the scale.
    """

    shift: float
    angle: float
    zoom: float
    shear: float
    near: float = 1 / 12
    pace: float = 0.2


CAMERA_ON_CLIP = Motion(shift=0.006, angle=0.006, zoom=0.008, shear=0.002)
CAMERA_ON_STILL = Motion(shift=0.025, angle=0.03, zoom=0.035, shear=0.015)
OBJECT_ON_STILL = Motion(shift=0.05, angle=0.06, zoom=0.05, shear=0.03)


def smooth_path(rng: np.random.Generator, steps: int, size: int) -> NDArray[np.float64]:
    """A path that starts at 0 and goes on with a velocity which changes slowly.

    Args:
        rng: Source of chance.
        steps: Number of points T.
        size: Number of coordinates.

    Returns:
        (T, size) float64; the step between points has a standard deviation of about 1.
    """
    velocity = rng.standard_normal(size)
    path = np.zeros((steps, size))
    for t in range(1, steps):
        velocity = 0.8 * velocity + 0.6 * rng.standard_normal(size)
        path[t] = path[t - 1] + velocity
    return path


def motion_path(
    rng: np.random.Generator, steps: int, motion: Motion, *, side: int
) -> NDArray[np.float64]:
    """A wandering pose: (T, 5) float64 of dx, dy (pixels), angle, log zoom, shear; 0 at first.

    The whole path shares one speed, from nearly still to fast. Some come steadily nearer or go
    away, at most fivefold at the greatest pace there is use for (0.3), else threefold.
    """
    speed = float(np.clip(np.exp(0.6 * rng.standard_normal()), 0.1, 2.5))
    scales = (motion.shift * side, motion.shift * side, motion.angle, motion.zoom, motion.shear)
    path: NDArray[np.float64] = smooth_path(rng, steps, 5) * (speed * np.array(scales))
    path[:, 2] = np.clip(path[:, 2], -0.6, 0.6)
    path[:, 3:] = np.clip(path[:, 3:], -0.5, 0.5)
    if rng.random() < motion.near:
        far = 1.6 if motion.pace > 0.2 else 1.0
        path[:, 3] += np.clip(rng.uniform(-1, 1) * motion.pace * np.arange(steps), -far, far)
    return path


def linear(angle: float, log_zoom: float, shear: float) -> Matrix:
    """(3, 3) rotation, zoom and shear about the origin."""
    c, s, z = np.cos(angle), np.sin(angle), np.exp(log_zoom)
    rotation = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    stretch = np.array([[z, z * shear, 0.0], [0.0, z, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(rotation @ stretch)


def shift(dx: float, dy: float) -> Matrix:
    """(3, 3) translation."""
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy], [0.0, 0.0, 1.0]])


def about(centre: NDArray[np.float64], pose: NDArray[np.float64]) -> Matrix:
    """(3, 3) source-to-source matrix that undoes a pose (dx, dy, angle, log zoom, shear).

    An object that rotates and grows about `centre` (x, y) and moves by (dx, dy) is drawn by
    sampling its picture through this matrix.
    """
    x, y = float(centre[0]), float(centre[1])
    forward = shift(x + pose[0], y + pose[1]) @ linear(pose[2], pose[3], pose[4]) @ shift(-x, -y)
    return np.asarray(np.linalg.inv(forward))


@dataclass(frozen=True)
class View:
    """What of the source the crop shows before any motion.

    Attributes:
        centre: Source pixel (x, y) in the middle of the crop.
        scale: Output pixels per source pixel.
        side: Height and width of the crop in pixels.
        flip: Whether left and right change places.
    """

    centre: tuple[float, float]
    scale: float
    side: int
    flip: bool

    def matrix(self, pose: NDArray[np.float64]) -> Matrix:
        """(3, 3) output-to-source matrix with the camera at `pose` (see `motion_path`)."""
        middle = (self.side - 1) / 2
        sign = -1.0 if self.flip else 1.0
        to_source = np.diag([sign / self.scale, 1.0 / self.scale, 1.0])
        move = linear(pose[2], pose[3], pose[4]) @ shift(pose[0] - middle, pose[1] - middle)
        return shift(*self.centre) @ to_source @ move


def place_view(
    rng: np.random.Generator, target: NDArray[np.bool_], *, short_side: float, side: int
) -> View:
    """Choose a crop that shows a good part of a target.

    A random pixel of the target goes to a random place in the middle of the crop; then the crop
    is pushed inside the picture as far as it fits.

    Args:
        rng: Source of chance.
        target: (H, W) bool, with at least one pixel set.
        short_side: Length the short side of the source is scaled to, in output pixels.
        side: Side of the crop in output pixels.
    """
    height, width = target.shape
    scale = short_side / min(height, width)
    rows, cols = np.nonzero(target)
    pick = int(rng.integers(len(rows)))
    pull = rng.uniform(0.0, 0.7)
    aim = (
        np.array([cols[pick], rows[pick]]) * (1 - pull)
        + np.array([cols.mean(), rows.mean()]) * pull
    )
    centre = aim + rng.uniform(-0.25, 0.25, 2) * side / scale
    half = side / scale / 2
    for axis, extent in enumerate((width, height)):
        low, high = half, extent - half
        centre[axis] = np.clip(centre[axis], low, high) if low < high else extent / 2
    return View((float(centre[0]), float(centre[1])), scale, side, bool(rng.random() < 0.5))


def elastic_path(
    rng: np.random.Generator, steps: int, *, side: int, strength: float
) -> list[Field]:
    """Displacement fields that grow smoothly from nothing.

    Args:
        rng: Source of chance.
        steps: Number of fields T.
        side: Crop side S in pixels.
        strength: Standard deviation of the change per frame, as a fraction of S.

    Returns:
        T fields (S, S, 2) float32 in output pixels; the first is zero.
    """
    cells = int(rng.integers(3, 6))
    path = smooth_path(rng, steps, cells * cells * 2) * strength * side
    path = np.clip(path, -0.08 * side, 0.08 * side)
    grids = path.reshape(steps, cells, cells, 2).astype(np.float32)
    return [
        np.asarray(cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)
        for grid in grids
    ]


class Warp:
    """One sampling of a source, used for the image and for its label map alike.

    Args:
        matrix: (3, 3) output-to-source matrix.
        side: Crop side S.
        field: Displacement in output pixels, applied before the matrix; None for an affine warp.
    """

    def __init__(self, matrix: Matrix, side: int, field: Field | None = None) -> None:
        self.matrix, self._side = matrix, side
        self._map: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        if field is not None:
            grid = np.arange(side, dtype=np.float32)
            x, y = field[..., 0] + grid[None, :], field[..., 1] + grid[:, None]
            m = matrix.astype(np.float32)
            self._map = (
                m[0, 0] * x + m[0, 1] * y + m[0, 2],
                m[1, 0] * x + m[1, 1] * y + m[1, 2],
            )

    def image(self, source: Image, *, halved: bool = False) -> Image:
        """(H, W, 3) uint8 to (S, S, 3) uint8, bilinear, mirrored beyond the border.

        Args:
            source: The picture, at the size the matrix was made for, or at half of it.
            halved: Whether the picture was decoded at half size (affine warps only).
        """
        if not halved:
            return self._sample(source, cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101)
        # Pixel centres of the half-size picture lie at 2 x + 0.5 of the full one.
        half = Warp(np.diag([0.5, 0.5, 1.0]) @ shift(-0.5, -0.5) @ self.matrix, self._side)
        return half.image(source)

    def labels(self, source: LabelMap) -> LabelMap:
        """(H, W) uint8 to (S, S) uint8, nearest, mirrored like the image, so labels stay true."""
        return self._sample(source, cv2.INTER_NEAREST, cv2.BORDER_REFLECT_101)

    def cutout(self, mask: LabelMap) -> LabelMap:
        """(H, W) uint8 to (S, S) uint8, nearest, 0 beyond the border: an object is not mirrored."""
        return self._sample(mask, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT)

    def _sample(self, source: NDArray[np.uint8], how: int, border: int) -> NDArray[np.uint8]:
        if self._map is not None:
            out = cv2.remap(source, *self._map, how, borderMode=border)
        else:
            size, flags = (self._side, self._side), how | cv2.WARP_INVERSE_MAP
            out = cv2.warpAffine(source, self.matrix[:2], size, flags=flags, borderMode=border)
        return np.asarray(out, np.uint8)
