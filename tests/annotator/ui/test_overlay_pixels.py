"""Frame and label map at screen resolution."""

import numpy as np
import numpy.typing as npt
import pytest

from annotator.commands.certainties import Certain
from annotator.ui.canvas.frame_pixels import Argb, FramePixels, Levels, with_levels
from annotator.ui.canvas.overlay import OverlayStyle, compose
from annotator.ui.canvas.view_transform import ViewTransform, Window, window_of
from annotator.ui.look.colours import PALETTES, colour_table
from sst_core.labels import VOID, LabelMap


def channels(argb: Argb) -> npt.NDArray[np.uint8]:
    """(…, 4) uint8: blue, green, red, alpha."""
    return argb.view(np.uint8).reshape(*argb.shape, 4)


def test_magnified_pixels_stay_squares() -> None:
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    shown = channels(FramePixels(image).sample(Window(0, 0, 0.25, 8, 12)))
    expected = image.repeat(4, axis=0).repeat(4, axis=1)
    np.testing.assert_array_equal(shown[..., 2::-1], expected)
    assert (shown[..., 3] == 255).all()


def test_outside_of_the_frame_is_transparent() -> None:
    image = np.full((4, 4, 3), 200, np.uint8)
    for step in (0.5, 3.0):
        shown = FramePixels(image).sample(Window(-2 * step, -3 * step, step, 40, 40))
        inside = int(np.ceil(4 / step))
        assert (shown[:2] == 0).all()
        assert (shown[:, :3] == 0).all()
        assert (shown[3 + inside :] == 0).all()
        assert (shown != 0).any()


def test_reduced_pictures_are_averages_not_samples() -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    image[:, ::2] = 200
    shown = channels(FramePixels(image).sample(Window(0, 0, 4.0, 16, 16)))
    assert abs(int(shown[4:12, 4:12, 0].mean()) - 100) < 4
    assert np.ptp(shown[4:12, 4:12, 0]) < 8


def test_memory_taken_over_from_the_frame_before_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    images = [rng.integers(0, 255, (90, 121, 3), np.uint8) for _ in range(3)]
    for step in (1.3, 5.0):
        window, frame = Window(-3, -3, step, 40, 60), None
        for image in images:
            before = image.copy()
            frame = FramePixels(image, frame)
            fresh = FramePixels(image).sample(window)
            np.testing.assert_array_equal(frame.sample(window), fresh)
            np.testing.assert_array_equal(image, before)


def test_a_part_of_the_view_is_painted_as_the_whole_is() -> None:
    rng = np.random.default_rng(0)
    frame = FramePixels(rng.integers(0, 255, (90, 120, 3), np.uint8))
    labels = np.zeros((90, 120), np.uint8)
    labels[20:60, 30:80] = 1
    for scale in (0.37, 1.0, 5.3):
        view = ViewTransform(3.2, -4.7, scale)
        whole, _ = window_of(view, (0, 0, 200, 160))
        part, (x, y) = window_of(view, (37, 41, 50, 30))
        assert (x, y) == (37, 41)
        cut = np.s_[41:71, 37:87]
        near = channels(frame.sample(whole))[cut].astype(int) - channels(frame.sample(part))
        assert np.abs(near).max() <= 2  # OpenCV rounds its fixed-point coefficients
        style = OverlayStyle()
        full, cropped = (compose(labels, window, style, 1.0) for window in (whole, part))
        assert full is not None
        np.testing.assert_array_equal(full[cut], 0 if cropped is None else cropped)


def test_levels_change_colours_and_keep_alpha() -> None:
    argb = np.array([[0xFF404040, 0]], np.uint32)
    bright = with_levels(argb, Levels(brightness=0.25))
    assert bright[0, 0] == 0xFF808080
    assert channels(bright)[0, 1, 3] == 0
    assert with_levels(argb, Levels()) is argb
    assert (Levels(gamma=2.0).table()[1:255] > np.arange(1, 255)).mean() > 0.95


def disc(radius: int = 20, value: int = 1) -> LabelMap:
    rows, cols = np.mgrid[:60, :60]
    return (((rows - 30) ** 2 + (cols - 30) ** 2 < radius**2) * value).astype(np.uint8)


def all_of(labels: LabelMap) -> Window:
    return Window(0, 0, 1.0, *labels.shape)


def test_fill_is_the_objects_colour_at_the_opacity() -> None:
    table = colour_table(overrides={1: (200, 100, 50)})
    style = OverlayStyle(colours=table, opacity=0.5)
    shown = compose(disc(), all_of(disc()), style, 1.0)
    assert tuple(channels(shown)[30, 30]) == (25, 50, 100, 128)
    assert shown[0, 0] == 0


