"""Keys sorted by what is known of them, in groups of one kind, so that one pass finds all maxima.

First come the cells that are wholly background, then those wholly of one object, then those on the
outline of one object, then those where several objects meet. Only the outlines have labels that
must be read out: elsewhere a label is all ones or all zeros. Behind them stand the outlines again,
weighed by what they are of an object and by the rest: share * (q . k + shift) is the product of
(q, 1) and share * (k, shift), so that an affinity (Eq. 4) is a maximum over plain products.

Numbers of keys are rounded up: a matrix product is prepared once for every size it meets, which
takes a millisecond and keeps a megabyte (oneDNN 3, bfloat16).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from sst_core.ops.blocks import Affine, least

GROUP = 16
"""Keys of a group; the last group of a kind is filled up with one of its keys, counted 0 times."""
ROUND = 128
"""Numbers of keys are filled up to multiples of this, a multiple of ``GROUP``; larger numbers to
multiples of an eighth to a sixteenth of them."""
NEAR = 2
"""Cells are thinned out where all so near, along each axis, are of one kind."""


@dataclass(frozen=True)
class Run:
    """Neighbouring groups about which the same is known.

    Attributes:
        start: First group.
        stop: One past the last group.
        own: The object that their scores speak for, or None.
        rivals: Objects that they speak against.
    """

    start: int
    stop: int
    own: int | None
    rivals: tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """Which cells of F frames are read, in which order: K of them, and W that affinities ask.

    Attributes:
        cells: (K,) int64 indices.
        known: (1 + O, K): how often a key counts; the same, where it is wholly of each object.
        labels: (O * E, M) labels of the last M of the K.
        asked: (W,) int64 which of the K, ...
        shares: (W, 1) ... and what to weigh them by.
        runs: What is known of the groups of the K, then of the W.
        objects: O.
        numbers: E.
    """

    cells: Tensor
    known: Tensor
    labels: Tensor
    asked: Tensor
    shares: Tensor
    runs: tuple[tuple[Run, ...], tuple[Run, ...]]
    objects: int
    numbers: int


@dataclass(frozen=True)
class SortedKeys:
    """Keys and values of one batch item in their order.

    Attributes:
        order: The order.
        key: (A, K + W, D + 2): the key, a factor of the shift, and a zero that keeps rows even.
        value: (A, Dv + 1 + O, K): values times how often they count, and what is known.
    """

    order: Order
    key: Tensor
    value: Tensor


@dataclass(frozen=True)
class _Kind:
    """Cells of one kind, filled up to whole groups.

    Attributes:
        cells: (k,) int64 indices.
        counts: (k,) how often each counts.
        whole: The object that all of them belong to wholly, or None.
        partly: The objects that have a part of them.
    """

    cells: Tensor
    counts: Tensor
    whole: int | None
    partly: tuple[int, ...]


def missing(count: int) -> int:
    """How many keys fill a number of them up to a round one."""
    return -count % max(ROUND, 1 << count.bit_length() >> 4)


def sort_keys(order: Order, key: Tensor, value: Tensor, affine: Affine) -> SortedKeys:
    """Arrange keys (A, K, D) and values (A, K, Dv), given in an order, for ``attend_sorted``."""
    wide = functional.pad(key, (0, 2))
    asked = wide.index_select(1, order.asked)
    asked[..., -2:-1] = affine.shift.to(key.dtype)
    known = order.known.to(value.dtype)
    values = torch.cat((value.transpose(1, 2) * known[:1], known.expand(len(value), -1, -1)), dim=1)
    return SortedKeys(order, torch.cat((wide, asked * order.shares.to(key.dtype)), dim=1), values)


def order_keys(labels: Tensor, speaks: Tensor, valid: Tensor | None, *, step: int = 1) -> Order:
    """Order the cells of frames.

    Args:
        labels: (O, F, H, W, E); none of them, and all cells are alike.
        speaks: (O,) bool: what the frames speak for.
        valid: (F, H, W) bool, or None when every cell is valid.
        step: Where all around is of one kind, only one cell in so many along each axis is taken;
            it counts for all of them.
    """
    frames, objects = labels.shape[1:4], len(labels)
    labels = labels.flatten(1, 3)  # (O, n, E)
    labels = torch.where(labels.abs() > least(labels), labels, 0) * speaks[:, None, None]
    group = _groups(labels)
    kinds = _kinds(group, _counts(group.view(frames), valid, step if objects else 1), objects)
    known, labelled = _known(kinds, objects, group.device), _outlines(labels, kinds)
    asked, shares, runs = _weigh(kinds, labels)
    cells = torch.cat([group[:0], *(kind.cells for kind in kinds)])
    both = _runs(kinds, objects), runs
    return Order(cells, known, labelled, asked, shares, both, objects, labels.shape[2])


def _groups(labels: Tensor) -> Tensor:
    """(n,) 0 background, o + 1 wholly object o, O + 1 + o outline of o, 2 * O + 1 several."""
    objects = len(labels)
    whole, some = (labels == 1).all(dim=-1), (labels != 0).any(dim=-1)  # (O, n)
    steps = torch.arange(1, objects + 1, device=labels.device)[:, None]
    only = (some * steps).sum(dim=0)
    count, inside = some.sum(dim=0), whole.any(dim=0)
    group = torch.where(inside | (count == 0), only, objects + only)
    return torch.where(count > 1, 2 * objects + 1, group)


def _counts(group: Tensor, valid: Tensor | None, step: int) -> Tensor:
    """Group and result (F, H, W) and (n,) float: how often each key counts; 0: not at all."""
    counts = torch.ones(group.shape, device=group.device)
    if step > 1:
        kinds = group.float()
        around = torch.cat((kinds, -kinds))[:, None]
        around = functional.max_pool2d(around, 2 * NEAR + 1, stride=1, padding=NEAR)[:, 0]
        most, fewest = around.chunk(2)
        lattice = torch.zeros_like(counts)
        lattice[:, ::step, ::step] = step * step
        counts = torch.where(most == -fewest, lattice, counts)
    return (counts if valid is None else counts * valid).flatten()


def _kinds(group: Tensor, counts: Tensor, objects: int) -> list[_Kind]:
    """Every kind that has any cell, in order."""
    kinds = []
    for number in range(2 * objects + 2):
        cells = ((group == number) & (counts > 0)).nonzero()[:, 0]
        if not len(cells):
            continue
        several = number == 2 * objects + 1
        outline = tuple(range(objects)) if several else (number - objects - 1,)
        whole = number - 1 if 0 < number <= objects else None
        partly = outline if number > objects else ()
        kinds.append(_filled(_Kind(cells, counts[cells], whole, partly), -len(cells) % GROUP))
    if kinds:
        kinds[0] = _filled(kinds[0], missing(sum(len(kind.cells) for kind in kinds)))
    return kinds


def _filled(kind: _Kind, missing: int) -> _Kind:
    """Add copies of a cell that count for nothing."""
    cells = torch.cat((kind.cells, kind.cells[-1:].expand(missing)))
    counts = torch.cat((kind.counts, kind.counts.new_zeros(missing)))
    return _Kind(cells, counts, kind.whole, kind.partly)


def _weigh(kinds: list[_Kind], labels: Tensor) -> tuple[Tensor, Tensor, tuple[Run, ...]]:
    """Keys on outlines, by what they are of each object and by what they are not."""
    asked, shares = [labels.new_empty(0, dtype=torch.int64)], [labels.new_empty(0, 1)]
    runs: list[Run] = []
    start = first = 0
    for kind in kinds:
        size = len(kind.cells)
        place = torch.arange(first, first + size, device=labels.device)
        for number in kind.partly:
            share = labels[number, kind.cells, :1]
            asked += [place, place]
            shares += [share, 1 - share]
            middle, stop = start + size // GROUP, start + 2 * (size // GROUP)
            runs += [Run(start, middle, number, ()), Run(middle, stop, None, (number,))]
            start = stop
        first += size
    fill = missing(start * GROUP)  # of share 0: no affinity is below their product
    return (
        functional.pad(torch.cat(asked), (0, fill)),
        functional.pad(torch.cat(shares), (0, 0, 0, fill)),
        tuple(runs),
    )


def _known(kinds: list[_Kind], objects: int, device: torch.device) -> Tensor:
    """See ``Order.known``."""
    rows = [torch.empty(1 + objects, 0, device=device)]
    for kind in kinds:
        row = kind.counts.new_zeros(1 + objects, len(kind.cells))
        row[0] = kind.counts
        if kind.whole is not None:
            row[1 + kind.whole] = kind.counts
        rows.append(row)
    return torch.cat(rows, dim=1)


def _outlines(labels: Tensor, kinds: list[_Kind]) -> Tensor:
    """Labels (O, n, E) of all cells -> (O * E, M) of those on outlines, and blanks before them."""
    taken = [labels[:, kind.cells] * kind.counts[:, None] for kind in kinds if kind.partly]
    found = torch.cat(taken, dim=1) if taken else labels[:, :0]
    found = functional.pad(found, (0, 0, missing(found.shape[1]), 0))
    return found.to(labels.dtype).transpose(1, 2).flatten(0, 1)


def _runs(kinds: list[_Kind], objects: int) -> tuple[Run, ...]:
    """What is known of the groups that are read."""
    runs: list[Run] = []
    start = 0
    for kind in kinds:
        stop = start + len(kind.cells) // GROUP
        others = tuple(o for o in range(objects) if o != kind.whole and o not in kind.partly)
        runs.append(Run(start, stop, kind.whole, others))
        start = stop
    return tuple(runs)
