"""Opens a clip without making the window wait: frames first, then project and session."""

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

import appdirs
from PySide6.QtCore import QObject, Signal

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.engine.client import EngineClient
from annotator.media.provider import FrameProvider
from annotator.project import Project
from annotator.ui.found import (
    Astray,
    Found,
    Keep,
    Ready,
    UnwantedError,
    clip_of,
    clips_in,
    fit,
    look_at,
    project_of,
    relinked,
)
from annotator.ui.look.bridge import Bridge
from annotator.words import tr
from sst_core.errors import UserError

T = TypeVar("T")
_MIB = 2**20

__all__ = ["Astray", "Opener", "copy_sample"]


class Opener(QObject):
    """Turns a path into a session; one at a time, the latest wins.

    Files are looked at on a thread of their own, one for each step: a drive that does not answer
    holds up neither the window nor what is opened after it.

    Args:
        bridge: Where the calls of decoder and threads cross to the window's thread.
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
        self._guard = Lock()  # of turn and project: no thread leaves a project that nobody closes
        self.on_frame: Callable[[FrameProvider, int], None] = lambda _provider, _frame: None

    def open(self, path: Path) -> None:
        """Opens a video, a folder of images, or a project; answers through the signals."""
        self.cancel()
        self._aside(
            lambda keep: look_at(path, keep),
            self._unless_astray(lambda found: self._start(clip_of(found) or path)),
        )

    def explore(self, path: Path, then: Callable[[list[Path]], object]) -> None:
        """Hands over the clips of a folder, none where the path is a clip or project itself."""
        self.cancel()
        self._aside(lambda _keep: clips_in(path), then)

    def relink(self, project: Path, path: Path, *, accept_changed: bool = False) -> None:
        """Tells a project where its clip is now, and opens it."""
        self.cancel()
        self._aside(
            lambda keep: relinked(project, path, keep, accept_changed=accept_changed),
            lambda _found: self._start(path),
        )

    def cancel(self) -> None:
        """Forgets what is being opened."""
        with self._guard:
            self._turn += 1
            project, self._project = self._project, None
        if self._provider is not None:
            self._provider.close()
        if project is not None:
            project.close(discard=True)  # nothing was changed: it only lets go, behind our back
        self._provider = None

    def _aside(self, look: Callable[[Keep], T], then: Callable[[T], object]) -> None:
        """Looks at files on a thread of its own; then goes on here, if it is still wanted."""
        turn = self._turn

        def arrived(found: T) -> None:
            if turn == self._turn:
                then(found)

        def failed(sentence: str) -> None:
            if turn == self._turn:
                self.cancel()
                self.failed.emit(tr(sentence))

        arrive, fail = self._bridge.wrap(arrived), self._bridge.wrap(failed)

        def work() -> None:
            try:
                arrive(look(lambda project: self._keep(project, turn)))
            except UserError as error:
                fail(str(error))
            except UnwantedError:
                return

        Thread(target=work, name="opening", daemon=True).start()

    def _unless_astray(self, then: Callable[[Found], object]) -> Callable[[Found], None]:
        def go_on(found: Found) -> None:
            if isinstance(found, Astray):
                self.cancel()
                self.astray.emit(found)
            else:
                then(found)

        return go_on

    def _keep(self, project: Project, turn: int) -> None:
        """Takes a project that a thread has just opened, so that `cancel` will close it."""
        with self._guard:
            if turn == self._turn:
                self._project = project
                return
        project.close(discard=True)
        raise UnwantedError

    def _start(self, path: Path) -> None:
        turn = self._turn
        provider: FrameProvider

        def ready() -> None:
            if turn == self._turn:
                project = self._project
                self._aside(
                    lambda keep: fit(project or project_of(path, provider, keep), path, provider),
                    self._unless_astray(lambda found: self._finish(path, provider, found)),
                )

        def failed(sentence: str) -> None:
            if turn == self._turn:
                self.cancel()
                self.failed.emit(tr(sentence))

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

    def _finish(self, path: Path, provider: FrameProvider, found: Found) -> None:
        assert isinstance(found, Ready), "all else was told of before"
        session = Session(
            found.project,
            provider,
            engine=self._engine,
            preferences=self._preferences,
            clip_changed=found.changed,
        )
        with self._guard:
            self._provider = self._project = None
        self._preferences.opened(path)
        self.opened.emit(session)
        if found.sentence:
            session.told.emit(found.sentence)


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
