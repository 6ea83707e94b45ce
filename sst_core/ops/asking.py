"""Which cells of a frame read densely, without gradient, on a CPU.

Cells about an object ask, each for itself: those near to where it was, and those near to where it
is heard of. Elsewhere one cell of every square asks for the whole square. The frame's first reading
begins with one cell of every square, and what these hear tells where else an object may be.
"""

import torch
from torch import Tensor
from torch.nn import functional

from sst_core.ops.source import DenseSource
from sst_core.ops.types import AttentionResult

LEAST_COVERAGE = 0.02
"""A cell with less of an object is not where the object is: predicted masks are never 0."""
HEARD = 0.2
"""Readout of an object, mean over heads, from which a square may hold some of it."""


def where_to_look(coverage: Tensor, reach: int = 2) -> Tensor:
    """Tell where each object may be: within `reach` cells of where it was, or anywhere if nowhere.

    Args:
        coverage: (B, O, h, w), 0-1, of the newest frame.
        reach: At least 1.

    Returns:
        (B, O, h, w) bool.
    """
    near = dilated(coverage > LEAST_COVERAGE, reach)
    return near | ~near.flatten(2).any(2)[..., None, None]


def dilated(cells: Tensor, reach: int) -> Tensor:
    """Cells (B, C, h, w), bool, and those within `reach` of one along both axes."""
    wide = functional.max_pool2d(cells.float(), 2 * reach + 1, stride=1, padding=reach)
    return wide > 0


class Asking:
    """The cells of one frame, for all layers.

    Args:
        near: (B, O, H, W) bool: cells near to where each object was.
        step: Side of a square, in cells.

    Attributes:
        about: (B, O, H, W) bool: `near`, after the first reading also where objects are heard of.
    """

    def __init__(self, near: Tensor, step: int) -> None:
        self.about = near
        self._step = step
        self._cells: Tensor | None = None  # besides the lattice, which comes first
        self._told: Tensor | None = None

    def read(self, source: DenseSource, query: Tensor) -> AttentionResult:
        """Attend from one frame (B, A, 1, H, W, D); see ``dispatch.sparse_attention``."""
        lattice = _flat(query[..., :: self._step, :: self._step, :])
        every = _flat(query)
        if self._cells is None or self._told is None:
            first = source.attend(lattice)
            self._cells, self._told = self._settle(first)
            if not len(self._cells):
                return self._spread([first])
            return self._spread([first, source.attend(every.index_select(4, self._cells))])
        asked = torch.cat((lattice, every.index_select(4, self._cells)), dim=4)
        return self._spread([source.attend(asked)])

    def _settle(self, first: AttentionResult) -> tuple[Tensor, Tensor]:
        """Say which more cells (M,) ask, and whose answer (H * W,) each cell takes."""
        height, width = self.about.shape[2:]
        rows, columns = (-(-side // self._step) for side in (height, width))
        if first.readout is not None:
            coverage = first.readout[..., 0].float().mean(2)  # (B, O, 1, 1, rows * columns)
            heard = (coverage.view(*self.about.shape[:2], rows, columns) > HEARD).float()
            heard = functional.max_pool2d(heard, 3, stride=1, padding=1)
            heard = functional.interpolate(heard, scale_factor=self._step) > 0
            self.about = self.about | heard[..., :height, :width]
        about = self.about.flatten(0, 1).any(0)
        about[:: self._step, :: self._step] = False
        cells = about.flatten().nonzero()[:, 0]
        answers = torch.arange(rows * columns).view(rows, columns)
        answers = answers.repeat_interleave(self._step, 0).repeat_interleave(self._step, 1)
        answers = answers[:height, :width].flatten()
        answers[cells] = rows * columns + torch.arange(len(cells))
        return cells, answers

    def _spread(self, results: list[AttentionResult]) -> AttentionResult:
        """Join results and give every cell of the frame one."""
        told, cells = self._told, self.about.shape[2:]
        assert told is not None

        def spread(parts: list[Tensor], dim: int) -> Tensor:
            joined = parts[0] if len(parts) == 1 else torch.cat(parts, dim)
            whole = joined.index_select(dim, told)
            return whole.view(*whole.shape[: dim - 1], *cells, *whole.shape[dim + 1 :])

        output = spread([result.output for result in results], 4)
        reports = (
            [report for result in results if (report := getattr(result, name)) is not None]
            for name in ("readout", "affinity", "rival")
        )
        return AttentionResult(output, *(spread(some, 5) if some else None for some in reports))


def _flat(query: Tensor) -> Tensor:
    """(B, A, 1, H, W, D) -> (B, A, 1, 1, H * W, D)."""
    return query.flatten(3, 4).unsqueeze(3)
