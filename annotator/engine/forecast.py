"""What a run will take against what is free, before its first frame; and how to make it fit."""

from dataclasses import dataclass, replace
from typing import Final, Protocol, runtime_checkable

from annotator.engine.choice import MOST, choose
from annotator.engine.memory import free_bytes
from annotator.engine.propagate import LEAST, SHRINK, SMALLEST, Task
from annotator.engine.shelf import Shelf
from sst_core.saying import said

_SHARE: Final = 0.85
"""Of what is free; the rest is for everybody else."""
_WAITING: Final = 0.03
"""Bytes a pixel of a label map that waits for another pass, packed."""


@runtime_checkable
class Weighs(Protocol):
    """A factory of sessions that knows what they take."""

    def session_bytes(
        self, size: tuple[int, int], *, resolution: int, objects: int, references: int
    ) -> int:
        """Bytes of a session at work."""
        ...

    def frame_bytes(self, size: tuple[int, int], *, resolution: int) -> int:
        """Bytes of a frame that is kept on the shelf."""
        ...

    def free_bytes(self) -> int:
        """Memory that is free where the model runs."""
        ...


@dataclass(frozen=True)
class Plan:
    """How a run fits.

    Attributes:
        resolution: Short side of what the model sees, in pixels.
        most: References that a pass goes by.
        needed_bytes: What the run takes.
        free_bytes: What is free.
        fell: What was given up to make it fit, for the user; "" where it fits as it was asked.
    """

    resolution: int
    most: int
    needed_bytes: int
    free_bytes: int
    fell: str = ""

    @property
    def sentence(self) -> str:
        """Needed and free, for the user."""
        needed, free = in_words(self.needed_bytes), in_words(self.free_bytes)
        return said("needs about {needed}, {free} are free", needed=needed, free=free)


def weighs(factory: object) -> Weighs | None:
    """The factory, if it knows what its sessions take."""
    return factory if isinstance(factory, Weighs) else None


def forecast(task: Task, factory: Weighs, *, resolution: int, most: int = MOST) -> Plan:
    """Fits a run into memory: fewer references first, then a smaller resolution.

    Even where nothing fits a plan comes back, the smallest: the machine may have more than it
    says, and running out is caught as well.

    Args:
        task: What is to be propagated.
        factory: Says what its sessions take.
        resolution: Asked for, in pixels.
        most: References that a pass goes by, at most.
    """
    free = factory.free_bytes()
    usual = min(most, _shown(task, most))
    tries = [(resolution, usual)]
    while usual > LEAST:
        usual = max(usual // 2, LEAST)
        tries.append((resolution, usual))
    smaller = int(resolution * SHRINK)
    while smaller >= SMALLEST:
        tries.append((smaller, usual))
        smaller = int(smaller * SHRINK)
    plans = (_weigh(task, factory, tried, free) for tried in tries)
    plan = next((one for one in plans if one.needed_bytes <= free * _SHARE), None)
    if plan is None:
        plan = _weigh(task, factory, tries[-1], free)
    return _told(plan, tries[0], most)


def with_shelf(plan: Plan, shelf: Shelf, *, frame_bytes: int, frames: int) -> Plan:
    """Lets a shelf grow only into what the run leaves free, and counts that growth.

    Args:
        plan: How the run fits.
        shelf: In the memory of the machine, wherever the model runs.
        frame_bytes: Of a frame on the shelf.
        frames: How many frames the run looks at.
    """
    spare = max(int(free_bytes() * _SHARE) - plan.needed_bytes, 0)
    room = shelf.nbytes + spare
    if shelf.budget.memory_bytes > room:
        shelf.shrink(room)
    wanted = min(frames * frame_bytes, shelf.budget.memory_bytes)
    growth = max(wanted - shelf.nbytes, 0)
    return replace(plan, needed_bytes=plan.needed_bytes + growth)


def in_words(size: int) -> str:
    """A number of bytes for people: "640 MB", "1.1 GB", "20 GB"."""
    if size < 10**9:
        return f"{max(round(size / 1e6 / 10) * 10, 10)} MB" if size >= 10**7 else "10 MB"
    return f"{size / 1e9:.1f} GB" if size < 10**10 else f"{size / 1e9:.0f} GB"


def _weigh(task: Task, factory: Weighs, tried: tuple[int, int], free: int) -> Plan:
    resolution, most = tried
    objects = max((len(one.objects) for one in task.passes), default=0)
    size = task.source.size
    session = factory.session_bytes(
        size, resolution=resolution, objects=objects, references=_shown(task, most)
    )
    waiting = int(_WAITING * size[0] * size[1]) * len(task.span)
    return Plan(resolution, most, session + waiting, free)


def _shown(task: Task, most: int) -> int:
    """The most references that a pass of a task is shown."""
    speaking = task.speaking()
    found = (len(choose(speaking, one, vectors={}, most=most)) for one in task.passes)
    return max(found, default=0)


def _told(plan: Plan, asked: tuple[int, int], most: int) -> Plan:
    if (plan.resolution, plan.most) == asked:
        return replace(plan, most=most)
    free = in_words(plan.free_bytes)
    what = said("going on with {most} masks to go by at a time", most=plan.most)
    if plan.resolution != asked[0]:
        what = said(
            "going on at {resolution} instead of {wanted} pixels",
            resolution=plan.resolution,
            wanted=asked[0],
        )
    fell = said("Only {free} of memory are free: {what}.", free=free, what=what)
    return replace(plan, fell=fell)
