"""`sst-eval speed`: how fast a model propagates here."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from sst_core.checkpoint import load_model
from sst_core.errors import DataError, OutputError
from sst_core.labels import LabelMap
from training.interactive.clip import clip_names, load_clip
from training.report.speed import Speed, machine, measure_speed

_LEAST = 5


def time_propagation(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Args:
        arguments: Its parsed options.

    Raises:
        UserError: The clip or the weights cannot be used, or the figures cannot be written.
    """
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    frames, mask = _material(arguments)
    if len(frames) < _LEAST:
        raise DataError(f"there are fewer than {_LEAST} frames here", where=arguments.clip)
    if arguments.objects is not None:
        mask = drawn_objects(frames[0].shape[:2], arguments.objects)
    model = load_model(arguments.weights, device=arguments.device)
    found = measure_speed(model, frames, mask, resolution=arguments.resolution)
    where = machine(model.device)
    print(describe(found, where))
    if arguments.json is not None:
        figures = {**asdict(found), "frames_per_s": found.frames_per_s, "machine": where}
        try:
            arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            what = f"the figures cannot be written ({reason})"
            raise OutputError(what, where=arguments.json) from error


def describe(found: Speed, where: dict[str, str]) -> str:
    """The figures in aligned lines."""
    height, width = found.size
    noun = "object" if found.objects == 1 else "objects"
    facts = {
        "speed": f"{found.frames_per_s:.2f} frames/s, median of {found.frames} frames",
        "a frame": f"{1000 * found.total_s:.1f} ms: look at it {1000 * found.look_s:.1f}, "
        f"segment it {1000 * found.segment_s:.1f}",
        "clip": f"{width}x{height} pixels, the model sees {found.resolution} on the short side, "
        f"{found.objects} {noun}",
        "engine": found.engine,
        "memory": f"{found.memory_mb:.0f} MiB at most",
        **where,
    }
    width = max(map(len, facts))
    return "\n".join(f"{name:{width}}  {fact}" for name, fact in facts.items())


def drawn_objects(size: tuple[int, int], count: int) -> LabelMap:
    """Ellipses side by side that cover about a fifth of the picture, (H, W) uint8."""
    mask = np.zeros(size, np.uint8)
    height, width = size
    for label in range(1, count + 1):
        centre = (round((label - 0.5) / count * width), height // 2)
        axes = (max(round(0.35 * width / count), 1), max(height // 4, 1))
        cv2.ellipse(mask, centre, axes, 0, 0, 360, label, cv2.FILLED)
    return mask


def _material(arguments: argparse.Namespace) -> tuple[list[NDArray[np.uint8]], LabelMap]:
    """Frames in memory, and the mask of the first one."""
    path: Path = arguments.clip
    if path.is_dir():
        folder, names = clip_names(path, split=arguments.split, names=arguments.sequences)
        clip = load_clip(folder, names[0])
        count = min(arguments.frames, len(clip.frames))
        return [clip.picture(frame) for frame in range(count)], clip.truth[0]
    if not path.is_file():
        raise DataError("there is no such clip or folder", where=path)
    frames = list(islice(video_frames(path), arguments.frames))
    if not frames:
        raise DataError("this video cannot be read", where=path)
    return frames, drawn_objects(frames[0].shape[:2], 1)


def video_frames(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Frames of a video, (H, W, 3) uint8 RGB; none where it cannot be read."""
    capture = cv2.VideoCapture(str(path))
    try:
        while True:
            there, picture = capture.read()
            if not there:
                return
            yield np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
    finally:
        capture.release()
