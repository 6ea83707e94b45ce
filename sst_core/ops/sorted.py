"""Keys sorted by the object they belong to, so that a maximum over an object is one over a slice.

First come the cells that are wholly background, then those wholly of one object, then those on the
outline of one object, then those where several objects meet. Only the outlines are ever multiplied
by a share, and only their labels are read out by a matrix product of their own: elsewhere a label
is all ones or all zeros.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from sst_core.ops.blocks import Keys, least


@dataclass(frozen=True)
class Run:
    """Neighbouring keys beyond the background about which the same is known.

    Attributes:
        start: First key, counted from the end of the background.
        stop: One past the last key.
        whole: The object that all of them belong to wholly, or None.
        shares: Object to its coverage of the keys (stop - start,), where it has only a part.
    """

    start: int
    stop: int
    whole: int | None
    shares: dict[int, Tensor]


@dataclass(frozen=True)
class SortedKeys:
    """The valid keys of one batch item.

    Attributes:
        key: (A, K, D).
        value: (A, K, Dv + 1 + O): the value, a one, and whether the key is wholly of each object.
        background: How many keys, the first ones, are wholly background.
        runs: The others, in groups that follow each other without a gap.
        labels: (M + O, O * E) labels of the last M keys, the outlines, and of a cell that is wholly
            of each object; None without labels.
        objects: O, or 0.
        numbers: E, or 0.
    """

    key: Tensor
    value: Tensor
    background: int
    runs: tuple[Run, ...] = ()
    labels: Tensor | None = None
    objects: int = 0
    numbers: int = 0


def sort_keys(keys: Keys, item: int) -> SortedKeys:
    """Sort the keys of one batch item."""
    key, value = keys.key[item].flatten(1, 3), keys.value[item].flatten(1, 3)
    chosen = None if keys.valid is None else keys.valid[item].flatten().nonzero().squeeze(1)
    if keys.labels is None or keys.speaks is None:
        key, value = _chosen(key, chosen, 1), _chosen(value, chosen, 1)
        return SortedKeys(key, _with(value, value.new_ones(value.shape[1], 1)), key.shape[1])
    labels = _chosen(keys.labels[item].flatten(1, 3), chosen, 1)  # (O, K, E)
    objects, count, numbers = labels.shape
    labels = torch.where(labels.abs() > least(labels), labels, 0)
    group = _groups(labels * keys.speaks[item, :, None, None])
    order = group.argsort(stable=True)
    counts = group.bincount(minlength=2 * objects + 2).tolist()
    labels = labels[:, order]
    outlines = count - sum(counts[objects + 1 :])
    whole = (group[order, None] == torch.arange(1, objects + 1, device=key.device)).to(value.dtype)
    known = torch.cat((whole.new_ones(count, 1), whole), dim=1)
    ones = torch.eye(objects, dtype=value.dtype).repeat_interleave(numbers, 1).to(value.device)
    order = order if chosen is None else chosen[order]
    return SortedKeys(
        key=key.index_select(1, order),
        value=_with(value.index_select(1, order), known),
        background=counts[0],
        runs=tuple(_runs(counts, labels[:, counts[0] :, 0])),
        labels=torch.cat((labels[:, outlines:].transpose(0, 1).flatten(1), ones)),
        objects=objects,
        numbers=numbers,
    )


def _chosen(cells: Tensor, chosen: Tensor | None, dim: int) -> Tensor:
    return cells if chosen is None else cells.index_select(dim, chosen)


def _with(value: Tensor, known: Tensor) -> Tensor:
    """Append to values (A, K, Dv) what all heads know (K, C): (A, K, Dv + C)."""
    return torch.cat((value, known.expand(len(value), -1, -1)), dim=-1)


def _groups(labels: Tensor) -> Tensor:
    """(K,) 0 background, o + 1 wholly object o, O + 1 + o outline of o, 2 * O + 1 several."""
    objects = len(labels)
    whole, some = (labels == 1).all(dim=-1), (labels != 0).any(dim=-1)  # (O, K)
    steps = torch.arange(1, objects + 1, device=labels.device)[:, None]
    only = (some * steps).sum(dim=0)
    count, inside = some.sum(dim=0), whole.any(dim=0)
    group = torch.where(inside | (count == 0), only, objects + only)
    return torch.where(count > 1, 2 * objects + 1, group)


def _runs(counts: list[int], coverage: Tensor) -> list[Run]:
    """The runs beyond the background; coverage (O, K - background)."""
    objects, runs, start = len(coverage), [], 0
    for number, count in enumerate(counts[1:], start=1):
        several = range(objects) if number > 2 * objects else [number - objects - 1]
        partly = several if number > objects else []
        shares = {o: coverage[o, start : start + count].contiguous() for o in partly}
        if count:
            whole = None if number > objects else number - 1
            runs.append(Run(start, start + count, whole, shares))
        start += count
    return runs
