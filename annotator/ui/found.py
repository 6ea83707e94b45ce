"""What is found where a clip or project is to be opened; never asked on the window's thread."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.media.provider import FrameProvider
from annotator.project import (
    MediaReference,
    MediaState,
    Project,
    default_project_path,
    describe_media,
    open_project,
)
from annotator.ui.panels.clips import videos_in
from annotator.words import tr
from sst_core.labels import list_images

_SUFFIX = ".sst"


class UnwantedError(Exception):
    """Nobody awaits what was opened any more; it is closed."""


@dataclass(frozen=True)
class Astray:
    """A project whose clip is not where it was, or not what it was.

    Attributes:
        project: The project file; it is closed before anybody hears of it.
        media: The clip as the project remembers it.
        sentence: What is wrong.
    """

    project: Path
    media: MediaReference
    sentence: str


@dataclass(frozen=True)
class Ready:
    """A project over whose clip a window can be opened.

    Attributes:
        project: The open project.
        sentence: What the user should know, or "".
        changed: Whether the clip is not the one it was made for any more.
    """

    project: Project
    sentence: str = ""
    changed: bool = False


Found = Ready | Astray | None
"""None: a clip, of which nothing is known yet."""
Keep = Callable[[Project], None]
"""Takes a project just opened, to close it one day; UnwantedError where nobody awaits it."""


def clip_of(found: Found) -> Path | None:
    """The clip of a project that was found."""
    return found.project.media.path if isinstance(found, Ready) else None


def clips_in(path: Path) -> list[Path]:
    """The videos of a folder that is not itself a clip of images; none where it is no folder."""
    return videos_in(path) if path.is_dir() and not list_images(path) else []


def look_at(path: Path, keep: Keep) -> Found:
    """The project that a path names, or whose clip it named; None where it is a clip.

    Raises:
        ProjectError: It cannot be opened.
        UnwantedError: Nobody awaits it any more.
    """
    place = path if path.suffix == _SUFFIX and path.is_file() else _orphan(path)
    if place is None:
        return None
    project = _opened(place, keep)
    media = project.media
    if media.state() is not MediaState.MISSING:
        return Ready(project)
    return Astray(place, media, tr("{name} has moved.", name=media.path.name))


def relinked(place: Path, path: Path, keep: Keep, *, accept_changed: bool) -> Ready:
    """A project that was told where its clip is now.

    Raises:
        ProjectError: It cannot be opened, or this is another clip and that is not accepted.
        UnwantedError: Nobody awaits it any more.
    """
    project = _opened(place, keep)
    project.relink(path, accept_changed=accept_changed)
    return Ready(project)


def project_of(path: Path, provider: FrameProvider, keep: Keep) -> Project:
    """The project of a clip: the one beside it, or a new one.

    Raises:
        ProjectError: It cannot be opened or made.
        UnwantedError: Nobody awaits it any more.
    """
    assert provider.size is not None, "a provider that is ready knows its size"
    height, width = provider.size
    media: MediaReference = describe_media(
        path, frames=provider.frames, height=height, width=width, rate=provider.rate
    )
    place = default_project_path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    return _opened(place, keep, media)


def fit(project: Project, path: Path, provider: FrameProvider) -> Ready | Astray:
    """Looks whether the masks of a project lie over these frames.

    Raises:
        ProjectError: The clip's new place cannot be stored.
    """
    if (sentence := _misfit(project, provider)) is not None:
        return Astray(project.path, project.media, sentence)
    sentence = _adopt(project, path)
    return Ready(project, sentence, project.media_state() is MediaState.CHANGED)


def _opened(place: Path, keep: Keep, create_for: MediaReference | None = None) -> Project:
    project = open_project(place, create_for=create_for)
    project.store_behind()
    keep(project)
    return project


def _orphan(path: Path) -> Path | None:
    """The project of a clip that is gone, so that a recent clip can be found again."""
    if path.exists():
        return None
    places = (path.with_suffix(_SUFFIX), path.with_name(path.name + _SUFFIX))
    return next((place for place in places if place.is_file()), None)


def _adopt(project: Project, path: Path) -> str:
    """Takes a clip whose frames fit for the one that is gone: renamed, or encoded anew.

    Returns:
        What the user should know, or "".

    Raises:
        ProjectError: The new place cannot be stored.
    """
    gone = project.media.path
    if path.suffix == _SUFFIX or path.absolute() == gone.absolute() or gone.exists():
        return ""
    project.relink(path, accept_changed=True)
    return tr(
        "{project} was made for {gone}, which is gone; now it is {now}'s.",
        project=project.path.name,
        gone=gone.name,
        now=path.name,
    )


def _misfit(project: Project, provider: FrameProvider) -> str | None:
    """Why the masks of a project cannot lie over these frames; None where they can."""
    document = project.document
    if (document.size, document.frames) == (provider.size, provider.frames):
        return None
    (height, width), (rows, cols) = document.size, provider.size or (0, 0)
    name = project.media.path.name
    return tr(
        "{name} has changed: it has {found} frames of {cols}x{rows}, but the masks were drawn on "
        "{frames} frames of {width}x{height}.",
        name=name,
        found=provider.frames,
        cols=cols,
        rows=rows,
        frames=document.frames,
        width=width,
        height=height,
    )
