"""Answers the robot of PyPI `davisinteractive`, where a user has it and its data set.

The package (GPL-3, arXiv 1803.00557) is not a part of the project: it is looked for when asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sst_core.errors import DataError
from sst_core.features import Embedded
from sst_core.labels import LabelMap, open_vos_folder
from sst_core.selecting.model import SelectModel
from sst_core.session import InferenceSession
from training.interactive.clip import Clip
from training.interactive.policies import walks
from training.interactive.scribbles import masks_of, read_scribbles


class Robot(Protocol):
    """The part of `davisinteractive.session.DavisInteractiveSession` that is used."""

    def scribbles_iterator(self) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
        """Sequence, all scribbles so far, and whether a new sample begins."""
        ...

    def submit_masks(self, pred_masks: NDArray[np.int64]) -> None:
        """Takes masks of all frames, (T, H, W)."""
        ...


def open_robot(root: Path, *, subset: str, rounds: int) -> AbstractContextManager[Any]:
    """A local session of the package.

    Args:
        root: DAVIS 2017 with its Scribbles folder.
        subset: "train" or "val".
        rounds: Interactions per sample.

    Raises:
        DataError: The package or the data are not there.
    """
    for folder in ("JPEGImages", "Annotations", "Scribbles"):
        if not (root / folder).is_dir():
            todo = "Give the root of DAVIS 2017 with the scribbles of DAVIS interactive"
            raise DataError(f"there is no folder {folder}", where=root, todo=todo)
    try:
        from davisinteractive.session import DavisInteractiveSession  # noqa: PLC0415
    except (ImportError, AttributeError) as error:  # old releases trip over a new numpy
        todo = "Install it in an environment of its own (it needs an old numpy)"
        raise DataError(f"davisinteractive cannot be used ({error})", todo=todo) from error
    session: AbstractContextManager[Any] = DavisInteractiveSession(
        host="localhost",
        davis_root=str(root),
        subset=subset,
        shuffle=False,
        max_nb_interactions=rounds,
        max_time=None,
    )
    return session


class Answerer:
    """Turns scribbles into masks of the frame, and these into masks of the clip.

    Args:
        session: Of the tracker; its references are the frames scribbled on.
        model: The segmenter.
        clip: Frames of the sequence.
    """

    def __init__(self, session: InferenceSession, model: SelectModel, clip: Clip) -> None:
        self._session, self._model, self._clip = session, model, clip
        self._seen: dict[int, Embedded] = {}
        self._done: dict[int, int] = {}
        first = clip.picture(0)
        self.masks: list[LabelMap] = [np.zeros(first.shape[:2], np.uint8)] * len(clip.frames)
        self.references: list[int] = []
        self.objects: tuple[int, ...] = ()

    def answer(self, scribbles: Mapping[str, Any]) -> NDArray[np.int64]:
        """Masks of all frames after all scribbles so far, (T, H, W)."""
        size = self.masks[0].shape
        drawn = read_scribbles(scribbles, (size[0], size[1]))
        ids = {line.object_id for lines in drawn.values() for line in lines} - {0}
        self.objects = tuple(sorted(ids | set(self.objects)))
        for frame, lines in drawn.items():
            fresh = lines[self._done.get(frame, 0) :]
            if fresh and self.objects:
                self._done[frame] = len(lines)
                image = self._clip.picture(frame)
                self._give(
                    frame, masks_of(self._model, image, self.masks[frame], fresh, self.objects)
                )
        return np.stack(self.masks).astype(np.int64)

    def _give(self, frame: int, label_map: LabelMap) -> None:
        if frame in self.references:
            self._session.remove_reference(frame)
            self.references.remove(frame)
        self._session.add_reference(frame, self._look(frame), label_map, self.objects)
        self.references = sorted([*self.references, frame])
        self.masks[frame] = label_map
        for start, frames in walks(self.references, len(self.masks), frame):
            self._session.reset()
            self._session.step(start, self._look(start))
            for number in frames:
                self.masks[number] = self._session.step(number, self._look(number)).label_map

    def _look(self, frame: int) -> Embedded:
        if frame not in self._seen:
            self._seen[frame] = self._session.embed(self._clip.picture(frame))
        return self._seen[frame]


def drive(
    robot: Robot,
    root: Path,
    make: Callable[[], InferenceSession],
    model: SelectModel,
    *,
    say: Callable[[str, int, Sequence[int]], None] = lambda _name, _round, _references: None,
) -> None:
    """Answer every round of every sample.

    Args:
        robot: The session of the package.
        root: DAVIS 2017.
        make: A new session of the tracker.
        model: The segmenter.
        say: Takes sequence, round and frames scribbled on, after each round.

    Raises:
        DataError: A sequence or its scribbles cannot be read.
    """
    folder = open_vos_folder(root, split=None)
    answerer: Answerer | None = None
    count = 0
    for name, scribbles, begins in robot.scribbles_iterator():
        if begins or answerer is None:
            clip = Clip(name, folder.frames(name), {}, ())
            answerer, count = Answerer(make(), model, clip), 0
        robot.submit_masks(answerer.answer(scribbles))
        count += 1
        say(name, count, answerer.references)
