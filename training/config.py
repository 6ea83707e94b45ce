"""A training recipe: named, or a TOML file with the same fields."""

import tomllib
from dataclasses import dataclass, fields, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from sst_core.config import CELL_PX
from sst_core.config import NAMED as MODELS
from sst_core.errors import DataError


@dataclass(frozen=True)
class Stage:
    """Steps that share shapes and a mixture of sources."""

    steps: int
    """Optimizer steps."""
    batch: int = 4
    """Clips per step."""
    frames: int = 4
    """Frames per clip; the first is the reference."""
    crop: int = 256
    """Side of the square crop in pixels; a multiple of 16."""
    short_side: tuple[int, int] = (256, 480)
    """Range of the frame's short side before cropping, in pixels."""
    stills: float = 0.5
    """Share of clips that are pseudo-video from stills, where both kinds are given."""
    max_gap: int = 6
    """Largest step between frames of a real clip."""
    reveal: float = 0.0
    """Share of clips in which something hides part of an object in the first frame alone."""
    hide: float = 0.0
    """Share of clips in which something large passes that hides nearly everything."""
    near: float = 1 / 12
    """Share of cameras and objects that come steadily nearer or go away."""
    pace: float = 0.2
    """Most of that in a frame, as a natural logarithm of the scale."""

    def __post_init__(self) -> None:
        """Check what the data room and the roll-out rely on.

        Raises:
            ValueError: A value no clip can be made with.
        """
        _check_numbers(self)
        low, high = self.short_side
        if min(self.steps, self.batch, self.max_gap, low) < 1 or high < low:
            raise ValueError("steps, batch, max_gap and short_side must be at least 1 and in order")
        if self.frames < 2:
            raise ValueError("frames must be at least 2: a reference and one to predict")
        if self.crop < CELL_PX or self.crop % CELL_PX:
            raise ValueError(f"crop must be a multiple of {CELL_PX}")
        shares = self.stills, self.reveal, self.hide, self.near, self.pace
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("stills, reveal, hide, near and pace are each a share between 0 and 1")


@dataclass(frozen=True)
class Recipe:
    """Everything `sst-train` decides by itself."""

    name: str
    stages: tuple[Stage, ...]
    model: str = "sst-lite"
    """Configuration of the model, see sst_core.config.NAMED."""
    rate: float = 5e-4
    """Peak learning rate."""
    backbone_scale: float = 0.2
    """Learning rate of the backbone, relative."""
    frozen_stages: int = 2
    """Leading parts of the backbone that keep their weights (1: the stem, 2: and stage 0, ...)."""
    weight_decay: float = 0.03
    warmup: int = 200
    """Steps of linear warm-up."""
    clip_norm: float = 5.0
    """Largest gradient norm."""
    ema: float = 0.999
    """Decay of the moving average that is shipped."""
    max_objects: int = 2
    """Objects per clip, pasted ones included."""
    forget: float = 0.05
    """Chance per frame that the previous mask is lost, so that references are trusted."""
    two_references: float = 0.25
    """Chance that the last frame of a clip is a reference too, as after a correction."""
    seed: int = 0
    """Of the first weights, the clips and all that happens to them."""

    def __post_init__(self) -> None:
        """Check what the trainer relies on.

        Raises:
            ValueError: A value no run can be made with.
        """
        _check_numbers(self)
        if self.model not in MODELS:
            raise ValueError(f"model must be one of {', '.join(MODELS)}")
        if not self.stages:
            raise ValueError("there must be at least one stage")
        if min(self.rate, self.clip_norm, self.max_objects) <= 0:
            raise ValueError("rate, clip_norm and max_objects must be above 0")
        if min(self.frozen_stages, self.warmup, self.weight_decay, self.seed) < 0:
            raise ValueError("frozen_stages, warmup, weight_decay and seed cannot be below 0")
        if not all(0 <= share <= 1 for share in (self.ema, self.forget, self.two_references)):
            raise ValueError("ema, forget and two_references are between 0 and 1")

    @property
    def steps(self) -> int:
        """Steps of all stages."""
        return sum(stage.steps for stage in self.stages)

    def stage_at(self, step: int) -> tuple[int, int]:
        """Return (stage number, first step of that stage) for a global step."""
        first = 0
        for number, stage in enumerate(self.stages):
            if step < first + stage.steps:
                return number, first
            first += stage.steps
        raise ValueError(f"step {step} is past the recipe's {self.steps}")

    def samples_before(self, step: int) -> int:
        """Count the clips drawn before a global step: resuming continues the same stream."""
        drawn, left = 0, step
        for stage in self.stages:
            drawn += min(left, stage.steps) * stage.batch
            left -= min(left, stage.steps)
        return drawn

    def scaled(self, steps: int) -> "Recipe":
        """Return the same recipe with exactly so many steps, shared out as before.

        A stage whose share rounds to nothing is left out; warm-up shrinks but never grows.
        """
        ratio = steps / self.steps
        ends = [round(n * ratio) for n in accumulate((s.steps for s in self.stages), initial=0)]
        shares = [last - first for first, last in pairwise(ends)]
        kept = zip(self.stages, shares, strict=True)
        stages = tuple(replace(stage, steps=share) for stage, share in kept if share > 0)
        return replace(self, stages=stages, warmup=max(1, round(self.warmup * min(1.0, ratio))))


