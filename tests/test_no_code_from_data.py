"""Files are data, never code: nothing in the house unpickles, evaluates, or runs what it reads."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("annotator", "sst_core", "training", "resources")
_MODULES = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"})
_CALLS = frozenset({"eval", "exec", "compile", "__import__"})
_SHELLS = frozenset({"system", "popen", "getoutput", "getstatusoutput"})


def _trees() -> Iterator[tuple[str, ast.AST]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _words(call: ast.Call) -> dict[str, object]:
    return {
        word.arg: word.value.value
        for word in call.keywords
        if word.arg and isinstance(word.value, ast.Constant)
    }


def _faults(name: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        place = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            names = {alias.name.partition(".")[0] for alias in node.names}
            yield from (f"{place} imports {bad}" for bad in names & _MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.partition(".")[0] in _MODULES:
                yield f"{place} imports {node.module}"
        elif isinstance(node, ast.Call):
            yield from (f"{place} {fault}" for fault in _in_call(node))


def _in_call(call: ast.Call) -> Iterator[str]:
    words, function = _words(call), call.func
    if isinstance(function, ast.Name) and function.id in _CALLS:
        yield f"calls {function.id}"
    if words.get("shell") is True:
        yield "starts a shell"
    if words.get("allow_pickle") is True:
        yield "lets numpy unpickle"
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    called = f"{function.value.id}.{function.attr}"
    if called == "torch.load" and words.get("weights_only") is not True:
        yield "calls torch.load without weights_only"
    if function.value.id in {"os", "subprocess"} and function.attr in _SHELLS:
        yield f"calls {called}"
    if called in {"yaml.load", "torch.hub.load"}:
        yield f"calls {called}"


def test_nothing_in_the_house_runs_what_it_reads() -> None:
    assert [fault for name, tree in _trees() for fault in _faults(name, tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import torch\ntorch.load(path)",
        "import torch\ntorch.load(path, weights_only=False)",
        "eval(text)",
        "exec(text)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run(text, shell=True)",
        "os.system(text)",
    ],
)
def test_the_test_finds_what_it_looks_for(source: str) -> None:
    assert list(_faults("x.py", ast.parse(source)))
