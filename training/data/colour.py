"""Colour and noise of a training clip: one look for all frames, small changes in each."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.uint8]  # (T, H, W, 3) RGB
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
_TO_YIQ = np.array([_LUMA, [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])  # NTSC


@dataclass(frozen=True)
class Look:
    """One colour treatment: out = gamma(matrix @ rgb + offset).

    Attributes:
        matrix: (3, 4) float64 on RGB in 0..255, last column the offset.
        gamma: Exponent on values scaled to 0..1.
    """

    matrix: NDArray[np.float64]
    gamma: float

    def apply(self, image: NDArray[np.uint8], *, gain: float = 1.0) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 to the same, with an extra brightness factor `gain`."""
        out = cv2.transform(image, self.matrix * gain)
        table = np.round(255 * np.linspace(0, 1, 256) ** self.gamma).astype(np.uint8)
        return np.asarray(cv2.LUT(out, table), np.uint8)


def random_look(rng: np.random.Generator) -> Look:
    """Brightness, contrast, saturation, hue and gamma; one clip in twenty is grey."""
    saturation = 0.0 if rng.random() < 0.05 else rng.uniform(0.6, 1.4)
    hue = rng.uniform(-0.25, 0.25)
    turn = np.array([[np.cos(hue), -np.sin(hue)], [np.sin(hue), np.cos(hue)]])
    chroma = np.eye(3)
    chroma[1:, 1:] = saturation * turn
    contrast = rng.uniform(0.75, 1.25)
    colour = contrast * np.linalg.inv(_TO_YIQ) @ chroma @ _TO_YIQ
    offset = 128 * (1 - contrast) + rng.uniform(-25, 25)
    matrix = np.hstack([colour, np.full((3, 1), offset)])
    return Look(matrix, float(np.exp(rng.uniform(-0.25, 0.25))))


def recolour(rng: np.random.Generator, frames: Frames, *, strong: bool = True) -> None:
    """Give a clip a random look, in place; each frame gets a slightly different brightness.

    Args:
        rng: Source of chance.
        frames: (T, H, W, 3) uint8 RGB, changed in place.
        strong: False applies only the flicker and noise to four clips in five.
    """
    plain = Look(np.eye(3, 4), 1.0)
    look = random_look(rng) if strong or rng.random() < 0.2 else plain
    flicker = 0.015 * rng.standard_normal(len(frames))
    for t, gain in enumerate(1 + flicker):
        frames[t] = look.apply(frames[t], gain=float(gain))
    degrade(rng, frames)


def degrade(rng: np.random.Generator, frames: Frames) -> None:
    """Blur, noise and JPEG artefacts, each now and then, in place on (T, H, W, 3) uint8."""
    if rng.random() < 0.15:
        _blur(rng, frames)
    if rng.random() < 0.3:
        _noise(rng, frames, sigma=float(rng.uniform(1.0, 8.0)))
    if rng.random() < 0.15:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))]
        for t in range(len(frames)):
            data = cv2.imencode(".jpg", frames[t], quality)[1]
            frames[t] = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))


def _blur(rng: np.random.Generator, frames: Frames) -> None:
    """Soften all frames, or only one of them along a random direction as a moving camera does."""
    if rng.random() < 0.5:
        sigma = float(rng.uniform(0.5, 1.6))
        for t in range(len(frames)):
            frames[t] = cv2.GaussianBlur(frames[t], (0, 0), sigma)
        return
    length, angle = int(rng.integers(3, 10)), rng.uniform(0, np.pi)
    kernel = np.zeros((length, length), np.float32)
    middle, reach = (length - 1) / 2, (length - 1) / 2 * np.array([np.cos(angle), np.sin(angle)])
    ends = np.round([middle - reach, middle + reach]).astype(int)
    cv2.line(kernel, ends[0].tolist(), ends[1].tolist(), 1.0)
    t = int(rng.integers(len(frames)))
    frames[t] = cv2.filter2D(frames[t], -1, kernel / kernel.sum())


def _noise(rng: np.random.Generator, frames: Frames, *, sigma: float) -> None:
    """Add one noise picture, rolled differently for each frame: fresh noise costs more."""
    noise = (sigma * rng.standard_normal(frames.shape[1:], np.float32)).astype(np.int8)
    for t in range(len(frames)):
        rolled = np.roll(noise, tuple(rng.integers(0, 64, 2)), axis=(0, 1))
        frames[t] = cv2.add(frames[t], rolled, dtype=cv2.CV_8U)
