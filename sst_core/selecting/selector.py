"""One object on one frame, prompt after prompt: where to look, what to keep, what is promised.

What was said is obeyed to the pixel; after the first, a positive stroke only adds and a negative
one only takes away; and a mask that is being repaired changes only where it was
touched (the progressive merge of FocalClick, arXiv 2204.02574, sec. 3.3).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image as Pictures
from torch import Tensor
from torch.nn import functional

from sst_core.backbone import Features
from sst_core.precision import autocast
from sst_core.selecting.model import SelectModel
from sst_core.selecting.prompts import MAP_STRIDE, Prompts, Window, around, draw, paint, whole

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SAME: Final = 0.7
"""A window that overlaps the wanted one so much is kept, and with it its features."""
_LEAST: Final = 0.5
_STEPS: Final = 400
_TRUST: Final = 0.6
"""The mask so far is shown this faintly, or the model holds on to it against what is said."""
_PROMISE: Final = 2.0
"""Radius in source pixels around a click that is as it says."""


@dataclass(frozen=True)
class _Seen:
    """A window and what the backbone makes of it."""

    window: Window
    image: Tensor
    features: Features


class Selector:
    """Segments one frame; a new one is made for the next.

    Args:
        model: The segmenter.
        image: (H, W, 3) uint8 RGB.
        start: (H, W) bool, a mask to be repaired, or None to begin with nothing.
    """

    def __init__(self, model: SelectModel, image: Image, start: Mask | None = None) -> None:
        self._model, self._image = model, image
        self.size = (image.shape[0], image.shape[1])
        self._start = start if start is not None and start.any() else None
        self._last: tuple[Prompts, NDArray[np.float32]] | None = None
        self._seen: dict[str, _Seen] = {}

    @torch.inference_mode()
    def select(self, prompts: Prompts) -> Mask:
        """The mask after all that was said.

        Prompts that go on from those before refine the mask so far; others begin anew.

        Args:
            prompts: At least one positive stroke or a box, unless a mask is being repaired.

        Returns:
            (H, W) bool.
        """
        if not prompts and self._start is None:
            return np.zeros(self.size, np.bool_)
        known, result = self._begun(prompts)
        if self._start is None:
            result = self._refined(prompts, self._first(prompts) if result is None else result)
        else:
            steps = range(known + 1, len(prompts.strokes) + 1) or [len(prompts.strokes)]
            for count in steps:  # one stroke after the other: each mends its own place
                said = Prompts(prompts.strokes[:count], prompts.box)
                before = self._start.astype(np.float32) if result is None else result
                result = self._refined(said, before)
        assert result is not None, "one of both has been made"
        self._last = prompts, result
        return promised(result >= _LEAST, prompts)

    def _begun(self, prompts: Prompts) -> tuple[int, NDArray[np.float32] | None]:
        """How many of the strokes are known already, and the mask they led to."""
        if self._last is None or not _goes_on(self._last[0], prompts):
            return 0, None
        return len(self._last[0].strokes), self._last[1]

    def _refined(self, prompts: Prompts, before: NDArray[np.float32]) -> NDArray[np.float32]:
        """One look at a mask and all that was said."""
        window = self._window("near", self._focus(prompts, before))
        inside = self._run("near", window, prompts, before)
        result = _paste(inside, window, before)
        if self._start is not None:
            return self._merged(result, before, prompts, window)
        if len(prompts.strokes) < 2:
            return result
        return _one_way(result, before, adds=prompts.strokes[-1].positive)

    def _first(self, prompts: Prompts) -> NDArray[np.float32]:
        """A coarse mask from the whole frame, or nothing where a box says where to look."""
        nothing = np.zeros(self.size, np.float32)
        if prompts.box is not None:
            return nothing
        window = whole(self.size, side=self._model.config.side)
        inside = self._run("far", window, prompts, nothing)
        seeds = torch.from_numpy(draw(prompts, window)[0]) > 0
        inside = inside * reached(inside >= _LEAST, seeds)
        return _paste(inside, window, nothing)

    def _focus(
        self, prompts: Prompts, before: NDArray[np.float32]
    ) -> tuple[float, float, float, float]:
        """Where to look, (top, left, bottom, right): at the mask so far and all that was said."""
        bounds = [found for found in (_bounds(before >= _LEAST), prompts.bounds()) if found]
        tops, lefts, bottoms, rights = zip(*bounds, strict=True)
        top, left, bottom, right = min(tops), min(lefts), max(bottoms), max(rights)
        if max(bottom - top, right - left) < 8:  # a click and nothing found: look around it
            reach = max(self.size) / 8
            return top - reach, left - reach, bottom + reach, right + reach
        return top, left, bottom, right

    def _window(self, name: str, bounds: tuple[float, float, float, float]) -> Window:
        wanted = around(bounds, self.size, side=self._model.config.side)
        seen = self._seen.get(name)
        if (
            seen is not None
            and seen.window.overlap(wanted) >= _SAME
            and _holds(seen.window, bounds)
        ):
            return seen.window
        return wanted

    def _run(
        self, name: str, window: Window, prompts: Prompts, before: NDArray[np.float32]
    ) -> Tensor:
        """Probability on the maps of a window, (h/2, w/2) float32."""
        seen = self._look(name, window)
        said = torch.from_numpy(draw(prompts, window)).float()
        shape = (window.canvas[0] // MAP_STRIDE, window.canvas[1] // MAP_STRIDE)
        so_far = torch.from_numpy(_cut(before, window, shape)) * _TRUST
        maps = torch.cat([said, so_far[None]])[None].to(self._model.device)
        with autocast(self._model.device):
            logits = self._model(seen.image, seen.features, maps)
        probability: Tensor = logits[0].float().sigmoid().cpu()
        return probability

    def _look(self, name: str, window: Window) -> _Seen:
        seen = self._seen.get(name)
        if seen is None or seen.window != window:
            picture = Pictures.fromarray(self._image).resize(
                (window.canvas[1], window.canvas[0]), Pictures.Resampling.BILINEAR, _edges(window)
            )
            frame = torch.from_numpy(np.array(picture).transpose(2, 0, 1)[None].copy())
            with autocast(self._model.device):
                image, features = self._model.embed(frame.to(self._model.device))
            seen = self._seen[name] = _Seen(window, image, features)
        return seen

    def _merged(
        self,
        result: NDArray[np.float32],
        before: NDArray[np.float32],
        prompts: Prompts,
        window: Window,
    ) -> NDArray[np.float32]:
        """The mask as it was, with what the newest stroke adds, or takes away, where it touches."""
        shape = (window.canvas[0] // MAP_STRIDE, window.canvas[1] // MAP_STRIDE)
        new, old = (_cut(part, window, shape) >= _LEAST for part in (result, before))
        positive = not prompts.strokes or prompts.strokes[-1].positive
        newest = Prompts(prompts.strokes[-1:], None if prompts.strokes else prompts.box)
        drawn = draw(newest, window)
        seeds = torch.from_numpy(drawn[0] | drawn[1] | drawn[2]) > 0
        changed = torch.from_numpy((new & ~old) if positive else (old & ~new))
        area = reached(changed | seeds, seeds).float()[None, None]
        area = functional.max_pool2d(area, 3, 1, 1)[0, 0]
        touched = _paste(area, window, np.zeros(self.size, np.float32)) > 0
        return np.where(touched, _one_way(result, before, adds=positive), before)


def reached(mask: Tensor, seeds: Tensor) -> Tensor:
    """The part of a mask (H, W) bool that hangs together with seeds (H, W) bool."""
    allowed = mask.float()
    now = (mask & seeds).float()
    count = -1.0
    for _ in range(_STEPS):
        for _ in range(4):
            now = functional.max_pool2d(now[None, None], 3, 1, 1)[0, 0] * allowed
        total = float(now.sum())
        if total == count:
            break
        count = total
    return now > 0


def promised(mask: Mask, prompts: Prompts) -> Mask:
    """The mask with every pixel of a stroke as the stroke says; later strokes have their way."""
    height, width = mask.shape
    for stroke in prompts.strokes:
        points = [(col - 0.5, row - 0.5) for row, col in stroke.points]
        drawn = paint((height, width), [(points, max(stroke.radius, _PROMISE))], least=0.0)
        mask = mask | (drawn > 0) if stroke.positive else mask & (drawn == 0)
    return mask


def _one_way(
    result: NDArray[np.float32], before: NDArray[np.float32], *, adds: bool
) -> NDArray[np.float32]:
    """What was found, as far as it is what the stroke asks for: more, or less."""
    return np.maximum(result, before) if adds else np.minimum(result, before)


def _goes_on(before: Prompts, now: Prompts) -> bool:
    """Whether prompts are those before and some more."""
    return before.box == now.box and now.strokes[: len(before.strokes)] == before.strokes


def _bounds(mask: Mask) -> tuple[float, float, float, float] | None:
    rows, cols = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if len(rows) == 0:
        return None
    return float(rows[0]), float(cols[0]), float(rows[-1] + 1), float(cols[-1] + 1)


def _holds(window: Window, bounds: tuple[float, float, float, float]) -> bool:
    """Whether a window shows all of the bounds."""
    return (
        bounds[0] >= window.top
        and bounds[1] >= window.left
        and bounds[2] <= window.top + window.height
        and bounds[3] <= window.left + window.width
    )


def _edges(window: Window) -> tuple[float, float, float, float]:
    """(left, top, right, bottom), as Pillow wants it."""
    right, bottom = window.left + window.width, window.top + window.height
    return window.left, window.top, right, bottom


def _cut(
    values: NDArray[np.float32], window: Window, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """A window of (H, W) values, resized to a shape, float32."""
    if not values.any():
        return np.zeros(shape, np.float32)
    picture = Pictures.fromarray(np.asarray(values, np.float32))
    cut = picture.resize((shape[1], shape[0]), Pictures.Resampling.BILINEAR, _edges(window))
    return np.array(cut, np.float32)


def _paste(inside: Tensor, window: Window, outside: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values (h, w) of a window put over (H, W) values, at source resolution."""
    top, left = int(np.floor(window.top)), int(np.floor(window.left))
    bottom = min(int(np.ceil(window.top + window.height)), outside.shape[0])
    right = min(int(np.ceil(window.left + window.width)), outside.shape[1])
    rows = (np.arange(top, bottom) + 0.5 - window.top) / window.height
    cols = (np.arange(left, right) + 0.5 - window.left) / window.width
    grid = torch.from_numpy(
        np.stack(np.meshgrid(cols * 2 - 1, rows * 2 - 1), -1).astype(np.float32)
    )[None]
    fine = functional.grid_sample(
        inside.float()[None, None], grid, padding_mode="border", align_corners=False
    )
    result = outside.copy()
    result[top:bottom, left:right] = fine[0, 0].numpy()
    return result
