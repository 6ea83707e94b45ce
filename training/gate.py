"""Whether a fine-tuned model may replace the present one: both are asked the same, then compared.

Asked are held-out corrected frames (the candidate must be better there) and a regression set (it
must not be worse there): the references are the same before and after.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sst_core.features import Embedded
from sst_core.labels import VOID, LabelMap
from sst_core.metrics import boundary_f, region_similarity
from sst_core.model import SST
from sst_core.saying import said
from sst_core.session import InferenceSession
from training.corrections import LEAST_TO_JUDGE

MARGIN = 0.005
"""The candidate must be better by more than this on held-out frames, in J&F."""
SHARES = (1.0, 0.5, 0.25)
"""Parts of the way from the present weights to the tuned ones that are tried in turn."""
TOLERANCE = 0.005
"""It may lose at most this much on any clip of the regression set, in J&F."""
Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Said:
    """What a person says of one frame: a label map and the ids it speaks for."""

    label_map: LabelMap
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One clip to be judged on.

    Attributes:
        name: For the report.
        image: Frame number -> (H, W, 3) uint8 RGB.
        references: Given frames.
        asked: Frames that are predicted and compared.
        held_out: Whether it is of the corrections (else of the regression set).
    """

    name: str
    image: Callable[[int], Image]
    references: Mapping[int, Said]
    asked: Mapping[int, Said]
    held_out: bool


@dataclass(frozen=True)
class Compared:
    """J&F of one clip before and after, and the asked frame that changed most."""

    case: Case
    before: float
    after: float
    frame: int
    maps: tuple[LabelMap, LabelMap]


@dataclass(frozen=True)
class Verdict:
    """What the gate says.

    Attributes:
        decision: "accept", "keep" or "cannot judge".
        reason: One sentence.
        before: Mean J&F of the present model on held-out frames (nan where none).
        after: The same of the candidate.
        clips: Every clip.
    """

    decision: str
    reason: str
    before: float
    after: float
    clips: tuple[Compared, ...]


class Gate:
    """Asks the present model once and any number of candidates after it.

    Args:
        present: The model in use.
        cases: Clips.
    """

    def __init__(self, present: SST, cases: Iterable[Case]) -> None:
        self._present, self.cases = present, tuple(cases)
        self._looks: list[dict[int, Embedded]] = [{} for _ in self.cases]
        self._before: list[dict[int, LabelMap]] = []

    def compare(
        self, candidate: SST, *, on_case: Callable[[str], None] = lambda _name: None
    ) -> tuple[Compared, ...]:
        """Ask a candidate the same as the present model.

        Args:
            candidate: Of the same resolution.
            on_case: Called with the name of each clip before it is asked; may raise to stop.
        """
        shared = _same_backbone(self._present, candidate)
        found = []
        for number, case in enumerate(self.cases):
            on_case(case.name)
            looks = self._looks[number]
            if number == len(self._before):
                self._before.append(predict(self._present, case, looks))
            new = predict(candidate, case, looks if shared else {})
            found.append(_compared(case, self._before[number], new))
        return tuple(found)


def blend(
    start: Mapping[str, Tensor], tuned: Mapping[str, Tensor], share: float
) -> dict[str, Tensor]:
    """Weights part of the way from those at the start to the tuned ones (arXiv 2109.01903).

    Part of the way keeps most of what was learned and forgets little of what was known.
    """
    return {name: torch.lerp(value, tuned[name], share) for name, value in start.items()}


def judge(clips: Sequence[Compared], *, corrected: int) -> Verdict:
    """Decide.

    Args:
        clips: From `compare`.
        corrected: Number of corrected frames in all; with fewer than LEAST_TO_JUDGE nothing can
            be held out, so nothing can be said.
    """
    held = [clip for clip in clips if clip.case.held_out]
    before = float(np.mean([clip.before for clip in held])) if held else float("nan")
    after = float(np.mean([clip.after for clip in held])) if held else float("nan")
    if corrected < LEAST_TO_JUDGE or not held:
        reason = said(
            "{corrected} corrected frames are too few to judge by; correct at least "
            "{least}, so that some can be kept for the test",
            corrected=corrected,
            least=LEAST_TO_JUDGE,
        )
        return Verdict("cannot judge", reason, before, after, tuple(clips))
    worst = min(clips, key=lambda clip: clip.after - clip.before)
    if not after - before > MARGIN:
        reason = said(
            "on corrected frames it did not learn from, it scores {after} instead of "
            "{before}, and a gain above {margin} is needed",
            after=f"{after:.3f}",
            before=f"{before:.3f}",
            margin=MARGIN,
        )
    elif worst.after - worst.before < -TOLERANCE:
        reason = said(
            "{clip} went from {before} to {after}",
            clip=worst.case.name,
            before=f"{worst.before:.3f}",
            after=f"{worst.after:.3f}",
        )
    else:
        reason = said(
            "on corrected frames it did not learn from, it scores {after} instead of "
            "{before}, and no other clip lost more than {tolerance}",
            after=f"{after:.3f}",
            before=f"{before:.3f}",
            tolerance=TOLERANCE,
        )
        return Verdict("accept", reason, before, after, tuple(clips))
    return Verdict("keep", reason, before, after, tuple(clips))


def predict(model: SST, case: Case, looks: dict[int, Embedded]) -> dict[int, LabelMap]:
    """Predict the asked frames of a case, each from the nearest reference.

    Args:
        model: The model.
        case: The clip.
        looks: Frames embedded before by the same backbone; those seen now are added.
    """
    session = InferenceSession(model, engine="torch")

    def view(frame: int) -> Embedded:
        if frame not in looks:
            looks[frame] = session.embed(case.image(frame))
        return looks[frame]

    for frame, given in case.references.items():
        session.add_reference(frame, view(frame), given.label_map, given.ids)
    predicted = {}
    for walk in _walks(case):
        session.reset()
        for frame in walk:
            result = session.step(frame, view(frame))
            if frame in case.asked:
                predicted[frame] = result.label_map
    return predicted


def score(truth: Said, predicted: LabelMap) -> float:
    """J&F of one frame: the mean over the objects the truth speaks for."""
    void = truth.label_map == VOID
    values = []
    for label in truth.ids:
        masks = truth.label_map == label, predicted == label, void
        values.append((region_similarity(*masks) + boundary_f(*masks)) / 2)
    return float(np.mean(values))


def _walks(case: Case) -> list[range]:
    """From each reference outwards to the furthest asked frame that it is nearest to."""
    furthest: dict[tuple[int, int], int] = {}
    for frame in case.asked:
        start = min(case.references, key=lambda known: (abs(known - frame), known))
        step = 1 if frame > start else -1
        reach = furthest.get((start, step), start)
        furthest[start, step] = max(reach * step, frame * step) * step
    return [range(start, end + step, step) for (start, step), end in sorted(furthest.items())]


def _compared(case: Case, old: dict[int, LabelMap], new: dict[int, LabelMap]) -> Compared:
    before = {frame: score(said, old[frame]) for frame, said in case.asked.items()}
    after = {frame: score(said, new[frame]) for frame, said in case.asked.items()}
    changed = max(case.asked, key=lambda frame: abs(after[frame] - before[frame]))
    means = [float(np.mean(list(values.values()))) for values in (before, after)]
    return Compared(case, means[0], means[1], changed, (old[changed], new[changed]))


def _same_backbone(one: SST, other: SST) -> bool:
    first, second = one.backbone.state_dict(), other.backbone.state_dict()
    return first.keys() == second.keys() and all(
        first[key].shape == second[key].shape and bool((first[key] == second[key]).all())
        for key in first
    )
