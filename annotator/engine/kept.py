"""What the engine keeps from run to run: the model, the open clip, a session that knows it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.document.patches import unpack_map
from annotator.engine.messages import ReferenceData
from annotator.engine.propagate import Task
from annotator.engine.sessions import Session, SessionFactory, device_name, load_sessions
from annotator.engine.shelf import Budget, Shelf
from annotator.engine.views import view
from annotator.media.reader import open_media
from annotator.media.source import FrameSource
from sst_core.labels import LabelMap, object_ids

Stamp = tuple[object, ...]
"""Differs where a file has been replaced."""


@dataclass(frozen=True)
class Sent:
    """A reference as it was sent by the window.

    Attributes:
        data: What was sent.
        ids: The ids that it contains.
        size: Height and width.
    """

    data: ReferenceData
    ids: frozenset[int]
    size: tuple[int, int]

    @classmethod
    def of(cls, data: ReferenceData) -> "Sent":
        """Looks into what was sent.

        Raises:
            ValueError: It is no label map.
        """
        label_map = unpack_map(data.packed)
        return cls(data, frozenset(object_ids(label_map)), label_map.shape)

    def read(self) -> LabelMap:
        """The label map, (H, W) uint8."""
        return unpack_map(self.data.packed)


class Models:
    """The model that was used last, loaded anew when its file or the device changes."""

    def __init__(self) -> None:
        self._stamp: Stamp = ()
        self._factory: SessionFactory | None = None

    def get(self, weights: str, device: str, *, loaded: Callable[[str], None]) -> SessionFactory:
        """A factory of sessions.

        Args:
            weights: Name of weights, or a path.
            device: "auto", "cpu", "cuda" or "mps".
            loaded: Takes the name of the device after the model was loaded anew.

        Raises:
            WeightsError: The weights cannot be used.
            DeviceError: The device is absent.
        """
        from sst_core.checkpoint import find_weights  # noqa: PLC0415 - imports torch

        stamp = (device, *_stamp(find_weights(weights)))
        if self._factory is None or stamp != self._stamp:
            self._factory = None  # frees the one before
            self._factory = load_sessions(weights, device=device)
            self._stamp = stamp
            loaded(device_name(device))
        return self._factory


class Clips:
    """The clip that was opened last."""

    def __init__(self) -> None:
        self._stamp: Stamp = ()
        self._source: FrameSource | None = None

    def get(self, clip: str) -> FrameSource:
        """The open clip.

        Raises:
            MediaError: It cannot be read.
        """
        path = Path(clip)
        stamp = _stamp(path)
        if self._source is None or stamp != self._stamp:
            if self._source is not None:
                self._source.close()
            self._source = open_media(path)
            self._stamp = stamp
        return self._source


class KeptSession:
    """A session whose references are brought up to date instead of shown again.

    Args:
        check: Called between references; raises to stop.

    Attributes:
        budget: How much the shelf may hold; counts when it is next asked for.
    """

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check
        self._session: Session | None = None
        self._key: tuple[Any, ...] = ()
        self._shelf: Shelf | None = None
        self._shelf_key: tuple[Any, ...] = ()
        self.budget = self._granted = Budget(0, 0)
        self._shown: dict[int, ReferenceData] = {}

    def factory(self, make: SessionFactory, source: FrameSource) -> SessionFactory:
        """A factory that hands out the kept session where model, clip and resolution fit."""

        def get(resolution: int) -> Session:
            key = (make, source, resolution)
            if self._session is None or key != self._key:
                self.drop()  # frees its memory before the next one asks for it
                self._session, self._key = make(resolution), key
            return self._session

        return get

    def shelf(self, make: SessionFactory, source: FrameSource) -> Callable[[int], Shelf]:
        """What the model has seen of a clip, by resolution; survives `drop`."""

        def get(resolution: int) -> Shelf:
            key = (make, source, resolution)
            if self._shelf is None or key != self._shelf_key:
                if self._shelf is not None:
                    self._shelf.close()
                self._shelf, self._shelf_key = Shelf(self.budget), key
                self._granted = self.budget
            if self._granted != self.budget:
                self._shelf.grant(self.budget)
                self._granted = self.budget
            return self._shelf

        return get

    def show(
        self, session: Session, task: Task, frames: Collection[int], shelf: Shelf | None
    ) -> None:
        """Shows the kept session the references of these frames, and none besides.

        Raises:
            Exception: Whatever `check` raises.
            MediaError: A frame cannot be read.
        """
        wanted = {frame: _data(task, frame) for frame in frames}
        for frame in [old for old in self._shown if old not in wanted]:
            session.remove_reference(frame)
            del self._shown[frame]
        for frame, data in wanted.items():
            if self._shown.get(frame) == data:
                continue
            self._check()
            seen = view(session, task.source, shelf, frame)
            self._check()
            session.add_reference(frame, seen, task.references[frame].read(), data.speaks_for)
            self._shown[frame] = data

    def current(self) -> tuple[Session, FrameSource, Shelf] | None:
        """The session that is kept, its clip and what it has seen of it."""
        if self._session is None or self._shelf is None or self._key != self._shelf_key:
            return None
        source: FrameSource = self._key[1]
        return self._session, source, self._shelf

    def held(self) -> tuple[int, int, int]:
        """Bytes and frames that were kept of a clip, and its frames."""
        shelf, key = self._shelf, self._shelf_key
        return (shelf.nbytes, len(shelf), len(key[1])) if shelf is not None and key else (0, 0, 0)

    def drop(self) -> None:
        """Forgets the session."""
        self._session, self._key, self._shown = None, (), {}


def _data(task: Task, frame: int) -> ReferenceData:
    drawn = task.references[frame]
    if not isinstance(drawn, Sent):
        raise TypeError(f"the reference of frame {frame} was not sent")
    return drawn.data


def _stamp(path: Path) -> Stamp:
    try:
        info = path.stat()
    except OSError:
        return (path,)
    return path, info.st_mtime_ns, info.st_size
