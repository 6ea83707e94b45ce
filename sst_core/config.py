"""What an SST is made of, as one frozen record that travels inside every checkpoint."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

from sst_core.errors import WeightsError
from sst_core.saying import said

Backbone = Literal["lite0", "lite1", "lite2", "r101"]
PatternName = Literal["local", "grid", "strided", "local-strided", "dense"]
PositionKind = Literal["none", "sinusoidal", "learned"]
References = Literal["dense", "slice"]
Scores = Literal["cosine", "raw"]
Head = Literal["plain", "cfbi"]
Aggregation = Literal["soft", "naive"]

CELL_PX = 16
"""Frames are padded to whole multiples of so many pixels (the backbone's coarsest stride)."""
MASK_STRIDE = 4
"""Masks are decoded and remembered at this stride."""
STRIDES = (4, 8, 16)
"""Strides of the features, and the strides attention can run at."""


_LARGEST = 8192
_MOST_LAYERS = 64


@dataclass(frozen=True)
class ModelConfig:
    """Shape of an SST (arXiv 2101.08833; choices the paper leaves open are named here)."""

    name: str = "sst-lite"
    """Name under which the weights are known."""
    backbone: Backbone = "lite0"
    """Per-frame embedding f of Eq. 1: EfficientNet-Lite, or DeepLabV3+ on ResNet-101."""
    stride: int = 16
    """Side of an attention cell in model pixels."""
    channels: int = 128
    """C, width of the encoder."""
    layers: int = 2
    """L, encoder layers (Eq. 3)."""
    heads: int = 4
    """Attention heads; each keeps its own affinity (Eq. 4)."""
    feedforward: int = 2
    """Expansion of the position-wise feed-forward."""
    tau: int = 1
    """Previous frames attended besides the references (Table 5)."""
    memory: int = 3
    """Predicted frames kept besides the last tau and read densely, as references are."""
    memory_every: int = 3
    """One frame in so many is kept."""
    memory_reach: int = 1
    """Of a kept frame only cells so near to an object are read, along each axis; 0: all."""
    reading_step: int = 2
    """Inference on a CPU reads densely only every so manieth row and column of cells inside what is
    of one kind, an object or the background, and counts each for all it stands for; of cells that
    read, far from objects, one in such a square reads for all. 1: exactly."""
    pattern: PatternName = "local"
    """Connectivity to the previous frames (Eq. 6)."""
    side: int = 5
    """h: a local cube holds offsets below h (5: a 9x9 window); also the step of the lattice."""
    references: References = "dense"
    """Read densely beside the previous frames, or as one more time slice of the sparse pattern,
    which then holds the frame itself too (the paper's self-attention over the buffer)."""
    scores: Scores = "cosine"
    """Cosines with a learned temperature, affinity from (cos + 1) / 2; or dot products as they
    are (Eq. 5 without scale), affinity from max(0, score) (Eq. 4)."""
    readout: bool = True
    """Whether the decoder is told the label readout too, or affinities alone (Eq. 4)."""
    position: PositionKind = "none"
    """Eq. 2. With dense references X and Y are encoded and T is a learned slot (reference, age
    1..tau); as a slice all of X, Y and T, where T is the frame's number."""
    head: Head = "plain"
    """Our decoder, or one like CFBI's (arXiv 2003.08333)."""
    aggregation: Aggregation = "soft"
    """How objects share a pixel at test time: soft aggregation, or the paper's naive argmax."""
    decoder: tuple[int, int, int] = (128, 64, 32)
    """Decoder widths at strides 16, 8 and 4."""
    short_side: int = 480
    """Resolution the weights were trained for: short side of the frame, in pixels."""

    def __post_init__(self) -> None:
        """Check what the other rooms rely on.

        Raises:
            ValueError: A value no model can be built from.
        """
        self._check_numbers()
        if self.channels % self.heads:
            raise ValueError(f"channels ({self.channels}) must be a multiple of heads")
        counts = self.layers, self.tau, self.memory_every, self.reading_step
        if min(*counts, self.side, self.short_side) < 1 or min(self.memory, self.memory_reach) < 0:
            raise ValueError(
                "layers, tau, memory_every, reading_step, side and short_side must be at "
                "least 1, memory and memory_reach 0"
            )
        if self.stride not in STRIDES:
            raise ValueError(f"stride ({self.stride}) must be 4, 8 or 16")
        if self.references == "slice" and self.memory:
            raise ValueError(
                "frames are kept in memory (memory above 0) with dense references only"
            )
        for name, kind in _CHOICES.items():
            value = getattr(self, name)
            if value not in get_args(kind):
                raise ValueError(f"{value!r} is not one of {', '.join(get_args(kind))}")

    @property
    def subcell(self) -> int:
        """A cell's mask patch holds subcell x subcell coverages at stride 4."""
        return self.stride // MASK_STRIDE

    @property
    def label_channels(self) -> int:
        """Coverage of the cell, then (for the readout) those of its sub-cells, row by row."""
        return 1 + self.subcell**2 if self.readout else 1

    def _check_numbers(self) -> None:
        """Raise ValueError for what is no number, or one no model of this kind has."""
        widths: tuple[int, ...] = self.decoder
        ones = self.channels, self.layers, self.heads, self.tau, self.memory, self.memory_every
        more = self.memory_reach, self.reading_step, self.stride
        numbers = (*ones, *more, self.feedforward, self.side, self.short_side, *self.decoder)
        if any(type(number) is not int for number in numbers):
            raise ValueError("a number of the model is no whole number")
        if len(widths) != 3 or min(self.channels, self.heads, self.feedforward, *self.decoder) < 1:
            raise ValueError("channels, heads and three decoder widths must be at least 1")
        if max(numbers) > _LARGEST or self.layers > _MOST_LAYERS:
            raise ValueError("a number of the model is larger than any model of this kind has")

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "decoder": list(self.decoder)}

    @staticmethod
    def from_dict(given: object) -> "ModelConfig":
        """Build from `as_dict` output.

        Raises:
            WeightsError: Unknown or missing fields, or values out of range.
        """
        if not isinstance(given, dict):
            raise WeightsError("the model configuration is no table")
        values: dict[str, Any] = {**_BEFORE_MEMORY, **_BEFORE_PAPER, **given}
        known = set(ModelConfig.__dataclass_fields__)
        if set(values) != known:
            odd = ", ".join(sorted(set(values) ^ known))
            raise WeightsError(
                said("the model configuration has unknown or missing fields ({odd})", odd=odd)
            )
        try:
            widths = cast("tuple[int, int, int]", tuple(values["decoder"]))
            return ModelConfig(**{**values, "decoder": widths})
        except (TypeError, ValueError) as error:
            raise WeightsError(
                said("the model configuration is invalid ({error})", error=error)
            ) from error


