"""Multiply-accumulates and parameters of a configuration, part by part.

Convolutions and linear layers are counted as they run (on no data: torch's meta device): each
number that comes out costs kernel height x kernel width x input channels / groups, or the input
features. Attention costs 2 C per pair of query and key: one C for q . k, one for the weighted sum
of values; the pairs of a pattern are counted exactly, borders included. Not counted are additions,
norms, softmax, pooling and resizing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from sst_core.backbone import DeepLab, Features
from sst_core.config import CELL_PX, MASK_STRIDE, ModelConfig
from sst_core.decoder import Instances
from sst_core.encoder import previous_patterns
from sst_core.model import SST, evidence_channels
from sst_core.ops.pattern import count_macs

_META = torch.device("meta")
Queries = Literal["current", "all"]


@dataclass(frozen=True)
class Counts:
    """Multiply-accumulates for one frame, and parameters.

    Attributes:
        backbone: Embedding f (Eq. 1).
        projections: Into the encoder, queries, keys, values, outputs, feed-forward.
        attention: QK and AV of every reading.
        decoder: Per object.
        parameters: Of the whole model.
        encoder_parameters: Of its attention layers.
    """

    backbone: int
    projections: int
    attention: int
    decoder: int
    parameters: int
    encoder_parameters: int

    @property
    def total(self) -> int:
        """With one object."""
        return self.backbone + self.projections + self.attention + self.decoder


class Tally:
    """What convolutions and linear layers have cost so far."""

    def __init__(self) -> None:
        self.macs = 0

    def add(self, module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        """Count one call; a forward hook."""
        if isinstance(module, nn.Conv2d):
            height, width = module.kernel_size
            self.macs += output.numel() * module.in_channels // module.groups * height * width
        elif isinstance(module, nn.Linear):
            self.macs += output.numel() * module.in_features


@contextmanager
def counting(module: nn.Module) -> Iterator[Tally]:
    """Count what runs inside."""
    tally = Tally()
    handles = [part.register_forward_hook(tally.add) for part in module.modules()]
    try:
        yield tally
    finally:
        for handle in handles:
            handle.remove()


def count(config: ModelConfig, size: tuple[int, int]) -> Counts:
    """Count for a frame of a size, padded to whole cells, that remembers one reference.

    Args:
        config: Shape of the model.
        size: Height and width in pixels.
    """
    height, width = (-(-side // CELL_PX) * CELL_PX for side in size)
    model = _on_meta(config)
    with torch.inference_mode(), counting(model) as tally:
        features = model.embed_frames(torch.zeros(1, 3, height, width, device=_META))
        backbone = tally.macs
        tokens = model.tokens(features)  # (1, h, w, C)
        cells = tokens.shape[1], tokens.shape[2]
        embed = tally.macs - backbone
    per_token = token_macs(config)
    cell_count = cells[0] * cells[1]
    return Counts(
        backbone=backbone,
        projections=embed + cell_count * per_token,
        attention=attention_macs(config, cells),
        decoder=_decoder_macs(model, features, cells),
        parameters=sum(p.numel() for p in model.parameters()),
        encoder_parameters=sum(p.numel() for p in model.layers.parameters()),
    )


def token_macs(config: ModelConfig) -> int:
    """Linear layers of the encoder per token: L (3 C^2 + outputs C^2 + 2 F C^2).

    With dense references a layer has two outputs or more: one for each reading.
    """
    square, layers = config.channels**2, range(config.layers)
    outputs = config.layers
    if config.references == "dense":
        outputs = sum(1 + len(previous_patterns(config, n)) for n in layers)
    return square * (config.layers * (3 + 2 * config.feedforward) + outputs)


def attention_macs(config: ModelConfig, cells: tuple[int, int]) -> int:
    """QK and AV of a frame: of one reference, tau frames before, and what else it reads."""
    total, (h, w) = 0, cells
    for layer in range(config.layers):
        for pattern in previous_patterns(config, layer):
            sliced = config.references == "slice"  # then also the reference and the frame itself
            frames, offset = config.tau + 2 * sliced, config.tau + sliced
            total += count_macs(
                pattern, 1, frames, height=h, width=w, channels=config.channels, offset=offset
            )
        if config.references == "dense":
            total += 2 * config.channels * (1 + config.memory) * (h * w) ** 2
    return total


def buffer_macs(
    config: ModelConfig, cells: tuple[int, int], *, frames: int, queries: Queries
) -> int:
    """QK and AV over a buffer of so many frames without causality, as the paper describes it.

    Args:
        config: Pattern, layers, channels and side.
        cells: Rows and columns of the feature map.
        frames: T.
        queries: Cells of the last frame ask, or those of all.
    """
    total, (h, w) = 0, cells
    asking = frames if queries == "all" else 1
    for layer in range(config.layers):
        for pattern in previous_patterns(replace(config, references="slice", memory=0), layer):
            total += count_macs(
                replace(pattern, causal=False),
                asking,
                frames,
                height=h,
                width=w,
                channels=config.channels,
                offset=frames - asking,
            )
    return total


def deeplab_macs(size: tuple[int, int], channels: int) -> tuple[int, int]:
    """Multiply-accumulates of the backbone at an unpadded size, and its parameters."""
    with torch.device(_META):
        backbone = DeepLab(channels).eval()
    with torch.inference_mode(), counting(backbone) as tally:
        backbone(torch.zeros(1, 3, *size, device=_META))
    return tally.macs, sum(p.numel() for p in backbone.parameters())


def cfbi_matching(size: int, channels: int = 100) -> int:
    """CFBI's matching to one reference, all pairs at stride 4, and to the previous frame.

    The latter is local at stride 8, 25 x 25 places (arXiv 2003.08333).
    """
    fine, coarse = (_stride(size, stride) for stride in (4, 8))
    return fine**4 * channels + coarse**2 * 25 * 25 * channels


def feature_cells(size: int, stride: int) -> tuple[int, int]:
    """Rows and columns of a feature map at a stride: each halving rounds up."""
    return (_stride(size, stride),) * 2


def _stride(size: int, stride: int) -> int:
    while stride > 1:
        size, stride = -(-size // 2), stride // 2
    return size


def _on_meta(config: ModelConfig) -> SST:
    with torch.device(_META):
        return SST(config).eval()


def _decoder_macs(model: SST, features: Features, cells: tuple[int, int]) -> int:
    config = model.config
    h, w = cells
    fine = h * config.stride // MASK_STRIDE, w * config.stride // MASK_STRIDE
    vector = torch.zeros(1, 4 * config.channels, device=_META)
    before = torch.zeros(1, 2 * config.channels, h, w, device=_META)
    with torch.inference_mode(), counting(model.decoder) as tally:
        model.decoder(
            torch.zeros(1, config.channels, h, w, device=_META),
            features,
            torch.zeros(1, evidence_channels(config), h, w, device=_META),
            torch.zeros(1, 2, *fine, device=_META),
            torch.zeros(1, dtype=torch.int64, device=_META),
            Instances(vector, before),
        )
    return tally.macs
