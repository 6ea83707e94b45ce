"""Clicks to a good mask, with the app's segmenter and with its GrabCut, in one run.

    PYTHONPATH=. python tests/bench/bench_select.py --stills STILLS --clips ROOT --split dev

Stills are those that training leaves out; a robot clicks (see `training.selecting.score`).
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from annotator.document.grab_cut import grab_cut_box, grab_cut_marks
from sst_core.selecting.checkpoint import load_select
from sst_core.selecting.prompts import Prompts, paint
from sst_core.selecting.selector import Selector, promised
from sst_core.weights import find_weights
from training.selecting.score import (
    Case,
    Maker,
    Segmenter,
    by_group,
    frames_of,
    held_out_stills,
    judge,
)

_DOT = 5.0
_COLUMNS = ("cases", "NoC@85", "failures@85", "NoC@90", "failures@90", "IoU@1", "IoU@3", "IoU@5",
            "box", "before", "repaired", "seconds")  # fmt: skip


def with_model(weights: str) -> Maker:
    model = load_select(find_weights(weights))
    return lambda image, start: Selector(model, image, start).select


def with_grab_cut(image: np.ndarray, start: np.ndarray | None) -> Segmenter:
    """Clicks are disks that are sure; without a box the whole picture is looked at."""

    def segment(prompts: Prompts) -> np.ndarray:
        nothing = np.zeros(image.shape[:2], bool)
        if prompts.box is not None:
            top, left, bottom, right = prompts.box
            box = (int(top), int(left), int(np.ceil(bottom)), int(np.ceil(right)))
            found = grab_cut_box(image, box)
        else:
            sides = [
                paint(
                    image.shape[:2],
                    [
                        ([(col - 0.5, row - 0.5) for row, col in stroke.points], _DOT)
                        for stroke in prompts.strokes
                        if stroke.positive == positive
                    ],
                )
                > 0
                for positive in (True, False)
            ]
            found = grab_cut_marks(image, *sides, start=start)
        if found is None:
            return nothing if start is None else promised(start, prompts)
        (row0, col0, row1, col1), mask = found
        nothing[row0:row1, col0:col1] = mask
        return promised(nothing, prompts)

    return segment


def _cases(arguments: argparse.Namespace) -> Iterator[Case]:
    if arguments.stills:
        yield from held_out_stills(arguments.stills, most=arguments.most)
    if arguments.clips:
        yield from frames_of(
            arguments.clips,
            split=arguments.split,
            every=arguments.every,
            predicted=arguments.predicted,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--stills", type=Path)
    add("--clips", type=Path)
    add("--split")
    add("--predicted", type=Path, help="propagated masks to repair, SEQUENCE/FRAME.png")
    add("--every", type=int, default=10)
    add("--most", type=int, default=1000, help="stills of each set")
    add("--clicks", type=int, default=20, help="at most, per object")
    add("--weights", default="sst-select")
    add("--only", choices=("model", "grabcut"))
    add("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    makers: dict[str, Maker] = {}
    if arguments.only != "grabcut":
        makers["model"] = with_model(arguments.weights)
    if arguments.only != "model":
        makers["grabcut"] = with_grab_cut
    results = {name: [] for name in makers}
    for case in _cases(arguments):
        for name, make in makers.items():
            results[name].append(judge(make, case, most=arguments.clicks))
        print(case.group, case.name, *(f"{r[-1].after(1):.3f}" for r in results.values()))
    document = {}
    for name, found in results.items():
        groups = by_group(found, most=arguments.clicks)
        print(f"\n{name:14}" + "".join(f"{column:>12}" for column in _COLUMNS))
        for group, figures in groups.items():
            print(f"{group:14}" + "".join(f"{figures[column]:12.3f}" for column in _COLUMNS))
        document[name] = {"groups": groups, "results": [asdict(one) for one in found]}
    if arguments.json:
        arguments.json.write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