def _check_numbers(record: Any) -> None:  # noqa: ANN401 - any dataclass of this module
    """Raise ValueError where a numeric field of a dataclass holds something else."""
    accepted: dict[Any, tuple[type, ...]] = {int: (int,), float: (int, float)}
    for field in fields(record):
        value = getattr(record, field.name)
        kinds = accepted.get(field.type)
        if kinds and (not isinstance(value, kinds) or isinstance(value, bool)):
            raise ValueError(f"{field.name} cannot be {value!r}")


WHOLE_BACKBONE = 9
"""Leading parts of the backbone, all of them: what else reads its features stays true."""

_UNSEEN: dict[str, Any] = {
    "frames": 6,
    "max_gap": 10,
    "reveal": 0.3,
    "hide": 0.15,
    "near": 0.25,
    "pace": 0.3,
}
"""Clips that show later what the first frame does not: for a model that can follow already."""

_LONG: dict[str, Any] = {"frames": 12, "max_gap": 4, "reveal": 0.1, "hide": 0.1, "near": 0.15}
"""Twelve frames on its own masks: what erodes slowly is seen to erode."""

NAMED = {
    "sst-lite": Recipe(
        name="sst-lite",
        stages=(
            Stage(steps=1500, batch=4, frames=3, crop=256, short_side=(256, 420), stills=0.6),
            Stage(steps=1700, batch=4, frames=4, crop=256, short_side=(280, 480), stills=0.3),
            Stage(steps=600, batch=4, frames=4, crop=320, short_side=(400, 520), stills=0.2),
        ),
    ),
    "sst-lite-unseen": Recipe(
        name="sst-lite-unseen",
        stages=(
            Stage(steps=1300, short_side=(240, 480), stills=0.4, **_UNSEEN),
            Stage(steps=350, batch=2, crop=384, short_side=(360, 560), stills=0.3, **_UNSEEN),
        ),
        rate=3e-4,
        warmup=60,
        ema=0.998,
        frozen_stages=WHOLE_BACKBONE,
    ),
    "sst-lite-long": Recipe(
        name="sst-lite-long",
        stages=(Stage(steps=700, batch=2, short_side=(280, 480), stills=0.25, **_LONG),),
        rate=1e-4,
        warmup=40,
        ema=0.995,
        frozen_stages=WHOLE_BACKBONE,
    ),
    "sst-lite-paper": Recipe(
        name="sst-lite-paper",
        model="sst-lite-paper",
        stages=(
            Stage(
                steps=150, batch=2, frames=4, crop=128, short_side=(140, 240), stills=0, max_gap=3
            ),
        ),
        rate=1.5e-3,
        frozen_stages=6,
        warmup=10,
        ema=0.98,
        two_references=0,
        forget=0,
    ),
    "sst-r101": Recipe(
        name="sst-r101",
        model="sst-r101",
        stages=(
            Stage(
                steps=25_000,
                batch=8,
                frames=5,
                crop=464,
                short_side=(480, 624),
                stills=0,
                max_gap=3,
            ),
        ),
        rate=2e-4,
        backbone_scale=0.1,
        frozen_stages=1,
        warmup=1000,
        two_references=0,
        forget=0,
    ),
    "sst-tiny": Recipe(
        name="sst-tiny",
        model="sst-tiny",
        warmup=2,
        rate=1e-3,
        stages=(Stage(steps=8, batch=2, frames=3, crop=64, short_side=(64, 96), stills=0.5),),
    ),
}
"""Recipes by name; `sst-tiny` is for tests. A model without a recipe takes that of its base."""


def load_recipe(name_or_file: str) -> Recipe:
    """Return a named recipe or read one from TOML.

    Raises:
        DataError: Unknown name, unreadable file, unknown or invalid fields.
    """
    if name_or_file in NAMED:
        return NAMED[name_or_file]
    if name_or_file in MODELS:  # a variant is trained like the model it is one of
        bases = [name for name in NAMED if name_or_file.startswith(f"{name}-")]
        base = NAMED[max(bases, key=len)]
        return replace(base, name=name_or_file, model=name_or_file)
    path = Path(name_or_file)
    if not path.is_file():
        known = ", ".join(NAMED)
        raise DataError("no such recipe", where=path, todo=f"Give a TOML file or one of: {known}")
    try:
        return _parse(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, ValueError, TypeError) as error:
        expected = ", ".join(field.name for field in fields(Recipe))
        raise DataError(
            f"not a recipe ({error})", where=path, todo=f"Its fields are: {expected}"
        ) from error


def _parse(text: str, name: str) -> Recipe:
    values = tomllib.loads(text)
    entries = values.pop("stages", None)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("stages must be tables: [[stages]]")
    stages = tuple(Stage(**_stage(entry)) for entry in entries)
    return Recipe(**{"name": name, **values}, stages=stages)


def _stage(entry: dict[str, Any]) -> dict[str, Any]:
    if "short_side" not in entry:
        return entry
    bounds = entry["short_side"]
    if not (isinstance(bounds, list) and [type(bound) for bound in bounds] == [int, int]):
        raise ValueError("short_side must be two whole numbers of pixels")
    return {**entry, "short_side": tuple(bounds)}
