"""A tour of four sentences while somebody works on the sample for the first time."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from annotator.commands.session import Session
from annotator.ui.panels.banner import Banner
from annotator.words import marked

SENTENCES: Final = (
    marked("This is the sample. Press S and drag a box around a fish: the mask snaps to it."),
    marked("Your first mask. D paints and E erases; when it fits, F carries it through the clip."),
    marked(
        "The arrows look through it. Tab goes to a frame in doubt; mend it there, then press R."
    ),
    marked("That frame is yours now: no run changes it. Ctrl+E exports, F1 shows all keys."),
)
_SAMPLE: Final = ("sample", "sample.mp4")
"""The last parts of the path that `annotator.ui.opening.copy_sample` copies to."""


class Hints:
    """Says the next step as soon as the one before is done; each once, none twice.

    Args:
        banner: Where the sentences are shown; each can be closed.
    """

    def __init__(self, banner: Banner) -> None:
        self._banner = banner
        self._session: Session | None = None
        self._step = 0
        self._ran = False

    def attach(self, session: Session) -> list[Callable[[], None]]:
        """Begins the tour if this is the sample and nothing has been drawn on it.

        Returns:
            What ends it.
        """
        path: Path = session.project.media.path
        if path.parts[-2:] != _SAMPLE or session.document.labelled or session.read_only:
            return []
        self._session, self._step, self._ran = session, 0, False
        self._banner.stay(SENTENCES[0])
        return [
            session.document.changed.connect(lambda _frames, _objects: self._look()),
            session.runs.changed.connect(self._look),
        ]

    def _look(self) -> None:
        session = self._session
        if session is None:
            return
        running = session.runs.state is not None
        ended, self._ran = self._ran and not running, running
        document = session.document
        done = (
            bool(document.labelled),
            ended and len(document.labelled) > 1,
            len(document.references()) > 1,
        )
        if self._step < len(done) and done[self._step]:
            self._step += 1
            self._banner.stay(SENTENCES[self._step])
