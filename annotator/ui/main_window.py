"""The window: its parts, and who connects them."""

from pathlib import Path

from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from annotator.commands.preferences import Preferences
from annotator.engine.client import EngineClient
from annotator.ui.controller import Controller
from annotator.ui.desk import WindowDesk
from annotator.ui.look import theme
from annotator.ui.look.access import describe
from annotator.ui.look.sizes import SIZES, scale_icons
from annotator.ui.parts import Parts
from annotator.ui.stage import Stage
from annotator.words import tr


class MainWindow(Parts):
    """Puts those together who act on the parts; what happens between them is the controller's.

    Args:
        preferences: The settings.
        engine: The engine's client; the window closes it.
    """

    desk: WindowDesk

    def __init__(self, preferences: Preferences, engine: EngineClient) -> None:
        super().__init__(preferences)
        self.stage = Stage(self)
        self.pages.addWidget(self.stage)
        self.controller = Controller(self, engine)
        self.desk = WindowDesk(self, self.controller, self.stage)
        self.empty.sample.connect(self.desk.open_sample)
        self.empty.opened.connect(lambda: self.desk.ask_open(folder=False))
        self.empty.chosen.connect(lambda path: self.open_path(Path(path)))
        self.recent.wanted.connect(self.open_path)
        self.show_clip(shown=False)
        self.stage.follow(engine)
        self.hands.use_tool("brush")
        self.set_theme()
        describe(self)
        QApplication.styleHints().colorSchemeChanged.connect(self.set_theme)
        self._forget_theme = preferences.changed.connect(self._settings_changed)
        self.refresh()

    def open_path(self, path: Path, *, frame: int | None = None) -> None:
        """Opens a clip, a project, or a folder of clips; at a frame, or where the user left."""
        self.controller.open_path(path, frame=frame)

    def show_clip(self, *, shown: bool) -> None:
        """See `Parts.show_clip`; what the banner says lies below the bar."""
        super().show_clip(shown=shown)
        self.banner.top = 16 + (self.stage.bar.sizeHint().height() if shown else 0)

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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes everything; all edits are on disk already, or the user is asked first."""
        if not self.controller.may_close():
            event.ignore()
            return
        self.keep_layout()
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

    def _settings_changed(self) -> None:
        settings = self.preferences.value
        if (theme.choose(settings.theme), settings.text_percent) != (self.scheme, SIZES.percent):
            self.set_theme()
        self.actions_.set_keys()
        self.picture.show_style()
        self.controller.schedule()
