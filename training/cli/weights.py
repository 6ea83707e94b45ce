"""`sst-train weights`: what weights there are by name, and how to be rid of some."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sst_core.errors import UserError
from sst_core.weights import adopt, delete_weights, list_weights


def main(argv: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="sst-train weights", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="names, and where the files are")
    add = commands.add_parser("add", help="keep a weights file under a name")
    add.add_argument("file", type=Path)
    for command in (add, commands.add_parser("delete", help="delete weights of yours")):
        command.add_argument("name")
    arguments = parser.parse_args(argv)
    try:
        if arguments.command == "delete":
            delete_weights(arguments.name)
        elif arguments.command == "add":
            print(adopt(arguments.file, arguments.name))
        else:
            for weights in list_weights():
                origin = "shipped" if weights.shipped else "yours"
                print(f"{weights.name}\t{origin}\t{weights.path}")
    except UserError as error:
        print(f"sst-train: {error}", file=sys.stderr)
        return error.exit_code
    return 0
