"""Set-up is asked for once, and says exactly what to install where it cannot do so itself."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def run(project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/run.py as a module, with its tree moved to an empty folder."""
    spec = importlib.util.spec_from_file_location("run", project_root / "packaging" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return module


@pytest.fixture
def calls(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What the Python of .venv is asked to run, instead of running it; .venv is only made."""
    recorded: list[tuple[str, ...]] = []

    def record(*arguments: object) -> int:
        recorded.append(tuple(map(str, arguments)))
        return 0

    monkeypatch.setattr(run, "python", record)
    monkeypatch.setattr(run, "check_torch_pair", lambda: None)
    monkeypatch.setattr(run, "_works", lambda executable: (run.VENV).is_dir())
    monkeypatch.setattr(run.venv, "create", lambda path, **options: path.mkdir())
    return recorded


def test_packages_are_installed_once_per_pyproject(
    run: ModuleType, calls: list[tuple[str, ...]]
) -> None:
    run.install(extra="")
    run.install(extra="")
    assert [call[-1] for call in calls] == ["."]
    run.install(extra="test")
    run.install(extra="test")
    run.install(extra="")
    assert [call[-1] for call in calls] == [".", ".[test]"]
    (run.ROOT / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    run.install(extra="")
    assert [call[-1] for call in calls] == [".", ".[test]", "."]


def test_a_failed_installation_is_tried_again(
    run: ModuleType, calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "python", lambda *arguments: 1)
    with pytest.raises(run.SetupError, match="could not be installed"):
        run.install(extra="")
    assert not (run.VENV / "sst-setup.json").exists()


def test_a_damaged_stamp_means_not_installed(run: ModuleType, calls: list[tuple[str, ...]]) -> None:
    run.VENV.mkdir()
    for text in ("", "[]", "{half"):
        (run.VENV / "sst-setup.json").write_text(text)
        run.install(extra="")
    assert len(calls) == 3


def test_a_real_environment_is_made_and_recognised(run: ModuleType) -> None:
    assert not run._works(run.venv_python())
    run.venv.create(run.VENV, with_pip=False, symlinks=True)
    assert run.venv_python().exists()
    assert not run._works(run.venv_python()), "an environment without pip is of no use"
    assert run._works(Path(sys.executable))


def test_torch_that_does_not_match_is_one_sentence(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "venv_python", lambda: Path(sys.executable))
    monkeypatch.setattr(run, "PAIR_CHECK", "raise RuntimeError('operator nms does not exist')")
    with pytest.raises(run.SetupError, match=r"do not match \(RuntimeError: operator nms"):
        run.check_torch_pair()


def _pretend(run: ModuleType, monkeypatch: pytest.MonkeyPatch, *, lost: str, tool: str) -> None:
    monkeypatch.setattr(run.sys, "platform", "linux")
    monkeypatch.setattr(run, "_loads", lambda library: lost not in library)
    monkeypatch.setattr(run.shutil, "which", lambda name: name if name == tool else None)
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000, raising=False)


def test_missing_libraries_give_the_exact_line(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "has_display", lambda: True)
    _pretend(run, monkeypatch, lost="EGL", tool="apt-get")
    with pytest.raises(run.SetupError, match=r"sudo apt-get install -y libegl1$"):
        run.provide_system_libraries(required=True)
    _pretend(run, monkeypatch, lost="xcb-sh", tool="dnf")
    run.provide_system_libraries(required=False)
    assert capsys.readouterr().err.endswith("sudo dnf install -y libxcb\n")
    _pretend(run, monkeypatch, lost="dbus", tool="none")
    with pytest.raises(run.SetupError, match=r"package manager: libdbus-1\.so\.3"):
        run.provide_system_libraries(required=True)


def test_window_libraries_are_not_asked_for_without_a_display(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pretend(run, monkeypatch, lost="xcb", tool="apt-get")
    monkeypatch.setattr(run, "has_display", lambda: False)
    assert run.missing_libraries() == []
    monkeypatch.setattr(run, "has_display", lambda: True)
    assert len(run.missing_libraries()) == 11


def test_root_on_debian_installs_them(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(run, monkeypatch, lost="libGL", tool="apt-get")
    monkeypatch.setattr(run.os, "geteuid", lambda: 0, raising=False)
    lines: list[list[str]] = []

    def apt(line: list[str], **options: object) -> None:
        lines.append(line)
        monkeypatch.setattr(run, "_loads", lambda library: True)

    monkeypatch.setattr(run.subprocess, "run", apt)
    run.provide_system_libraries(required=True)
    assert lines[0] == ["apt-get", "-qq", "update"]
    assert lines[1][-1] == "libgl1"


def test_checks_stop_at_the_first_failure(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "provide_system_libraries", lambda *, required: None)
    monkeypatch.setattr(run, "install", lambda *, extra: None)
    monkeypatch.setattr(run, "python", lambda *arguments: int("mypy" in arguments))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert run.main(["test"]) == 1
    printed = capsys.readouterr()
    assert "mypy failed" in printed.err
    assert "pytest" not in printed.out
    monkeypatch.setattr(run, "python", lambda *arguments: 0)
    assert run.main(["test"]) == 0
    assert "pytest" in capsys.readouterr().out


def test_an_old_python_is_told_so(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "OLDEST", (99, 0))
    assert run.main(["app"]) == 2
    assert "newer is needed" in capsys.readouterr().err


def test_help_needs_no_packages(project_root: Path) -> None:
    line = [sys.executable, "-I", "-S", str(project_root / "packaging" / "run.py"), "--help"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "app" in done.stdout
