"""What an SST is made of, as one frozen record that travels inside every checkpoint."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

from sst_core.errors import WeightsError

Backbone = Literal["lite0", "lite1", "lite2"]
PatternName = Literal["local", "grid", "strided", "local-strided", "dense"]
PositionKind = Literal["none", "sinusoidal", "learned"]

CELL_PX = 16
"""Side of an attention cell in model pixels (backbone output stride)."""
SUBCELL = 4
"""A cell's mask patch is carried as SUBCELL x SUBCELL coverages (stride 4)."""
LABEL_CHANNELS = 1 + SUBCELL * SUBCELL
"""Coverage of the cell, then the coverages of its sub-cells in row-major order."""


_LARGEST = 8192
_MOST_LAYERS = 64


@dataclass(frozen=True)
class ModelConfig:
    """Shape of an SST (arXiv 2101.08833; choices the paper leaves open are named here)."""

    name: str = "sst-lite"
    """Name under which the weights are known."""
    backbone: Backbone = "lite0"
    """Per-frame embedding f of Eq. 1: EfficientNet-Lite to stride 16."""
    channels: int = 128
    """C, width of the encoder."""
    layers: int = 2
    """L, encoder layers (Eq. 3)."""
    heads: int = 4
    """Attention heads; each keeps its own affinity (Eq. 4)."""
    feedforward: int = 2
    """Expansion of the position-wise feed-forward."""
    tau: int = 2
    """Previous frames attended besides the references (Table 5)."""
    memory: int = 2
    """Predicted frames kept besides the last tau and read densely, as references are."""
    memory_every: int = 2
    """One frame in so many is kept."""
    pattern: PatternName = "local"
    """Connectivity to the previous frames (Eq. 6); references are always dense."""
    side: int = 5
    """h: a local cube holds offsets below h (5: a 9x9 window); also the step of the lattice."""
    position: PositionKind = "none"
    """X, Y part of Eq. 2; T is a learned slot (reference, age 1..tau)."""
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
        counts = self.layers, self.tau, self.memory_every, self.side, self.short_side
        if min(counts) < 1 or self.memory < 0:
            raise ValueError(
                "layers, tau, memory_every, side and short_side must be at least 1, memory 0"
            )
        for value, kind in (
            (self.pattern, PatternName),
            (self.position, PositionKind),
            (self.backbone, Backbone),
        ):
            if value not in get_args(kind):
                raise ValueError(f"{value!r} is not one of {', '.join(get_args(kind))}")

    def _check_numbers(self) -> None:
        """Raise ValueError for what is no number, or one no model of this kind has."""
        widths: tuple[int, ...] = self.decoder
        ones = self.channels, self.layers, self.heads, self.tau, self.memory, self.memory_every
        numbers = (*ones, self.feedforward, self.side, self.short_side, *self.decoder)
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
        values: dict[str, Any] = {**_BEFORE_MEMORY, **given}
        known = set(ModelConfig.__dataclass_fields__)
        if set(values) != known:
            odd = ", ".join(sorted(set(values) ^ known))
            raise WeightsError(f"the model configuration has unknown or missing fields ({odd})")
        try:
            widths = cast("tuple[int, int, int]", tuple(values["decoder"]))
            return ModelConfig(**{**values, "decoder": widths})
        except (TypeError, ValueError) as error:
            raise WeightsError(f"the model configuration is invalid ({error})") from error


_BEFORE_MEMORY = {"memory": 0, "memory_every": 1}
"""What weights mean that were written before these fields existed."""

SST_LITE = ModelConfig()
NAMED = {
    "sst-lite": SST_LITE,
    "sst-lite-grid": replace(SST_LITE, name="sst-lite-grid", pattern="grid"),
    "sst-lite-strided": replace(SST_LITE, name="sst-lite-strided", pattern="strided", side=7),
    "sst-lite-local-strided": replace(
        SST_LITE, name="sst-lite-local-strided", pattern="local-strided", side=7
    ),
    "sst-lite-sinusoidal": replace(SST_LITE, name="sst-lite-sinusoidal", position="sinusoidal"),
    "sst-lite-learned": replace(SST_LITE, name="sst-lite-learned", position="learned"),
    "sst-tiny": ModelConfig(
        name="sst-tiny", channels=32, layers=1, heads=2, side=3, decoder=(32, 16, 8), short_side=64
    ),
}
"""Configurations by name; `sst-tiny` is for tests."""
