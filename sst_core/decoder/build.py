"""Which decoder a configuration asks for."""

from torch import nn

from sst_core.config import ModelConfig
from sst_core.decoder.cfbi import CfbiDecoder
from sst_core.decoder.plain import Decoder


def build_decoder(config: ModelConfig, taps: tuple[int, int, int], evidence: int) -> nn.Module:
    """Build the decoder.

    Args:
        config: Shape of the model.
        taps: Channels of the features at strides 4, 8 and 16.
        evidence: Channels of evidence per object.
    """
    if config.head == "cfbi":
        return CfbiDecoder(
            widths=config.decoder, tokens=config.channels, taps=taps, evidence=evidence
        )
    return Decoder(
        widths=config.decoder,
        tokens=config.channels,
        taps=taps,
        evidence=evidence,
        stride=config.stride,
    )
