"""What the engine said of itself when it last loaded a model, for the diagnostics."""

from contextlib import suppress
from pathlib import Path

from annotator.record.log import log_folder
from annotator.record.privacy import plain


def keep_facts(facts: dict[str, str]) -> None:
    """Stores them; where that is not possible, they are missing."""
    with suppress(OSError):
        _place().parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name}: {value}\n" for name, value in facts.items())
        _place().write_text(plain(text), encoding="utf-8")


def read_facts() -> list[str]:
    """Lines "name: value"; empty where no engine has loaded a model yet."""
    try:
        return _place().read_text(encoding="utf-8", errors="replace").splitlines()[:40]
    except OSError:
        return []


def _place() -> Path:
    return log_folder() / "engine-facts.txt"