def test_own_pixels_have_a_white_black_contour_and_the_models_a_plain_one() -> None:
    table = colour_table(overrides={1: (200, 100, 50)})
    labels = np.zeros((40, 40), np.uint8)
    labels[10:30, 10:30] = 1
    plain = compose(labels, all_of(labels), OverlayStyle(colours=table), 1.0)
    own = compose(labels, all_of(labels), OverlayStyle(colours=table, owned=frozenset({1})), 1.0)
    assert [plain[20, 10], own[20, 10], own[20, 11]] == [0xFFC86432, 0xFFFFFFFF, 0xFF000000]
    assert plain[20, 9] == own[20, 9] == 0
    np.testing.assert_array_equal(plain[13:27, 13:27], own[13:27, 13:27])


def test_contours_keep_their_width_on_a_dense_screen() -> None:
    labels = np.zeros((40, 40), np.uint8)
    labels[10:30, 10:30] = 1
    window = Window(0, 0, 0.5, 80, 80)
    shown = channels(compose(labels, window, OverlayStyle(opacity=0.2), 2.0))[40, :, 3]
    assert (shown[20:60] == 255).sum() == 4  # two device pixels on either side
    assert (shown[20:60] == 153).sum() == 4


def test_contour_only_leaves_the_inside_clear_but_shows_whose_colour_it_is() -> None:
    table = colour_table(overrides={1: (200, 100, 50)})
    for owned in (frozenset(), frozenset({1})):
        style = OverlayStyle(colours=table, contour_only=True, owned=owned)
        shown = compose(disc(), all_of(disc()), style, 1.0)
        assert shown[30, 30] == 0
        assert 0xFFC86432 in shown


def test_hidden_objects_leave_no_trace() -> None:
    labels = disc()
    style = OverlayStyle(hidden=frozenset({1}))
    assert compose(labels, all_of(labels), style, 1.0) is None


def test_void_is_hatched_not_filled() -> None:
    labels = np.full((40, 40), VOID, np.uint8)
    shown = compose(labels, all_of(labels), OverlayStyle(), 1.0)
    assert len(np.unique(shown[5:35, 5:35])) == 2


def test_the_hatching_stands_still_when_a_part_is_repainted() -> None:
    labels = np.full((60, 60), VOID, np.uint8)
    view = ViewTransform(0.4, 0.7, 2.0)
    whole, _ = window_of(view, (0, 0, 100, 100))
    part, _ = window_of(view, (33, 21, 40, 40))
    full = compose(labels, whole, OverlayStyle(), 1.0)
    np.testing.assert_array_equal(full[21:61, 33:73], compose(labels, part, OverlayStyle(), 1.0))


@pytest.mark.parametrize("name", PALETTES)
def test_palettes_are_bright_and_neighbours_differ(name: str) -> None:
    table = colour_table(name).astype(int)
    assert table.shape == (256, 3)
    assert (table[1:255].max(axis=1) > 60).all()
    assert (np.abs(np.diff(table[1:9], axis=0)).sum(axis=1) > 60).all()


def test_an_unknown_palette_is_refused() -> None:
    with pytest.raises(ValueError, match="rainbow"):
        colour_table("rainbow")


def test_doubt_is_shown_in_masks_and_on_background_that_may_be_a_part() -> None:
    """Sure background stays bare; doubtful background and every pixel of the mask are coloured."""
    labels = np.zeros((40, 60), np.uint8)
    labels[10:30, 10:30] = 1
    share = np.full((40, 60), 252, np.uint8)
    share[10:30, 20:30], share[10:30, 40:50] = 130, 140
    style = OverlayStyle(contours=False)
    window = Window(0, 0, 1.0, 40, 60)
    shown = compose(labels, window, style, 1.0, certain=Certain(share, frozenset({1})))
    assert shown is not None
    bare = compose(labels, window, style, 1.0)
    assert bare is not None
    sure, doubt, missing = channels(shown)[20, [15, 25, 45]]
    assert sure[0] > sure[2], "blue where sure"
    assert doubt[2] > doubt[0], "orange where in doubt"
    assert missing[3] == doubt[3] > 0, "background in doubt is seen"
    assert shown[20, 35] == 0 == bare[20, 45]
    other = compose(labels, window, style, 1.0, certain=Certain(share, frozenset({2})))
    assert other is not None
    assert other[20, 15] == bare[20, 15], "what a run did not speak for keeps its colour"
