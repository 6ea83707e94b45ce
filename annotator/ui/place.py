"""Where the user stood in a clip: kept in its project while they work, brought back on opening."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from annotator.commands.session import Session
from annotator.ui.canvas.view_transform import ViewTransform, fitted

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_CALM_MS = 400
_SOON_MS = 50


class Place(QObject):
    """Keeps frame, object, tool, in and out points, zoom and pan.

    Args:
        window: The window.
    """

    def __init__(self, window: "Parts") -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._view: dict[str, Any] | None = None
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.keep)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look)
        window.canvas.zoom_changed.connect(lambda _zoom: self._calm.start())

    def attach(self, session: Session) -> list[Callable[[], None]]:
        """Brings back where the user stood; returns callables that end the keeping."""
        self._session = session
        view = session.project.view
        first, last = _frames(view.get("marks"), session.frames)
        if (first, last) != (None, None):
            session.mark(first=first, last=last)
        tool = view.get("tool")
        if isinstance(tool, str) and f"draw.{tool}" in self._commands():
            self._window.hands.use_tool(tool)
        zoom = view.get("zoom")
        self._view = zoom if isinstance(zoom, dict) else None
        self._look()
        return [
            session.moved.connect(lambda _frame, _by_user: self._calm.start()),
            session.chosen.connect(self._calm.start),
            self._detach,
        ]

    def keep(self) -> None:
        """Writes down where the user stands; it is stored with the next gesture or on closing."""
        session = self._session
        if session is None or session.read_only:
            return
        view, canvas = session.project.view, self._window.canvas
        view["frame"], view["object"] = session.frame, session.object_id
        view["marks"] = list(session.marks)
        view["tool"] = self._window.hands.tool
        shown, room = canvas.scene_state.frame, canvas.scene_state.viewport
        if self._view is None and shown is not None:
            row, col = canvas.view.to_image(room.center().x(), room.center().y())
            fits = canvas.view == fitted(shown.size, room.width(), room.height())
            view["zoom"] = {"row": row, "col": col, "scale": canvas.zoom, "fit": fits}

    def _detach(self) -> None:
        self._calm.stop()
        self._soon.stop()
        self.keep()
        self._session = self._view = None

    def _look(self) -> None:
        """Zooms to where the user was, once there is a picture."""
        if self._view is None:
            return
        canvas = self._window.canvas
        if canvas.scene_state.frame is None:
            self._soon.start()
            return
        kept, self._view = self._view, None
        try:
            row, col, scale = (float(kept[name]) for name in ("row", "col", "scale"))
        except (KeyError, TypeError, ValueError):
            return
        if not kept.get("fit", True) and scale > 0:
            canvas.view = ViewTransform(scale=scale)
            canvas.look_at(row, col)

    def _commands(self) -> set[str]:
        return {command.id for command in self._window.actions_.commands}


def _frames(marks: object, frames: int) -> tuple[int | None, int | None]:
    """In and out points as they were kept, as far as they lie in the clip."""
    if not isinstance(marks, list) or len(marks) != 2:
        return None, None
    first, last = (item if isinstance(item, int) and 0 <= item < frames else None for item in marks)
    return first, last
