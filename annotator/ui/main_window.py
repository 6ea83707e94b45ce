"""The window: where each part has its place, and which dialogs there are."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.engine.client import EngineClient
from annotator.ui import shelf
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.picture import Picture
from annotator.ui.controller import Controller
from annotator.ui.curves.strip import Curves
from annotator.ui.desk import WindowDesk
from annotator.ui.focus import FocusRing
from annotator.ui.hands import Hands
from annotator.ui.layout import bring_back_panels, bring_back_size, keep_layout
from annotator.ui.look import theme
from annotator.ui.look.access import describe
from annotator.ui.look.actions import Actions
from annotator.ui.look.bridge import Bridge
from annotator.ui.look.sizes import SIZES, scale_icons
from annotator.ui.palette import Palette
from annotator.ui.panels.banner import Banner
from annotator.ui.panels.checks import check_panel
from annotator.ui.panels.clips import ClipsPanel
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.panels.objects import ObjectPanel
from annotator.ui.panels.references import reference_panel
from annotator.ui.panels.status import Status
from annotator.ui.panels.tool_strip import ToolStrip
from annotator.ui.panels.transport import Transport
from annotator.ui.playback import Playback
from annotator.ui.recent_menu import RecentMenu
from annotator.ui.stage import Stage
from annotator.ui.timeline.timeline import Timeline
from annotator.words import tr

TITLE = "SST Annotator"
_TOOLS = (
    tuple(
        f"draw.{name}"
        for name in ("brush", "eraser", "polygon", "lasso", "fill", "select", "scribble")
    ),
    ("edit.undo", "edit.redo"),
    ("view.fit", "view.hide", "file.export"),
)
_SIDE = 272


class MainWindow(QMainWindow):
    """Puts the parts together; what happens between them is the controller's.

    Args:
        preferences: The settings.
        engine: The engine's client; the window closes it.
    """

    def __init__(self, preferences: Preferences, engine: EngineClient) -> None:
        super().__init__()
        self.preferences = preferences
        self.scheme = theme.choose(preferences.value.theme)
        self._laid_out = False
        self.bridge = Bridge(self)
        self.canvas = Canvas()
        self.canvas.setAccessibleName(tr("Picture"))
        self.picture = Picture(self.canvas, preferences)
        self.desk = WindowDesk(self)
        self.hands = Hands(self.canvas, self.picture, self.refresh)
        self.actions_ = Actions(_Context(self), self)
        self.playback = Playback(self)
        self._make_parts()
        self._place_parts()
        self.controller = Controller(self, engine)
        self.stage.follow(engine)
        self.hands.use_tool("brush")
        self.set_theme()
        describe(self)
        QApplication.styleHints().colorSchemeChanged.connect(self.set_theme)
        self._forget_theme = preferences.changed.connect(self._settings_changed)
        self.refresh()

    @property
    def session(self) -> Session | None:
        """The open clip."""
        return self.controller.session if hasattr(self, "controller") else None

    def open_path(self, path: Path, *, frame: int | None = None) -> None:
        """Opens a clip, a project, or a folder of clips; at a frame, or where the user left."""
        self.controller.open_path(path, frame=frame)

    def refresh(self) -> None:
        """Brings buttons and menus up to date."""
        self.actions_.refresh()
        self.stage.show_tool(self.hands.tool)

    def toggle_play(self) -> None:
        """Plays the range at the true rate, or stops."""
        self.controller.toggle_play()

    def next_to_check(self) -> None:
        """Goes to the next frame in doubt."""
        self.controller.next_to_check()

    def show_clip(self, *, shown: bool) -> None:
        """Shows the picture, or the invitation in its place."""
        self.pages.setCurrentIndex(1 if shown else 0)
        self.banner.raise_()  # a page that comes up comes up over it
        self.banner.top = 16 + (self.stage.bar.sizeHint().height() if shown else 0)
        self._below.setVisible(shown)
        self.side.setVisible(shown)
        if shown and not self._laid_out:  # panels out of sight take no sizes
            self._laid_out = True
            bring_back_panels(self.preferences, self._splitters)
        if shown:
            self.canvas.setFocus()
        else:
            self.empty.set_recent(self.preferences.value.recent)

    def set_theme(self) -> None:
        """Takes the theme from the settings, or from the desktop."""
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a window needs an application"
        self.scheme = theme.choose(self.preferences.value.theme)
        percent = self.preferences.value.text_percent
        SIZES.follow(percent)
        theme.apply(app, self.scheme, percent)
        scale_icons(self, percent)
        self.side.setMinimumWidth(SIZES.of(200))
        self.timeline.take_size()
        self.objects.take_size()
        self.actions_.set_scheme(self.scheme)
        self.empty.set_scheme(self.scheme)
        self.stage.bar.set_scheme(self.scheme)
        self.stage.bar.take_size()
        self.canvas.setBackgroundBrush(QColor(self.scheme.canvas))
        self.controller.show_objects()

    def show_palette(self) -> None:
        """Opens the command palette."""
        pairs = [(command, self.actions_[command.id]) for command in self.actions_.commands]
        rows = [(one, made.shortcut().toString(), made.isEnabled()) for one, made in pairs]
        self.palette_.open(rows)

    def show_export(self, *, every: bool = False) -> None:
        """Opens the export dialog for the open clip, or for every clip of the folder."""
        if self.session is not None:
            shelf.show_export(self, self.session, self.clips.paths if every else ())

    def show_train(self) -> None:
        """Opens training on corrections."""
        if self.session is not None:
            shelf.show_train(self, self.session)

    def show_settings(self) -> None:
        """Opens the settings."""
        shelf.show_settings(self, self.preferences)

    def show_shortcuts(self) -> None:
        """Opens the sheet of keys."""
        shelf.show_shortcuts(self, self.actions_, self.preferences)

    def show_about(self) -> None:
        """Opens versions and places."""
        device = self.session.runs.device if self.session is not None else ""
        shelf.show_about(self, self.preferences, device)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes everything; all edits are on disk already, or the user is asked first."""
        if not self.controller.may_close():
            event.ignore()
            return
        keep_layout(self.preferences, self, self._splitters if self._laid_out else {})
        self._forget_theme()
        self.stage.close_work()
        self.controller.close()
        self.clips.close_work()
        self.bridge.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens what was dropped: the first file or folder."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.desk.take_dropped(Path(url.toLocalFile()))
                event.acceptProposedAction()
                return
        self.banner.stay(tr("Only files on this computer can be opened."))

    def _make_parts(self) -> None:
        self.pages = QStackedWidget()
        self.stage = Stage(self)
        self.empty = EmptyPage()
        self.empty.set_recent(self.preferences.value.recent)
        self.empty.sample.connect(self.desk.open_sample)
        self.empty.opened.connect(lambda: self.desk.ask_open(folder=False))
        self.empty.chosen.connect(lambda path: self.open_path(Path(path)))
        self.banner = Banner(self.pages)
        self.timeline = Timeline()
        self.curves = Curves(self.preferences, self.timeline, self.picture.colours)
        self.transport = Transport(self.actions_)
        self.status = Status()
        self.tools = ToolStrip(self.actions_, _TOOLS)
        self.objects = ObjectPanel(self.actions_)
        self.references = reference_panel()
        self.checks = check_panel()
        self.clips = ClipsPanel(self.bridge)
        self.palette_ = Palette(self)
        self.palette_.chosen.connect(self.actions_.run)

    def _place_parts(self) -> None:
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.setMinimumSize(720, 480)
        self.actions_.fill(self.menuBar())
        self.recent = RecentMenu(self, self.preferences)
        self.recent.wanted.connect(self.open_path)
        self.recent.lie_before(self.actions_["file.sample"], self.menuBar())
        for command in self.actions_.commands:
            self.addAction(self.actions_[command.id])
        self.setStatusBar(self.status)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.stage)
        self._fill_side()
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(self.pages)
        across.addWidget(self.side)
        across.setSizes([10_000, _SIDE])
        across.setCollapsible(0, False)  # noqa: FBT003 - Qt's signature
        across.setStretchFactor(0, 1)
        self.side.setMinimumWidth(200)
        below = self._below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(self.curves)
        column.addWidget(self.timeline, 1)
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(across)
        down.addWidget(below)
        down.setStretchFactor(0, 1)
        down.setSizes([10_000, 176 + self.curves.room])
        for splitter in (self.side, across, down):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.setCentralWidget(_beside(self.tools, down))
        self._splitters = {"side": self.side, "across": across, "down": down}
        bring_back_size(self.preferences, self)
        self.show_clip(shown=False)

    def _fill_side(self) -> None:
        self.side = QSplitter(Qt.Orientation.Vertical)
        lists = (self.objects, self.references, self.checks, self.clips)
        for part in lists:
            self.side.addWidget(part)
        bodies = (self.objects.body, self.references.body, self.checks.body, self.clips.body)
        self.ring = FocusRing((self.canvas, *bodies), self.banner.say)
        self.clips.hide()
        self.side.setSizes([240, 180, 180, 200])

    def _settings_changed(self) -> None:
        settings = self.preferences.value
        if (theme.choose(settings.theme), settings.text_percent) != (self.scheme, SIZES.percent):
            self.set_theme()
        self.actions_.set_keys()
        self.picture.show_style()
        self.controller.schedule()


class _Context:
    """What commands see of the window (`annotator.commands.context.Context`)."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.preferences = window.preferences

    @property
    def session(self) -> Session | None:
        return self._window.session

    @property
    def view(self) -> Hands:
        return self._window.hands

    @property
    def desk(self) -> WindowDesk:
        return self._window.desk


def _beside(strip: QWidget, body: QWidget) -> QWidget:
    """A strip at the left, and all the room for the rest."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(strip)
    row.addWidget(body, 1)
    return made
