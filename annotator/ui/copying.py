"""Copies of a project, written behind the window's back: their drive may be slow."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from annotator.commands.session import Session
from annotator.words import tr
from sst_core.errors import UserError

if TYPE_CHECKING:
    from annotator.ui.parts import Parts


def save_copy(
    window: "Parts", session: Session, place: Path, open_path: Callable[[Path], object]
) -> None:
    """Writes the project of a session to another file, and says what came of it.

    The process does not end before the copy is whole.

    Args:
        window: Whose banner says it.
        session: The session.
        place: The file; what is there is replaced.
        open_path: Opens a path.
    """
    banner = window.banner

    def done() -> None:
        sentence = tr("A copy is in {name}.", name=place.name)
        if session.read_only:  # most likely to go on with the copy
            banner.stay(sentence, button=tr("Open it"), action=lambda: open_path(place))
        else:
            banner.say(sentence)

    arrive, fail = window.bridge.wrap(done), window.bridge.wrap(banner.stay)

    def work() -> None:
        try:
            copy()
        except UserError as error:
            fail(str(error))
        else:
            arrive()

    try:
        copy = session.project.copier(place)
    except UserError as error:
        banner.stay(str(error))
        return
    banner.say(tr("Copying to {name}…", name=place.name))
    Thread(target=work, name="copying").start()
