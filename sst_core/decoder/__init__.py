"""Mask decoders, ours and one like CFBI's, and how objects share a pixel."""

from sst_core.decoder.aggregate import naive_aggregate, soft_aggregate, winner_takes_all
from sst_core.decoder.build import build_decoder
from sst_core.decoder.instances import Instances, collect
from sst_core.decoder.plain import Decoder

__all__ = [
    "Decoder",
    "Instances",
    "build_decoder",
    "collect",
    "naive_aggregate",
    "soft_aggregate",
    "winner_takes_all",
]
