"""Correct, propagate, look again: rounds of the robot annotator over one clip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sst_core.features import Embedded
from sst_core.labels import VOID, LabelMap
from sst_core.metrics import boundary_f, region_similarity
from sst_core.session import InferenceSession
from sst_core.shapes import sampled, shape_of
from sst_core.suggest import Track, track_of
from training.interactive.clip import Clip
from training.interactive.policies import POLICIES, Situation, walks
from training.interactive.robot import correct

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """What the robot may do.

    Attributes:
        rounds: Corrections per clip.
        strokes: Strokes per correction; None gives the whole frame its truth.
        radius: Of the largest brush in pixels; None: 3 % of the shorter side.
    """

    rounds: int = 8
    strokes: int | None = None
    radius: float | None = None


@dataclass(frozen=True, eq=False)
class Run:
    """What one policy did with one clip.

    Attributes:
        sequence: Name of the clip.
        policy: Name of the policy.
        seed: Of the random numbers.
        corrected: Frame of each round, in their order.
        strokes: Strokes of each round; empty where whole frames are given.
        quality: (rounds + 1, N) J&F of each frame before the first round and after each; NaN
            where there is no truth.
    """

    sequence: str
    policy: str
    seed: int
    corrected: tuple[int, ...]
    strokes: tuple[int, ...]
    quality: Floats


@dataclass(eq=False)
class _State:
    """Masks of a clip and what is known of them."""

    references: list[int]
    label_maps: list[LabelMap]
    certainty: dict[int, list[float | None]]
    quality: Floats = field(default_factory=lambda: np.zeros(0))

    def copy(self) -> "_State":
        certainty = {number: list(values) for number, values in self.certainty.items()}
        return _State(list(self.references), list(self.label_maps), certainty, self.quality.copy())


class Annotator:
    """The robot at work on one clip; looks at its frames once, however many rounds there are."""

    def __init__(self, session: InferenceSession, clip: Clip) -> None:
        self.clip = clip
        self._session = session
        self._seen: list[Embedded] = [session.embed(clip.picture(n)) for n in range(self.count)]
        self._begun = self._begin()

    @property
    def count(self) -> int:
        """Frames of the clip."""
        return len(self.clip.frames)

    def run(
        self,
        policy: str,
        rules: Rules,
        *,
        seed: int = 0,
        step: Callable[[int, int], None] = lambda _round, _frame: None,
    ) -> Run:
        """Lets a policy choose frames, round after round, until none is left to correct.

        Args:
            policy: A name in `POLICIES`.
            rules: What the robot may do.
            seed: Of the random numbers.
            step: Called after each round with its number, from 1, and its frame.
        """
        state, chance = self._begun.copy(), np.random.default_rng(seed)
        strokes: list[int] = []
        history = [state.quality.copy()]
        try:
            for number in range(1, rules.rounds + 1):
                candidates = [n for n in self.clip.truth if n not in state.references]
                if not candidates:
                    break
                frame = POLICIES[policy](self._situation(state, candidates, chance))
                strokes += self._correct(state, frame, rules)
                history.append(state.quality.copy())
                step(number, frame)
        finally:
            for frame in state.references[1:]:
                self._session.remove_reference(frame)
        return Run(
            self.clip.name,
            policy,
            seed,
            tuple(state.references[1:]),
            tuple(strokes),
            np.stack(history),
        )

    def _begin(self) -> _State:
        """The clip propagated from its first mask."""
        truth = self.clip.truth[0]
        state = _State(
            [0],
            [truth] * self.count,
            {number: [None] * self.count for number in self.clip.objects},
            np.full(self.count, np.nan),
        )
        self._give(state, 0, truth)
        return state

    def _correct(self, state: _State, frame: int, rules: Rules) -> list[int]:
        truth, used = self.clip.truth[frame], []
        label_map = np.where(np.isin(truth, (*self.clip.objects, VOID)), truth, 0).astype(np.uint8)
        if rules.strokes is not None:
            drawn = state.label_maps[frame]
            label_map, painted = correct(
                drawn, label_map, strokes=rules.strokes, radius=rules.radius
            )
            used = [len(painted)]
        state.references.append(frame)
        self._give(state, frame, label_map)
        return used

    def _give(self, state: _State, frame: int, label_map: LabelMap) -> None:
        """Gives the model a mask, and propagates anew up to the neighbouring references."""
        self._session.add_reference(frame, self._seen[frame], label_map, self.clip.objects)
        self._take(state, frame, label_map)
        for values in state.certainty.values():
            values[frame] = None
        for start, frames in walks(sorted(state.references), self.count, frame):
            self._session.reset()
            self._session.step(start, self._seen[start])
            for number in frames:
                result = self._session.step(number, self._seen[number])
                self._take(state, number, result.label_map)
                for label, value in result.confidence.items():
                    state.certainty[label][number] = value

    def _take(self, state: _State, frame: int, label_map: LabelMap) -> None:
        state.label_maps[frame] = label_map
        if frame in self.clip.truth:
            truth = self.clip.truth[frame]
            state.quality[frame] = frame_quality(truth, label_map, self.clip.objects)

    def _situation(
        self, state: _State, candidates: Sequence[int], chance: np.random.Generator
    ) -> Situation:
        small = [sampled(label_map) for label_map in state.label_maps]
        tracks: dict[int, Track] = {
            number: track_of(
                range(self.count),
                state.certainty[number],
                [shape_of(label_map == number) for label_map in small],
                state.references,
            )
            for number in self.clip.objects
        }
        references = sorted(state.references)
        return Situation(self.count, references, candidates, tracks, state.quality, chance)


def frame_quality(truth: LabelMap, label_map: LabelMap, objects: Sequence[int]) -> float:
    """J&F of one frame, the mean over its objects; void is not judged."""
    void = truth == VOID
    unjudged = void if void.any() else None
    found = []
    for number in objects:
        masks = truth == number, label_map == number, unjudged
        found.append((region_similarity(*masks) + boundary_f(*masks)) / 2)
    return float(np.mean(found))
