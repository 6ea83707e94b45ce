"""The overlay plays everywhere, and is finished or not there."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from annotator.media.overlay import OverlayWriter, blend, contours
from annotator.media.video import Video
from sst_core.errors import OutputError
from sst_core.labels import davis_palette


def _square(size: tuple[int, int] = (20, 30)) -> np.ndarray:
    label_map = np.zeros(size, np.uint8)
    label_map[5:15, 10:20] = 1
    return label_map


def test_blending_covers_objects_and_leaves_the_background() -> None:
    picture = np.full((20, 30, 3), 100, np.uint8)
    label_map = _square()
    result = blend(picture, label_map)
    assert np.array_equal(result[label_map == 0], picture[label_map == 0])
    expected = 0.55 * 100 + 0.45 * davis_palette()[1].astype(float)
    assert np.abs(result[10, 15] - expected).max() <= 1
    assert np.array_equal(result[5, 10], davis_palette()[1])  # contour
    assert (picture == 100).all()


def test_contours_are_the_last_pixels_of_objects() -> None:
    edge = contours(_square())
    assert edge.sum() == 4 * 9
    assert edge[5, 10]
    assert not edge[4, 10]
    assert not edge[6, 11]


@pytest.mark.parametrize("size", [(48, 64), (47, 65)])
def test_the_file_is_h264_yuv420p_at_the_rate_of_the_source(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "overlay.mp4"
    picture = np.full((*size, 3), (180, 90, 40), np.uint8)
    with OverlayWriter(path, size, Fraction(30000, 1001)) as video:
        for _ in range(10):
            video.write(picture, np.zeros(size, np.uint8))
        assert not path.exists()
    assert [file.name for file in tmp_path.iterdir()] == ["overlay.mp4"]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == Fraction(30000, 1001)
    back = Video(path)
    assert len(back) == 10
    assert back.size == (48, 64 + 2 * (size[1] % 2))
    shown = back.read(5)[: size[0], : size[1]].astype(int)
    assert np.abs(shown - picture).max() < 8  # colours survive, also in the matrix


def test_what_was_written_before_an_interruption_can_be_watched(tmp_path: Path) -> None:
    path = tmp_path / "overlay.mp4"
    with pytest.raises(KeyboardInterrupt):
        _write_three_and_stop(path)
    assert len(Video(path)) == 3


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="overlay cannot be written"):
        _write_one(tmp_path / "file" / "o.mp4")


def _write_three_and_stop(path: Path) -> None:
    with OverlayWriter(path, (48, 64), None) as video:
        for _ in range(3):
            video.write(np.zeros((48, 64, 3), np.uint8), np.zeros((48, 64), np.uint8))
        raise KeyboardInterrupt


def _write_one(path: Path) -> None:
    with OverlayWriter(path, (48, 64), None) as video:
        video.write(np.zeros((48, 64, 3), np.uint8), np.zeros((48, 64), np.uint8))


def test_no_frame_leaves_no_file(tmp_path: Path) -> None:
    with OverlayWriter(tmp_path / "o.mp4", (48, 64), None):
        pass
    assert not list(tmp_path.iterdir())
