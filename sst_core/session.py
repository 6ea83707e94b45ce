"""InferenceSession: references in, one label map per frame out, in either direction of time.

A reference is (frame, label map, the ids it speaks for). For any other object it is masked out of
attention, never counted as background; an id it speaks for without a pixel says "not visible here".
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sst_core.backbone import Features
from sst_core.decoder import naive_aggregate, winner_takes_all
from sst_core.features import Embedded
from sst_core.finish import label_map_at_source
from sst_core.labels import MAX_OBJECTS
from sst_core.masks import log_odds, shrink_masks
from sst_core.memory import Memory, Remembered
from sst_core.model import SST
from sst_core.precision import autocast, fast_dtype
from sst_core.preprocess import Geometry, frame_to_model, masks_to_model, to_source
from sst_core.runtime.choose import choose
from sst_core.runtime.engine import Asked, Engine

View = NDArray[np.uint8] | Embedded
"""A frame: (H, W, 3) uint8 RGB, or what `InferenceSession.embed` made of it before."""


@dataclass(frozen=True)
class FrameResult:
    """One segmented frame.

    Attributes:
        frame: Frame number.
        label_map: (H, W) uint8 at source size.
        certainty: (H, W) uint8 at source size: probability of the label that won, times 255.
        objects: Ids that were looked for.
        probabilities: (O + 1, h, w) float16, background first, then `objects`; at stride 4 of the
            padded frame the model saw (`InferenceSession.at_source` brings it to source size).
        confidence: Per object, 0-1: the overlap with the truth that the model expects of its mask;
            where it has none, the probability of its absence.
    """

    frame: int
    label_map: NDArray[np.uint8]
    certainty: NDArray[np.uint8]
    objects: tuple[int, ...]
    probabilities: NDArray[np.float16]
    confidence: dict[int, float]


class InferenceSession:
    """Segments frames of one clip; one thread at a time.

    Args:
        model: The model.
        short_side: Resolution it sees the frames at; None: that of its configuration.
        engine: What runs the convolutions: "auto" or a name, see `runtime.choose`.
        aggregation: "soft" or "naive" (see `decoder.aggregate`); None: as configured.
    """

    def __init__(
        self,
        model: SST,
        *,
        short_side: int | None = None,
        engine: str = "auto",
        aggregation: str | None = None,
    ) -> None:
        self.model = model
        self.naive = (aggregation or model.config.aggregation) == "naive"
        self.engine: Engine | None = None
        self._engine_name = engine
        self.short_side = short_side or model.config.short_side
        self._memory = Memory(model)
        self._geometry: Geometry | None = None
        self._label_maps: dict[int, NDArray[np.uint8]] = {}
        self._only: frozenset[int] | None = None

    @property
    def objects(self) -> tuple[int, ...]:
        """Ids that are tracked: every id some reference speaks for, unless restricted."""
        known = self._memory.objects()
        return tuple(n for n in known if self._only is None or n in self._only)

    def restrict(self, objects: Iterable[int] | None) -> None:
        """Track only these ids from now on (None: all)."""
        self._only = None if objects is None else frozenset(objects)

    @torch.inference_mode()
    def embed(self, image: NDArray[np.uint8]) -> Embedded:
        """Look at a frame (H, W, 3) uint8 RGB without remembering it; the costly half of a step.

        What it returns stands for the frame in `step` and `add_reference`, with the same result.

        Raises:
            ValueError: The size differs from the clip's.
        """
        geometry = self._fit(_size(image))
        pixels = frame_to_model(image, geometry, self.model.device)
        return Embedded.of(self._engine_for(geometry).embed(pixels), geometry.source)

    @torch.inference_mode()
    def add_reference(
        self,
        frame: int,
        image: View,
        label_map: NDArray[np.uint8],
        speaks_for: Iterable[int],
    ) -> None:
        """Give a label map that a person vouches for; the same frame again replaces it.

        Args:
            frame: Frame number.
            image: The frame, or what `embed` made of it.
            label_map: (H, W) uint8; void (255) belongs to no object.
            speaks_for: Ids whose pixels, or absence, the label map states.

        Raises:
            ValueError: Sizes differ from the clip's, or an id is outside 1..254.
        """
        ids = tuple(sorted(set(speaks_for)))
        if any(not 1 <= number <= MAX_OBJECTS for number in ids):
            raise ValueError(f"object ids must be 1..{MAX_OBJECTS}, got {ids}")
        features, geometry = self._features(image)
        with autocast(self.model.device):
            keys, values = self.model.encode_reference(features, frame)
        masks = shrink_masks(masks_to_model(label_map, ids, geometry, self.model.device))
        by_id = dict(zip(ids, masks[0], strict=True))
        self._memory.add_reference(Remembered(frame, keys, values, by_id))
        self._label_maps[frame] = label_map.copy()

    def remove_reference(self, frame: int) -> None:
        """Forget a reference.

        Raises:
            KeyError: There is none at that frame.
        """
        self._memory.remove_reference(frame)
        del self._label_maps[frame]

    def reset(self) -> None:
        """Forget the previous frames: a new pass starts. References stay."""
        self._memory.forget()

    @torch.inference_mode()
    def step(self, frame: int, image: View) -> FrameResult:
        """Segment the next frame of a pass.

        A frame that is a reference keeps its own label map for the ids it speaks for.

        Args:
            frame: Frame number.
            image: The frame, or what `embed` made of it.

        Raises:
            ValueError: There is no reference to go by, or the size differs from the clip's.
        """
        objects = self.objects
        if not objects:
            raise ValueError("add a reference before stepping")
        self._fit(_size(image))
        given = self._memory.references.get(frame)
        asked = tuple(n for n in objects if given is None or n not in given.masks)
        if given is not None and not asked:
            self._memory.remember(given)
            return self._overlay(self._nothing(frame), given, objects)
        result = self._predict(frame, image, asked)
        return result if given is None else self._overlay(result, given, objects)

    def _predict(self, frame: int, image: View, objects: tuple[int, ...]) -> FrameResult:
        features, geometry = self._features(image)
        references = self._memory.reference_source(objects)
        previous, masks = self._memory.previous(frame, objects)
        asked = Asked(features, references, previous, masks, frame)
        found = self._engine_for(geometry).segment(asked)
        odds = self._aggregate(found.logits)[0]  # (O + 1, h4, w4)
        soft = odds.softmax(0)
        masks = winner_takes_all(odds[None])[0] if self.naive else soft
        remembered = dict(zip(objects, masks[1:], strict=True))
        given = self._memory.references.get(frame)
        if given is not None:
            remembered |= given.masks
        label_map, certainty = label_map_at_source(odds, objects, geometry)
        confidence, gone = _confidence(soft, objects)
        past = Remembered(frame, found.keys, found.values, remembered)
        self._memory.remember(past, gone)
        return FrameResult(
            frame, label_map.numpy(), certainty.numpy(), objects, _half(soft), confidence
        )

    def _aggregate(self, logits: Tensor) -> Tensor:
        return naive_aggregate(logits) if self.naive else log_odds(logits)

    def at_source(self, probabilities: NDArray[np.float16]) -> NDArray[np.float32]:
        """Bring a result's probabilities (O + 1, h, w) to source size (O + 1, H, W).

        Raises:
            ValueError: No frame has been seen yet.
        """
        if self._geometry is None:
            raise ValueError("the session has seen no frame yet")
        maps = torch.from_numpy(probabilities.astype(np.float32))[None]
        return to_source(maps, self._geometry)[0].numpy()

    def _overlay(
        self, result: FrameResult, given: Remembered, objects: tuple[int, ...]
    ) -> FrameResult:
        """Put what a person drew over what was predicted for the other objects."""
        drawn = self._label_maps[result.frame]
        own = np.isin(drawn, [n for n in given.masks if n in objects])
        label_map = np.where(own, drawn, result.label_map).astype(np.uint8)
        certainty = np.where(own, 255, result.certainty).astype(np.uint8)
        sure = {n: 1.0 for n in objects if n in given.masks}
        predicted = dict(zip(result.objects, result.probabilities[1:], strict=True))
        maps = [_half(given.masks[n]) if n in given.masks else predicted[n] for n in objects]
        background = np.clip(1 - np.sum(maps, 0, dtype=np.float32), 0, 1).astype(np.float16)
        soft, confidence = np.stack([background, *maps]), {**result.confidence, **sure}
        return FrameResult(result.frame, label_map, certainty, objects, soft, confidence)

    def _nothing(self, frame: int) -> FrameResult:
        shape = self._label_maps[frame].shape
        empty, sure = np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8)
        return FrameResult(frame, empty, sure, (), np.zeros((1, 1, 1), np.float16), {})

    def _engine_for(self, geometry: Geometry) -> Engine:
        """Return the engine for the clip's size; built when the first frame arrives."""
        if self.engine is None:
            self.engine = choose(self.model, geometry.cells, name=self._engine_name)
        return self.engine

    def _features(self, image: View) -> tuple[Features, Geometry]:
        """Return a frame's features and the clip's sizes."""
        embedded = image if isinstance(image, Embedded) else self.embed(image)
        geometry = self._fit(embedded.source)
        device = self.model.device
        dtype = torch.float32 if device.type == "cpu" else fast_dtype(device.type)
        return embedded.restore(device, dtype), geometry

    def _fit(self, source: tuple[int, int]) -> Geometry:
        """Return the clip's sizes; the first frame sets them."""
        height, width = source
        if self._geometry is None:
            self._geometry = Geometry.of(height, width, short_side=self.short_side)
        if self._geometry.source != (height, width):
            raise ValueError(f"the clip is {self._geometry.source}, the frame {(height, width)}")
        return self._geometry


def _size(image: View) -> tuple[int, int]:
    return image.source if isinstance(image, Embedded) else (image.shape[0], image.shape[1])


def _half(maps: Tensor) -> NDArray[np.float16]:
    return maps.to(torch.float16).cpu().numpy()


def _confidence(soft: Tensor, objects: tuple[int, ...]) -> tuple[dict[int, float], frozenset[int]]:
    """What the model expects its mask's overlap with the truth to be: E[intersection] / E[union].

    Where an object has no cell, the probability of its absence. On clips it was not trained on
    this follows the true overlap more closely than the mean probability over the mask does.

    Returns:
        Confidence by id, and the ids of objects that have no cell.
    """
    own = soft[1:] >= soft.amax(0)  # (O, h4, w4)
    inside, cells, everywhere = (
        part.flatten(1).sum(1) for part in (soft[1:] * own, own, soft[1:].float())
    )
    overlap = inside / (cells + everywhere - inside)
    absent = 1 - soft[1:].flatten(1).amax(1)
    told = torch.stack([torch.where(cells > 0, overlap, absent), cells.float()]).tolist()
    gone = frozenset(n for n, count in zip(objects, told[1], strict=True) if not count)
    return dict(zip(objects, told[0], strict=True)), gone
