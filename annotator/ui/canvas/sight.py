"""How masks are looked at: levels, outlines of neighbours, confidence, before the last run."""

from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QObject

from annotator.commands.session import Session
from annotator.cv import cv2
from annotator.document.before import before_last_run
from annotator.document.cells import HUMAN, Provenance
from annotator.document.document import Document
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.frame_pixels import NEUTRAL, Levels
from annotator.ui.look.colours import ColourTable, confidence_colours, confidence_scale
from annotator.words import marked, tr
from sst_core.errors import UserError
from sst_core.labels import LabelMap

SWITCHES: Final = ("onion", "confidence", "looks")
"""What can be on or off: outlines of the neighbours, confidence, what the model looks at."""
_OWN: Final = (226, 230, 236)
_LEGEND: Final = ("50 %", confidence_scale(), marked("100 % sure"))


class Sight(QObject):
    """Keeps what is shown beside the masks themselves; remembered with the project.

    Args:
        canvas: The canvas.
        changed: Called when a switch changed.
    """

    def __init__(self, canvas: Canvas, changed: Callable[[], None]) -> None:
        super().__init__()
        self._canvas, self._changed = canvas, changed
        self._told: Callable[[], None] = lambda: None
        self._seen: Callable[[], None] = lambda: None
        self._session: Session | None = None
        self._on: set[str] = set()
        self._before = False

    @property
    def before(self) -> bool:
        """Whether the frame is shown as it was before the last run."""
        return self._before

    @property
    def levels(self) -> Levels:
        """Brightness, contrast and gamma as shown."""
        return self._canvas.scene_state.levels

    def attach(self, session: Session | None) -> None:
        """Takes the look of another project, or the plain one."""
        self._session, self._before = session, False
        view = session.project.view if session is not None else {}
        names = view.get("sight")
        self._on = {name for name in SWITCHES if isinstance(names, list) and name in names}
        self._canvas.set_levels(_levels(view.get("levels")))
        if session is None:
            self._canvas.set_neighbours(None, None)
            self._canvas.set_notes()
            self._canvas.set_certain(None)
            self._canvas.show_instead(None)
        self._tell()

    def listen(self, *, told: Callable[[], None], seen: Callable[[], None]) -> None:
        """Says who hears of changes.

        Args:
            told: Called when a switch changed.
            seen: Called when another frame, or other masks, are shown.
        """
        self._told, self._seen = told, seen

    def is_on(self, name: str) -> bool:
        """Whether one of `SWITCHES` is on."""
        return name in self._on

    def switch(self, name: str, *, on: bool) -> None:
        """Turns one of `SWITCHES` on or off."""
        self._on = self._on | {name} if on else self._on - {name}
        if self._session is not None and not self._session.read_only:
            self._session.project.view["sight"] = sorted(self._on)
        self._tell()

    def set_levels(self, levels: Levels) -> None:
        """Shows the picture brighter, darker, harder or softer; the file stays as it is."""
        self._canvas.set_levels(levels)
        if self._session is not None and not self._session.read_only:
            values = [levels.brightness, levels.contrast, levels.gamma]
            self._session.project.view["levels"] = values

    def hold_before(self, *, held: bool) -> str:
        """Shows the frame as it was before the last run while a key is held.

        Returns:
            A sentence for the user where that cannot be shown, "" otherwise.
        """
        self._before = False
        found, why = None, ""
        if held and self._session is not None:
            found, why = self._found_before(self._session)
        self._before = found is not None
        if found is None:
            self._canvas.show_instead(None)
        else:
            self._canvas.show_instead(found[0], tr("before: {found}", found=found[1]))
        return why

    def show(self, owned: frozenset[int], hidden: frozenset[int], colours: ColourTable) -> None:
        """Brings the canvas up to date after the frame, its masks or a switch changed.

        Args:
            owned: Ids whose pixels on the frame are the user's own.
            hidden: Ids out of sight.
            colours: (256, 3) uint8 RGB by id.
        """
        session, canvas = self._session, self._canvas
        if session is None:
            return
        document, frame = session.document, session.frame
        if self._before:
            self.hold_before(held=True)
        sure = self.is_on("confidence")
        canvas.set_style(
            owned=owned,
            hidden=hidden,
            colours=_by_confidence(document, frame, colours) if sure else colours,
        )
        canvas.set_certain(session.runs.certainties.at(document, frame) if sure else None)
        notes = _numbers(document, frame, hidden) if sure else ()
        canvas.set_notes(notes, _LEGEND if sure else None)
        self._seen()

    def show_neighbours(self) -> None:
        """Outlines the object in hand as it is on the frames before and after."""
        session = self._session
        chosen = session.object_id if session is not None else None
        if session is None or chosen is None or not self.is_on("onion"):
            self._canvas.set_neighbours(None, None)
            return
        masks = [
            session.document.label_map(place) == chosen
            if 0 <= place < session.frames and session.document.has_labels(place)
            else None
            for place in (session.frame - 1, session.frame + 1)
        ]
        self._canvas.set_neighbours(masks[0], masks[1])

    def _tell(self) -> None:
        self._changed()
        self._told()

    @staticmethod
    def _found_before(session: Session) -> tuple[tuple[LabelMap, str] | None, str]:
        try:
            found = before_last_run(session.document, session.frame)
        except (UserError, ValueError) as error:
            return None, tr(str(error))
        return found, "" if found is not None else tr("There is no run to compare with yet.")


def _levels(stored: object) -> Levels:
    if not isinstance(stored, list) or len(stored) != 3:
        return NEUTRAL
    if not all(isinstance(value, int | float) for value in stored):
        return NEUTRAL
    brightness, contrast, gamma = (float(value) for value in stored)
    return Levels(min(max(brightness, -1), 1), min(max(contrast, 0.1), 8), min(max(gamma, 0.2), 5))


def _by_confidence(document: Document, frame: int, colours: ColourTable) -> ColourTable:
    """Colours by what the model thought of its masks; what people made is nearly white."""
    table = colours.copy()
    for object_id, cell in document.cells(frame).items():
        sure = None if cell.provenance in HUMAN else cell.confidence
        table[object_id] = _OWN if sure is None else confidence_colours()[round(sure * 255)]
    return table


def _numbers(
    document: Document, frame: int, hidden: frozenset[int]
) -> tuple[tuple[float, float, str], ...]:
    """Name and confidence at the middle of every mask."""
    labels = document.label_map(frame)
    names = {item.id: item.name for item in document.objects}
    found = []
    for object_id, cell in sorted(document.cells(frame).items()):
        if object_id in hidden or object_id not in names:
            continue
        middle = _middle(labels, object_id)
        if middle is None:
            continue
        if cell.provenance in HUMAN:
            word = tr("yours")
        elif cell.confidence is None:
            word = tr("accepted") if cell.provenance is Provenance.ACCEPTED else tr("not known")
        else:
            word = f"{cell.confidence:.0%}"
        found.append((*middle, f"{names[object_id]}  {word}"))
    return tuple(found)


def _middle(labels: LabelMap, object_id: int) -> tuple[float, float] | None:
    moments = cv2.moments(np.equal(labels, object_id).view(np.uint8), binaryImage=True)
    area = moments["m00"]
    return (moments["m01"] / area, moments["m10"] / area) if area else None
