"""Builds the bundle of this system in dist/: python packaging/build_bundle.py.

Run it with the Python of an environment that holds PyInstaller, a CPU-only PyTorch and the other
packages of the app, but not necessarily the project itself. Linux is built and tried; macOS and
Windows are written down, and have not been tried.
"""

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement
from slim import slim

ROOT = Path(__file__).resolve().parent.parent
NAME = "sst-annotator"
OTHERS = ("sst-propagate", "sst-export", "sst-train", "sst-eval")
LIMIT_MB = 900
SPECS = {"linux": "linux.spec", "darwin": "macos.spec", "win32": "windows.spec"}
_MB = 10**6


def main(argv: Sequence[str] | None = None) -> int:
    """Builds, slims and measures; 1 where the result is larger than it may be."""
    parser = argparse.ArgumentParser(prog="build_bundle.py", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="default: dist/")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="PyInstaller's own files")
    arguments = parser.parse_args(argv)
    wrong = wrong_versions()
    if wrong:
        print(
            f"build_bundle.py: not as pyproject.toml wants it: {', '.join(wrong)}", file=sys.stderr
        )
        return 2
    spec = ROOT / "packaging" / SPECS[sys.platform]
    line = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    line += ["--distpath", str(arguments.output), "--workpath", str(arguments.work), str(spec)]
    done = subprocess.run(line, cwd=ROOT, check=False)
    if done.returncode:
        return 1
    folder: Path = arguments.output / NAME
    if sys.platform == "linux":
        finish_linux(folder)
    size = megabytes(folder)
    print(f"{folder}: {size:.0f} MB (limit {LIMIT_MB})")
    for path in sorted(files(folder), key=lambda path: -path.stat().st_size)[:8]:
        print(f"{path.stat().st_size / _MB:8.0f} MB  {path.relative_to(folder)}")
    return int(size > LIMIT_MB)


def wrong_versions() -> list[str]:
    """Dependencies that are missing here, or of a version that the project does not take."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["openvino"], *extras["coco"], "pyinstaller>=6.10"]
    wrong = []
    for text in wanted:
        one = Requirement(text)
        if one.name == "torchvision":
            continue  # nothing of ours needs it, and there is none beside a CPU-only PyTorch
        try:
            found = version(one.name)
        except PackageNotFoundError:
            found = "missing"
        if found == "missing" or not one.specifier.contains(found.partition("+")[0]):
            wrong.append(f"{text} ({found})")
    return wrong


def finish_linux(folder: Path) -> None:
    """Names the other commands and slims the bundle."""
    for name in OTHERS:
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(NAME)
    slim(folder)


def files(folder: Path) -> list[Path]:
    """The files under a folder, each once, without links."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def megabytes(folder: Path) -> float:
    """What the files under a folder take, in millions of bytes."""
    return sum(path.stat().st_size for path in files(folder)) / _MB


if __name__ == "__main__":
    sys.exit(main())
