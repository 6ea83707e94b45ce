"""What both models are asked at the gate: held-out corrections, rendered clips, earlier clips."""

from collections.abc import Iterator, Sequence

from sst_core.labels import LabelMap
from training.corrections import CorrectedClip
from training.data.clips import read_image
from training.data.scenes import NAMES, render_scene
from training.gate import Case, Said


def held_out_cases(clips: Sequence[CorrectedClip]) -> Iterator[Case]:
    """Clips with held-out frames: what was learned from is given, what was held out is asked."""
    for clip in clips:
        if clip.held_out:
            asked = sorted(clip.held_out)
            case = _case(clip, clip.learned, asked, held_out=True)
            if case.asked:
                yield case


def earlier_cases(clips: Sequence[CorrectedClip]) -> Iterator[Case]:
    """Clips a person finished earlier: their first corrected frame is given, the rest asked."""
    for clip in clips:
        first, *rest = clip.learned
        if rest:
            case = _case(clip, (first,), rest, held_out=False)
            if case.asked:
                yield case


def rendered_cases(names: Sequence[str] = NAMES) -> Iterator[Case]:
    """The clips that this project renders: the first frame is given, all others are asked."""
    for name in names:
        scene = render_scene(name)
        said = [Said(label_map, scene.objects) for label_map in scene.label_maps]
        yield Case(
            f"rendered: {name}",
            scene.frames.__getitem__,
            references={0: said[0]},
            asked=dict(enumerate(said[1:], 1)),
            held_out=False,
        )


def _case(
    clip: CorrectedClip, given: Sequence[int], asked: Sequence[int], *, held_out: bool
) -> Case:
    def said(frame: int) -> Said:
        label_map: LabelMap = clip.label_map(frame)
        return Said(label_map, tuple(sorted(clip.targets[frame])))

    known = frozenset().union(*(clip.targets[frame] for frame in given))
    judged = {}
    for frame in asked:
        truth = said(frame)
        ids = tuple(label for label in truth.ids if label in known)
        if ids:
            judged[frame] = Said(truth.label_map, ids)
    return Case(
        clip.name,
        lambda frame: read_image(clip.images[frame]),
        references={frame: said(frame) for frame in given},
        asked=judged,
        held_out=held_out,
    )
