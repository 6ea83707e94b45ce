"""What packages are made of: the parts of a bundle, its slimming, the Debian package, the wheel."""

import importlib.util
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from annotator.launch import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a matter of Linux")


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _as_a_script(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Programs of packaging/ find each other as they do when they are started."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield
    for name in ("slim", "run"):
        sys.modules.pop(name, None)


def test_the_commands_are_the_same_everywhere() -> None:
    for name in ("check_dist", "check_bundle", "make_deb"):
        assert set(_load(name).COMMANDS) == set(COMMANDS), name
    entry = (PACKAGING / "entry.py").read_text(encoding="utf-8")
    assert "freeze_support()" in entry


def test_all_three_systems_share_one_description() -> None:
    for system in ("linux", "macos", "windows"):
        spec = (PACKAGING / f"{system}.spec").read_text(encoding="utf-8")
        compile(spec, f"{system}.spec", "exec")
        assert "Analysis(**bundle.analysis())" in spec
        assert ("never tried" in spec) == (system != "linux")


def test_what_the_wheel_must_hold_is_in_the_tree() -> None:
    check = _load("check_dist")
    for name in check.WANTED:
        if name.startswith(("resources", "sst_core")):
            assert (ROOT / name).is_file(), name
    with pytest.raises(check.CheckError, match="lacks"):
        check.check_names("wheel", ["sst_core/py.typed"], check.WANTED)
    with pytest.raises(check.CheckError, match="holds tests/"):
        check.check_names("wheel", ["LICENSE", "tests/data.mp4"], ["LICENSE"])


@linux
def test_one_ffmpeg_serves_both_where_the_major_version_is_the_same(tmp_path: Path) -> None:
    slim = _load("slim")
    first, second = tmp_path / "av.libs", tmp_path / "opencv_python.libs"
    for folder in (first, second):
        folder.mkdir()
    (first / "libavcodec-5e6b81c2.so.62.28.102").write_bytes(b"own")
    (first / "libavutil-1.so.61.1.1").write_bytes(b"newer")
    (second / "libavcodec-c4204469.so.62.28.101").write_bytes(b"other")
    (second / "libavutil-2.so.60.1.1").write_bytes(b"older")
    (second / "libQt5Core-1.so.5.15").write_bytes(b"Qt")
    slim.share_ffmpeg(second, first)
    assert (second / "libavcodec-c4204469.so.62.28.101").read_bytes() == b"own"
    assert (second / "libavutil-2.so.60.1.1").read_bytes() == b"older"
    assert not (second / "libQt5Core-1.so.5.15").is_symlink()


@linux
def test_libraries_that_nobody_is_linked_with_are_dropped(tmp_path: Path) -> None:
    if shutil.which("gcc") is None or shutil.which("readelf") is None:
        pytest.skip("no compiler")
    inner = tmp_path / "sst-annotator" / "_internal"
    (inner / "part").mkdir(parents=True)
    for name, needs in (("deep", ()), ("used", ("deep",)), ("idle", ())):
        _compile(inner / f"lib{name}.so", needs, inner)
    _compile(inner / "part" / "module.so", ("used",), inner)
    shutil.copy(inner / "libdeep.so", tmp_path / "sst-annotator" / "sst-annotator")
    _load("slim").drop_unneeded(tmp_path / "sst-annotator")
    assert {path.name for path in inner.rglob("*.so")} == {"libdeep.so", "libused.so", "module.so"}


def _compile(target: Path, needs: tuple[str, ...], folder: Path) -> None:
    line = ["gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(target), f"-L{folder}"]
    line += [f"-Wl,-soname,{target.name}", "-Wl,--no-as-needed", *(f"-l{name}" for name in needs)]
    subprocess.run(line, input="int x;", text=True, check=True)


@linux
def test_the_debian_package_says_what_it_is_and_opens_projects(tmp_path: Path) -> None:
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed")
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "sst-annotator").write_text("#!/bin/sh\necho started $1\n", encoding="utf-8")
    (bundle / "sst-annotator").chmod(0o755)
    (bundle / "sst-export").symlink_to("sst-annotator")
    assert _load("make_deb").main([str(bundle), "--output", str(tmp_path)]) == 0
    (package,) = tmp_path.glob("*.deb")
    tree = tmp_path / "installed"
    subprocess.run(["dpkg-deb", "-x", str(package), str(tree)], check=True)
    fields = subprocess.run(
        ["dpkg-deb", "-f", str(package)], capture_output=True, text=True, check=True
    ).stdout
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"Version: {version}" in fields
    assert "libegl1" in fields
    started = subprocess.run(
        [tree / "usr/bin/sst-export", "here"], capture_output=True, text=True, check=True
    )
    assert started.stdout == "started here\n"
    desktop = (tree / "usr/share/applications/sst-annotator.desktop").read_text("utf-8")
    assert "MimeType=application/x-sst-project;" in desktop
    kinds = (tree / "usr/share/mime/packages/sst-annotator.xml").read_text("utf-8")
    assert '<glob pattern="*.sst"/>' in kinds
    for size in (16, 512):
        for part in ("apps/sst-annotator", "mimetypes/application-x-sst-project"):
            assert (tree / f"usr/share/icons/hicolor/{size}x{size}/{part}.png").stat().st_size > 100


def test_the_magic_of_the_mime_type_is_that_of_projects() -> None:
    from annotator.project.schema import APPLICATION_ID  # noqa: PLC0415 - one test needs it

    kinds = (PACKAGING / "linux" / "sst-annotator.xml").read_text(encoding="utf-8")
    assert f'value="0x{APPLICATION_ID:08x}"' in kinds.lower()
