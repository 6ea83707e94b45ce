"""The commands of training/PAPER.md are understood by the programs they name."""

import re
import shlex
from pathlib import Path

import pytest
from torch.distributed.run import get_args_parser

from annotator.cli import propagate
from training.cli import evaluate, train

PARSERS = {
    "training.cli.train": train.build_parser,
    "annotator.cli.propagate": propagate._parser,
    "training.cli.evaluate": evaluate._parser,
}
SHELL = {
    "sst-train": "training.cli.train",
    "sst-propagate": "annotator.cli.propagate",
    "sst-eval": "training.cli.evaluate",
}
PAGE = Path(train.__file__).parents[1] / "PAPER.md"


def commands() -> list[str]:
    """Every command of the page's shell blocks, lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line]


def test_there_are_commands() -> None:
    assert sum(command.startswith("torchrun") for command in commands()) >= 5


@pytest.mark.parametrize("command", commands())
def test_a_command_is_understood(command: str) -> None:
    program, *words = shlex.split(command)
    module = SHELL.get(program)
    if program == "torchrun":
        launched = get_args_parser().parse_args(words)
        assert launched.module
        module, words = launched.training_script, launched.training_script_args
    assert module is not None
    PARSERS[module]().parse_args(words)
