"""Prints the table of keys, or writes it into a page: python -m annotator.cli.keys."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from annotator.commands.sheet import key_table, with_table


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 good, 2 the user can mend it.
    """
    parser = argparse.ArgumentParser(prog="python -m annotator.cli.keys", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="renew the table in this page")
    page: Path | None = parser.parse_args(argv).write
    if page is None:
        print(key_table())
        return 0
    try:
        renewed = with_table(page.read_text(encoding="utf-8"), key_table())
        page.write_text(renewed, encoding="utf-8")
    except (OSError, ValueError) as error:
        print(f"{page}: {error}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
