"""The dialogs of the window, each built when it is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from annotator.commands.preferences import Preferences
from annotator.commands.session import Session
from annotator.ui.look.actions import Actions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QDialog, QWidget

    from annotator.project import MediaReference
    from annotator.ui.parts import Parts


def show_export(parent: "QWidget", session: Session, clips: "Sequence[Path]" = ()) -> None:
    """Opens the export dialog, for the open clip or for all of a folder."""
    from annotator.ui.dialogs.export import ExportDialog  # noqa: PLC0415 - start-up must be quick

    _open(ExportDialog(parent, session, clips))


def show_import(window: "Parts", session: Session, path: "Path | None" = None) -> None:
    """Opens the import dialog, perhaps with what was dropped."""
    from annotator.commands.objects import learn_categories  # noqa: PLC0415 - as above
    from annotator.ui.dialogs.import_ import ImportDialog  # noqa: PLC0415 - as above

    learn = partial(learn_categories, window.preferences)
    _open(ImportDialog(window, session, path, learn=learn))


def show_relink(
    parent: "QWidget", media: "MediaReference", use: "Callable[[Path, bool], None]"
) -> None:
    """Opens the dialog that finds a clip that has moved."""
    from annotator.ui.dialogs.relink import RelinkDialog  # noqa: PLC0415 - as above

    _open(RelinkDialog(parent, media, use))


def show_train(window: "Parts", session: Session) -> None:
    """Opens training on corrections: the open clip, and others of its folder with masks."""
    from annotator.engine.collect import Corrected, corrected_in, look_into  # noqa: PLC0415 - as above
    from annotator.project import default_project_path, summarize  # noqa: PLC0415 - as above
    from annotator.ui.dialogs.train import TrainDialog  # noqa: PLC0415 - as above
    from annotator.ui.training import Training  # noqa: PLC0415 - as above

    project = session.project
    found = [Corrected(project.path, project.media.path, corrected_in(session.document))]
    for clip in window.clips.paths:
        path = default_project_path(clip)
        if path == project.path:
            continue
        summary = summarize(path)
        if summary is not None and summary.settled:
            found.append(look_into(path))
    _open(TrainDialog(window, found, window.preferences, Training))


def show_settings(parent: "QWidget", preferences: Preferences) -> None:
    """Opens the settings."""
    from annotator.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415 - as above

    _open(SettingsDialog(parent, preferences))


def show_shortcuts(parent: "QWidget", actions: Actions, preferences: Preferences) -> None:
    """Opens the sheet of keys."""
    from annotator.ui.dialogs.shortcuts import ShortcutsDialog  # noqa: PLC0415 - as above

    _open(ShortcutsDialog(parent, actions.commands, preferences))


def show_about(parent: "QWidget", preferences: Preferences, device: str) -> None:
    """Opens versions and places."""
    from annotator.ui.dialogs.about import AboutDialog  # noqa: PLC0415 - as above

    _open(AboutDialog(parent, preferences, device))


def show_guide(parent: "QWidget") -> None:
    """Opens the user guide."""
    from annotator.ui.dialogs.guide import GuideDialog  # noqa: PLC0415 - as above

    _open(GuideDialog(parent))


def _open(dialog: "QDialog") -> None:
    """Shows a dialog without stopping the window behind it; it is gone once closed."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - as above

    from annotator.ui.look.access import describe  # noqa: PLC0415 - as above

    describe(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
