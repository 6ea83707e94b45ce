"""What must hold after a death: the project opens as the witness says, and every file is whole."""

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from annotator.project import ProjectError, open_project
from sst_core.errors import UserError
from sst_core.labels import read_label_map
from tests.crash.journal import Witness, fingerprint


@dataclass
class Findings:
    """What was found.

    Attributes:
        faults: Sentences; empty where all is well.
        hand_stored: Whether all groups in hand had reached the file; None where none was in hand.
        lost: How many groups had left the document and are not in the file.
        exports: Exports that are there.
    """

    faults: list[str] = field(default_factory=list)
    hand_stored: bool | None = None
    lost: int = 0
    exports: int = 0


def look(folder: Path, witness: Witness) -> Findings:
    """Checks a folder in which a window was killed."""
    found = Findings()
    project = folder / "clip.sst"
    if project.exists():
        found.faults += integrity(project)
        _compare(project, witness, found)
    elif witness.states:
        found.faults.append("the project is gone")
    for place in sorted((folder / "out").glob("*")) if (folder / "out").exists() else ():
        if not place.name.startswith("."):
            found.exports += 1
            found.faults += broken_files(place) + half_export(place)
    return found


def integrity(project: Path) -> list[str]:
    """SQLite's own full check, on a copy of the file with its log, before anybody opens it."""
    with tempfile.TemporaryDirectory() as place:
        for file in project.parent.glob(f"{project.name}*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, place)
        with closing(sqlite3.connect(Path(place) / project.name)) as connection:
            try:
                (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            except sqlite3.DatabaseError as error:
                said = str(error)
    return [] if said == "ok" else [f"integrity_check: {said}"]


def _compare(path: Path, witness: Witness, found: Findings) -> None:
    try:
        with open_project(path) as project:
            if project.read_only or project.notice:
                found.faults.append(f"opened with a notice: {project.notice}")
            state = fingerprint(project.document)
    except ProjectError as error:
        found.faults.append(f"does not open: {error}")
        return
    if witness.states and state not in witness.states:
        found.faults.append("another state than stored last or in hand")
    if witness.in_hand and state in witness.states:
        found.lost = witness.states[::-1].index(state)
        found.hand_stored = found.lost == 0


def broken_files(root: Path) -> list[str]:
    """Files of an export that cannot be read as what their names say."""
    faults = []
    for file in root.rglob("*"):
        if file.is_file() and not file.name.startswith("."):
            try:
                _read(file)
            except (OSError, ValueError, UserError, SyntaxError) as error:
                faults.append(f"{file.relative_to(root)} is broken ({error})")
    return faults


def _read(file: Path) -> None:
    if file.suffix == ".json":
        json.loads(file.read_text(encoding="utf-8"))
    elif file.suffix == ".png" and "Annotations" in file.parts:
        read_label_map(file, void_only=True)
    elif file.suffix in {".png", ".jpg"}:
        with Image.open(file) as image:
            image.load()
    elif not file.stat().st_size:
        raise ValueError("empty")


def half_export(root: Path) -> list[str]:
    """An export that lacks what is written last is a half one, and must not bear its name."""
    kind = root.name.partition("-")[2]
    last = {
        "davis": "ImageSets/2017/train.txt",
        "youtube-vos": "meta.json",
        "png-per-object": "masks/clip/objects.json",
        "collection": "ImageSets/train.txt",
        "qa": "*.html",
    }[kind]
    return [] if list(root.glob(last)) else [f"{root.name} is half an export"]
