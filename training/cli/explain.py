"""`sst-eval explain`: pictures of where attention leads on a clip, the paper's Figure 1."""

import argparse
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from sst_core.backbone import Features
from sst_core.checkpoint import load_model
from sst_core.errors import DataError, OutputError
from sst_core.labels import LabelMap, list_pngs, read_label_map
from sst_core.model import SST
from sst_core.preprocess import Geometry
from sst_core.routes import Asked, affinity_map, ask, follow, schedule
from sst_core.session import InferenceSession
from training.cli.speed import video_frames
from training.report.routes import Band, Plate, draw_routes, outlined

_IMAGES = {".jpg", ".jpeg", ".png"}
_LAYERS = {"grid": 3, "local": 2, "strided": 1, "local-strided": 2}
"""How many layers it takes until every cell can be reached, or the paper's number."""
_TITLES = {
    "grid": "Grid attention: row, column and time, three hops to everywhere",
    "local": "Local attention: a cube around each cell",
    "strided": "Strided attention: a cube, then a lattice of the same step",
    "local-strided": "Local, then strided: everywhere in two layers",
}


@dataclass(frozen=True)
class _Shown:
    """Frames shown, their numbers, what is drawn of their masks; and how the model sees them."""

    numbers: tuple[int, ...]
    pictures: tuple[NDArray[np.uint8], ...]
    layers: tuple[Asked, ...]
    grid: tuple[int, int]
    covered: tuple[float, float]
    cell: tuple[int, int, int]


def explain(arguments: argparse.Namespace) -> None:
    """Runs the command.

    Args:
        arguments: Its parsed options.

    Raises:
        UserError: Clip, masks or weights cannot be used, or the pictures not be written.
    """
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    model = load_model(arguments.weights, device=arguments.device)
    shown = _look(model, arguments)
    output: Path = arguments.output
    for name in arguments.patterns:
        _save(output / f"routes-{name}.png", _routes(model, shown, name))
    _save(output / "affinity.png", _affinity(model, shown))
    rows, columns = shown.grid
    print(f"{output}: {len(arguments.patterns) + 1} pictures, {rows} x {columns} cells a frame")


def _look(model: SST, arguments: argparse.Namespace) -> _Shown:
    frames = _frames(arguments.clip, arguments.frame, arguments.count)
    numbers = tuple(frames)
    height, width = frames[numbers[0]].shape[:2]
    row, column = arguments.pixel
    if not (0 <= row < height and 0 <= column < width):
        raise DataError(f"the frame has {height} rows and {width} columns", where="--pixel")
    session = InferenceSession(model, short_side=arguments.resolution, engine="torch")
    features: list[Features] = [
        session.embed(frame).restore(model.device, torch.float32) for frame in frames.values()
    ]
    geometry = Geometry.of(height, width, short_side=session.short_side)
    stride = model.config.stride
    grid = geometry.padded[0] // stride, geometry.padded[1] // stride
    covered = tuple(r / p for r, p in zip(geometry.resized, geometry.padded, strict=True))
    place = (
        int(row * geometry.resized[0] / height) // stride,
        int(column * geometry.resized[1] / width) // stride,
    )
    masks = _masks(arguments.masks, numbers, arguments.clip)
    pictures = tuple(outlined(frame, masks.get(number)) for number, frame in frames.items())
    cell = (len(numbers) - 1, *place)
    return _Shown(numbers, pictures, ask(model, features), grid, (covered[0], covered[1]), cell)


def _routes(model: SST, shown: _Shown, name: str) -> Image.Image:
    patterns = schedule(name, model.config, _LAYERS[name])
    rows, columns = (math.ceil(n * c) for n, c in zip(shown.grid, shown.covered, strict=True))
    found = follow(shown.layers, patterns, shown.cell, shown.grid, shown=(rows, columns))
    cells = rows * columns * len(shown.numbers)
    bands = [
        Band(
            f"{n} hop{'s' if n > 1 else ''}",
            f"{hop.reached:,} of {cells:,} cells",
            np.asarray(hop.strength.numpy(), np.float32),
            hop.route,
        )
        for n, hop in enumerate(found, start=1)
    ]
    return draw_routes(_plate(model, shown, _TITLES[name]), bands)


def _affinity(model: SST, shown: _Shown) -> Image.Image:
    maps = [affinity_map(layer, shown.cell, shown.grid) for layer in shown.layers]
    bands = [
        Band(f"layer {n}", "mean over heads", np.asarray(one.numpy(), np.float32))
        for n, one in enumerate(maps, start=1)
    ]
    title = "Affinity: max(0, score) of one cell with every cell"
    return draw_routes(replace(_plate(model, shown, title), linear=True), bands)


def _plate(model: SST, shown: _Shown, title: str) -> Plate:
    last = len(shown.numbers) - 1
    heads = [f"frame {n}{', asks' if i == last else ''}" for i, n in enumerate(shown.numbers)]
    note = f"{model.config.name}, a cell is {model.config.stride} x {model.config.stride} pixels"
    return Plate(title, note, shown.pictures, heads, shown.cell, shown.covered)


def _frames(clip: Path, last: int, count: int) -> Mapping[int, NDArray[np.uint8]]:
    """Frame numbers and pictures: the one asked for and those before it."""
    numbers = range(max(0, last - count + 1), last + 1)
    if clip.is_dir():
        files = sorted(path for path in clip.iterdir() if path.suffix.lower() in _IMAGES)
        if last >= len(files):
            raise DataError(f"this clip has {len(files)} frames, there is no {last}", where=clip)
        return {number: _picture(files[number]) for number in numbers}
    if not clip.is_file():
        raise DataError("there is no such clip or folder", where=clip)
    found = list(islice(video_frames(clip), numbers.start, numbers.stop))
    if len(found) < len(numbers):
        raise DataError(f"this video has no frame {last}, or cannot be read", where=clip)
    return dict(zip(numbers, found, strict=True))


def _picture(path: Path) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))
    except OSError as error:
        raise DataError("this image cannot be read", where=path) from error


def _masks(folder: Path | None, numbers: tuple[int, ...], clip: Path) -> Mapping[int, LabelMap]:
    """Label maps of the frames shown, where there are any: by name, or by the number in it."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise DataError("there is no such folder of masks", where=folder)
    stems = {str(number): number for number in numbers}
    if clip.is_dir():
        files = sorted(path for path in clip.iterdir() if path.suffix.lower() in _IMAGES)
        stems = {files[number].stem: number for number in numbers}
    found = {}
    for path in list_pngs(folder):
        key = path.stem if path.stem in stems else path.stem.lstrip("0") or "0"
        if key in stems:
            found[stems[key]] = read_label_map(path, void_only=True)
    return found


def _save(path: Path, image: Image.Image) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
    except OSError as error:
        raise OutputError(f"the picture cannot be written ({error})", where=path) from error
