"""What the window says about the open clip: its panels, its place, its state."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.commands.session import Session
from annotator.ui.panels.checks import check_rows
from annotator.ui.panels.references import ReferenceLines
from annotator.words import marked, tr

if TYPE_CHECKING:
    from annotator.ui.parts import Parts

_READ_ONLY = marked("read-only")
_FIRST_STEPS = marked("Press S and drag a box around something, or draw with D. Then F tracks it.")


class Facts:
    """Writes facts of a session into the parts of a window, when it is asked to.

    Args:
        window: The window.
    """

    def __init__(self, window: "Parts") -> None:
        self._window = window
        self._references: ReferenceLines | None = None

    def attach(self, session: Session) -> list[Callable[[], None]]:
        """Follows what changes of the references; returns callables that end that."""
        lines = self._references = ReferenceLines(session.document, self._window.picture.colours())
        return [lines.close, self._detach]

    def _detach(self) -> None:
        self._references = None
        self._window.references.show_rows(())

    def show_clip(self, session: Session) -> None:
        """Says what is open, and what its user should know about it."""
        window, project = self._window, session.project
        name = project.media.path.name
        state = f" ({tr(_READ_ONLY)})" if session.read_only else ""
        window.setWindowTitle(f"{name}{state} — SST Annotator")
        height, width = session.document.size
        saved = tr(_READ_ONLY) if session.read_only else tr("saved ✓")
        window.status.set(size=f"{width} x {height}", saved=saved)
        window.clips.set_current(project.media.path)
        sentences = [text for text in (project.notice, *session.provider.warnings) if text]
        if session.clip_changed:
            sentences.append(
                tr("{name} has changed since this project was made; do the masks fit?", name=name)
            )
        if sentences:
            window.banner.stay(" ".join(f"{tr(text).rstrip('.')}." for text in sentences))
        elif not session.document.labelled:
            window.banner.say(_FIRST_STEPS)

    def show_place(self, session: Session) -> None:
        """Says where the user stands."""
        window, provider, frame = self._window, session.provider, session.frame
        window.timeline.set_frame(frame)
        clock = float(provider.times[frame]) if provider.rate is not None else None
        window.transport.show_place(frame, session.frames, clock)
        window.references.mark(frame)
        window.checks.mark(frame)

    def show_panels(self, session: Session) -> None:
        """Lists objects, references, and what to check next."""
        window, document = self._window, session.document
        self.show_objects(session)
        if self._references is not None:
            changed = self._references.update(window.picture.colours())
            window.references.show_lines(self._references, current=session.frame, changed=changed)
        self.show_checks(session)
        names = {item.id: item.name for item in document.objects}
        window.status.set(object=names.get(session.object_id or 0, tr("no object yet")))

    def show_checks(self, session: Session) -> None:
        """Lists what to check next, and marks it on the timeline."""
        window = self._window
        suggestions = session.checklist.suggestions
        rows = check_rows(session.document, suggestions, window.picture.colours())
        window.checks.show_rows(rows, current=session.frame)
        window.timeline.show_checks(session.checklist)

    def show_objects(self, session: Session) -> None:
        """Lists the objects, here and on the timeline."""
        window = self._window
        colours = window.picture.colours()
        window.objects.show_objects(
            session.document.objects,
            current=session.object_id,
            colours=colours,
            scheme=window.scheme,
        )
        window.timeline.set_colours(colours)
