"""Colours of objects on screen and of provenance on the timeline; files keep the DAVIS palette."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sst_core.labels import VOID, davis_palette

ColourTable = npt.NDArray[np.uint8]
Rgb = tuple[int, int, int]

_BRIGHTEN = 1.5
_LIFT = 40
# Okabe and Ito (2008): told apart under all common colour deficiencies; black is left out.
_SAFE: tuple[Rgb, ...] = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66),
    (0, 114, 178), (213, 94, 0), (204, 121, 167), (240, 240, 240),
)  # fmt: skip
# Pure and far apart in hue and lightness; what is drawn over a dim or a busy picture stands out.
_STRONG: tuple[Rgb, ...] = (
    (255, 255, 0), (0, 255, 255), (255, 0, 255), (0, 255, 0),
    (255, 128, 0), (64, 128, 255), (255, 255, 255), (255, 32, 64),
)  # fmt: skip
_VOID: Rgb = (200, 200, 200)
_SURE: tuple[Rgb, ...] = ((213, 70, 0), (240, 190, 60), (86, 180, 233), (0, 114, 200))

PALETTES = ("davis", "colour-blind safe", "high contrast")


_CYCLES = {"colour-blind safe": _SAFE, "high contrast": _STRONG}


def _repeated(colours: tuple[Rgb, ...]) -> ColourTable:
    """A few colours for all ids from 1 on; every round is of another shade."""
    cycle = np.roll(np.array(colours, np.float32), 1, axis=0)
    places = np.arange(256)
    rounds = np.maximum(places - 1, 0) // len(colours)
    shade = np.array([1.0, 0.72, 0.86, 0.58], np.float32)[rounds % 4]
    table: ColourTable = (cycle[places % len(colours)] * shade[:, None]).astype(np.uint8)
    return table


@lru_cache(maxsize=4)
def _base(name: str) -> ColourTable:
    table: ColourTable
    if name == "davis":
        lifted = davis_palette().reshape(256, 3).astype(np.float32) * _BRIGHTEN + _LIFT
        table = np.minimum(lifted, 255).astype(np.uint8)
    elif name in _CYCLES:
        table = _repeated(_CYCLES[name])
    else:
        raise ValueError(f"{name!r} is not one of {PALETTES}")
    table[0] = 0
    table[VOID] = _VOID
    table.flags.writeable = False
    return table


def colour_table(name: str = "davis", overrides: Mapping[int, Rgb] | None = None) -> ColourTable:
    """The colour of every id on screen.

    Args:
        name: One of `PALETTES`.
        overrides: Colours the user has chosen, by object id.

    Returns:
        (256, 3) uint8 RGB; row 0 is black and never drawn, row 255 is void.

    Raises:
        ValueError: If the palette is not known.
    """
    table = _base(name).copy()
    for object_id, colour in (overrides or {}).items():
        table[object_id] = colour
    return table


@lru_cache(maxsize=1)
def confidence_colours() -> ColourTable:
    """(256, 3) uint8 RGB by confidence * 255: orange in doubt, yellow, then blue where sure.

    Told apart under all common colour deficiencies; below one half all is in doubt.
    """
    places = [0.0, *np.linspace(0.5, 1.0, len(_SURE))]
    colours = np.array([_SURE[0], *_SURE], np.float32)
    share = np.arange(256) / 255
    bands = [np.interp(share, places, colours[:, band]) for band in range(3)]
    table: ColourTable = np.stack(bands, axis=-1).round().astype(np.uint8)
    table.flags.writeable = False
    return table


def confidence_scale() -> tuple[Rgb, ...]:
    """The colours from one half to one, evenly spaced, for a legend."""
    return _SURE
