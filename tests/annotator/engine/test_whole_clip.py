"""Requests for a whole clip: never more references than a session attends to, nothing left out."""

from itertools import pairwise

import numpy as np
import pytest

from annotator.document import gestures
from annotator.document.document import Document
from annotator.engine.requests import MOST_REFERENCES
from annotator.engine.whole_clip import stretches, whole_clip
from sst_core.errors import MaskError


def _document(references: list[int], frames: int = 200) -> Document:
    document = Document(size=(4, 6), frames=frames)
    label_map = np.zeros((4, 6), np.uint8)
    label_map[1:3, 2:4] = 1
    group = gestures.import_maps(document, dict.fromkeys(references, label_map))
    assert group is not None
    document.apply(group)
    return document


@pytest.mark.parametrize("count", [1, 2, 7, 8, 20, 55])
def test_stretches_cover_the_span_and_hold_few_references(count: int) -> None:
    frames = [3 * place for place in range(count)]
    parts = stretches(frames, (0, 200))
    assert parts[0][0] == 0
    assert parts[-1][1] == 200
    assert all(one[1] == two[0] for one, two in pairwise(parts))
    assert all(sum(low <= f < high for f in frames) < MOST_REFERENCES for low, high in parts)


def test_every_request_sees_the_references_on_both_sides_of_its_stretch() -> None:
    references = list(range(0, 200, 10))
    requests = whole_clip(_document(references), "clip.mp4", resolution=96)
    assert len({request.job for request in requests}) == len(requests) > 1
    for request in requests:
        shown = {one.frame for one in request.references}
        assert len(shown) <= MOST_REFERENCES
        assert {f for f in references if request.span[0] <= f < request.span[1]} <= shown
        assert request.span[1] == 200 or request.span[1] in shown
        assert request.resolution == 96


def test_stretches_with_nothing_to_do_are_left_out() -> None:
    """Where every frame is drawn there is no frame to walk to."""
    requests = whole_clip(_document(list(range(20)), frames=24), "clip.mp4")
    assert [request.span[1] for request in requests] == [24]
    with pytest.raises(MaskError, match="no frame is left"):
        whole_clip(_document(list(range(20)), frames=20), "clip.mp4")
    with pytest.raises(MaskError, match="no mask to go by"):
        whole_clip(Document(size=(4, 6), frames=9), "clip.mp4")
