"""How sure the model is, pixel by pixel: kept small, and shown only where it is still true."""

import numpy as np
from numpy.typing import NDArray

from annotator.commands.certainties import Certainties
from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.ownership import RunResult, write_run
from annotator.engine.certainty import pack, unpack
from annotator.engine.messages import FrameDone

SIZE = (48, 64)


def _slope(low: int = 0, high: int = 255) -> NDArray[np.uint8]:
    return np.tile(np.linspace(low, high, SIZE[1]).astype(np.uint8), (SIZE[0], 1))


def _done(frame: int, share: NDArray[np.uint8], **confidence: float) -> FrameDone:
    ids = {int(name[1:]): value for name, value in confidence.items()}
    return FrameDone(1, 0, frame, b"", ids, tuple(ids), pack(share))


def _document() -> Document:
    document = Document(size=SIZE, frames=4)
    for name in ("dog", "ball"):
        document.apply(gestures.add_object(document, name))
    return document


def _write(document: Document, frame: int, **confidence: float) -> None:
    label_map = np.zeros(SIZE, np.uint8)
    label_map[:, :32], label_map[:, 32:] = 1, 2
    ids = {int(name[1:]): value for name, value in confidence.items()}
    result = RunResult(frame=frame, label_map=label_map, confidence=ids, objects=tuple(ids))
    group = write_run(document, [result])
    assert group
    document.apply(group)


def test_a_map_comes_back_a_little_coarser_and_at_the_size_of_the_frame() -> None:
    big = np.tile(np.linspace(0, 255, 1300).astype(np.uint8), (731, 1))
    packed = pack(big)
    assert max(packed.shape) == 480
    assert len(packed.data) < 4000
    back = unpack(packed, big.shape)
    assert back.shape == big.shape
    assert np.abs(back.astype(int) - big).max() <= 8


def test_what_a_run_said_holds_while_its_masks_are_there() -> None:
    """A stroke makes the cell a person's; another run's cell is not spoken for by the first."""
    document, kept = _document(), Certainties()
    _write(document, 1, o1=0.7, o2=0.9)
    kept.keep(_done(1, _slope(), o1=0.7, o2=0.9))
    found = kept.at(document, 1)
    assert found is not None
    assert found.objects == {1, 2}
    assert np.abs(found.share.astype(int) - _slope()).max() <= 8
    assert kept.at(document, 2) is None
    erased = np.zeros((4, 4), np.uint8)
    group = gestures.paint(document, 1, (0, 60, 4, 64), erased, 0, "Eraser")
    assert group
    document.apply(group)
    found = kept.at(document, 1)
    assert found is not None
    assert found.objects == {1}
    _write(document, 1, o1=0.8)
    assert kept.at(document, 1) is None
    document.undo()
    again = kept.at(document, 1)
    assert again is not None
    assert again.objects == {1}


def test_a_run_of_one_object_leaves_what_was_said_of_the_other() -> None:
    document, kept = _document(), Certainties()
    _write(document, 0, o1=0.7, o2=0.9)
    kept.keep(_done(0, _slope(0, 100), o1=0.7, o2=0.9))
    _write(document, 0, o1=0.6)
    kept.keep(_done(0, _slope(200, 255), o1=0.6))
    found = kept.at(document, 0)
    assert found is not None
    assert found.objects == {1, 2}
    assert found.share[:, :32].min() > 190
    assert found.share[:, 33:].max() < 110


def test_old_frames_give_way_when_memory_is_full() -> None:
    kept, document = Certainties(budget=3000), _document()
    rng = np.random.default_rng(1)
    for frame in range(4):
        _write(document, frame, o1=0.7)
        kept.keep(_done(frame, rng.integers(0, 256, SIZE).astype(np.uint8), o1=0.7))
    assert kept.at(document, 0) is None
    assert kept.at(document, 3) is not None