_CHOICES = {
    "backbone": Backbone,
    "pattern": PatternName,
    "references": References,
    "scores": Scores,
    "position": PositionKind,
    "head": Head,
    "aggregation": Aggregation,
}
_BEFORE_MEMORY = {"memory": 0, "memory_every": 1, "memory_reach": 0, "reading_step": 1}
"""What weights mean that were written before these fields existed."""
_BEFORE_PAPER = {
    "stride": 16,
    "references": "dense",
    "scores": "cosine",
    "readout": True,
    "head": "plain",
    "aggregation": "soft",
}
"""The same for fields that came with the paper's own configurations."""

SST_LITE = ModelConfig()
SST_R101 = ModelConfig(
    name="sst-r101",
    backbone="r101",
    stride=8,
    heads=8,
    feedforward=1,
    tau=3,
    memory=0,
    side=8,
    references="slice",
    scores="raw",
    readout=False,
    position="sinusoidal",
    head="cfbi",
    aggregation="naive",
    decoder=(512, 512, 256),
)
"""The paper's model: what its text leaves open (heads, feed-forward, side) as in its figures."""
SST_LITE_PAPER = replace(
    SST_R101,
    name="sst-lite-paper",
    backbone="lite0",
    channels=64,
    heads=4,
    side=6,
    head="plain",
    decoder=(64, 48, 32),
    short_side=240,
)
"""The paper's protocol at a size that two processor cores train."""


def _variants(base: ModelConfig) -> dict[str, ModelConfig]:
    """Name the variants of tables 4, 5 and 6, our protocol's switches, and strides of attention."""
    changes: dict[str, dict[str, Any]] = {
        **{f"grid-{n}": {"pattern": "grid", "layers": n} for n in (1, 2, 3)},
        **{f"local-{n}": {"layers": n} for n in (1, 3)},
        **{name: {"pattern": name} for name in ("strided", "local-strided", "dense")},
        **{kind: {"position": kind} for kind in ("none", "learned")},
        **{f"tau-{n}": {"tau": n} for n in (1, 2)},
        "references-dense": {"references": "dense"},
        "scores-cosine": {"scores": "cosine"},
        **{f"stride-{n}": {"stride": n} for n in STRIDES if n != base.stride},
    }
    named = [replace(base, name=f"{base.name}-{key}", **change) for key, change in changes.items()]
    return {config.name: config for config in (base, *named)}


NAMED = {
    "sst-lite": SST_LITE,
    "sst-lite-grid": replace(SST_LITE, name="sst-lite-grid", pattern="grid"),
    "sst-lite-strided": replace(SST_LITE, name="sst-lite-strided", pattern="strided", side=7),
    "sst-lite-local-strided": replace(
        SST_LITE, name="sst-lite-local-strided", pattern="local-strided", side=7
    ),
    "sst-lite-sinusoidal": replace(SST_LITE, name="sst-lite-sinusoidal", position="sinusoidal"),
    "sst-lite-learned": replace(SST_LITE, name="sst-lite-learned", position="learned"),
    **_variants(SST_LITE_PAPER),
    **_variants(SST_R101),
    "sst-r101-plain": replace(
        SST_R101, name="sst-r101-plain", head="plain", decoder=(256, 128, 64)
    ),
    "sst-tiny": ModelConfig(
        name="sst-tiny",
        channels=32,
        layers=1,
        heads=2,
        side=3,
        decoder=(32, 16, 8),
        short_side=64,
        tau=2,
        memory=2,
        memory_every=2,
        reading_step=1,
    ),
}
"""Configurations by name; `sst-tiny` is for tests."""
