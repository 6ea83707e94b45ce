"""How the app starts its own commands in other processes, from an environment or from a bundle."""

import sys
from typing import Final

COMMANDS: Final = {
    "sst-annotator": "annotator.cli.annotator",
    "sst-propagate": "annotator.cli.propagate",
    "sst-export": "annotator.cli.export",
    "sst-train": "training.cli.train",
    "sst-eval": "training.cli.evaluate",
}
"""The commands of the shell and the modules that hold them; each module has a `main`."""


def command_line(name: str, *arguments: str) -> list[str]:
    """The program and the words that start one of `COMMANDS`.

    In a bundle the program is the bundle itself, which takes the command's name as its first word.

    Raises:
        KeyError: There is no such command.
    """
    module = COMMANDS[name]
    words = [name] if getattr(sys, "frozen", False) else ["-m", module]
    return [sys.executable, *words, *arguments]
