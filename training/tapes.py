"""Corrected clips as the frozen backbone sees them, kept so that a step of fine-tuning is cheap."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sst_core.backbone import Features
from sst_core.labels import VOID, LabelMap
from sst_core.model import SST
from sst_core.precision import autocast
from sst_core.preprocess import Geometry, frame_to_model
from training.corrections import CorrectedClip
from training.data.clips import ClipOptions, read_image
from training.data.colour import recolour
from training.data.stills import Still, pseudo_video

BRIDGES = 3
"""Frames between two corrected ones that a clip is rolled over, at most."""
_STILL_FRAMES = 4
_STILL_SIDE = 256
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Tape:
    """A few frames of one clip, embedded, in order of time.

    Attributes:
        features: Per frame, float16 (1, C, h, w) at strides 4, 8, 16.
        label_maps: (T, H, W) uint8 at the size the model sees: 0 background, 1..O objects, 255
            void, and void all over where nobody corrected the frame.
        speaks: (T, O) bool: which objects were corrected on which frame.
    """

    features: tuple[Features, ...]
    label_maps: Tensor
    speaks: Tensor

    @property
    def known(self) -> tuple[int, ...]:
        """Places on the tape that were corrected."""
        return tuple(int(place) for place in self.speaks.any(1).nonzero()[:, 0])


@dataclass(frozen=True)
class Look:
    """One way to see a clip: mirrored or not, with a random colour or not."""

    mirrored: bool
    seed: int | None


LOOKS = (Look(mirrored=False, seed=None), Look(mirrored=True, seed=11))
"""How every clip is seen."""


def frames_of_tape(clip: CorrectedClip) -> tuple[int, ...]:
    """Frames that are worth embedding: those to learn from, and a few between neighbours."""
    known = clip.learned
    wanted = set(known)
    for first, last in pairwise(known):
        between = np.linspace(first, last, BRIDGES + 2).round().astype(int)
        wanted |= {int(frame) for frame in between}
    return tuple(sorted(wanted))


def looks_needed(clips: tuple[CorrectedClip, ...], *, stills: int) -> int:
    """Count the frames that `make_tapes` embeds."""
    real = sum(len(frames_of_tape(clip)) for clip in clips if len(clip.learned) > 1)
    return len(LOOKS) * real + _STILL_FRAMES * stills


def make_tapes(
    model: SST,
    clips: tuple[CorrectedClip, ...],
    *,
    stills: int,
    short_side: int,
    seed: int,
    on_frame: Callable[[], None],
) -> tuple[list[Tape], list[Tape]]:
    """Embed what fine-tuning reads.

    Args:
        model: Its backbone is used and must not change afterwards.
        clips: With frames to learn from.
        stills: Number of pseudo-videos made from corrected frames.
        short_side: Resolution, in pixels.
        seed: Of the pseudo-videos.
        on_frame: Called after each frame; may raise to stop.

    Returns:
        Tapes of real frames (of clips with at least two to learn from), tapes of pseudo-video.

    Raises:
        UserError: A file cannot be read, or frames of a clip differ in size.
    """
    real = [
        _real(model, clip, look, short_side, on_frame)
        for clip in clips
        if len(clip.learned) > 1
        for look in LOOKS
    ]
    rng = np.random.default_rng(seed)
    made = _pseudo(model, clips, rng, on_frame, short_side=short_side, count=stills)
    return real, list(made)


def _real(
    model: SST, clip: CorrectedClip, look: Look, short_side: int, on_frame: Callable[[], None]
) -> Tape:
    frames, ids = frames_of_tape(clip), clip.objects
    learned = frozenset(clip.learned)
    features, maps = [], []
    for frame in frames:
        image = read_image(clip.images[frame])
        geometry = Geometry.of(*image.shape[:2], short_side=short_side)
        features.append(_embed(model, _look(image, look), geometry))
        blank: LabelMap = np.full(image.shape[:2], VOID, np.uint8)
        label_map = clip.label_map(frame) if frame in learned else blank
        seen = np.ascontiguousarray(label_map[:, ::-1]) if look.mirrored else label_map
        maps.append(_label_map_to_model(seen, {n: i for i, n in enumerate(ids, 1)}, geometry))
        on_frame()
    speaks = [[frame in learned and n in clip.targets[frame] for n in ids] for frame in frames]
    return Tape(tuple(features), torch.stack(maps), torch.tensor(speaks))


def _look(image: Pixels, look: Look) -> Pixels:
    if look.mirrored:
        image = np.ascontiguousarray(image[:, ::-1])
    if look.seed is not None:
        frames = image[None].copy()
        # The same seed for every frame of a clip gives it one look.
        recolour(np.random.default_rng(look.seed), frames, strong=True)
        image = frames[0]
    return image


def _pseudo(
    model: SST,
    clips: tuple[CorrectedClip, ...],
    rng: np.random.Generator,
    on_frame: Callable[[], None],
    *,
    short_side: int,
    count: int,
) -> Iterator[Tape]:
    known = [(clip, frame) for clip in clips for frame in clip.learned]
    side = min(_STILL_SIDE, short_side)
    options = ClipOptions(
        frames=_STILL_FRAMES, crop=side, short_side=(side, max(side, round(0.8 * short_side)))
    )
    for number in range(count):
        clip, frame = known[number % len(known)]
        tape = _one_pseudo(model, clip, frame, rng, options, on_frame)
        if tape is not None:
            yield tape


def _one_pseudo(
    model: SST,
    clip: CorrectedClip,
    frame: int,
    rng: np.random.Generator,
    options: ClipOptions,
    on_frame: Callable[[], None],
) -> Tape | None:
    label_map = clip.label_map(frame)
    masks = [label_map == n for n in sorted(clip.targets[frame]) if (label_map == n).any()]
    if not masks:
        return None
    moved = pseudo_video(rng, Still(read_image(clip.images[frame]), masks), options)
    if not any((moved.label_maps[0] == n).sum() >= options.min_pixels for n in range(1, 255)):
        return None
    recolour(rng, moved.frames, strong=False)
    first = moved.label_maps[0]
    there = [bool((first == n).sum() >= options.min_pixels) for n in range(1, len(masks) + 1)]
    return tape_of(model, moved.frames, moved.label_maps, there=there, on_frame=on_frame)


def tape_of(
    model: SST,
    frames: NDArray[np.uint8],
    label_maps: NDArray[np.uint8],
    *,
    there: Sequence[bool],
    on_frame: Callable[[], None],
) -> Tape:
    """Embed a clip of which every frame is known.

    Args:
        model: Its backbone is used.
        frames: (T, H, W, 3) uint8 RGB.
        label_maps: (T, H, W) uint8, objects 1..O.
        there: For each of the O objects, whether it may be followed.
        on_frame: Called after each frame; may raise to stop.
    """
    height, width = label_maps.shape[1:]
    geometry = Geometry.of(height, width, short_side=min(height, width))
    table = {n: n for n in range(1, len(there) + 1)}
    features, maps = [], []
    for image, labels in zip(frames, label_maps, strict=True):
        features.append(_embed(model, image, geometry))
        maps.append(_label_map_to_model(labels, table, geometry))
        on_frame()
    speaks = torch.tensor([list(there)] * len(features))
    return Tape(tuple(features), torch.stack(maps), speaks)


def _embed(model: SST, image: Pixels, geometry: Geometry) -> Features:
    with torch.no_grad(), autocast(model.device):
        features = model.embed_frames(frame_to_model(image, geometry, model.device))
    return Features(*(part.to(torch.float16) for part in features))


def _label_map_to_model(
    label_map: LabelMap, numbers: Mapping[int, int], geometry: Geometry
) -> Tensor:
    """Nearest pixels at the size the model sees, ids renumbered; padding is void: (H, W) uint8."""
    table = np.full(256, VOID, np.uint8)
    table[0] = 0
    for label, number in numbers.items():
        table[label] = number
    (height, width), (rows, cols) = geometry.source, geometry.resized
    at_row = ((np.arange(rows) + 0.5) * height / rows).astype(np.int64)
    at_col = ((np.arange(cols) + 0.5) * width / cols).astype(np.int64)
    padded = np.full(geometry.padded, VOID, np.uint8)
    padded[:rows, :cols] = table[label_map][np.ix_(at_row, at_col)]
    return torch.from_numpy(padded)
