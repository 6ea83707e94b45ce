"""What an export is asked to do, what it hands to a format, and what it says afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotator.export.folder import OutputFolder
from annotator.export.qa_records import Activity
from annotator.media.source import FrameSource, Picture
from sst_core.labels import LabelMap

if TYPE_CHECKING:
    from annotator.document.document import Document


@dataclass(frozen=True)
class ExportJob:
    """An export as the user asked for it.

    Attributes:
        document: The label maps and what is known about them.
        media: The frames, open.
        output: The folder to write into; made where it is missing.
        format: Id of a format (see `annotator.export.formats`).
        frames: Frame numbers, rising.
        sequence: Name of the clip in the layout, a single folder name.
        accepted_only: Leave out frames with a mask that nobody drew or accepted.
        overwrite: Accept a folder that is not empty; files of the same names are replaced.
        options: Values of the format's options, by name.
        activity: What the work took, for the QA report; None where nobody knows.
    """

    document: "Document"
    media: FrameSource
    output: Path
    format: str
    frames: Sequence[int]
    sequence: str = "clip"
    accepted_only: bool = False
    overwrite: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    activity: Activity | None = None


@dataclass(frozen=True)
class Plan:
    """A job that has passed every check.

    Attributes:
        job: What was asked.
        frames: The frames that will be written, rising.
        names: File stem of every frame of the clip.
        options: Every option of the format, defaults filled in.
        warnings: Sentences that the user should read.
    """

    job: ExportJob
    frames: tuple[int, ...]
    names: Sequence[str]
    options: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Shot:
    """One frame on its way to a format.

    Attributes:
        frame: Its number in the clip.
        name: Its file stem.
        picture: (H, W, 3) uint8 RGB; None where the format needs none.
        label_map: (H, W) uint8; None where nobody has labelled the frame.
    """

    frame: int
    name: str
    picture: Picture | None
    label_map: LabelMap | None


class Exporter(Protocol):
    """Writes one layout: every frame in turn, then what speaks of all of them.

    Made from a `Plan`, an exporter only looks; it raises OutputError for a folder that must not
    be written, and other user errors for what is missing.
    """

    folder: OutputFolder
    """Where it writes."""
    needs_pictures: bool
    """Whether frames have to be decoded."""

    def add(self, shot: Shot) -> None:
        """Writes one frame.

        Raises:
            OutputError: The disk is full, or the folder went away.
        """
        ...

    def finish(self) -> None:
        """Writes lists and tables about the frames added; called once, also after a cancel.

        Raises:
            OutputError: The disk is full, or the folder went away.
        """
        ...


@dataclass(frozen=True)
class ExportReport:
    """What an export has done.

    Attributes:
        output: The folder.
        frames: Frames that were written, rising.
        files: Number of files written.
        warnings: Sentences that the user should read.
        complete: False where it was cancelled; what was finished stays.
    """

    output: Path
    frames: tuple[int, ...]
    files: int
    warnings: tuple[str, ...]
    complete: bool
