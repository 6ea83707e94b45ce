"""Masks from elsewhere, read in a thread: what was found, ready to go in as one step of undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from annotator.document import gestures
from annotator.document.document import Document
from annotator.document.edits import Group
from annotator.export.import_look import sequences_in, sizes_of
from annotator.export.import_rules import Imported, ImportRules
from annotator.export.imports import import_masks
from annotator.words import tr
from sst_core.errors import UserError


@dataclass(frozen=True)
class ImportWish:
    """What the user asked for in the dialog.

    Attributes:
        path: A PNG, a folder, or a json.
        rules: The clip, and how masks may differ from it.
        frame: The frame of a single PNG.
        sequence: Which sequence of a collection; None for the only one.
    """

    path: Path
    rules: ImportRules
    frame: int
    sequence: str | None = None

    @property
    def single(self) -> bool:
        """Whether it is one mask."""
        return self.path.suffix.lower() == ".png" and not self.path.is_dir()


@dataclass(frozen=True)
class Found:
    """What lies at a path.

    Attributes:
        wish: What was asked.
        sequences: Names to choose from; empty where there is nothing to choose.
        group: What would be done; None where nothing would change, or where it cannot be done.
        revision: Of the document that the group fits.
        sentences: What the user should read.
        good: Whether it can be brought in.
        categories: Words for kinds of objects, listed or used there.
    """

    wish: ImportWish
    sequences: Sequence[str]
    group: Group | None
    revision: int
    sentences: Sequence[str]
    good: bool
    categories: tuple[str, ...] = ()


def read_in_background(
    wish: ImportWish, document: Document, found: Callable[[Found], None]
) -> None:
    """Reads masks and prepares the step; `found` is called on the thread that reads."""

    def work() -> None:
        found(look(wish, document))

    Thread(target=work, name="import", daemon=True).start()


def look(wish: ImportWish, document: Document) -> Found:
    """Reads masks and prepares the step; changes nothing.

    Args:
        wish: What to read.
        document: Where they would go.
    """
    sequences: list[str] = []
    revision = document.revision
    try:
        sequences = sequences_in(wish.path)
        frame = wish.frame if wish.single else None
        masks = import_masks(wish.path, wish.rules, frame=frame, sequence=wish.sequence)
        group = gestures.import_maps(document, masks.maps, objects=masks.objects)
    except UserError as error:
        return Found(wish, sequences, None, revision, [tr(str(error))], good=False)
    except (OSError, ValueError) as error:
        return Found(wish, sequences, None, revision, [f"{wish.path}: {error}."], good=False)
    sentences = [*_facts(wish, masks, document), *map(tr, masks.warnings)]
    if group is None:
        sentences.append(tr("These masks are there already."))
    words = categories_of(masks)
    if words:
        sentences.insert(
            2,
            tr("Categories: {names}.", names=_listed(words)),
        )
    good = group is not None
    return Found(wish, sequences, group, revision, sentences, good=good, categories=words)


def _listed(words: Sequence[str]) -> str:
    """The first few words of many."""
    return ", ".join(words[:8]) + (" …" if len(words) > 8 else "")


def categories_of(masks: Imported) -> tuple[str, ...]:
    """The words for kinds of objects that files list or use, each once."""
    used = (item.category for item in masks.objects if item.category)
    return tuple(dict.fromkeys((*masks.categories, *used)))


def _facts(wish: ImportWish, masks: Imported, document: Document) -> list[str]:
    frames, names = sorted(masks.maps), wish.rules.names
    if len(frames) == 1:
        where = tr("One mask, for frame {frame}", frame=names[frames[0]])
    else:
        where = tr(
            "{count} masks, for frames {first} to {last}",
            count=len(frames),
            first=names[frames[0]],
            last=names[frames[-1]],
        )
    rows, cols = wish.rules.size
    sizes = ", ".join(f"{width}x{height}" for height, width in sizes_of(wish.path))
    resized = wish.rules.resize and sizes not in {"", f"{cols}x{rows}"}
    fits = f"{cols}x{rows}"
    if resized:
        fits = tr("{sizes}, brought to {size}", sizes=sizes, size=fits)
    known = {item.id for item in document.objects}
    new = [item.name for item in masks.objects if item.id not in known]
    old = len(masks.objects) - len(new)
    objects = []
    if old:
        known_ones = tr("{old} known objects", old=old)
        objects.append(tr("1 known object") if old == 1 else known_ones)
    if new:
        objects.append(tr("new: {names}", names=_listed(new)))
    covered = sum(document.has_labels(frame) for frame in frames)
    facts = [f"{where}; {fits}.", tr("Objects: {names}.", names="; ".join(objects) or tr("none"))]
    if covered:
        one = tr("1 frame has masks already, which are replaced; locked ones stay.")
        many = tr(
            "{covered} frames have masks already, which are replaced; locked ones stay.",
            covered=covered,
        )
        facts.append(one if covered == 1 else many)
    return facts
