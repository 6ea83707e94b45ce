"""Writes a video in which masks lie over the frames: H.264, yuv420p, at the source's rate."""

import os
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from annotator.media.source import Picture
from sst_core.errors import OutputError
from sst_core.labels import LabelMap, davis_palette
from sst_core.saying import said

_OPACITY: Final = 115
"""Of 256: how much of an object's colour covers the frame (45 %)."""
_IMAGES_RATE: Final = Fraction(24)
_ITU709: Final = 1


def blend(picture: Picture, label_map: LabelMap) -> Picture:
    """Lays the colours of the objects over a frame and draws their contours.

    Args:
        picture: (H, W, 3) uint8 RGB; left as it is.
        label_map: (H, W) uint8.

    Returns:
        (H, W, 3) uint8 RGB: 55 % frame and 45 % palette colour inside objects, the plain colour
        on the last pixels of an object before another label begins.
    """
    result = picture.copy()
    inside = label_map > 0
    palette = davis_palette()
    colours = palette[label_map[inside]].astype(np.uint16)
    frame = picture[inside].astype(np.uint16)
    result[inside] = ((frame * (256 - _OPACITY) + colours * _OPACITY + 128) >> 8).astype(np.uint8)
    edge = contours(label_map)
    result[edge] = palette[label_map[edge]]
    return result


def contours(label_map: LabelMap) -> NDArray[np.bool_]:
    """The object pixels that touch another label to the left, right, above or below.

    Args:
        label_map: (H, W) uint8.

    Returns:
        (H, W) bool.
    """
    edge = np.zeros(label_map.shape, np.bool_)
    down = label_map[1:] != label_map[:-1]
    right = label_map[:, 1:] != label_map[:, :-1]
    edge[1:] |= down
    edge[:-1] |= down
    edge[:, 1:] |= right
    edge[:, :-1] |= right
    edge &= label_map > 0
    return edge


class OverlayWriter:
    """Encodes frames as they come; the file appears under its name when it is finished.

    Leaving the `with` block finishes the file also when the work was cut short, so that what was
    encoded can be watched. An error of the writer itself leaves no file.

    Args:
        path: The .mp4 to write or replace.
        size: Height and width of the frames; odd sizes grow by one repeated row or column.
        rate: Frames per second; None takes 24.

    Raises:
        OutputError: The file cannot be written, or this build of FFmpeg has no H.264 encoder.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate: Fraction | None) -> None:
        self.path = path
        self.frames = 0
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._pad = ((0, size[0] % 2), (0, size[1] % 2))
        try:
            options = {"movflags": "+faststart"}
            self._container = av.open(str(self._temporary), "w", format="mp4", options=options)
            self._stream = self._add_stream(size, rate or _IMAGES_RATE)
        except (av.FFmpegError, OSError) as error:
            raise self._failure(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OutputError):
            self._discard()
        else:
            self.close()

    def write(self, picture: Picture, label_map: LabelMap) -> None:
        """Adds one frame.

        Args:
            picture: (H, W, 3) uint8 RGB.
            label_map: (H, W) uint8.

        Raises:
            OutputError: The disk is full.
        """
        blended = np.pad(blend(picture, label_map), (*self._pad, (0, 0)), mode="edge")
        rgb = av.VideoFrame.from_ndarray(blended, format="rgb24")
        frame = rgb.reformat(
            format="yuv420p", dst_colorspace=_ITU709, dst_color_range="MPEG", threads=1
        )
        frame.pts = self.frames
        try:
            self._container.mux(self._stream.encode(frame))
        except (av.FFmpegError, OSError) as error:
            raise self._failure(error) from error
        self.frames += 1

    def close(self) -> None:
        """Finishes the file and gives it its name; without a frame there is no file.

        Raises:
            OutputError: The disk is full.
        """
        try:
            self._container.mux(self._stream.encode())
            self._container.close()
            if self.frames:
                self._temporary.replace(self.path)
        except (av.FFmpegError, OSError) as error:
            raise self._failure(error) from error
        finally:
            self._discard()

    def _add_stream(self, size: tuple[int, int], rate: Fraction) -> VideoStream:
        exact = rate.limit_denominator(65535)
        stream = self._container.add_stream("libx264", rate=exact)
        stream.height, stream.width = size[0] + size[0] % 2, size[1] + size[1] % 2
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "20"}
        stream.codec_context.time_base = 1 / exact
        stream.codec_context.colorspace = stream.codec_context.color_primaries = _ITU709
        stream.codec_context.color_trc = stream.codec_context.color_range = _ITU709
        return stream

    def _failure(self, error: Exception) -> OutputError:
        self._discard()
        reason = getattr(error, "strerror", None) or str(error)
        return OutputError(
            said("the overlay cannot be written ({reason})", reason=reason), where=self.path
        )

    def _discard(self) -> None:
        with suppress(AttributeError, av.FFmpegError, OSError):
            self._container.close()
        with suppress(OSError):
            self._temporary.unlink()
