"""Makes a trained weights file fit to ship: `python -m training.release WEIGHTS CARD OUTPUT`.

The card (JSON: licence notes, data, metrics) goes into the file itself, so that weights are never
without it.
"""

import argparse
import json
import sys
from pathlib import Path

from sst_core.checkpoint import load_model, read_card, save_model
from sst_core.errors import DataError, UserError

NEEDED = ("licence", "data", "metrics")


def release(weights: Path, card_file: Path, output: Path) -> None:
    """Write `output`: the weights with the card inside, as float16.

    Raises:
        DataError: The card cannot be read or lacks one of NEEDED.
        WeightsError: The weights cannot be used.
        OutputError: The place cannot be written.
    """
    try:
        card = json.loads(card_file.read_text(encoding="utf-8"))
        missing = [name for name in NEEDED if not card.get(name)]
    except (OSError, ValueError, AttributeError) as error:
        raise DataError(f"not a card ({error})", where=card_file, todo="Write JSON") from error
    if missing:
        raise DataError(f"the card lacks {', '.join(missing)}", where=card_file)
    model = load_model(weights, device="cpu")
    save_model(output, model.config, model.state_dict(), card={**read_card(weights), **card})


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="training.release", description=__doc__)
    for name in ("weights", "card", "output"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args(argv)
    try:
        release(arguments.weights, arguments.card, arguments.output)
    except UserError as error:
        sys.stderr.write(f"training.release: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
