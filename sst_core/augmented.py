"""Multi-scale and mirrored inference: several sessions side by side, probabilities averaged.

The usual test-time augmentation of the benchmarks. Every copy of the clip has a session of its
own, which remembers its own masks; what is averaged is not fed back.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sst_core.model import SST
from sst_core.runtime.engine import Engine
from sst_core.session import FrameResult, InferenceSession

Image = NDArray[np.uint8]


class Propagates(Protocol):
    """What `InferenceSession` and `AugmentedSession` share."""

    @property
    def engine(self) -> Engine | None:
        """What runs the convolutions; None before the first frame."""
        ...

    def add_reference(
        self, frame: int, image: Image, label_map: Image, speaks_for: Iterable[int]
    ) -> None:
        """See `InferenceSession.add_reference`."""
        ...

    def step(self, frame: int, image: Image) -> FrameResult:
        """See `InferenceSession.step`."""
        ...


class AugmentedSession:
    """Segments frames of one clip, each seen several times; one thread at a time.

    Args:
        model: The model.
        short_sides: Resolutions it sees every frame at; at least one.
        flip: Whether it sees every frame mirrored too.
        engine: As for `InferenceSession`.
        aggregation: As for `InferenceSession`.

    Raises:
        ValueError: No resolution.
    """

    def __init__(
        self,
        model: SST,
        *,
        short_sides: Sequence[int],
        flip: bool = False,
        engine: str = "auto",
        aggregation: str | None = None,
    ) -> None:
        if not short_sides:
            raise ValueError("give at least one resolution")
        self._views = [
            (
                InferenceSession(model, short_side=side, engine=engine, aggregation=aggregation),
                mirrored,
            )
            for side in short_sides
            for mirrored in ((False, True) if flip else (False,))
        ]
        self._drawn: dict[int, tuple[Image, tuple[int, ...]]] = {}

    @property
    def views(self) -> int:
        """How many times every frame is seen."""
        return len(self._views)

    @property
    def engine(self) -> Engine | None:
        """See `Propagates.engine`; the first view's."""
        return self._views[0][0].engine

    def add_reference(
        self, frame: int, image: Image, label_map: Image, speaks_for: Iterable[int]
    ) -> None:
        """See `InferenceSession.add_reference`."""
        ids = tuple(sorted(set(speaks_for)))
        for session, mirrored in self._views:
            seen, said = (_mirror(x) if mirrored else x for x in (image, label_map))
            session.add_reference(frame, seen, said, ids)
        self._drawn[frame] = label_map.copy(), ids

    def remove_reference(self, frame: int) -> None:
        """See `InferenceSession.remove_reference`."""
        for session, _ in self._views:
            session.remove_reference(frame)
        del self._drawn[frame]

    def reset(self) -> None:
        """See `InferenceSession.reset`."""
        for session, _ in self._views:
            session.reset()

    def step(self, frame: int, image: Image) -> FrameResult:
        """See `InferenceSession.step`; probabilities come at source size, (O + 1, H, W)."""
        maps: list[NDArray[np.float32]] = []
        results: list[FrameResult] = []
        for session, mirrored in self._views:
            result = session.step(frame, _mirror(image) if mirrored else image)
            soft = session.at_source(result.probabilities)
            maps.append(soft[..., ::-1] if mirrored else soft)
            results.append(result)
        mean = np.mean(maps, axis=0)
        objects = results[0].objects
        label_map = np.array((0, *objects), np.uint8)[mean.argmax(0)]
        certainty = np.round(mean.max(0) * 255).clip(0, 255).astype(np.uint8)
        if frame in self._drawn:
            drawn, ids = self._drawn[frame]
            own = np.isin(drawn, ids)
            other = np.isin(label_map, ids) & ~own
            label_map[other] = 0
            label_map[own], certainty[own] = drawn[own], 255
        shares = {n: float(np.mean([r.confidence[n] for r in results])) for n in objects}
        return FrameResult(frame, label_map, certainty, objects, mean.astype(np.float16), shares)


def _mirror(picture: Image) -> Image:
    """Exchange left and right of (H, W) or (H, W, 3)."""
    return np.ascontiguousarray(picture[:, ::-1])
