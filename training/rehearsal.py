"""Rendered clips that are rehearsed while a model learns from corrections, against forgetting.

Their seeds are not those of the gate's regression set.
"""

from collections.abc import Callable

import numpy as np

from sst_core.model import SST
from training.data.scenes import LENGTH, render_scene
from training.tapes import Tape, tape_of

FRAMES = 6
"""Frames of a rehearsed clip."""
KINDS = (
    *("grows", "shrinks", "behind a pole", "grows", "two that cross", "fast", "grows", "turns"),
    *("look-alikes", "grows", "leaves and returns", "thin"),
)
"""What is rehearsed, in turn; growth most often, because it is forgotten most easily."""


def rehearse(model: SST, *, count: int, seed: int, on_frame: Callable[[], None]) -> list[Tape]:
    """Embed rendered clips of every kind in turn.

    Args:
        model: Its backbone is used and must not change afterwards.
        count: Clips.
        seed: Chooses clips and the part of each.
        on_frame: Called after each frame; may raise to stop.
    """
    rng = np.random.default_rng(seed)
    tapes = []
    for number in range(count):
        scene = render_scene(KINDS[number % len(KINDS)], seed=int(rng.integers(2000, 10**9)))
        step = int(rng.integers(1, LENGTH // FRAMES + 1))
        first = int(rng.integers(LENGTH - step * (FRAMES - 1)))
        part = slice(first, first + step * FRAMES, step)
        label_maps = scene.label_maps[part]
        there = [bool((label_maps[0] == n).any()) for n in scene.objects]
        if any(there):
            tapes.append(
                tape_of(model, scene.frames[part], label_maps, there=there, on_frame=on_frame)
            )
    return tapes
