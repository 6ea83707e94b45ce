"""Finds the literals in the source that the window may say.

They are what passes through `tr`, `marked` and `said`, and the words of errors: what is wrong and
what can be done, where a `UserError` or one of its kinds is made. Names are followed to what was
assigned to them in the function around, or in the module.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

_MARKS = {"tr", "marked"}
_ERRORS = {
    *("UserError", "MediaError", "MaskError", "WeightsError", "OutputError", "DeviceError"),
    *("DataError", "ProjectError", "GoneError", "LockedError", "ReadOnlyError"),
}
_COMMAND_LINE = (
    *("annotator/cli/", "annotator/engine/benchmark_job.py", "annotator/engine/clip_list.py"),
    *("annotator/engine/job.py", "annotator/engine/project_job.py"),
    *("annotator/engine/references.py", "annotator/engine/shards.py"),
    *("sst_core/datasets/", "sst_core/team.py"),
)
"""Errors made here are told by commands of the shell, which speak English."""
_Scope = dict[str, list[ast.expr]]


def spoken(root: Path, packages: Sequence[str], modules: Sequence[str] = ()) -> set[str]:
    """Every text of some packages of a tree, and of single modules.

    Raises:
        SystemExit: One of them is put together in place, so that nobody could translate it.
    """
    found: set[str] = set()
    within = [path for name in packages for path in (root / name).rglob("*.py")]
    for path in sorted([*within, *(root / name for name in modules)]):
        told = not path.relative_to(root).as_posix().startswith(_COMMAND_LINE)
        found.update(spoken_in(path, errors=told))
    return found


def spoken_in(path: Path, *, errors: bool = True) -> Iterator[str]:
    """The texts of a module.

    Args:
        path: The module.
        errors: Whether the window shows errors that are made here.

    Raises:
        SystemExit: As `spoken`.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call, scopes in _calls(tree, [_assigned(tree)]):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        for text in _words(call, name) if errors or name not in _ERRORS else ():
            for literal in _literals(text, scopes if name not in _MARKS else []):
                if isinstance(literal, ast.JoinedStr):
                    where = f"{path}:{literal.lineno}"
                    raise SystemExit(f"{where}: a text with values in it cannot be looked up")
                yield str(literal.value)


def _words(call: ast.Call, name: str) -> list[ast.expr]:
    """The arguments of a call that are words."""
    if name in _MARKS | {"said"}:
        return call.args[:1]
    if name in _ERRORS:
        return [*call.args[:1], *(word.value for word in call.keywords if word.arg == "todo")]
    return []


def _literals(text: ast.expr, scopes: list[_Scope]) -> Iterator[ast.Constant | ast.JoinedStr]:
    """What an expression can be, as far as it stands in the source."""
    if isinstance(text, ast.JoinedStr) or (
        isinstance(text, ast.Constant) and isinstance(text.value, str)
    ):
        yield text
    elif isinstance(text, ast.IfExp):
        yield from _literals(text.body, scopes)
        yield from _literals(text.orelse, scopes)
    elif isinstance(text, ast.Name):
        for scope in reversed(scopes):
            if text.id in scope:
                for value in scope[text.id]:
                    yield from _literals(value, [])
                return


def _calls(node: ast.AST, scopes: list[_Scope]) -> Iterator[tuple[ast.Call, list[_Scope]]]:
    """Every call, with what was assigned around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, scopes
        own = isinstance(child, ast.FunctionDef)
        yield from _calls(child, [*scopes, _assigned(child)] if own else scopes)


def _assigned(scope: ast.AST) -> _Scope:
    """Names and what a module or function assigns to them, functions within left out."""
    found: _Scope = {}
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.setdefault(node.target.id, []).append(node.value)
        todo += ast.iter_child_nodes(node)
    return found
