"""Collects what the window says, and brings the translations up to date: python translations.py.

Sources are the literals that `spoken.py` finds under annotator/ and sst_core/, in what learns for
the window, and the tables of commands, settings and export formats, which need no marks. Written
are `resources/translations/*.ts`, which Qt Linguist opens, and from them, with Qt's lrelease, the
`*.qm` that the window loads.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from xml.etree import ElementTree as Xml

import PySide6

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from spoken import spoken  # noqa: E402 - beside us

from annotator.commands.catalogue import COMMANDS  # noqa: E402 - the tree, wherever we start
from annotator.commands.registry import MENUS  # noqa: E402 - as above
from annotator.export.formats import FORMATS  # noqa: E402 - as above
from annotator.settings import Settings  # noqa: E402 - as above

FOLDER = ROOT / "resources" / "translations"
CONTEXT = "sst-annotator"
PACKAGES = ("annotator", "sst_core")
LEARNING = ("corrections", "finetune", "gate", "judgement")
"""Modules of training/ whose sentences the window's training dialog shows."""
_FIELD = re.compile(r"(?<!\{)\{([^{}]*)\}(?!\})")


def main(argv: Sequence[str] | None = None) -> int:
    """Renews every translation, or with --check says what is not up to date; 1 where something."""
    parser = argparse.ArgumentParser(prog="translations.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(argv).check
    wanted, faults = sources(), 0
    for path in sorted(FOLDER.glob("*.ts")):
        known = read(path)
        texts = {text: known.get(text, "") for text in wanted}
        for text in wanted:
            if not texts[text]:
                print(f"{path.name}: not translated: {text!r}")
                faults += 1
            elif placeholders(text) != placeholders(texts[text]):
                print(f"{path.name}: other values: {text!r} -> {texts[text]!r}")
                faults += 1
        if check:
            faults += texts != known
        else:
            write(path, texts)
            release(path, path.with_suffix(".qm"))
    print(f"{len(wanted)} texts, {faults} faults")
    return int(bool(faults))


def sources() -> list[str]:
    """Every text that the window may say, sorted, each once."""
    return sorted(
        (spoken(ROOT, PACKAGES, [f"training/{name}.py" for name in LEARNING]) | set(tables()))
        - {""}
    )


def tables() -> Iterator[str]:
    """The words of commands, menus, settings and export formats."""
    yield from MENUS
    for command in COMMANDS:
        yield from (command.title, command.tip)
    for item in fields(Settings):
        meta = item.metadata
        yield from (meta.get("label", ""), meta.get("tip", ""), meta.get("group", ""))
        yield from meta.get("choices", ())
    for layout in FORMATS:
        yield from (layout.title, layout.description)
        for option in layout.options:
            yield from (option.title, option.help)


def placeholders(text: str) -> list[str]:
    """Names of the values in a text, sorted."""
    return sorted(re.split("[:!]", item)[0] for item in _FIELD.findall(text))


def read(path: Path) -> dict[str, str]:
    """Texts and translations of a .ts file."""
    if not path.exists() or not path.stat().st_size:
        return {}
    found = {}
    for message in Xml.parse(path).getroot().iter("message"):
        source, translation = message.find("source"), message.find("translation")
        if source is not None and translation is not None:
            found[source.text or ""] = translation.text or ""
    return found


def write(path: Path, texts: dict[str, str]) -> None:
    """Writes a .ts file; what is not translated is marked as unfinished."""
    code = path.stem.rpartition("_")[2]
    root = Xml.Element("TS", version="2.1", language=code, sourcelanguage="en")
    context = Xml.SubElement(root, "context")
    Xml.SubElement(context, "name").text = CONTEXT
    for source, said in texts.items():
        message = Xml.SubElement(context, "message")
        Xml.SubElement(message, "source").text = source
        translation = Xml.SubElement(message, "translation")
        translation.text = said
        if not said:
            translation.set("type", "unfinished")
    Xml.indent(root, " ")
    body = Xml.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def release(source: Path, target: Path) -> None:
    """Compiles a .ts file with the lrelease that comes with PySide6."""
    tool = Path(PySide6.__file__).parent / (
        "lrelease.exe" if sys.platform == "win32" else "lrelease"
    )
    line = [str(tool), "-silent", str(source), "-qm", str(target)]
    subprocess.run(line, check=True)


def missing(texts: Iterable[str], known: dict[str, str]) -> list[str]:
    """Texts without a translation."""
    return [text for text in texts if not known.get(text)]


if __name__ == "__main__":
    sys.exit(main())
