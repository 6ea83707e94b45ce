"""G of YouTube-VOS: J and F of objects of seen and of unseen categories, and the mean of the four.

An object is scored on the annotated frames after its first (`Scores.later` of
`training.evaluate`); J and F are means over the objects of a group; categories of `valid` that
`train` does not have are unseen (Xu et al., arXiv 1809.03327, section 4; 65 categories are seen
and 26 unseen in both the 2018 and the 2019 edition).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sst_core.datasets.meta import META, read_meta
from sst_core.errors import DataError
from training.evaluate import ObjectScore, mean_score

_TRAIN: Final = "train"


@dataclass(frozen=True)
class Categories:
    """Categories of the truth, and which of them were seen in training.

    Attributes:
        of: Sequence to the category of every object.
        seen: Categories of the training set; None where it is not known.
    """

    of: Mapping[str, Mapping[int, str]]
    seen: frozenset[str] | None


@dataclass(frozen=True)
class Group:
    """Means over the objects of one group: seen, or unseen.

    Attributes:
        objects: How many.
        j: Mean J; None for no objects.
        f: Mean F; None for no objects.
    """

    objects: int
    j: float | None
    f: float | None


@dataclass(frozen=True)
class Overall:
    """The figures of YouTube-VOS.

    Attributes:
        everything: All objects.
        seen: Those of seen categories; None where it is not known which were seen.
        unseen: Those of unseen categories.
    """

    everything: Group
    seen: Group | None
    unseen: Group | None

    @property
    def g(self) -> float | None:
        """G, the mean of J and F, seen and unseen; None unless all four are there."""
        if self.seen is None or self.unseen is None:
            return None
        four = [self.seen.j, self.unseen.j, self.seen.f, self.unseen.f]
        there = [value for value in four if value is not None]
        return sum(there) / 4 if len(there) == 4 else None

    def lines(self) -> list[str]:
        """For people."""
        lines = ["", "YouTube-VOS: annotated frames after each object's first"]
        groups = {"all": self.everything, "seen": self.seen, "unseen": self.unseen}
        for name, group in groups.items():
            if group is not None:
                j, f = (_text(value) for value in (group.j, group.f))
                lines.append(f"J {name} {j}  F {name} {f}  ({group.objects} objects)")
        if self.seen is None:
            why = "pass --seen-categories: there is no ../train/meta.json beside the truth"
        else:
            why = "objects of seen and of unseen categories are needed"
        g = self.g
        lines.append(f"G {g:.3f}" if g is not None else f"no G: {why}")
        return lines

    def as_dict(self) -> dict[str, object]:
        """As JSON takes it."""
        groups = {"all": self.everything, "seen": self.seen, "unseen": self.unseen}
        return {"G": self.g} | {
            name: {"objects": group.objects, "J": group.j, "F": group.f}
            for name, group in groups.items()
            if group is not None
        }


def truth_categories(gt: Path, *, seen: Path | None) -> Categories | None:
    """The categories of a collection, from the meta.json beside its Annotations.

    Args:
        gt: The root of the truth, or its Annotations.
        seen: A meta.json of the training set, or a text file with one category per line; None
            takes `../train/meta.json`, if it is there.

    Returns:
        None where the truth has no categories.

    Raises:
        DataError: A file cannot be read, or categories are asked for where there are none.
    """
    root = gt.parent if gt.name == "Annotations" else gt
    file = root / META
    meta = read_meta(file) if file.is_file() else None
    if meta is None or not meta.categories:
        if seen is not None:
            raise DataError("the truth has no categories", where=file, todo="Add its meta.json")
        return None
    beside = root.absolute().parent / _TRAIN / META
    if seen is None and beside.is_file() and beside != file.absolute():
        seen = beside
    of = {name: {n: one.category for n, one in objs.items()} for name, objs in meta.videos.items()}
    return Categories(of, None if seen is None else _read_seen(seen))


def _read_seen(file: Path) -> frozenset[str]:
    if file.suffix == ".json":
        return read_meta(file).categories
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DataError("the seen categories cannot be read", where=file) from error
    return frozenset(line.strip() for line in lines) - {""}


def overall_score(scores: Sequence[ObjectScore], categories: Categories) -> Overall:
    """J and F of the groups.

    Args:
        scores: `Scores.later`.
        categories: Of the truth.

    Raises:
        DataError: meta.json does not know an object.
    """
    seen: list[ObjectScore] = []
    unseen: list[ObjectScore] = []
    for score in scores:
        category = categories.of.get(score.sequence, {}).get(score.object)
        if category is None:
            what = f"meta.json does not list object {score.object} of {score.sequence}"
            raise DataError(what, todo="Run sst-eval check on the truth")
        (seen if category in (categories.seen or ()) else unseen).append(score)
    if categories.seen is None:
        return Overall(_group(scores), None, None)
    return Overall(_group(scores), _group(seen), _group(unseen))


def _group(scores: Sequence[ObjectScore]) -> Group:
    if not scores:
        return Group(0, None, None)
    mean = mean_score(scores)
    return Group(len(scores), mean.j.mean, mean.f.mean)


def _text(value: float | None) -> str:
    return "  -  " if value is None else f"{value:.3f}"
