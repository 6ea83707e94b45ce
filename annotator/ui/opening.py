"""Opens a clip without making the window wait: frames first, then project and session."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import appdirs
from PySide6.QtCore import QObject, Signal

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.engine.client import EngineClient
from annotator.media.provider import FrameProvider
from annotator.project import (
    MediaReference,
    MediaState,
    Project,
    default_project_path,
    describe_media,
    open_project,
)
from annotator.ui.look.bridge import Bridge
from annotator.words import tr
from sst_core.errors import UserError

_MIB = 2**20
_SUFFIX = ".sst"


@dataclass(frozen=True)
class Astray:
    """A project whose clip is not where it was, or not what it was.

    Attributes:
        project: The project file; it is closed.
        media: The clip as the project remembers it.
        sentence: What is wrong.
    """

    project: Path
    media: MediaReference
    sentence: str


class Opener(QObject):
    """Turns a path into a session; one at a time, the latest wins.

    Args:
        bridge: Where the decoder's calls cross to the window's thread.
        preferences: The settings.
        engine: The engine's client for the sessions.

    Signals:
        first_frame(object): A provider has its first frame, before the session is ready.
        opened(object): The session.
        failed(str): One sentence.
        astray(object): An `Astray`: the project's clip has to be found first.
    """

    first_frame = Signal(object)
    opened = Signal(object)
    failed = Signal(str)
    astray = Signal(object)

    def __init__(self, bridge: Bridge, preferences: Preferences, engine: EngineClient) -> None:
        super().__init__()
        self._bridge, self._preferences, self._engine = bridge, preferences, engine
        self._provider: FrameProvider | None = None
        self._project: Project | None = None
        self._turn = 0
        self.on_frame: Callable[[FrameProvider, int], None] = lambda _provider, _frame: None

    def open(self, path: Path) -> None:
        """Opens a video, a folder of images, or a project; answers through the signals."""
        self.cancel()
        try:
            project = path if path.suffix == _SUFFIX and path.is_file() else _orphan(path)
            if project is not None:
                self._open_project(project)
            else:
                self._start(path)
        except UserError as error:
            self.cancel()
            self.failed.emit(str(error))

    def relink(self, project: Path, path: Path, *, accept_changed: bool = False) -> None:
        """Tells a project where its clip is now, and opens it."""
        self.cancel()
        try:
            self._project = open_project(project)
            self._project.relink(path, accept_changed=accept_changed)
            self._start(path)
        except UserError as error:
            self.cancel()
            self.failed.emit(str(error))

    def cancel(self) -> None:
        """Forgets what is being opened."""
        self._turn += 1
        if self._provider is not None:
            self._provider.close()
        if self._project is not None:
            self._project.close()
        self._provider = self._project = None

    def _open_project(self, path: Path) -> None:
        project = self._project = open_project(path)
        media = project.media
        if media.state() is not MediaState.MISSING:
            self._start(media.path)
            return
        self.cancel()
        self.astray.emit(Astray(path, media, tr("{name} has moved.", name=media.path.name)))

    def _start(self, path: Path) -> None:
        turn = self._turn
        provider: FrameProvider

        def ready() -> None:
            if turn == self._turn:
                self._finish(path, provider)

        def failed(sentence: str) -> None:
            if turn == self._turn:
                self.cancel()
                self.failed.emit(sentence)

        def frame(number: int) -> None:
            if self._provider is provider:
                self.first_frame.emit(provider)
            self.on_frame(provider, number)

        provider = FrameProvider(
            path,
            ram_bytes=self._preferences.value.frame_cache_mb * _MIB,
            on_frame=self._bridge.wrap(frame),
            on_error=self._bridge.wrap(failed),
            on_ready=self._bridge.wrap(ready),
            disk_folder=Path(appdirs.user_cache_dir("sst-annotator", appauthor=False)) / "frames",
            disk_bytes=self._preferences.value.disk_cache_mb * _MIB,
        )
        self._provider = provider
        provider.want(0)

    def _finish(self, path: Path, provider: FrameProvider) -> None:
        try:
            project = self._project = self._project or _project_of(path, provider)
            if (sentence := _misfit(project, provider)) is not None:
                place, media = project.path, project.media
                self.cancel()
                self.astray.emit(Astray(place, media, sentence))
                return
            sentence = _adopt(project, path)
            session = Session(project, provider, engine=self._engine, preferences=self._preferences)
        except UserError as error:
            self.cancel()
            self.failed.emit(str(error))
            return
        self._provider = self._project = None
        self._preferences.opened(path)
        self.opened.emit(session)
        if sentence:
            session.told.emit(sentence)


def _orphan(path: Path) -> Path | None:
    """The project of a clip that is gone, so that a recent clip can be found again."""
    if path.exists():
        return None
    places = (path.with_suffix(_SUFFIX), path.with_name(path.name + _SUFFIX))
    return next((place for place in places if place.is_file()), None)


def _adopt(project: Project, path: Path) -> str:
    """Takes a clip whose frames fit for the one that is gone: renamed, or encoded anew.

    Returns:
        What the user should know, or "".

    Raises:
        ProjectError: The new place cannot be stored.
    """
    gone = project.media.path
    if path.suffix == _SUFFIX or path.absolute() == gone.absolute() or gone.exists():
        return ""
    project.relink(path, accept_changed=True)
    return tr(
        "{project} was made for {gone}, which is gone; now it is {now}'s.",
        project=project.path.name,
        gone=gone.name,
        now=path.name,
    )


def _misfit(project: Project, provider: FrameProvider) -> str | None:
    """Why the masks of a project cannot lie over these frames; None where they can."""
    document = project.document
    if (document.size, document.frames) == (provider.size, provider.frames):
        return None
    (height, width), (rows, cols) = document.size, provider.size or (0, 0)
    name = project.media.path.name
    return (
        f"{name} has changed: it has {provider.frames} frames of {cols}x{rows}, but the masks were "
        f"drawn on {document.frames} frames of {width}x{height}."
    )


def _project_of(path: Path, provider: FrameProvider) -> Project:
    """The project of a clip: the one beside it, or a new one."""
    assert provider.size is not None, "a provider that is ready knows its size"
    height, width = provider.size
    media: MediaReference = describe_media(
        path, frames=provider.frames, height=height, width=width, rate=provider.rate
    )
    place = default_project_path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    return open_project(place, create_for=media)


def copy_sample(source: Path, folder: Path | None = None) -> Path:
    """Copies the sample clip to where its project can be written.

    Args:
        source: The clip that ships with the app.
        folder: Where to; None takes the user's data folder.

    Returns:
        The copy; one from before is used again, with its project.
    """
    place = folder or Path(appdirs.user_data_dir("sst-annotator", appauthor=False)) / "sample"
    place.mkdir(parents=True, exist_ok=True)
    copy = place / "sample.mp4"
    if not copy.exists() or copy.stat().st_size != source.stat().st_size:
        shutil.copyfile(source, copy)
    return copy
