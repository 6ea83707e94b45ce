"""Decodes the frames an export needs, in one pass where they lie close together."""

from collections.abc import Iterator, Sequence
from typing import Final

from annotator.media.source import FrameSource, Picture

_READ_THROUGH: Final = 64
"""A gap of so many frames is decoded and thrown away sooner than sought over."""


def decode(media: FrameSource, frames: Sequence[int]) -> Iterator[tuple[int, Picture]]:
    """Frame numbers and frames, exact, as (H, W, 3) uint8 RGB.

    Args:
        media: The clip.
        frames: Frame numbers, rising.

    Raises:
        MediaError: A frame cannot be read.
    """
    wanted = set(frames)
    longest = 1 if media.rate is None else _READ_THROUGH  # images are reached one as the other
    for begin, end in _spans(frames, longest):
        for frame, picture in media.iterate(begin, end):
            if frame in wanted:
                yield frame, picture


def _spans(frames: Sequence[int], longest: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for frame in frames:
        if spans and frame - (spans[-1][1] - 1) <= longest:
            spans[-1] = (spans[-1][0], frame + 1)
        else:
            spans.append((frame, frame + 1))
    return spans
