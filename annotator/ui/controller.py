"""Opens and closes clips in the window, and keeps its parts in step with the open one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.commands.said import said_reason
from annotator.commands.session import Session
from annotator.engine.client import EngineClient
from annotator.engine.messages import FromEngine, Keep
from annotator.media.provider import FrameProvider
from annotator.ui import shelf
from annotator.ui.clips_work import ClipsWork
from annotator.ui.facts import Facts
from annotator.ui.hints import Hints
from annotator.ui.intents import Intents
from annotator.ui.opening import Astray, Opener
from annotator.ui.place import Place
from annotator.ui.run_view import RunView
from annotator.ui.space import Space
from annotator.ui.timeline.thumbnails import Thumbnails
from annotator.words import tr
from sst_core.suggest import Suggestion

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_PANELS_MS = 60
_MIB = 2**20


class Controller(QObject):
    """Connects one session at a time with the parts of a window.

    Args:
        window: The window whose parts are connected.
        engine: The engine's client; closed with the window.
    """

    def __init__(self, window: "Parts", engine: EngineClient) -> None:
        super().__init__(window)
        self._window, self._engine = window, engine
        self._forget: list[Callable[[], None]] = []
        self._started, self._last = False, 0
        self._wanted: int | None = None
        self._intents = Intents(window, play=self.toggle_play, schedule=self.schedule)
        self._runs = RunView(window)
        self._facts = Facts(window)
        self._hints, self._place = Hints(window.banner), Place(window)
        self._space = Space(window, self._intents)
        self.clips_work = ClipsWork(window, engine, self.warm_up)
        self._opener = Opener(window.bridge, window.preferences, engine)
        self._opener.opened.connect(self.attach)
        self._opener.failed.connect(self._not_opened)
        self._opener.astray.connect(self._gone_astray)
        self._opener.first_frame.connect(self._preview)
        self._opener.on_frame = self._frame_arrived
        self._panels = QTimer(self, singleShot=True, interval=_PANELS_MS)
        self._panels.timeout.connect(self._refresh)
        window.clips.chosen.connect(self.open_path)
        window.playback.changed.connect(self._play_changed)
        engine.events.connect(window.bridge.wrap(self._receive))

    @property
    def session(self) -> Session | None:
        """The open clip."""
        return self._window.session

    def open_path(self, path: Path, *, frame: int | None = None) -> None:
        """Opens a clip, a project, or a folder of clips; at a frame, or where the user left."""
        if self.session is not None and _belongs(path, self.session):
            self._window.banner.say(tr("{name} is open already.", name=path.name))
            return
        if not self._space.may_leave(lambda: self.open_path(path)):
            return
        self._window.banner.hide()  # what it says is about the clip that is left
        self._window.status.set(saved="opening…")
        self._opener.explore(path, lambda videos: self._open_clip(path, videos, frame))

    def _open_clip(self, path: Path, videos: list[Path], frame: int | None) -> None:
        path = self._window.clips.take(path, videos)
        self._wanted = frame
        self.clips_work.make_way(path, lambda: self._opener.open(path))

    def attach(self, session: Session) -> None:
        """Puts an opened clip into the window in place of the one before."""
        if not self._space.may_leave(lambda: self.open_path(session.project.path)):
            session.close()  # what was drawn meanwhile comes first
            self.clips_work.not_opened()
            return
        self.detach()
        self._window.session, wanted, self._wanted = session, self._wanted, None
        if wanted is not None:
            session.go(wanted)
        window = self._window
        self._last = session.frame
        self._forget = [
            session.moved.connect(self._moved),
            session.chosen.connect(self._chosen),
            session.told.connect(window.banner.say),
            session.checklist.changed.connect(lambda: self._facts.show_checks(session)),
            session.document.changed.connect(self._document_changed),
            session.project.damaged.connect(window.bridge.wrap(window.banner.stay)),
            *self._facts.attach(session),
            *self._runs.attach(session),
            *self._space.attach(session),
            *window.curves.attach(session),
        ]
        self.clips_work.attach(session)
        window.show_clip(shown=True)
        window.picture.attach(session)
        window.picture.show_style()
        window.timeline.set_document(session.document)
        window.timeline.set_thumbnails(Thumbnails(session.provider.get))
        window.timeline.set_times(lambda frame: float(session.provider.times[frame]))
        self._facts.show_clip(session)
        self._forget += [*self._place.attach(session), *self._hints.attach(session)]
        self._show_place(session)
        self._chosen()
        self._refresh()
        window.refresh()
        self.warm_up(session)

    def detach(self) -> None:
        """Closes the open clip, if there is one."""
        self._window.playback.stop()
        for forget in self._forget:
            forget()
        self._forget = []
        self._runs.attach(None)
        if self.session is not None:
            session, self._window.session = self.session, None
            closed = self.clips_work.detach(session)
            self._window.picture.attach(None)
            self._window.timeline.set_document(None)
            session.close()
            closed()

    def may_close(self) -> bool:
        """Whether nothing would be lost; else the user is asked in the banner."""
        return self._space.may_leave(self._window.close)

    def close(self) -> None:
        """Closes the clip and the engine; nothing comes in any more."""
        self._opener.cancel()
        self.clips_work.close()
        self.detach()
        self._panels.stop()
        self._engine.close()

    def schedule(self) -> None:
        """Brings the panels up to date soon; many changes cost one update."""
        if not self._panels.isActive():
            self._panels.start()

    def show_objects(self) -> None:
        """Lists the objects."""
        if self.session is not None:
            self._facts.show_objects(self.session)

    def toggle_play(self) -> None:
        """Plays the range at the true rate, or stops."""
        session, playback = self.session, self._window.playback
        if playback.playing or session is None:
            playback.stop()
            return
        settings = self._window.preferences
        playback.start(
            session.provider.times,
            session.frame,
            span=session.span(),
            loops=lambda: settings.value.loop,
        )

    def next_to_check(self) -> None:
        """Goes to the next frame in doubt, in the order of the list, round and round."""
        session = self.session
        if session is None:
            return
        suggestions = session.checklist.suggestions
        if not suggestions:
            waiting = session.checklist.behind
            self._window.banner.say(tr("Still looking…") if waiting else tr("Nothing is in doubt."))
            return
        here = [(one.frame, one.object_id) for one in suggestions]
        now = (session.frame, session.object_id)
        place = here.index(now) + 1 if now in here else 0
        one = suggestions[place % len(suggestions)]
        session.choose(one.object_id)
        session.go(one.frame)
        self._window.banner.say(_doubt(session, one))

    # What the session says

    def _moved(self, frame: int, by_user: bool) -> None:  # noqa: FBT001 - a slot of ours
        session = self.session
        if session is not None:
            if by_user:
                self._engine.stand(frame)
            direction = 1 if frame >= self._last else -1
            self._last = frame
            self._window.picture.show_frame(frame, direction=direction)
            self._show_place(session)

    def _chosen(self) -> None:
        session, window = self.session, self._window
        if session is None:
            return
        window.picture.show_object()
        window.timeline.set_object(session.object_id)
        window.timeline.set_selection(session.selection)
        window.timeline.set_marks(session.marks)
        window.refresh()
        self.schedule()

    def _document_changed(self, frames: frozenset[int], objects_changed: bool) -> None:  # noqa: FBT001 - a slot of ours
        session = self.session
        if session is not None and (objects_changed or session.frame in frames):
            self._window.picture.show_labels()
        self._window.refresh()  # at once: the next key may be Ctrl+Z
        self.schedule()

    def _receive(self, message: FromEngine) -> None:
        if self.session is not None:
            self.session.runs.receive(message)

    # What the opener and the decoder say

    def _preview(self, provider: FrameProvider) -> None:
        if self.session is None:
            self._window.show_clip(shown=True)
            self._window.picture.preview(provider)

    def _frame_arrived(self, provider: FrameProvider, frame: int) -> None:
        self._window.picture.frame_arrived(provider, frame)
        self._window.status.set(cache=_cached(provider))

    def _not_opened(self, sentence: str) -> None:
        self.clips_work.not_opened()
        self._window.show_clip(shown=self.session is not None)
        self._window.status.set(saved="")
        if self.session is None:
            self._window.status.clear_clip()
        else:
            self._facts.show_clip(self.session)
        self._window.banner.stay(sentence)

    def _gone_astray(self, astray: Astray) -> None:
        self._not_opened(astray.sentence)
        _offer_to_find(self._window, self._opener, astray)

    def _refresh(self) -> None:
        if self.session is not None:
            self._facts.show_panels(self.session)

    def _show_place(self, session: Session) -> None:
        self._facts.show_place(session)
        self.schedule()

    def warm_up(self, session: Session) -> None:
        """Loads the model behind the user's back, so that the first run begins at once."""
        if not self._started:
            self._started = True
            self._engine.start()
        settings = self._window.preferences.value
        clip = str(session.project.media.path)
        self._engine.prepare(
            clip,
            weights=settings.weights,
            device=settings.device,
            resolution=settings.resolution,
            frame=session.frame,
            keep=Keep(settings.seen_mb, settings.seen_disk_mb, settings.look_ahead),
        )

    def _play_changed(self) -> None:
        self._window.picture.playing = self._window.playback.playing
        self._window.refresh()


def _belongs(path: Path, session: Session) -> bool:
    """Whether a path is the clip or the project that is open; its lock would refuse itself."""
    project = session.project
    return path.absolute() in {project.path.absolute(), project.media.path.absolute()}


def _offer_to_find(window: "Parts", opener: Opener, astray: Astray) -> None:
    """Says that a clip has moved or changed, with a button that looks for it."""

    def use(path: Path, accept_changed: bool) -> None:  # noqa: FBT001 - a slot of ours
        opener.relink(astray.project, path, accept_changed=accept_changed)

    def find() -> None:
        shelf.show_relink(window, astray.media, use)

    window.banner.stay(astray.sentence, button=tr("Find it…"), action=find)


def _cached(provider: FrameProvider) -> str:
    return tr("cache {size:.0f} MB", size=provider.cached_bytes / _MIB)


def _doubt(session: Session, one: Suggestion) -> str:
    return f"{session.document.object(one.object_id).name}: {said_reason(one.reason)}."
