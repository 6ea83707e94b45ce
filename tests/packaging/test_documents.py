"""Every command in the documents people read is run on a small clip, or at least understood.

What is cheap is run as it stands, in a folder that holds what the documents speak of. What takes
long, or opens a window, goes through the command's own parser. `RUN` and `UNDERSTOOD` list which
is which; a line in a document that is in neither fails the test.
"""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest

import annotator.cli.annotator
import annotator.cli.propagate
import training.cli.evaluate
import training.cli.finetune
import training.cli.train
from annotator.commands.catalogue import COMMANDS
from annotator.commands.keymap import normal
from annotator.launch import COMMANDS as PROGRAMS
from annotator.launch import command_line
from annotator.media.reader import open_media
from annotator.ui.dialogs.guide import CHAPTERS
from annotator.ui.look.language import LANGUAGES
from sst_core.labels import read_label_map, write_label_map

ROOT = Path(__file__).resolve().parents[2]
FRAMES, SHARE = 4, 4
GUIDE = ROOT / "resources" / "guide"
PAGES = (
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / ".github" / "CONTRIBUTING.md",
    ROOT / "resources" / "weights" / "README.md",
    *sorted(GUIDE.rglob("*.md")),
)

RUN = (
    "sst-propagate clip.mp4 --masks first.png --output masks/ --overlay overlay.mp4",
    "sst-propagate clip.mp4 --masks first.png --output masks/",
    "sst-propagate clip.sst",
    "sst-export clip.sst --format davis --output exported/",
    "sst-export clip.sst --format collection --output lessons/",
    "sst-export clip.sst --format coco --output coco/ --option images=none",
    "sst-export clip.sst --format qa --output report/",
    "sst-export --format list",
    "sst-eval masks --gt truth/ --pred masks/ --json figures.json",
    "sst-annotator --version",
)
UNDERSTOOD = (
    "sst-annotator clip.mp4",
    "sst-annotator --sample",
    "sst-propagate clip.mp4 --masks first.png --output masks/ --weights mine",
    "sst-train finetune --data lessons/ --output tuned/ --name mine",
    "sst-train --data lessons/ --config sst-lite --output runs/mine --time-budget 60",
    "sst-train --data lessons/ --config sst-lite --output runs/mine --resume",
    "python3 packaging/run.py app",
    "python3 packaging/run.py test",
    ".venv/bin/python -m ruff check .",
    ".venv/bin/python -m ruff format --check .",
    ".venv/bin/python -m mypy",
    '.venv/bin/python -c "from importlinter.cli import lint_imports_command as main; main()"',
    ".venv/bin/python -m pytest -q",
    "QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest -q tests/annotator/document",
    ".venv/bin/python -m annotator.cli.keys --write README.md",
    ".venv/bin/python packaging/pictures.py",
    ".venv/bin/python packaging/translations.py",
    ".venv/bin/python packaging/check_dist.py",
    "python packaging/build_bundle.py",
    "python packaging/check_bundle.py dist/sst-annotator",
    "python packaging/make_deb.py dist/sst-annotator",
    "sst-annotator --diagnostics",
    "sst-propagate ROOT --split val --output results/ --zip results.zip",
    "sst-eval submission results.zip --root ROOT --split val",
    "sst-eval check ROOT",
    "torchrun --nproc-per-node 4 -m annotator.cli.propagate clips.txt",
    "sst-train --data DAVIS/ --config sst-r101 --output run/",
    "sst-eval table 6 --data DAVIS/ --output tables/",
    "sst-eval table 1",
    "sst-eval macs --config sst-r101 sst-lite",
    "sst-eval explain FRAMES/ --masks MASKS/ --frame 14 --pixel 215 262 "
    "--resolution 240 --output out/",
    'pip install "sst_annotator-0.1.0-py3-none-any.whl[app]"',
)
_FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_KEY = re.compile(r"`((?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z\[\]]|F\d+|Tab|Esc))`")


_KEYS = {"Strg": "Ctrl", "Umschalt": "Shift", "Leertaste": "Space", "Eingabe": "Enter"}
"""Names of keys in German."""
_CODE = re.compile(r"`([^`\n]+)`")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def _english(text: str) -> str:
    """A text with the English names of its keys."""
    for own, name in _KEYS.items():
        text = text.replace(own, name)
    return text


def _commands(page: Path) -> Iterator[str]:
    """The lines of shell in a page, without comments."""
    for block in _FENCE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            words = line.split("  #")[0].strip()
            if words and not words.startswith("#"):
                yield words


def test_every_command_of_the_documents_is_on_one_of_the_lists() -> None:
    found = {line for page in PAGES for line in _commands(page)}
    assert len(found) > 20
    assert found == {*RUN, *UNDERSTOOD}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sample_root: Path) -> Path:
    """A folder with clip.mp4, first.png, clip.sst and truth/, as the documents take for granted."""
    folder = tmp_path_factory.mktemp("world")
    _small_clip(sample_root / "clip.mp4", folder / "clip.mp4")
    (folder / "truth").mkdir()
    for frame in range(FRAMES):
        truth = read_label_map(sample_root / "truth" / f"{frame:05d}.png")[::SHARE, ::SHARE]
        write_label_map(folder / "truth" / f"{frame:05d}.png", np.ascontiguousarray(truth))
    shutil.copy(folder / "truth" / "00000.png", folder / "first.png")
    line = [sys.executable, str(ROOT / "packaging" / "first_project.py"), "clip.mp4", "first.png"]
    _done(line, folder)
    return folder


