"""Quality of first-frame propagation on annotated clips, as a user would get it.

    python tests/bench/bench_quality.py ROOT --split dev --output runs/dev
    python tests/bench/bench_quality.py ROOT --split dev --output runs/dev --weights FILE

For every sequence of a DAVIS-layout root: sst-propagate from the first mask at 480 pixels, then
sst-eval masks over all of them.
"""

import argparse
import sys
from pathlib import Path

import torch

from annotator.cli import propagate
from sst_core.labels import open_vos_folder
from training.cli import evaluate


def main() -> int:
    """Propagate and score; returns the first exit code that is not 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--resolution", default="480")
    parser.add_argument("--threads", type=int)
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    folder = open_vos_folder(arguments.root, split=arguments.split)
    for sequence in folder.sequences:
        first = folder.masks(sequence)[0]
        images = folder.frames(sequence)[0].parent
        options = ["--weights", arguments.weights, "--device", arguments.device]
        options += ["--resolution", arguments.resolution, "--overwrite"]
        output = ["--output", str(arguments.output / sequence)]
        print(f"{sequence}: ", end="", flush=True)
        code = propagate.main([str(images), "--masks", str(first), *output, *options])
        if code:
            return code
    report = arguments.output.with_suffix(".json")
    scored = ["--gt", str(arguments.root), "--split", arguments.split, "--json", str(report)]
    return evaluate.main(["masks", *scored, "--pred", str(arguments.output)])


if __name__ == "__main__":
    sys.exit(main())
