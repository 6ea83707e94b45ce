"""The window and its parts, each in its place; what happens between them is for others to say."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands.context import Desk
from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.picture import Picture
from annotator.ui.curves.strip import Curves
from annotator.ui.focus import FocusRing
from annotator.ui.hands import Hands
from annotator.ui.layout import bring_back_panels, bring_back_size, keep_layout
from annotator.ui.look import theme
from annotator.ui.look.actions import Actions
from annotator.ui.look.bridge import Bridge
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


class Parts(QMainWindow):
    """Holds the parts; whoever builds a window of them gives the stage and the desk.

    Args:
        preferences: The settings.

    Attributes:
        desk: What commands may ask of the window.
        session: The open clip.

    Signals:
        refreshed(): Buttons and menus were brought up to date.
    """

    refreshed = Signal()
    desk: Desk

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.session: Session | None = None
        self.scheme = theme.choose(preferences.value.theme)
        self._laid_out = False
        self.bridge = Bridge(self)
        self.canvas = Canvas()
        self.canvas.setAccessibleName(tr("Picture"))
        self.picture = Picture(self.canvas, preferences)
        self.hands = Hands(self.canvas, self.picture, self.refresh)
        self.actions_ = Actions(_Context(self), self)
        self.playback = Playback(self)
        self._make_parts()
        self._place_parts()

    def refresh(self) -> None:
        """Brings buttons and menus up to date."""
        self.actions_.refresh()
        self.refreshed.emit()

    def show_clip(self, *, shown: bool) -> None:
        """Shows the picture, or the invitation in its place."""
        self.pages.setCurrentIndex(1 if shown else 0)
        self.banner.raise_()  # a page that comes up comes up over it
        self._below.setVisible(shown)
        self.side.setVisible(shown)
        if shown and not self._laid_out:  # panels out of sight take no sizes
            self._laid_out = True
            bring_back_panels(self.preferences, self._splitters)
        if shown:
            self.canvas.setFocus()
        else:
            self.empty.set_recent(self.preferences.value.recent)

    def keep_layout(self) -> None:
        """Has the next window lie as this one does."""
        keep_layout(self.preferences, self, self._splitters if self._laid_out else {})

    def _make_parts(self) -> None:
        self.pages = QStackedWidget()
        self.empty = EmptyPage()
        self.empty.set_recent(self.preferences.value.recent)
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
        self.recent.lie_before(self.actions_["file.sample"], self.menuBar())
        for command in self.actions_.commands:
            self.addAction(self.actions_[command.id])
        self.setStatusBar(self.status)
        self.pages.addWidget(self.empty)
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

    def _fill_side(self) -> None:
        self.side = QSplitter(Qt.Orientation.Vertical)
        lists = (self.objects, self.references, self.checks, self.clips)
        for part in lists:
            self.side.addWidget(part)
        bodies = (self.objects.body, self.references.body, self.checks.body, self.clips.body)
        self.ring = FocusRing((self.canvas, *bodies), self.banner.say)
        self.clips.hide()
        self.side.setSizes([240, 180, 180, 200])


class _Context:
    """What commands see of the window (`annotator.commands.context.Context`)."""

    def __init__(self, window: Parts) -> None:
        self._window = window
        self.preferences = window.preferences

    @property
    def session(self) -> Session | None:
        return self._window.session

    @property
    def view(self) -> Hands:
        return self._window.hands

    @property
    def desk(self) -> Desk:
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
