"""Which frame next: what lowers confidence, what is suggested, and what is left in peace."""

import numpy as np
import pytest

from sst_core.shapes import AREA, COL, LARGEST, PARTS, ROW, sampled, shape_of
from sst_core.suggest import Track, judge, suggest, track_of


def _shape(area: float = 400, parts: int = 1, largest: float = 1.0, row: float = 20) -> np.ndarray:
    return np.array([area, parts, largest, row, 30.0])


def _track(changes: dict[int, tuple[float | None, np.ndarray]], count: int = 60) -> Track:
    """An object that is drawn on frame 0 and followed with certainty, but for some changes."""
    certainty: list[float | None] = [None, *[0.96] * (count - 1)]
    shapes = [_shape() for _ in range(count)]
    for frame, (sure, shape) in changes.items():
        certainty[frame], shapes[frame] = sure, shape
    return track_of(range(count), certainty, shapes, [0])


def test_what_a_person_drew_is_certain_and_the_rest_is_not() -> None:
    judged = judge(_track({}))
    assert judged.confidence[0] == 1
    assert (judged.confidence[1:] > 0.85).all()
    assert (judged.confidence[1:] < 1).all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((0.5, _shape()), "low margin"),
        ((0.8, _shape(parts=3, largest=0.5)), "split in 3 parts, low margin"),
        ((0.9, _shape(row=45)), "jumped"),
        ((0.9, np.zeros(5)), "lost from sight"),
    ],
)
def test_each_signal_lowers_confidence_and_is_named(
    change: tuple[float, np.ndarray], reason: str
) -> None:
    track = _track({20: change})
    judged = judge(track)
    assert judged.confidence[20] < judged.confidence[10]
    (found, *_) = suggest({7: track}, {7: judged}, doubt=0.9)
    assert (found.object_id, found.frame) == (7, 20)
    assert reason in found.reason


def test_a_doubtful_stretch_lowers_the_trust_in_what_comes_after_it() -> None:
    judged = judge(_track({20: (0.2, _shape())}))
    assert judged.confidence[40] < judged.confidence[10]
    assert judged.lowest[40] == pytest.approx(0.2)
    assert judged.lowest[10] == pytest.approx(0.96)


def test_trust_is_counted_from_the_nearest_reference_in_both_directions() -> None:
    sure = [0.9, 0.3, 0.9, None, 0.9, 0.6, 0.9]
    track = track_of(range(7), sure, [_shape()] * 7, [3])
    lowest = judge(track).lowest
    assert lowest.tolist() == pytest.approx([0.3, 0.3, 0.9, 1.0, 0.9, 0.6, 0.6])


def test_one_suggestion_for_a_stretch_and_the_worst_stretch_first() -> None:
    bad = {frame: (0.5, _shape()) for frame in range(10, 16)}
    worse = {frame: (0.2, _shape()) for frame in range(44, 52)}
    found = suggest({1: _track(bad | worse)}, doubt=0.75)
    places = [one.frame for one in found]
    assert 44 <= places[0] < 52
    assert sum(frame < 20 for frame in places) == 1
    assert all(abs(a - b) > 5 for a in places for b in places if a != b)


def test_nothing_is_suggested_where_all_is_well_unless_a_frame_is_wanted_anyway() -> None:
    track = _track({30: (0.93, _shape())})
    assert suggest({1: track}) == ()
    anyway = suggest({1: track}, doubt=1.0, most=1)
    assert len(anyway) == 1


def test_doubt_next_to_a_reference_gives_way_to_doubt_that_nobody_has_tended() -> None:
    """A stretch that stays bad although it was corrected is not suggested for ever."""
    sure: list[float | None] = [None, *[0.9] * 58, None]
    sure[20:30], sure[40:50] = [0.3] * 10, [0.6] * 10
    tended_sure = [*sure[:25], None, *sure[26:]]
    shapes = [_shape()] * 60
    untended = suggest({1: track_of(range(60), sure, shapes, [0, 59])})
    tended = suggest({1: track_of(range(60), tended_sure, shapes, [0, 25, 59])})
    assert 20 <= untended[0].frame < 30
    assert 40 <= tended[0].frame < 50


def test_a_long_bad_stretch_is_entered_at_its_better_side() -> None:
    """An object that is lost little by little: amid the worst there is little to learn from."""
    sinking = [None, *np.linspace(0.95, 0.1, 59).tolist()]
    (first, *_) = suggest({1: track_of(range(60), sinking, [_shape()] * 60, [0])})
    assert 30 <= first.frame <= 50


