"""What commands may ask of the window: dialogs, files, playing, notes to the user."""

from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QColorDialog, QFileDialog, QInputDialog

from annotator.record.log import log_folder
from annotator.ui import shelf
from annotator.ui.aftermath import diagnostics
from annotator.ui.copying import save_copy
from annotator.ui.opening import copy_sample
from annotator.words import marked, tr

if TYPE_CHECKING:
    from annotator.ui.controller import Controller
    from annotator.ui.parts import Parts
    from annotator.ui.stage import Stage

_VIDEOS = "*.mp4 *.mov *.mkv *.webm *.avi *.m4v *.mpg *.mpeg *.ts *.mjpeg"
_FILTER = marked("Videos and projects ({videos} *.sst);;All files (*)")


class WindowDesk:
    """The desk of one window (`annotator.commands.context.Desk`).

    Args:
        window: The window.
        controller: Who opens clips, and carries all of a folder.
        stage: Whose bar tells how masks are looked at.
    """

    def __init__(self, window: "Parts", controller: "Controller", stage: "Stage") -> None:
        self._window, self._controller = window, controller
        self._dialogs: dict[str, Callable[[], None]] = {
            "palette": self._show_palette,
            "export": self._show_export,
            "export all": lambda: self._show_export(every=True),
            "settings": lambda: shelf.show_settings(window, window.preferences),
            "train": self._show_train,
            "look": stage.bar.open_look,
            "shortcuts": lambda: shelf.show_shortcuts(window, window.actions_, window.preferences),
            "about": self._show_about,
            "guide": lambda: shelf.show_guide(window),
            "next panel": lambda: window.ring.step(1),
            "panel before": lambda: window.ring.step(-1),
        }

    @property
    def playing(self) -> bool:
        """Whether the clip plays."""
        return self._window.playback.playing

    def open_path(self, path: Path) -> None:
        """Opens a video, a folder of images, a folder of videos, or a project."""
        self._controller.open_path(path)

    def ask_open(self, *, folder: bool) -> None:
        """Asks for a file or folder, and opens it."""
        if folder:
            chosen = QFileDialog.getExistingDirectory(self._window, tr("Open folder"))
        else:
            chosen, _ = QFileDialog.getOpenFileName(
                self._window, tr("Open"), "", tr(_FILTER, videos=_VIDEOS)
            )
        if chosen:
            self.open_path(Path(chosen))

    def open_sample(self) -> None:
        """Opens a copy of the sample that ships with the app."""
        try:
            with as_file(files("resources") / "sample" / "clip.mp4") as clip:
                self.open_path(copy_sample(clip))
        except OSError as error:
            reason = error.strerror or str(error)
            self._window.banner.stay(tr("The sample cannot be copied ({reason}).", reason=reason))

    def ask_import(self) -> None:
        """Asks for masks and brings them in."""
        self.import_masks(None)

    def import_masks(self, path: Path | None) -> None:
        """Opens the import dialog, perhaps with what was dropped."""
        window = self._window
        if window.session is None:
            self.notify(tr("Open the video first; then its masks can be brought in."))
        elif window.session.read_only:
            self.notify(tr("This project is open read-only, so no masks can be brought in."))
        else:
            shelf.show_import(window, window.session, path)

    def take_dropped(self, path: Path) -> None:
        """Opens what was dropped; masks that fall on an open clip are brought in."""
        from annotator.export.import_look import looks_like_masks  # noqa: PLC0415 - rarely needed

        if self._window.session is not None and looks_like_masks(path):
            self.import_masks(path)
        else:
            self.open_path(path)

    def ask_copy(self) -> None:
        """Asks where a copy of the project goes, and writes it."""
        session = self._window.session
        if session is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save a copy"), "", tr("Projects (*.sst)")
        )
        if not chosen:
            return
        place = Path(chosen)
        place = place if place.suffix == ".sst" else place.with_name(place.name + ".sst")
        save_copy(self._window, session, place, self.open_path)

    @property
    def clips(self) -> int:
        """How many clips the open folder holds; 0 where none is open."""
        clips = self._window.clips
        return 0 if clips.isHidden() else len(clips.paths)

    @property
    def busy(self) -> bool:
        """Whether all clips are being propagated."""
        return self._controller.clips_work.working

    def propagate_all(self) -> None:
        """Carries the masks of every clip of the folder, in the background."""
        self._controller.clips_work.start()

    def stop_all(self) -> None:
        """Stops the work on all clips."""
        self._controller.clips_work.stop()

    def step_clip(self, by: int) -> None:
        """Opens the next or previous clip of the folder."""
        path = self._window.clips.neighbour(by)
        if path is not None:
            self.open_path(path)
        else:
            self.notify(tr("There is no other clip that way."))

    def show(self, dialog: str) -> None:
        """Shows a dialog: "export", "export all", "palette", "shortcuts", "settings", "about"."""
        self._dialogs[dialog]()

    def copy_diagnostics(self) -> None:
        """Puts what a report of a fault needs on the clipboard."""
        window = self._window
        text = diagnostics(window.preferences.value, window.session)
        QGuiApplication.clipboard().setText(text)
        self.notify("Diagnostics are on the clipboard; nothing was sent anywhere.")

    def show_logs(self) -> None:
        """Opens the folder of logs and reports."""
        folder = log_folder()
        if not folder.is_dir():
            self.notify("There is no log yet.")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._window.banner.stay(f"The logs are in {folder}.")

    def ask_text(self, title: str, label: str, text: str) -> str | None:
        """Asks for one line; None when the user thought better of it."""
        answer, agreed = QInputDialog.getText(self._window, title, label, text=text)
        return str(answer) if agreed else None

    def ask_choice(self, title: str, label: str, choices: Sequence[str], text: str) -> str | None:
        """Asks for a word, one of a list or another; None when the user thought better of it."""
        listed = list(dict.fromkeys([*choices, text]))
        answer, agreed = QInputDialog.getItem(
            self._window, title, label, listed, listed.index(text), editable=True
        )
        return str(answer) if agreed else None

    def ask_lines(self, title: str, label: str, text: str) -> str | None:
        """Asks for a text of several lines; None when the user thought better of it."""
        answer, agreed = QInputDialog.getMultiLineText(self._window, title, label, text)
        return str(answer) if agreed else None

    def ask_colour(self, colour: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """Asks for a colour (R, G, B); None when the user thought better of it."""
        answer = QColorDialog.getColor(QColor(*colour), self._window, tr("Colour on screen"))
        if not answer.isValid():
            return None
        return answer.red(), answer.green(), answer.blue()

    def notify(self, sentence: str) -> None:
        """Says something that goes away by itself."""
        self._window.banner.say(sentence)

    def toggle_play(self) -> None:
        """Plays the range at the true rate, or stops."""
        self._controller.toggle_play()

    def toggle_full_screen(self) -> None:
        """Fills the screen, or not."""
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    def next_to_check(self) -> None:
        """Goes to the frame that needs eyes most, then to the next one."""
        self._controller.next_to_check()

    def close_window(self) -> None:
        """Closes the window; all is saved."""
        self._window.close()

    def _show_palette(self) -> None:
        actions = self._window.actions_
        pairs = [(command, actions[command.id]) for command in actions.commands]
        rows = [(one, made.shortcut().toString(), made.isEnabled()) for one, made in pairs]
        self._window.palette_.open(rows)

    def _show_export(self, *, every: bool = False) -> None:
        """Opens the export dialog for the open clip, or for every clip of the folder."""
        window = self._window
        if window.session is not None:
            shelf.show_export(window, window.session, window.clips.paths if every else ())

    def _show_train(self) -> None:
        if self._window.session is not None:
            shelf.show_train(self._window, self._window.session)

    def _show_about(self) -> None:
        window = self._window
        device = window.session.runs.device if window.session is not None else ""
        shelf.show_about(window, window.preferences, device)
