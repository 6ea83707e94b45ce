"""How well the app's confidence follows the true error: correlation and calibration.

    python tests/bench/bench_confidence.py ROOT --split dev --resolution 480
    python tests/bench/bench_confidence.py ROOT --split train --resolution 240 --fit

Every sequence of a DAVIS-layout root is propagated from its first mask. For each frame the
confidence of `sst_core.suggest` is compared with the true overlap J. Printed: Spearman's rank
correlation over all frames and its mean over sequences, for the model's own certainty and for
the judged confidence; the mean gap between confidence and J, by tenths of confidence; and the
mean J of suggested frames against all. `--fit` prints the weights that fit best; those in
`sst_core/suggest.py` come from `--split train`, forward and backward and from disturbed copies
(blur, noise, colour, every 2nd to 4th frame), with every sequence of equal weight.
"""

import argparse
import platform
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from sst_core import suggest
from sst_core.checkpoint import load_model
from sst_core.labels import open_vos_folder, read_label_map
from sst_core.labels.folders import VosFolder
from sst_core.metrics import region_similarity
from sst_core.session import InferenceSession
from sst_core.shapes import sampled, shape_of

Floats = NDArray[np.float64]


def main() -> None:
    """Propagates, judges, compares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--resolution", type=int, default=480)
    parser.add_argument("--weights", default="sst-lite")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"{platform.processor() or platform.machine()}, torch {torch.__version__}")
    print(f"{arguments.weights}, {arguments.split}, {arguments.resolution} pixels")
    folder = open_vos_folder(arguments.root, split=arguments.split)
    model = load_model(arguments.weights, device="cpu")
    tracks: dict[str, suggest.Track] = {}
    truth: dict[str, Floats] = {}
    for name in folder.sequences:
        session = InferenceSession(model, short_side=arguments.resolution)
        tracks[name], truth[name] = _propagate(session, folder, name)
        _line(name, tracks[name], truth[name])
    _summary(tracks, truth)
    if arguments.fit:
        print("weights, bias:", np.round(_fitted(tracks, truth), 3))


def _propagate(
    session: InferenceSession, folder: VosFolder, name: str
) -> tuple[suggest.Track, Floats]:
    """The track of object 1 from its first mask, and the true overlap of every frame."""
    frames = [np.asarray(Image.open(path).convert("RGB")) for path in folder.frames(name)]
    masks = [read_label_map(path) for path in folder.masks(name)]
    session.add_reference(0, frames[0], masks[0], [1])
    certainty: list[float | None] = []
    shapes: list[Floats | None] = []
    overlap = []
    for number, (frame, mask) in enumerate(zip(frames, masks, strict=True)):
        result = session.step(number, frame)
        mine = result.label_map == 1
        certainty.append(result.confidence[1] if number else None)
        shapes.append(shape_of(sampled(result.label_map) == 1))
        overlap.append(region_similarity(mask == 1, mine, mask == 255))
    return suggest.track_of(range(len(frames)), certainty, shapes, [0]), np.array(overlap)


def _line(name: str, track: suggest.Track, overlap: Floats) -> None:
    judged = suggest.judge(track)
    found = suggest.suggest({1: track}, {1: judged}, most=3)
    places = [int(np.flatnonzero(track.frames == one.frame)[0]) for one in found]
    words = "; ".join(
        f"{one.frame} ({one.reason}; J {overlap[place]:.2f})"
        for one, place in zip(found, places, strict=True)
    )
    rank = _rank(judged.confidence[1:], overlap[1:])
    print(f"{name:18} J {overlap[1:].mean():.3f}  Spearman {rank:+.2f}  {words or 'nothing'}")


def _summary(tracks: dict[str, suggest.Track], truth: dict[str, Floats]) -> None:
    overlap = np.concatenate([truth[name][1:] for name in tracks])
    raw = {name: track.certainty[1:] for name, track in tracks.items()}
    judged = {name: suggest.judge(track).confidence[1:] for name, track in tracks.items()}
    for title, values in (("certainty of the model", raw), ("confidence", judged)):
        alone = [_rank(values[name], truth[name][1:]) for name in tracks]
        every = np.concatenate([values[name] for name in tracks])
        print(
            f"{title}: Spearman {_rank(every, overlap):.3f} over {len(every)} frames, "
            f"{np.mean(alone):.3f} mean of sequences; calibration error "
            f"{_calibration(every, overlap):.3f}; mean {every.mean():.3f} against J "
            f"{overlap.mean():.3f}"
        )
    every = np.concatenate([judged[name] for name in tracks])
    for low in np.arange(0, 1, 0.1):
        inside = (every >= low) & (every < low + 0.1)
        if inside.any():
            print(
                f"  confidence {low:.1f} to {low + 0.1:.1f}: {int(inside.sum()):4} frames, "
                f"mean {every[inside].mean():.2f}, J {overlap[inside].mean():.2f}"
            )
    picked = [
        truth[name][one.frame]
        for name, track in tracks.items()
        for one in suggest.suggest({1: track}, most=3)
    ]
    if picked:
        print(f"J of suggested frames {np.mean(picked):.3f}, of all {overlap.mean():.3f}")


def _rank(one: Floats, other: Floats) -> float:
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(_places(one), _places(other))[0, 1])


def _places(values: Floats) -> Floats:
    """(N,) ranks; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def _calibration(values: Floats, overlap: Floats) -> float:
    """Mean distance between confidence and overlap in tenths of confidence, by their frames."""
    bins = np.clip((values * 10).astype(int), 0, 9)
    gaps = [
        abs(values[bins == one].mean() - overlap[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    ]
    return float(np.sum(gaps))


def _fitted(tracks: dict[str, suggest.Track], truth: dict[str, Floats]) -> Floats:
    """Weights and bias of the least cross-entropy, every sequence of equal weight."""
    rows, wanted, weight = [], [], []
    for name, track in tracks.items():
        signals = suggest.signals_of(track)
        rows.append(np.stack([*signals, np.ones(len(track.frames))], axis=1)[1:])
        wanted.append(truth[name][1:])
        weight.append(np.full(len(wanted[-1]), 1 / len(wanted[-1])))
    inputs, target, share = (np.concatenate(part) for part in (rows, wanted, weight))

    values, share = np.zeros(inputs.shape[1]), share / share.sum()
    penalty = np.diag([2e-3] * (inputs.shape[1] - 1) + [0.0])
    for _ in range(50):  # Newton's steps; the cost is convex
        sure = 1 / (1 + np.exp(-inputs @ values))
        slope = inputs.T @ (share * (sure - target)) + penalty @ values
        curve = inputs.T @ (inputs * (share * sure * (1 - sure))[:, None]) + penalty
        values = values - np.linalg.solve(curve, slope)
    return values


if __name__ == "__main__":
    main()
