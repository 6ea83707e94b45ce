"""Feeds the canvas: the frame of the moment, its label map, and how both look."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.document.cells import HUMAN
from annotator.document.document import Document
from annotator.media.provider import FrameProvider
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.sight import Sight
from annotator.ui.look.colours import ColourTable, colour_table
from sst_core.labels import VOID


class Picture(QObject):
    """Keeps the canvas in step with session, provider and document.

    Args:
        canvas: The canvas.
        preferences: Palette, opacity, contours.

    Attributes:
        playing: Whether the clip plays, so that frames ahead matter most.
        paint_over: What a stroke may take: "all", "below" (objects further down in the list),
            or "nothing" that another object has.
        void: Whether strokes paint void instead of the object in hand.
        sight: What is shown beside the masks themselves.
        placed: Hears that another frame is the current one.
    """

    def __init__(self, canvas: Canvas, preferences: Preferences) -> None:
        super().__init__()
        self._canvas, self._preferences = canvas, preferences
        self._session: Session | None = None
        self._exact = False
        self.playing = False
        self.paint_over = "all"
        self.void = False
        self.sight = Sight(canvas, self.show_labels)
        self.placed: Callable[[Session], None] = lambda _session: None
        self._chosen: int | None = None

    @property
    def exact(self) -> bool:
        """Whether the frame shown is the one asked for, not a neighbour."""
        return self._exact

    def preview(self, provider: FrameProvider) -> None:
        """Shows what there is of a clip that is still being opened."""
        nearest = provider.nearest(0)
        if self._session is None and nearest is not None:
            self._canvas.set_frame(nearest[1], index=0, approximate=nearest[0] != 0)

    def attach(self, session: Session | None) -> None:
        """Shows another clip, or nothing."""
        self._session = session
        self._canvas.set_label_map(None)
        if session is None:
            self._canvas.set_frame(None)
        self.sight.attach(session)
        if session is None:
            return
        self.show_frame(session.frame)

    def show_frame(self, frame: int, *, direction: int = 1) -> None:
        """Shows a frame, or its nearest neighbour in memory until it is there."""
        session = self._session
        if session is None:
            return
        session.provider.want(frame, direction=direction, playing=self.playing)
        self._exact = False
        self._show_pixels(session, frame)
        self.show_labels()
        self.placed(session)

    def frame_arrived(self, provider: FrameProvider, frame: int) -> None:
        """A frame was decoded: shows it if it is the one that is waited for."""
        session = self._session
        if session is None or session.provider is not provider or self._exact:
            return
        if frame == session.frame:
            self._show_pixels(session, frame)

    def show_labels(self) -> None:
        """Shows the label map of the frame as it is now, and whose pixels are whose."""
        session = self._session
        if session is None:
            return
        document, frame = session.document, session.frame
        self._canvas.set_label_map(document.label_map(frame))
        self.sight.show(_owned(document, frame), _hidden(document), self.colours())
        self.show_object()

    def show_object(self) -> None:
        """Tells the canvas what is being drawn, and what is protected."""
        session = self._session
        if session is None:
            return
        document, chosen = session.document, session.object_id
        if chosen != self._chosen:  # whoever picks an object wants to draw it
            self._chosen, self.void = chosen, False
        ids = [item.id for item in document.objects]
        locked = {item.id for item in document.objects if item.locked}
        locked |= {item for item, cell in document.cells(session.frame).items() if cell.locked}
        drawn = chosen if chosen is not None else (1 if ids else document.next_id())
        drawn = VOID if self.void else drawn
        protect = locked | _out_of_reach(ids, drawn, self.paint_over)
        self._canvas.set_object(drawn, protect=protect - {drawn})
        self.sight.show_neighbours()

    def show_style(self) -> None:
        """Takes palette, opacity and contours from the settings."""
        settings = self._preferences.value
        self._canvas.set_style(
            opacity=settings.overlay_opacity / 100,
            contour_only=settings.contour,
        )
        self.show_labels()

    def colours(self) -> ColourTable:
        """(256, 3) uint8 RGB: the colour of every id on screen."""
        objects = self._session.document.objects if self._session is not None else ()
        own = {item.id: item.colour for item in objects if item.colour is not None}
        return colour_table(self._preferences.value.palette, own)

    def _show_pixels(self, session: Session, frame: int) -> None:
        exact = session.provider.get(frame)
        if exact is not None:
            self._exact = True
            self._canvas.set_frame(exact, index=frame)
            return
        nearest = session.provider.nearest(frame)
        if nearest is not None:
            self._canvas.set_frame(nearest[1], index=frame, approximate=True)


def _out_of_reach(ids: list[int], drawn: int, paint_over: str) -> set[int]:
    """The ids that a stroke of one object leaves alone; the list runs from top to bottom."""
    if paint_over == "nothing":
        return {*ids, VOID}
    if paint_over == "below" and drawn in ids:
        return set(ids[: ids.index(drawn)])
    return set()


def _owned(document: Document, frame: int) -> frozenset[int]:
    """Objects whose pixels on a frame are the user's own."""
    cells = document.cells(frame)
    return frozenset(item for item, cell in cells.items() if cell.provenance in HUMAN)


def _hidden(document: Document) -> frozenset[int]:
    return frozenset(item.id for item in document.objects if item.hidden)
