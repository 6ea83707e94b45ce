"""A model session that follows objects by their colour: exact on flat colours, no torch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class ColourResult:
    """Mirrors `sst_core.session.FrameResult`."""

    frame: int
    label_map: Pixels
    certainty: Pixels
    objects: tuple[int, ...]
    confidence: Mapping[int, float]


@dataclass
class ColourSession:
    """Gives each pixel to the object whose mean colour is nearest; keeps a log of its calls."""

    resolution: int = 480
    log: list[tuple[object, ...]] = field(default_factory=list)
    fails: dict[int, BaseException] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._means: dict[int, dict[int, Pixels]] = {}
        self._only: frozenset[int] | None = None

    def embed(self, image: Pixels) -> Pixels:
        """Sees a frame as it is."""
        return image

    def add_reference(
        self, frame: int, image: Pixels, label_map: Pixels, speaks_for: Iterable[int]
    ) -> None:
        """Remembers the mean colour of every object and of the background."""
        speaks = tuple(speaks_for)
        self.log.append(("reference", frame, speaks))
        ids = [0, *speaks]
        self._means[frame] = {
            label: image[label_map == label].mean(axis=0)
            for label in ids
            if (label_map == label).any()
        }

    def remove_reference(self, frame: int) -> None:
        """Forgets what a frame said."""
        del self._means[frame]
        self.log.append(("remove", frame))

    def restrict(self, objects: Iterable[int] | None) -> None:
        """Follows only these."""
        self._only = None if objects is None else frozenset(objects)
        self.log.append(("restrict", tuple(sorted(self._only or ()))))

    def reset(self) -> None:
        """Has nothing to forget; notes the call."""
        self.log.append(("reset",))

    def step(self, frame: int, image: Pixels) -> ColourResult:
        """Labels by nearest colour; raises what `fails` holds for the frame, once."""
        if frame in self.fails:
            raise self.fails.pop(frame)
        self.log.append(("step", frame))
        means: dict[int, Pixels] = {}
        for known in self._means.values():
            for label, mean in known.items():
                if label == 0 or self._only is None or label in self._only:
                    means.setdefault(label, mean)
        labels = np.array(sorted(means), np.uint8)
        distance = np.stack([np.abs(image - means[int(k)]).sum(axis=2) for k in labels])
        label_map = labels[distance.argmin(axis=0)]
        certainty = np.clip(255 - distance.min(axis=0), 0, 255).astype(np.uint8)
        objects = tuple(int(k) for k in labels if k)
        return ColourResult(frame, label_map, certainty, objects, dict.fromkeys(objects, 0.5))