def _small_clip(source: Path, target: Path) -> None:
    """The first frames of a clip, a quarter as wide and high."""
    media = open_media(source)
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.height, stream.width = (side // SHARE for side in media.size)
        stream.pix_fmt = "yuv420p"
        for _, picture in media.iterate(0, FRAMES):
            small = np.ascontiguousarray(picture[::SHARE, ::SHARE])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(small, format="rgb24")))
        container.mux(stream.encode())
    media.close()


def _done(line: Sequence[str], folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(
        line, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}: {done.stderr}"
    return done.stdout


@pytest.mark.parametrize("line", RUN)
def test_it_runs(line: str, world: Path) -> None:
    name, *words = shlex.split(line)
    if "--output" in words and "--overwrite" not in words:
        words.append("--overwrite")  # several documents write to the same places
    _done(command_line(name, *words), world)
    if "--output" in words:
        assert any((world / words[words.index("--output") + 1]).rglob("*.*"))


@pytest.mark.parametrize("line", UNDERSTOOD)
def test_it_is_understood(line: str) -> None:
    words = [word for word in shlex.split(line) if not re.fullmatch(r"[A-Z_]+=\S+", word)]
    if words[0] in PROGRAMS:
        _parse(words)
    elif words[0] == "torchrun":
        assert importlib.util.find_spec(words[words.index("-m") + 1]) is not None
    elif words[0] == "pip":
        assert f"sst_annotator-{annotator.cli.annotator.__version__}-py3-none-any.whl" in line
    elif words[1] == "-m":
        assert importlib.util.find_spec(words[2]) is not None
    elif words[1] != "-c":
        script = ROOT / words[1]
        helped = subprocess.run(
            [sys.executable, str(script), "--help"], capture_output=True, text=True, check=False
        )
        assert helped.returncode == 0, helped.stderr
        assert script.exists()


def _parse(words: list[str]) -> None:
    name, *rest = words
    if name == "sst-annotator":
        annotator.cli.annotator._parser().parse_args(rest)
    elif name == "sst-propagate":
        annotator.cli.propagate._parser().parse_args(rest)
    elif name == "sst-eval":
        training.cli.evaluate._parser().parse_args(rest)
    elif rest[0] == "finetune":
        training.cli.finetune.build_parser().parse_args(rest[1:])
    else:
        training.cli.train.build_parser().parse_args(rest)


def test_links_lead_somewhere() -> None:
    dead = [
        f"{page.name}: {link}"
        for page in PAGES
        for link in _LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not dead


def test_the_guide_is_what_the_window_lists() -> None:
    assert {path.stem for path in GUIDE.glob("*.md")} == set(CHAPTERS)


_PAIRS = [
    (GUIDE / f"{name}.md", GUIDE / code / f"{name}.md")
    for code in sorted(set(LANGUAGES.values()) - {"en"})
    for name in CHAPTERS
]


def _pair_name(pair: tuple[Path, Path]) -> str:
    return pair[1].relative_to(GUIDE).as_posix()


@pytest.mark.parametrize("pair", _PAIRS, ids=_pair_name)
def test_every_language_has_the_page_with_the_same_keys_and_commands(
    pair: tuple[Path, Path],
) -> None:
    english, own = (page.read_text(encoding="utf-8") for page in pair)
    assert _FENCE.findall(own) == _FENCE.findall(english)
    prose, translated = (_FENCE.sub("", text) for text in (english, own))
    assert Counter(_CODE.findall(_english(translated))) == Counter(_CODE.findall(prose))
    assert Counter(_LINK.findall(own)) == Counter(_LINK.findall(english))
    for mark in ("\n## ", "\n- ", "\n| ", "\n1. ", "**"):
        assert own.count(mark) == english.count(mark), mark


@pytest.mark.parametrize("pair", _PAIRS, ids=_pair_name)
def test_what_the_guide_calls_by_name_is_called_so_in_the_window(pair: tuple[Path, Path]) -> None:
    """Bold words that the window has are those of the language's translation."""
    code = pair[1].parent.name
    table = ROOT / "resources" / "translations" / f"sst-annotator_{code}.ts"
    messages = ElementTree.parse(table).getroot().iter("message")
    names = {
        _bare(one.findtext("source") or ""): _bare(one.findtext("translation") or "")
        for one in messages
    }
    english, own = (_BOLD.findall(page.read_text(encoding="utf-8")) for page in pair)
    wrong = {
        (here, there)
        for here, there in zip(english, own, strict=True)
        if names.get(here, there) != there
    }
    assert not wrong


def _bare(name: str) -> str:
    return name.rstrip("…").removesuffix(", %")


def test_keys_in_the_guide_are_those_of_commands() -> None:
    known = {normal(key) for command in COMMANDS for key in command.keys}
    strange = {
        f"{page.name}: {key}"
        for page in (*GUIDE.rglob("*.md"), ROOT / "README.md")
        for key in _KEY.findall(_english(page.read_text(encoding="utf-8")))
        if normal(key) not in known
    }
    assert not strange


def test_pictures_of_the_readme_are_light() -> None:
    pictures = list((ROOT / "resources" / "pictures").glob("*.jpg"))
    assert len(pictures) == 2
    assert sum(path.stat().st_size for path in pictures) < 400_000
