"""Weights by name: shipped with the program or kept in the user's folder; loads without torch."""

import contextlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Final

import appdirs

from sst_core.errors import OutputError, WeightsError
from sst_core.saying import said

DEFAULT: Final = "sst-lite"
SUFFIX: Final = ".safetensors"
OF_SELECT: Final = "sst-annotator-select"
"""Format of the weights of smart select, which are no weights of the tracker."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}")
_LARGEST_HEADER: Final = 10_000_000


@dataclass(frozen=True)
class NamedWeights:
    """Weights that can be asked for by name.

    Attributes:
        name: What they are asked for by.
        path: Their file.
        shipped: Whether they came with the program; those cannot be deleted.
        card: Notes that travel inside the file; empty where it cannot be read.
    """

    name: str
    path: Path
    shipped: bool
    card: Mapping[str, object] = field(default_factory=dict)


def user_weights() -> Path:
    """Return the folder of the user's own weights."""
    return Path(appdirs.user_data_dir("sst-annotator")) / "weights"


def list_weights() -> tuple[NamedWeights, ...]:
    """All weights of the tracker: the shipped ones first, then the user's, each by name."""
    found: dict[str, NamedWeights] = {}
    for folder, shipped in ((_shipped(), True), (user_weights(), False)):
        files = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
        for path in files:
            facts = _metadata(path)
            if not path.name.startswith(".") and facts.get("format") != OF_SELECT:
                named = NamedWeights(path.stem, path, shipped, _card(facts))
                found.setdefault(path.stem, named)
    return tuple(found.values())


def find_weights(weights: str | Path) -> Path:
    """Resolve a name (shipped, then the user's) or a path.

    Raises:
        WeightsError: An unknown name.
    """
    if isinstance(weights, Path) or Path(weights).suffix == SUFFIX:
        return Path(weights)
    for folder in (_shipped(), user_weights()):
        path = folder / f"{weights}{SUFFIX}"
        if path.is_file():
            return path
    if Path(weights).suffix:
        return Path(weights)
    raise WeightsError(
        said("no weights are called {weights!r}", weights=weights),
        todo="Give a name or a .safetensors",
    )


def adopt(file: Path, name: str) -> Path:
    """Copy a weights file into the user's folder, where it is known by a name.

    Args:
        file: Weights.
        name: Letters, digits, spaces, dots, dashes and underscores; not that of shipped weights.

    Returns:
        The new file.

    Raises:
        WeightsError: The name cannot be used, or there is no such file.
        OutputError: The folder cannot be written.
    """
    check_name(name)
    if not file.is_file():
        raise WeightsError("no such weights file", where=file)
    target = user_weights() / f"{name}{SUFFIX}"
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, part)
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(
            said("cannot write ({reason})", reason=error.strerror or error), where=target
        ) from error
    return target


def check_name(name: str) -> None:
    """Refuse what cannot be a name of the user's weights.

    Raises:
        WeightsError: With what is wrong about it.
    """
    if not _NAME.fullmatch(name) or name.endswith((".", " ", SUFFIX)):
        todo = "Use letters, digits, spaces, dots, dashes and underscores"
        raise WeightsError(said("{name!r} cannot be the name of weights", name=name), todo=todo)
    if (_shipped() / f"{name}{SUFFIX}").is_file():
        raise WeightsError(
            said("{name} is shipped with the program", name=name), todo="Choose another name"
        )


def delete_weights(name: str) -> None:
    """Delete weights of the user's.

    Raises:
        WeightsError: They are shipped, or there are none of that name.
        OutputError: The file cannot be removed.
    """
    check_name(name)
    path = user_weights() / f"{name}{SUFFIX}"
    if not path.is_file():
        raise WeightsError(
            said("no weights of yours are called {name!r}", name=name), where=user_weights()
        )
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(
            said("cannot delete ({reason})", reason=error.strerror or error), where=path
        ) from error


def _shipped() -> Path:
    return Path(str(resources.files("resources") / "weights"))


def _metadata(path: Path) -> Mapping[str, object]:
    """Read what a file's header says; the tensors are not looked at."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, _LARGEST_HEADER)))
        facts = header["__metadata__"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, MemoryError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _card(facts: Mapping[str, object]) -> Mapping[str, object]:
    try:
        card = json.loads(str(facts["card"]))
    except (ValueError, KeyError, RecursionError, MemoryError):
        return {}
    return card if isinstance(card, dict) else {}
