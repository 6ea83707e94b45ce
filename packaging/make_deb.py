"""Makes a Debian package of a bundle: python packaging/make_deb.py dist/sst-annotator.

It puts the bundle under /usr/lib, the five commands under /usr/bin, and tells the desktop what a
project is and what opens it. Needs dpkg-deb, and PySide6 for the icons.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from run import LIBRARIES, WINDOW_LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
NAME = "sst-annotator"
COMMANDS = ("sst-annotator", "sst-propagate", "sst-export", "sst-train", "sst-eval")
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_OURS = Path(__file__).resolve().parent / "linux"
# Newer releases of Debian and Ubuntu have these under another name.
_RENAMED = {"libglib2.0-0": "libglib2.0-0t64 | libglib2.0-0"}


def main(argv: Sequence[str] | None = None) -> int:
    """Writes the package; its path and size."""
    parser = argparse.ArgumentParser(prog="make_deb.py", description="Makes a Debian package.")
    parser.add_argument("bundle", type=Path, help="the folder that build_bundle.py made")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="default: dist/")
    arguments = parser.parse_args(argv)
    arguments.output.mkdir(parents=True, exist_ok=True)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    architecture = run("dpkg", "--print-architecture").strip()
    package: Path = arguments.output / f"{NAME}_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="sst-deb-", dir=arguments.output) as name:
        tree = Path(name) / "tree"
        lay_out(tree, arguments.bundle)
        write_control(tree, version, architecture)
        # zstd is read by Debian 12, Ubuntu 22.04 and newer, and unpacks in seconds.
        options = ("--root-owner-group", "-Zzstd", "-z9")
        run("dpkg-deb", *options, "--build", str(tree), str(package))
    print(f"{package}: {package.stat().st_size / 1e6:.0f} MB")
    return 0


def lay_out(tree: Path, bundle: Path) -> None:
    """Puts every file where Debian wants it."""
    home, programs, share = tree / "usr/lib" / NAME, tree / "usr/bin", tree / "usr/share"
    shutil.copytree(bundle, home, symlinks=True)
    programs.mkdir(parents=True)
    for name in COMMANDS:
        (programs / name).symlink_to(Path("../lib") / NAME / name)
    put(_OURS / f"{NAME}.desktop", share / "applications")
    put(_OURS / f"{NAME}.xml", share / "mime/packages")
    drawing = ROOT / "resources/icons" / f"{NAME}.svg"
    for name, kind in ((NAME, "apps"), ("application-x-sst-project", "mimetypes")):
        put(drawing, share / "icons/hicolor/scalable" / kind, f"{name}.svg")
        for size in SIZES:
            draw(drawing, share / f"icons/hicolor/{size}x{size}" / kind / f"{name}.png", size)
    put(ROOT / "LICENSE", share / "doc" / NAME, "copyright")
    put(ROOT / "CHANGELOG.md", share / "doc" / NAME)


def write_control(tree: Path, version: str, architecture: str) -> None:
    """Says what the package is, and which libraries of the system it needs."""
    needed = [_RENAMED.get(name, name) for _, name, _ in LIBRARIES + WINDOW_LIBRARIES]
    bundled = "libxcb"  # these are in the bundle, taken from the machine that built it
    depends = sorted({"libc6", *(name for name in needed if not name.startswith(bundled))})
    files = (path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    kib = sum(path.stat().st_size for path in files) // 1024
    lines = (
        f"Package: {NAME}",
        f"Version: {version}",
        f"Architecture: {architecture}",
        f"Installed-Size: {kib}",
        "Maintainer: SST Annotator <sst-annotator@localhost>",
        f"Depends: {', '.join(depends)}",
        "Section: video",
        "Priority: optional",
        "Description: pixel-accurate masks for video",
        " Draw masks on one frame, let the model carry them through the clip, correct,",
        " export. Runs on the CPU; brings everything it needs, and sends nothing anywhere.",
    )
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text("\n".join(lines) + "\n", encoding="utf-8")


def put(source: Path, folder: Path, name: str = "") -> None:
    """Copies a file into a folder, readable for everybody."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (name or source.name)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def draw(drawing: Path, target: Path, size: int) -> None:
    """Draws an SVG file as PNG, `size` pixels wide."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QRectF, Qt  # noqa: PLC0415 - --help does without Qt
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - as above
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - as above

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(target))


def run(*line: str) -> str:
    """Runs a program; what it printed."""
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
