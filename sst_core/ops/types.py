"""What goes into a sparse attention operator and what comes out.

Shape letters: B batch, A heads, O objects, Tq and Tk query and key frames, H rows and W columns of
cells, D channels of query and key, Dv channels of value, E channels of a label.
"""

from dataclasses import dataclass

from torch import Tensor

from sst_core.ops.pattern import Pattern


@dataclass(frozen=True)
class Labels:
    """What the key cells know about the objects.

    Attributes:
        values: (B, O, Tk, H, W, E) floating; channel 0 is the coverage in [0, 1] of object o in the
            cell, the others embed the mask patch of the cell.
        speaks: (B, O, Tk) bool or {0, 1}; whether the key frame speaks for object o. The keys of a
            frame that does not are left out for that object; they do not count as background.
    """

    values: Tensor
    speaks: Tensor


@dataclass(frozen=True)
class AttentionResult:
    """What one hop of attention reports, all in the dtype of the query.

    Attributes:
        output: (B, A, Tq, H, W, Dv) values read by softmax; zero where a query sees no key.
        readout: (B, O, A, Tq, H, W, E) labels read by a softmax over the keys that speak for the
            object, zero where there is none; None without labels.
        affinity: (B, O, A, Tq, H, W) largest score with a key of the object, at least 0 (Eq. 4).
        rival: (B, O, A, Tq, H, W) the same for everything that is not the object.
    """

    output: Tensor
    readout: Tensor | None = None
    affinity: Tensor | None = None
    rival: Tensor | None = None

    def in_time(self) -> "AttentionResult":
        """Give the result of one frame, which has no time axis, one of length 1."""
        reports = (self.readout, self.affinity, self.rival)
        return AttentionResult(
            self.output.unsqueeze(2),
            *(None if report is None else report.unsqueeze(3) for report in reports),
        )


@dataclass(frozen=True)
class Inputs:
    """The checked arguments of one call, as every backend receives them.

    Attributes:
        query: (B, A, Tq, H, W, D), already scaled.
        key: (B, A, Tk, H, W, D).
        value: (B, A, Tk, H, W, Dv).
        pattern: Which keys a query sees.
        labels: Labels of the keys, speaks as bool, or None.
        key_valid: (B, Tk, H, W) bool, or None when every key is valid.
        gain: (A,) positive factor of the scores in the affinity.
        bias: (A,) added to them.
        offset: Time of the first query frame on the axis of the key frames.
    """

    query: Tensor
    key: Tensor
    value: Tensor
    pattern: Pattern
    labels: Labels | None
    key_valid: Tensor | None
    gain: Tensor
    bias: Tensor
    offset: int
