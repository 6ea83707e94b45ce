"""Which session a command asks for: one view of each frame, or several averaged."""

import argparse

from sst_core.augmented import AugmentedSession, Propagates
from sst_core.errors import DataError
from sst_core.model import SST
from sst_core.session import InferenceSession


def open_session(model: SST, arguments: argparse.Namespace) -> Propagates:
    """Open a session for a clip.

    Raises:
        DataError: A scale is not above 0.
    """
    side = arguments.resolution or model.config.short_side
    if arguments.scales is None and not arguments.flip:
        return InferenceSession(model, short_side=side, aggregation=arguments.aggregation)
    scales = arguments.scales or [1.0]
    if min(scales) <= 0:
        raise DataError("must be above 0", where="--scales")
    sides = [max(1, round(side * scale)) for scale in scales]
    return AugmentedSession(
        model, short_sides=sides, flip=arguments.flip, aggregation=arguments.aggregation
    )


def views_words(model: SST, arguments: argparse.Namespace) -> str:
    """Say what is seen: the short side, scales, mirrored."""
    side = arguments.resolution or model.config.short_side
    scales = (
        "" if arguments.scales is None else f" x {', '.join(f'{s:g}' for s in arguments.scales)}"
    )
    return f"{side}{scales} pixels{', mirrored too' if arguments.flip else ''}"
