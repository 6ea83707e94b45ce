"""A run without a window, made to fit into memory before its first frame."""

from collections.abc import Callable
from typing import Final

from annotator.engine.forecast import forecast, weighs, with_shelf
from annotator.engine.propagate import Propagator, Task
from annotator.engine.sessions import SessionFactory
from annotator.engine.shelf import Budget, Shelf

_KEPT: Final = Budget(512 * 2**20, 0)


def fit(
    task: Task,
    factory: SessionFactory,
    resolution: int,
    *,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> Propagator:
    """A run of a task, smaller than asked where memory is short.

    Where several passes cross the same frames, what the first one sees of them is kept.

    Args:
        task: What is to be propagated.
        factory: Makes sessions.
        resolution: Short side of what the model sees, in pixels.
        say: Takes the forecast, a sentence.
        warn: Takes sentences about what was given up.
    """
    run = Propagator(task, factory, resolution, warn)
    weighing = weighs(factory)
    if weighing is None or not task.passes:
        return run
    plan = forecast(task, weighing, resolution=resolution)
    run.resolution, run.most = plan.resolution, plan.most
    crossed = {frame for one in task.passes for frame in one.frames}
    if len(crossed) < task.steps:
        shelves: dict[int, Shelf] = {}
        run.shelf = lambda pixels: shelves.setdefault(pixels, Shelf(_KEPT))
        each = weighing.frame_bytes(task.source.size, resolution=plan.resolution)
        plan = with_shelf(plan, run.shelf(plan.resolution), frame_bytes=each, frames=len(crossed))
    say(f"{plan.sentence[0].upper()}{plan.sentence[1:]}.")
    if plan.fell:
        warn(plan.fell)
    return run
