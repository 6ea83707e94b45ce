"""Opens a clip without making the window wait: frames first, then project and session."""

import shutil
from collections.abc import Callable
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
from annotator.ui.bridge import Bridge
from sst_core.errors import UserError

_MIB = 2**20
_SUFFIX = ".sst"


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
        moved(object, str): The project and a sentence: its video is not where it was.
    """

    first_frame = Signal(object)
    opened = Signal(object)
    failed = Signal(str)
    moved = Signal(object, str)

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
            if path.suffix == _SUFFIX and path.is_file():
                self._open_project(path)
            else:
                self._start(path)
        except UserError as error:
            self.cancel()
            self.failed.emit(str(error))

    def relink(self, project: Project, path: Path) -> None:
        """Tells a project where its video is now, and goes on opening it."""
        try:
            project.relink(path)
            self._project = project
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
        project = open_project(path)
        if project.media.state() is MediaState.MISSING:
            sentence = f"{project.media.path.name} has moved."
            self.moved.emit(project, sentence)
            return
        self._project = project
        self._start(project.media.path)

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
            project = self._project or _project_of(path, provider)
            session = Session(project, provider, engine=self._engine, preferences=self._preferences)
        except UserError as error:
            self.cancel()
            self.failed.emit(str(error))
            return
        self._provider = self._project = None
        self._preferences.opened(path)
        self.opened.emit(session)


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
