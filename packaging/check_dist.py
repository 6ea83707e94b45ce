"""Builds wheel and sdist, looks into them, and runs the wheel from an empty folder.

    python packaging/check_dist.py

Run it with the Python of an environment that holds the project's dependencies and setuptools: they
are lent to a fresh environment of the wheel, so that PyTorch is not fetched again. Standard library
only.
"""

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import venv
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("sst-annotator", "sst-propagate", "sst-export", "sst-train", "sst-eval")
# What whoever has only the wheel must find in it.
WANTED = (
    "resources/weights/sst-lite.safetensors", "resources/weights/README.md",
    "resources/sample/clip.mp4", "resources/sample/masks/00000.png",
    "resources/sample/truth/00071.png", "resources/icons/brush.svg",
    "resources/translations/sst-annotator_de.qm", "resources/guide/first-mask.md",
    "resources/guide/de/first-mask.md",
    "sst_core/py.typed", "licenses/LICENSE", "entry_points.txt",
)  # fmt: skip
UNWANTED = ("tests/", "packaging/", ".data/", "runs/", ".venv", "__pycache__")
FRAMES = 72
_QUICK = ("--resolution", "240")
_BACKEND = "import setuptools.build_meta as b; print(b.build_{kind}({folder!r}))"


class CheckError(Exception):
    """Something is not as it should be; the message says what."""


def main(argv: Sequence[str] | None = None) -> int:
    """Builds and checks both; 0 where all is well."""
    parser = argparse.ArgumentParser(prog="check_dist.py", description="Checks wheel and sdist.")
    parser.add_argument("--output", type=Path, help="keep both here (default: nowhere)")
    output: Path | None = parser.parse_args(argv).output
    with tempfile.TemporaryDirectory(prefix="sst-dist-") as name:
        folder = Path(name)
        try:
            sdist = build("sdist", ROOT, folder / "sdist")
            check_names("sdist", names_of_sdist(sdist), contents(sdist=True))
            wheel = build("wheel", unpack(sdist, folder / "tree"), folder / "wheel")
            check_names("wheel", names_of_wheel(wheel), contents(sdist=False))
            check_wheel_runs(wheel, folder)
        except CheckError as error:
            print(f"check_dist.py: {error}", file=sys.stderr)
            return 1
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
            for path in (sdist, wheel):
                shutil.copy(path, output)
    return 0


def build(kind: str, tree: Path, folder: Path) -> Path:
    """Builds "sdist" or "wheel" of a tree with the setuptools that are here; its file."""
    folder.mkdir()
    run([sys.executable, "-c", _BACKEND.format(kind=kind, folder=str(folder))], tree)
    (made,) = folder.iterdir()
    print(f"{kind}: {made.name}, {made.stat().st_size / 1e6:.1f} MB")
    return made


def unpack(sdist: Path, folder: Path) -> Path:
    """The tree in an sdist: the wheel is built from it, so nothing is missing there."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return tree


def names_of_sdist(path: Path) -> list[str]:
    """Files of an sdist, below its one folder."""
    with tarfile.open(path) as archive:
        return [name.partition("/")[2] for name in archive.getnames()]


def names_of_wheel(path: Path) -> list[str]:
    """Files of a wheel."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def contents(*, sdist: bool) -> tuple[str, ...]:
    """What has to be there."""
    if sdist:
        return (*(name for name in WANTED if name.startswith(("resources", "sst_core"))), "LICENSE")
    return WANTED


def check_names(kind: str, names: Iterable[str], wanted: Iterable[str]) -> None:
    """Compares the files of an archive with what has to be in it, and what must not.

    Raises:
        CheckError: Something is missing, or too much.
    """
    found = list(names)
    missing = [name for name in wanted if not any(item.endswith(name) for item in found)]
    if missing:
        raise CheckError(f"the {kind} lacks {', '.join(missing)}")
    # setuptools puts tests/test*.py of the top folder into every sdist.
    own = [item for item in found if not (kind == "sdist" and item.startswith("tests/test_"))]
    extra = [item for item in own if item.startswith(UNWANTED) or "__pycache__" in item]
    if extra:
        raise CheckError(f"the {kind} holds {', '.join(extra[:5])}")
    print(f"{kind}: {len(found)} files, all that is needed, and no data of tests")


def check_wheel_runs(wheel: Path, folder: Path) -> None:
    """Installs the wheel into a fresh environment and takes a newcomer's path in an empty folder.

    Raises:
        CheckError: A command failed, or wrote something else than it should.
    """
    home, empty = folder / "venv", folder / "empty"
    empty.mkdir()
    venv.create(home, with_pip=True)
    binaries = home / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / ("python.exe" if os.name == "nt" else "python")
    run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], empty)
    lend_packages(python, empty)
    place = run([python, "-c", "import annotator; print(annotator.__file__)"], empty).strip()
    if not Path(place).is_relative_to(home):
        raise CheckError(f"not the wheel runs, but {place}")
    for name in COMMANDS:
        timed(f"{name} --help", [binaries / name, "--help"], empty)
    walk(binaries, Path(place).parent.parent / "resources" / "sample", empty)


def lend_packages(python: Path, folder: Path) -> None:
    """Lets a fresh environment see the packages of this one, behind its own."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run([python, "-c", ask], folder).strip())
    lent = sysconfig.get_path("purelib")
    (site / "zz_lent.pth").write_text(f"{lent}\n", encoding="utf-8")


def walk(binaries: Path, sample: Path, folder: Path) -> None:
    """From a clip and one mask to masks, their score and an export, as a newcomer does it.

    Raises:
        CheckError: The masks are worse than they should be, or files are missing.
    """
    clip, first = Path(shutil.copy(sample / "clip.mp4", folder)), sample / "masks" / "00000.png"
    line = [binaries / "sst-propagate", clip, "--masks", first, "--output", "masks"]
    timed("sst-propagate", [*line, *_QUICK, "--overlay", "overlay.mp4"], folder)
    line = [binaries / "sst-eval", "masks", "--gt", sample / "truth", "--pred", "masks"]
    said = timed("sst-eval masks", line, folder)
    print("\n".join(f"    {text}" for text in said.splitlines()))
    run([binaries / "python", ROOT / "packaging" / "first_project.py", clip, first], folder)
    timed("sst-propagate PROJECT", [binaries / "sst-propagate", "clip.sst", *_QUICK], folder)
    line = [binaries / "sst-export", "clip.sst", "--format", "davis", "--output", "exported"]
    timed("sst-export", line, folder)
    count = len(list((folder / "exported").rglob("Annotations/**/*.png")))
    if count != FRAMES:
        raise CheckError(f"sst-export wrote {count} masks for {FRAMES} frames")


def timed(what: str, line: Sequence[str | Path], folder: Path) -> str:
    """Runs a command, and says how long it took."""
    begin = time.monotonic()
    said = run(line, folder)
    print(f"{what}: {time.monotonic() - begin:.1f} s", flush=True)
    return said


def run(line: Sequence[str | Path], folder: Path) -> str:
    """Runs a command in a folder; what it printed.

    Raises:
        CheckError: It failed.
    """
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    words = [str(word) for word in line]
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CheckError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
