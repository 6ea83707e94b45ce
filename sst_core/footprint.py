"""How much memory a session will take: a forecast from sizes alone, nothing is loaded or run.

Counted are the large arrays; factors beside them were fitted to measured peaks (see
tests/bench/bench_memory.py --forecast) and lean towards too much.
"""

from dataclasses import dataclass

from sst_core.backbone import sizes
from sst_core.config import CELL_PX, ModelConfig
from sst_core.preprocess import Geometry

_FLOAT = 4
_LIBRARY = 140 * 10**6
"""What the engine's libraries take once they run (OpenVINO on a CPU)."""
_EXPANDED_COPIES = 2.0
"""The widest layer of the backbone, at half resolution: its input and its output."""
_DECODER_COPIES = 3.0
_CFBI_TIMES = 3
"""Its inputs are wider than its widths say."""


@dataclass(frozen=True)
class Footprint:
    """Bytes.

    Attributes:
        engine: For one frame on its way through backbone and attention.
        per_object: For each object on its way through the decoder and back to source size.
        per_reference: For each frame that is attended to, with its share of what is assembled.
        per_frame: For each frame whose embedding is kept.
    """

    engine: int
    per_object: int
    per_reference: int
    per_frame: int

    def session(self, *, objects: int, references: int) -> int:
        """Bytes of a session at work, without kept embeddings."""
        return self.engine + objects * self.per_object + references * self.per_reference


def footprint(
    config: ModelConfig, size: tuple[int, int], *, short_side: int, objects: int
) -> Footprint:
    """Forecast for frames of a size.

    Args:
        config: Shape of the model.
        size: Height and width of the clip's frames.
        short_side: Resolution of the model, in pixels.
        objects: How many are looked for at once.
    """
    geometry = Geometry.of(*size, short_side=short_side)
    blocks = geometry.cells[0] * geometry.cells[1]  # of 16 x 16 pixels
    cells = blocks * (CELL_PX // config.stride) ** 2  # that attend
    height, width = size
    widest, taps = sizes(config)
    backbone = int(_EXPANDED_COPIES * widest * blocks * 64 * _FLOAT)  # stride 2: 64 to a block
    frame_tokens = cells * config.channels * _FLOAT
    source = height * width
    decoder = sum(
        width * blocks * times for width, times in zip(config.decoder, (1, 4, 16), strict=True)
    )
    if config.head == "cfbi":
        decoder *= _CFBI_TIMES
    embedding = sum(tap * times for tap, times in zip(taps, (16, 4, 1), strict=True)) * blocks
    labels = objects * cells * (config.label_channels + config.subcell**2)
    attended = (5 * config.layers * cells * config.channels + 2 * labels) * _FLOAT
    kept = config.memory * attended  # predicted frames, read like references
    return Footprint(
        engine=_LIBRARY + backbone + 12 * frame_tokens + 8 * source * 3 + kept,
        per_object=int(_DECODER_COPIES * decoder * _FLOAT) + 2 * source * _FLOAT,
        per_reference=attended,
        per_frame=embedding * 2,
    )
