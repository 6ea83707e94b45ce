"""Keys sorted by what is known of them, in groups of one kind, so that one pass finds all maxima.

First come the cells that are wholly background, then those wholly of one object, then those on the
outline of one object, then those where several objects meet. Only the outlines have labels that
must be read out: elsewhere a label is all ones or all zeros. Behind them stand the outlines again,
weighed by what they are of an object and by the rest: share * (q . k + shift) is the product of
(q, 1) and share * (k, shift), so that an affinity (Eq. 4) is a maximum over plain products.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from sst_core.ops.blocks import Affine, Keys, least

GROUP = 16
"""Keys of a group; the last group of a kind is filled up with one of its keys, counted 0 times."""
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
class SortedKeys:
    """The valid keys of one batch item: K that are read, and W that only affinities ask.

    Attributes:
        key: (A, K + W, D + 2): the key, a factor of the shift, and a zero that keeps rows even.
        value: (A, Dv + 1 + O, K): the value, a one, and whether the key is wholly of each object,
            all times how often the key counts.
        labels: (O * E, M) labels of the last M of the K, the outlines; None without labels.
        read: What is known of the groups of the K.
        asked: The same of the W.
        objects: O, or 0.
        numbers: E, or 0.
    """

    key: Tensor
    value: Tensor
    labels: Tensor | None
    read: tuple[Run, ...]
    asked: tuple[Run, ...]
    objects: int = 0
    numbers: int = 0


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


def sort_keys(keys: Keys, item: int, affine: Affine, *, step: int = 1) -> SortedKeys:
    """Sort the keys of one batch item.

    Args:
        keys: The keys.
        item: Which item.
        affine: Scores to affinities.
        step: Where all around is of one kind, only one cell in so many along each axis is taken;
            it counts for all of them.
    """
    key, value = keys.key[item].flatten(1, 3), keys.value[item].flatten(1, 3)
    labels = None
    group = torch.zeros(key.shape[1], dtype=torch.int64, device=key.device)
    if keys.labels is not None and keys.speaks is not None:
        labels = keys.labels[item].flatten(1, 3)  # (O, n, E)
        labels = torch.where(labels.abs() > least(labels), labels, 0)
        labels = labels * keys.speaks[item, :, None, None]
        group = _groups(labels)
    objects, numbers = (0, 0) if labels is None else (labels.shape[0], labels.shape[2])
    kinds = _kinds(group, _counts(keys, item, group, step if objects else 1), objects)
    cells = torch.cat([kind.cells for kind in kinds]) if kinds else group[:0]
    wide = _widen(key.index_select(1, cells))
    weighed, asked = _weigh(wide, kinds, labels, affine)
    return SortedKeys(
        key=torch.cat([wide, *weighed], dim=1),
        value=_counted(value.index_select(1, cells), kinds, objects),
        labels=None if labels is None else _outlines(labels, kinds),
        read=_read(kinds, objects),
        asked=asked,
        objects=objects,
        numbers=numbers,
    )


def _groups(labels: Tensor) -> Tensor:
    """(n,) 0 background, o + 1 wholly object o, O + 1 + o outline of o, 2 * O + 1 several."""
    objects = len(labels)
    whole, some = (labels == 1).all(dim=-1), (labels != 0).any(dim=-1)  # (O, n)
    steps = torch.arange(1, objects + 1, device=labels.device)[:, None]
    only = (some * steps).sum(dim=0)
    count, inside = some.sum(dim=0), whole.any(dim=0)
    group = torch.where(inside | (count == 0), only, objects + only)
    return torch.where(count > 1, 2 * objects + 1, group)


def _counts(keys: Keys, item: int, group: Tensor, step: int) -> Tensor:
    """(n,) float: how often each key counts; 0: not at all."""
    frames = keys.key.shape[2:5]  # F, H, W
    counts = torch.ones(frames, device=group.device)
    if step > 1:
        kinds = group.view(frames).float()
        around = torch.cat((kinds, -kinds))[:, None]
        around = functional.max_pool2d(around, 2 * NEAR + 1, stride=1, padding=NEAR)[:, 0]
        most, fewest = around.chunk(2)
        lattice = torch.zeros_like(counts)
        lattice[:, ::step, ::step] = step * step
        counts = torch.where(most == -fewest, lattice, counts)
    if keys.valid is not None:
        counts = counts * keys.valid[item, ..., 0]
    return counts.flatten()


def _kinds(group: Tensor, counts: Tensor, objects: int) -> list[_Kind]:
    """Every kind that has any cell, in order."""
    kinds = []
    for number in range(2 * objects + 2):
        cells = ((group == number) & (counts > 0)).nonzero()[:, 0]
        if not len(cells):
            continue
        fill = -len(cells) % GROUP
        known = torch.cat((counts[cells], counts.new_zeros(fill)))
        several = number == 2 * objects + 1
        outline = tuple(range(objects)) if several else (number - objects - 1,)
        whole = number - 1 if 0 < number <= objects else None
        filled = torch.cat((cells, cells[-1:].expand(fill)))
        kinds.append(_Kind(filled, known, whole, outline if number > objects else ()))
    return kinds


def _outlines(labels: Tensor, kinds: list[_Kind]) -> Tensor:
    """Labels (O, n, E) of all cells -> (O * E, M) of those on outlines."""
    taken = [labels[:, kind.cells] * kind.counts[:, None] for kind in kinds if kind.partly]
    found = torch.cat(taken, dim=1) if taken else labels[:, :0]
    return found.to(labels.dtype).transpose(1, 2).flatten(0, 1)


def _widen(key: Tensor) -> Tensor:
    """Append two zeros to keys (A, K, D)."""
    return functional.pad(key, (0, 2))


def _weigh(
    wide: Tensor, kinds: list[_Kind], labels: Tensor | None, affine: Affine
) -> tuple[list[Tensor], tuple[Run, ...]]:
    """Keys on outlines times what they are of each object, and times what they are not."""
    weighed: list[Tensor] = []
    runs: list[Run] = []
    start = first = 0
    for kind in kinds:
        own = wide[:, first : first + len(kind.cells)].clone()
        first += len(kind.cells)
        if labels is None or not kind.partly:
            continue
        own[..., -2:-1] = affine.shift.to(own.dtype)
        groups = len(kind.cells) // GROUP
        for number in kind.partly:
            share = labels[number, kind.cells, :1]
            weighed += [own * share, own * (1 - share)]
            runs.append(Run(start, start + groups, number, ()))
            runs.append(Run(start + groups, start + 2 * groups, None, (number,)))
            start += 2 * groups
    return weighed, tuple(runs)


def _counted(value: Tensor, kinds: list[_Kind], objects: int) -> Tensor:
    """Turn values (A, K, Dv) into those of ``SortedKeys``: (A, Dv + 1 + O, K)."""
    count, dtype = value.shape[1], value.dtype
    known = torch.ones(1 + objects, count, dtype=dtype, device=value.device)
    known[1:] = 0
    start = 0
    for kind in kinds:
        if kind.whole is not None:
            known[1 + kind.whole, start : start + len(kind.cells)] = 1
        start += len(kind.cells)
    both = torch.cat((value.transpose(1, 2), known.expand(len(value), -1, -1)), dim=1)
    return both * torch.cat([kind.counts for kind in kinds]).to(dtype) if kinds else both


def _read(kinds: list[_Kind], objects: int) -> tuple[Run, ...]:
    runs: list[Run] = []
    start = 0
    for kind in kinds:
        stop = start + len(kind.cells) // GROUP
        others = tuple(o for o in range(objects) if o != kind.whole and o not in kind.partly)
        runs.append(Run(start, stop, kind.whole, others))
        start = stop
    return tuple(runs)
