"""What commands may ask of the app: the open clip, the view, the desk, the settings; no Qt."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session


class Sight(Protocol):
    """What is shown beside the masks themselves."""

    @property
    def before(self) -> bool:
        """Whether the frame is shown as it was before the last run."""
        ...

    def is_on(self, name: str) -> bool:
        """Whether "onion", "confidence" or "looks" is on."""
        ...

    def switch(self, name: str, *, on: bool) -> None:
        """Turns one of them on or off."""
        ...

    def hold_before(self, *, held: bool) -> str:
        """Shows the frame as it was before the last run; a sentence where it cannot."""
        ...


class View(Protocol):
    """The canvas, as far as commands steer it."""

    @property
    def sight(self) -> Sight:
        """What is shown beside the masks."""
        ...

    @property
    def tool(self) -> str:
        """Name of the tool in hand."""
        ...

    @property
    def overlay_hidden(self) -> bool:
        """Whether the masks are out of sight for now."""
        ...

    @property
    def paint_over(self) -> str:
        """What strokes may take: "all", "below" in the list of objects, or "nothing"."""
        ...

    @property
    def void(self) -> bool:
        """Whether strokes paint void."""
        ...

    @property
    def brush_on_screen(self) -> bool:
        """Whether the brush keeps its size on screen."""
        ...

    @property
    def key_pointer(self) -> bool:
        """Whether the arrow keys move a pointer over the picture."""
        ...

    def set_key_pointer(self, *, on: bool) -> None:
        """Lets the arrow keys move a pointer over the picture, or step through frames."""
        ...

    def use_tool(self, name: str) -> None:
        """Takes a tool in hand."""
        ...

    def zoom(self, factor: float) -> None:
        """Zooms about the middle of the view."""
        ...

    def zoom_fit(self) -> None:
        """Shows the whole frame."""
        ...

    def zoom_actual(self) -> None:
        """Shows one pixel of the frame as one pixel of the screen."""
        ...

    def scale_brush(self, factor: float) -> None:
        """Makes the brush larger or smaller."""
        ...

    def hide_overlay(self, *, hidden: bool) -> None:
        """Hides or shows the masks."""
        ...

    def set_paint_over(self, what: str) -> None:
        """Says what strokes may take: "all", "below" or "nothing"."""
        ...

    def set_void(self, *, on: bool) -> None:
        """Paints void, or the object in hand."""
        ...

    def set_brush_on_screen(self, *, on: bool) -> None:
        """Keeps the size of the brush on screen, or in pixels of the image."""
        ...

    def settle(self, command: str) -> bool:
        """Keeps what a tool has in hand before a command; True when that was all to be done."""
        ...

    def cancel_gesture(self) -> bool:
        """Drops the gesture in hand; False when there was none."""
        ...


class Desk(Protocol):
    """The window around the canvas, as far as commands need it."""

    @property
    def playing(self) -> bool:
        """Whether the clip plays."""
        ...

    def open_path(self, path: Path) -> None:
        """Opens a video, a folder of images or a project."""
        ...

    def ask_open(self, *, folder: bool) -> None:
        """Asks for a file or folder, and opens it."""
        ...

    def open_sample(self) -> None:
        """Opens a copy of the sample that ships with the app."""
        ...

    def ask_import(self) -> None:
        """Asks for masks and brings them in."""
        ...

    def ask_copy(self) -> None:
        """Asks where a copy of the project goes, and writes it."""
        ...

    @property
    def clips(self) -> int:
        """How many clips the open folder holds; 0 where none is open."""
        ...

    @property
    def busy(self) -> bool:
        """Whether all clips are being propagated."""
        ...

    def propagate_all(self) -> None:
        """Carries the masks of every clip of the folder, in the background."""
        ...

    def stop_all(self) -> None:
        """Stops the work on all clips."""
        ...

    def step_clip(self, by: int) -> None:
        """Opens the next or previous clip of the folder."""
        ...

    def show(self, dialog: str) -> None:
        """Shows a dialog: "export", "export all", "palette", "shortcuts", "settings", "about".

        "next panel" and "panel before" move the keyboard, "guide" opens the user guide.
        """
        ...

    def copy_diagnostics(self) -> None:
        """Puts what a report of a fault needs on the clipboard."""
        ...

    def show_logs(self) -> None:
        """Opens the folder of logs and reports."""
        ...

    def ask_text(self, title: str, label: str, text: str) -> str | None:
        """Asks for one line; None when the user thought better of it."""
        ...

    def ask_choice(self, title: str, label: str, choices: Sequence[str], text: str) -> str | None:
        """Asks for a word, one of a list or another; None when the user thought better of it."""
        ...

    def ask_lines(self, title: str, label: str, text: str) -> str | None:
        """Asks for a text of several lines; None when the user thought better of it."""
        ...

    def ask_colour(self, colour: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """Asks for a colour (R, G, B); None when the user thought better of it."""
        ...

    def notify(self, sentence: str) -> None:
        """Says something that goes away by itself."""
        ...

    def toggle_play(self) -> None:
        """Plays at the true rate, or stops."""
        ...

    def toggle_full_screen(self) -> None:
        """Fills the screen, or not."""
        ...

    def next_to_check(self) -> None:
        """Goes to the frame that needs eyes most."""
        ...

    def close_window(self) -> None:
        """Closes the window; all is saved."""
        ...


class Context(Protocol):
    """Everything that a command may touch.

    Attributes:
        preferences: The settings, and how to change them.
    """

    preferences: Preferences

    @property
    def session(self) -> Session | None:
        """The open clip."""
        ...

    @property
    def view(self) -> View:
        """The canvas."""
        ...

    @property
    def desk(self) -> Desk:
        """The window."""
        ...