def test_frames_of_which_nothing_is_known_are_not_named() -> None:
    track = track_of([2, 3, 40, 41], [None, 0.9, 0.2, 0.9], [_shape()] * 4, [2])
    assert [one.frame for one in suggest({1: track})][:1] == [40]


def test_objects_compete_for_the_first_place() -> None:
    mild, bad = _track({30: (0.55, _shape())}), _track({12: (0.1, _shape())})
    assert next(one.object_id for one in suggest({1: mild, 2: bad})) == 2


def test_unknown_shapes_and_an_object_without_a_reference_are_no_trouble() -> None:
    track = track_of([3, 4, 9], [0.9, 0.4, 0.9], [None, None, None], [])
    judged = judge(track)
    assert np.isfinite(judged.confidence).all()
    assert judge(track_of([], [], [], [])).confidence.size == 0
    assert suggest({}) == ()


def test_a_shape_counts_pieces_that_matter_and_where_they_are() -> None:
    mask = np.zeros((54, 96), np.bool_)
    mask[10:20, 10:30] = True
    mask[30:40, 50:60] = True
    mask[50, 90] = True
    shape = shape_of(mask)
    assert shape[AREA] == 301
    assert shape[PARTS] == 2
    assert shape[LARGEST] == pytest.approx(200 / 301)
    rows, cols = np.nonzero(mask)
    assert (shape[ROW], shape[COL]) == pytest.approx((rows.mean(), cols.mean()))
    assert not shape_of(np.zeros((4, 4), np.bool_)).any()


def test_pieces_touch_by_their_sides_like_in_a_flood_fill() -> None:
    """A spiral is one piece, a chess board is many: against a fill that is plainly right."""
    random = np.random.default_rng(5)
    for _ in range(60):
        mask = random.random((random.integers(1, 14), random.integers(1, 14))) < 0.55
        if mask.any():
            assert shape_of(mask)[LARGEST] == pytest.approx(_largest(mask) / mask.sum())


def _largest(mask: np.ndarray) -> int:
    left = {(int(row), int(col)) for row, col in np.argwhere(mask)}
    best = 0
    while left:
        edge, size = [left.pop()], 0
        while edge:
            row, col = edge.pop()
            size += 1
            for near in ((row + 1, col), (row - 1, col), (row, col + 1), (row, col - 1)):
                if near in left:
                    left.remove(near)
                    edge.append(near)
        best = max(best, size)
    return best


def test_a_sample_keeps_proportions_and_small_maps_as_they_are() -> None:
    assert sampled(np.zeros((1080, 1920), np.uint8)).shape == (54, 96)
    assert sampled(np.zeros((1920, 1080), np.uint8)).shape == (96, 54)
    assert sampled(np.zeros((1, 500), np.uint8)).shape == (1, 96)


def test_the_lowest_certainty_on_the_way_is_that_of_a_plain_walk() -> None:
    """With few references and many, next to each other and far apart."""
    for seed in range(40):
        random = np.random.default_rng(seed)
        count = int(random.integers(1, 80))
        sure = random.random(count)
        references = np.flatnonzero(random.random(count) < random.choice([0.02, 0.3, 0.9]))
        track = track_of(range(count), list(sure), [_shape()] * count, references.tolist())
        lowest, distance = judge(track).lowest, judge(track).distance
        anchors = references if len(references) else np.array([0])
        for frame in range(count):
            anchor = anchors[np.argmin(np.abs(anchors - frame))]
            assert distance[frame] == abs(anchor - frame)
            way = sure[min(anchor, frame) : max(anchor, frame) + 1]
            assert lowest[frame] == way.min()


def test_what_one_named_frame_takes_from_others_is_worked_out_near_it_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same frames are named with the same urgency as when all is worked out each time."""
    tracks = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        sure = list(random.random(900) ** 0.3)
        references = np.flatnonzero(random.random(900) < 0.01).tolist()
        tracks.append(track_of(range(900), sure, [_shape()] * 900, references))
    near = [suggest({1: track}) for track in tracks]
    monkeypatch.setattr("sst_core.suggest._WAKE", 900)
    for found, track in zip(near, tracks, strict=True):
        every = suggest({1: track})
        assert [one.frame for one in found] == [one.frame for one in every]
        weights = [one.weight for one in every]
        assert [one.weight for one in found] == pytest.approx(weights, abs=0.003)
