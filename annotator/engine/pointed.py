"""What was pointed at, and the mask that answers it: messages between window and engine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sst_core.selecting.prompts import Prompts

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class SelectRequest:
    """What is the object that was pointed at? Answered between the frames of a run, too.

    Attributes:
        ticket: A number that comes back with the answer.
        clip: Path of the video file or image folder.
        frame: The frame that was pointed at.
        size: (rows, cols) of the frame.
        prompts: All that was said about the object, source pixels.
        start: A mask to be repaired, one bit a pixel (`numpy.packbits`), or None for none.
        picture: The frame as RGB bytes; None: the engine has it from the question before.
        weights: Name of weights, or a path.
        device: "auto", "cpu", "cuda" or "mps".
    """

    ticket: int
    clip: str
    frame: int
    size: tuple[int, int]
    prompts: Prompts
    start: bytes | None = None
    picture: bytes | None = None
    weights: str = "sst-select"
    device: str = "auto"


@dataclass(frozen=True)
class Selected:
    """The answer to a SelectRequest; every request gets one.

    Attributes:
        ticket: Of the request.
        mask: One bit a pixel of the frame (`numpy.packbits`); None: there is none.
        needs_picture: Whether the engine does not have the frame; ask again with it.
        seconds: What the answer took.
        sentence: Why there is no mask, for the user; "" otherwise.
    """

    ticket: int
    mask: bytes | None = None
    needs_picture: bool = False
    seconds: float = 0.0
    sentence: str = ""


def pack_mask(mask: Mask) -> bytes:
    """A mask (H, W) bool as one bit a pixel."""
    return np.packbits(mask).tobytes()


def unpack_mask(data: bytes, size: tuple[int, int]) -> Mask:
    """The inverse of `pack_mask`."""
    count = size[0] * size[1]
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=count)
    return np.asarray(bits.reshape(size), np.bool_)
