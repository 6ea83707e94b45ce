"""The house stays small: modules, classes, functions, files; and nothing private is in them."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("annotator", "sst_core", "training", "resources")
LIMITS = {ast.ClassDef: 250, ast.FunctionDef: 50, ast.AsyncFunctionDef: 50}
_REGISTRIES = (r"\bpypi\.org\b", r"\bpythonhosted\.org\b", r"\bdownload\.pytorch\.org\b")
_PRIVATE = re.compile("|".join([r"(?<![\w.])/(?:work|root|home/\w+|opt|Users/\w+)/", *_REGISTRIES]))


def _tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).exists()]


def _sources() -> list[Path]:
    return [path for path in _tracked() if path.suffix == ".py"]


def test_modules_fit_in_the_head() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long
    model = ROOT / "sst_core" / "model.py"
    assert len(model.read_text(encoding="utf-8").splitlines()) <= 250


def test_classes_and_functions_fit_on_a_screen() -> None:
    long = []
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            limit = LIMITS.get(type(node))
            if limit and node.end_lineno - node.lineno + 1 > limit:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    silent = []
    for path in _sources():
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if not docstring.split("\n")[0].endswith("."):
            silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_no_file_is_heavy() -> None:
    heavy = [str(path) for path in _tracked() if path.stat().st_size > 16 * 2**20]
    assert not heavy


def test_no_file_names_a_machine_or_a_registry() -> None:
    leaks = []
    for path in _tracked():
        if path == Path(__file__) or b"\0" in (data := path.read_bytes())[:8192]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if _PRIVATE.search(line):
                leaks.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not leaks


def test_private_paths_are_recognised() -> None:
    home = "/" + "home/me/x"
    for line in ("cd /" + "work/main", '"/' + 'root/.cache"', f"file://{home}", f"at {home}"):
        assert _PRIVATE.search(line), line
    for line in ("training/work/x", "self.work / 2", "../home/x", "and/or"):
        assert not _PRIVATE.search(line), line


def test_packages_in_the_wheel_are_those_of_the_tree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in _sources()
        if path.name == "__init__.py"
    }
    assert set(project["tool"]["setuptools"]["packages"]) == found
    assert {name.split(".")[0] for name in found} == set(PACKAGES)
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would shadow packaging"


def test_data_files_of_the_wheel_cover_the_resources() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["resources"]
    covered = {path for pattern in patterns for path in (ROOT / "resources").glob(pattern)}
    shipped = {
        path
        for path in _tracked()
        if path.is_relative_to(ROOT / "resources") and path.suffix != ".py"
    }
    assert shipped <= covered
