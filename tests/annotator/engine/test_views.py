"""Frames on their way to the model: what is on the shelf is not decoded."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from test_shelf import seen

from annotator.engine.shelf import Budget, Shelf
from annotator.engine.views import seen_by, views
from sst_core.features import Embedded


class _Reel:
    """A source that notes what was decoded."""

    size = (16, 32)
    rate = Fraction(25)
    names = ()
    warnings = ()

    def __init__(self) -> None:
        self.decoded: list[int] = []
        self.opened: list[int] = []
        self.open = 0

    def __len__(self) -> int:
        return 200

    def read(self, frame: int) -> np.ndarray:
        """One frame."""
        return next(self.iterate(frame, frame + 1))[1]

    def iterate(self, start: int, stop: int, step: int = 1) -> Iterator[tuple[int, np.ndarray]]:
        """Frames in order."""
        self.opened.append(start)
        self.open += 1
        try:
            for frame in range(start, stop, step):
                self.decoded.append(frame)
                yield frame, np.full((16, 32, 3), frame, np.uint8)
        finally:
            self.open -= 1

    def close(self) -> None:
        """Nothing to close."""


def _shelf(*frames: int) -> Shelf:
    shelf = Shelf(Budget(2**20, 0))
    for frame in frames:
        shelf.put(frame, seen(frame))
    return shelf


def _number(view: object) -> int:
    return int(view.features.s16 if isinstance(view, Embedded) else view[0, 0, 0])


@pytest.mark.parametrize("step", [1, -1])
def test_every_frame_comes_in_order_whether_kept_or_decoded(step: int) -> None:
    reel = _Reel()
    start, stop = (10, 90) if step == 1 else (89, 9)
    found = list(views(reel, _shelf(*range(12, 40), 50, 51, *range(60, 90)), start, stop, step))
    wanted = list(range(start, stop, step))
    assert [frame for frame, _ in found] == wanted
    assert [_number(view) for _, view in found] == wanted
    assert reel.open == 0


def test_a_clip_that_is_all_kept_is_never_opened() -> None:
    reel = _Reel()
    assert len(list(views(reel, _shelf(*range(30)), 0, 30))) == 30
    assert not reel.opened


def test_short_gaps_are_decoded_through_and_long_ones_skipped() -> None:
    reel = _Reel()
    kept = [*range(2, 8), *range(10, 60)]
    list(views(reel, _shelf(*kept), 0, 62))
    assert reel.opened == [0, 60]
    assert reel.decoded == [*range(10), 60, 61]


def test_leaving_early_closes_the_file() -> None:
    reel = _Reel()
    for _ in views(reel, _shelf(1), 0, 50):
        break
    assert reel.open == 0


def test_what_has_no_room_goes_to_the_model_as_it_is() -> None:
    class Blind:
        """A session that must not be asked."""

        def embed(self, image: np.ndarray) -> Embedded:
            raise AssertionError

    picture = np.zeros((16, 32, 3), np.uint8)
    full = Shelf(Budget(0, 0))
    assert seen_by(Blind(), full, 3, picture) is picture  # type: ignore[arg-type]
    assert seen_by(Blind(), None, 3, picture) is picture  # type: ignore[arg-type]
    kept = seen(4)
    assert seen_by(Blind(), _shelf(), 4, kept) is kept  # type: ignore[arg-type]
