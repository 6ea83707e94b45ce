"""What CFBI's decoder is told of each object beside the evidence (arXiv 2003.08333, sec. 3.3-3.4).

Embeddings of the references and of the previous frame are averaged over the object and over all
else, and the previous frame's embedding is split into what lay on the object and what did not.
"""

from typing import NamedTuple

import torch
from torch import Tensor


class Instances(NamedTuple):
    """Per object of a frame; leading axes are (B, O) or (N,).

    Attributes:
        vector: (..., 4C) means of reference object, reference rest, previous object, previous rest.
        previous: (..., 2C, h, w) the previous embedding on the object, and beside it.
    """

    vector: Tensor
    previous: Tensor

    def of_frame(self, frame: int) -> "Instances":
        """The objects (N,) of one frame."""
        return Instances(self.vector[frame], self.previous[frame])

    def pick(self, frame_of: Tensor, object_of: Tensor) -> "Instances":
        """The pairs (N,) of frame and object."""
        return Instances(*(part[frame_of, object_of] for part in self))


def collect(
    references: tuple[Tensor, Tensor, Tensor], previous: tuple[Tensor, Tensor, Tensor]
) -> Instances:
    """Work it out.

    Args:
        references: Embeddings (B, T, h, w, C), coverage (B, O, T, h, w), speaks (B, O, T).
        previous: The same for the frames before; the last one is the newest.
    """
    newest = previous[0][:, -1:], previous[1][:, :, -1:], previous[2][:, :, -1:]
    vector = torch.cat([_means(*references), _means(*newest)], dim=-1)  # (B, O, 4C)
    embedding = newest[0][:, 0].permute(0, 3, 1, 2)[:, None]  # (B, 1, C, h, w)
    coverage = newest[1].to(embedding.dtype)  # (B, O, 1, h, w)
    split = torch.cat([embedding * coverage, embedding * (1 - coverage)], dim=2)
    return Instances(vector, split)


def _means(embeddings: Tensor, coverage: Tensor, speaks: Tensor) -> Tensor:
    """Mean embedding on the object and beside it (B, O, 2C), zeros where there is no cell."""
    shares = coverage.float(), 1 - coverage.float()
    heard = speaks.float()[..., None, None]
    parts = []
    for share in shares:
        weights = share * heard
        total = torch.einsum("bothw,bthwc->boc", weights, embeddings.float())
        parts.append(total / weights.sum((2, 3, 4))[..., None].clamp(min=1.0))
    return torch.cat(parts, dim=-1).to(embeddings.dtype)
