"""A model over whole clips: masks, J and F per frame, time."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from sst_core.augmented import Propagates
from sst_core.errors import DataError
from sst_core.labels import VOID, LabelMap
from sst_core.metrics import boundary_f, region_similarity, statistics
from training.evaluate import ObjectScore, Score, mean_score
from training.interactive.clip import Clip

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shown:
    """What a model made of a clip from its first mask.

    Attributes:
        clip: The clip.
        label_maps: (H, W) uint8 of every frame.
        j: Object id to (N,) J of every frame; NaN without truth.
        f: Object id to (N,) F of every frame.
        seconds: Median for one frame, without reading it.
    """

    clip: Clip
    label_maps: tuple[LabelMap, ...]
    j: Mapping[int, Floats]
    f: Mapping[int, Floats]
    seconds: float

    def scores(self) -> tuple[ObjectScore, ...]:
        """J and F of every object as DAVIS counts them: without the first and the last mask."""
        judged = sorted(self.clip.truth)[1:-1]
        return tuple(
            ObjectScore(
                j=statistics(self.j[number][judged]),
                f=statistics(self.f[number][judged]),
                sequence=self.clip.name,
                object=number,
                frames=len(judged),
            )
            for number in self.clip.objects
        )

    def score(self) -> Score:
        """The mean over objects."""
        return mean_score(self.scores())

    def quality(self) -> Floats:
        """(N,) J&F of every frame, the mean over objects; NaN without truth and for frame 0."""
        values = [(self.j[number] + self.f[number]) / 2 for number in self.clip.objects]
        mean: Floats = np.mean(values, axis=0)
        mean[0] = np.nan
        return mean


def show_clip(session: Propagates, clip: Clip) -> Shown:
    """Propagates the first mask of a clip through all of it.

    Raises:
        DataError: There are fewer than three masks, so that none is left to score.
    """
    if len(clip.truth) < 3:
        what = "no mask is left to score without the first and the last"
        raise DataError(what, where=clip.name)
    count = len(clip.frames)
    j = {number: np.full(count, np.nan) for number in clip.objects}
    f = {number: np.full(count, np.nan) for number in clip.objects}
    label_maps, seconds = [], []
    for frame in range(count):
        picture = clip.picture(frame)
        begun = perf_counter()
        if frame == 0:
            session.add_reference(0, picture, clip.truth[0], clip.objects)
        label_map = session.step(frame, picture).label_map
        seconds.append(perf_counter() - begun)
        label_maps.append(label_map)
        if frame in clip.truth:
            truth = clip.truth[frame]
            void = truth == VOID
            for number in clip.objects:
                masks = truth == number, label_map == number, void if void.any() else None
                j[number][frame] = region_similarity(*masks)
                f[number][frame] = boundary_f(*masks)
    return Shown(clip, tuple(label_maps), j, f, float(np.median(seconds[1:] or seconds)))
