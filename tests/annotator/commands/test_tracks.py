"""The masks of objects, laid out by frame."""

import numpy as np

from annotator.commands.tracks import Seen, Tracks

SHAPE = np.array([4.0, 1.0, 1.0, 2.0, 3.0])


def _seen(certainty: float | None = 0.5, *, reference: bool = False) -> Seen:
    return Seen(certainty, SHAPE, reference)


def test_a_track_holds_what_was_put_in_whatever_the_order() -> None:
    tracks = Tracks()
    for frame in (5000, 3, 1023, 1024):
        tracks.put(frame, {1: _seen(None if frame == 3 else frame / 1e4, reference=frame == 3)})
    track = tracks.of(1)
    assert track.frames.tolist() == [3, 1023, 1024, 5000]
    assert np.isnan(track.certainty[0])
    assert track.certainty[1:].tolist() == [0.1023, 0.1024, 0.5]
    assert track.reference.tolist() == [True, False, False, False]
    assert (track.shapes == SHAPE).all()


def test_only_objects_with_news_are_named() -> None:
    tracks = Tracks()
    assert tracks.put(7, {1: _seen(), 2: _seen(None)}) == {1, 2}
    assert tracks.put(7, {1: _seen(), 2: _seen(None)}) == set()
    assert tracks.put(7, {1: _seen(0.4), 2: _seen(None)}) == {1}
    assert tracks.put(7, {2: _seen(None)}) == {1}
    assert tracks.of(1).frames.size == 0


def test_an_object_that_is_gone_leaves_nothing() -> None:
    tracks = Tracks()
    tracks.put(7, {1: _seen(), 2: _seen()})
    tracks.keep([2])
    assert tracks.of(1).shapes.shape == (0, 5)
    assert tracks.of(2).frames.tolist() == [7]
    assert tracks.put(7, {2: _seen()}) == set()
