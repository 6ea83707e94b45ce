"""Takes from a Linux bundle what nobody opens: symbols, a second FFmpeg, libraries nobody needs.

Works on files only; every step leaves a bundle that starts, and `check_bundle.py` says so.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

# Folders whose libraries were patched after they were linked; `strip` would break those.
_PATCHED = ("opencv_python.libs", "numpy.libs", "av.libs", "pillow.libs")
# The wheels of OpenCV and PyAV bring one FFmpeg each.
_FFMPEG = re.compile(r"lib(avcodec|avdevice|avfilter|avformat|avutil|swresample|swscale)-\w+\.so\.")
_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[(.+)\]")


def slim(folder: Path) -> None:
    """Slims the bundle in a folder in place."""
    inner = folder / "_internal"
    share_ffmpeg(inner / "opencv_python.libs", inner / "av.libs")
    drop_unneeded(folder)
    strip_symbols(inner)


def share_ffmpeg(second: Path, first: Path) -> None:
    """Puts links to the libraries of `first` in the place of those in `second`.

    Only where both are of the same major version, which is FFmpeg's promise that one serves
    programs built with the other; otherwise both stay.
    """
    own = {_major(path): path for path in first.glob("*.so.*") if _FFMPEG.match(path.name)}
    for path in sorted(second.glob("*.so.*")):
        same = own.get(_major(path)) if _FFMPEG.match(path.name) else None
        if same is not None:
            path.unlink()
            path.symlink_to(Path("..") / first.name / same.name)


def _major(path: Path) -> tuple[str, str]:
    """The name of a library without its digest, and its major version."""
    name, _, version = path.name.partition(".so.")
    return name.partition("-")[0], version.partition(".")[0]


def drop_unneeded(folder: Path) -> None:
    """Removes shared libraries that no program, module or plugin of the bundle is linked with."""
    inner = folder / "_internal"
    found = [path for path in inner.rglob("*.so*") if path.exists()]
    loose = [path for path in found if path.parent == inner or path.parent.name.endswith(".libs")]
    kept = [path for path in found if path not in loose]
    kept.append(folder / folder.name)
    wanted = _names(kept)
    queue = [path for path in loose if path.name in wanted]
    queue += [path for path in loose if path.name.startswith("libpython")]  # opened by name
    seen: set[Path] = set()
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        needs = _names([path])
        queue += [other for other in loose if other.name in needs]
        queue += [path.resolve()] if path.is_symlink() and path.resolve() in loose else []
    for path in loose:
        if path not in seen:
            path.unlink()


def _names(paths: Iterable[Path]) -> set[str]:
    """Names of the libraries that files say they need."""
    line = ["readelf", "-dW", *map(str, paths)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return set(_NEEDED.findall(done.stdout))


def strip_symbols(inner: Path) -> None:
    """Removes symbols that are there for debuggers only."""
    if shutil.which("strip") is None:
        return
    for path in inner.rglob("*.so*"):
        if path.is_symlink() or path.parent.name in _PATCHED:
            continue
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=False, capture_output=True)
