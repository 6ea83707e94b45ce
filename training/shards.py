"""A batch over several processes and rounds: parts of it, and their gradients as one.

Gradients are summed by hand, in one piece, rather than by DistributedDataParallel: losses here
are means over clips and over objects of the whole batch, so parts are weighted sums and not equal
means; parameters that a batch leaves unused (frozen stages, unused slots) stay without a gradient
on every process exactly as in one; several rounds need no `no_sync`; and the loss travels along.
What is lost is the overlap with the backward pass: the 10 MB of sst-lite take about a thousandth
of a step, and the 250 MB of a ResNet-101 about 5 ms over NVLink.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from sst_core.errors import DeviceError
from sst_core.team import Team
from training.losses import Loss, Share
from training.rollout import Batch, Place


@dataclass(frozen=True)
class Whole:
    """The batch of one step over all processes and rounds.

    Attributes:
        clips: Number of clips.
        objects: Number of objects in them.
    """

    clips: int
    objects: int


def parts_of(batch: Batch, rounds: int, *, first: int, whole: Whole) -> Iterator[Batch]:
    """The parts of this process's clips, one for each round, with what each counts.

    Args:
        batch: The clips of this process.
        rounds: At most as many as there are clips.
        first: Number of the first of them in the whole batch.
        whole: The batch that all processes share.
    """
    tensors = (batch.frames, batch.label_maps, batch.objects)
    for frames, maps, counts in zip(*(t.tensor_split(rounds) for t in tensors), strict=True):
        clips, objects = len(frames), int(counts.sum())
        share = Share(clips / whole.clips, objects / max(1, whole.objects))
        yield Batch(frames, maps, counts, Place(first, whole.clips, share))
        first += clips


def join_losses(losses: Sequence[Loss]) -> Loss:
    """The sum of weighted losses, without gradient."""
    total, cross_entropy, jaccard = (
        torch.stack([part.detach() for part in parts]).sum() for parts in zip(*losses, strict=True)
    )
    return Loss(total, cross_entropy, jaccard)


def sum_gradients(team: Team, parameters: Sequence[Tensor], loss: Loss) -> Loss:
    """Replaces the gradient of every parameter by the sum over all processes.

    A parameter that no process has a gradient for stays without one.

    Args:
        team: The processes.
        parameters: The same ones in every process.
        loss: The weighted loss of this process.

    Returns:
        The sum of the losses.

    Raises:
        PeerError: Another process is gone.
    """
    if team.size == 1:
        return loss
    grads = [p.new_zeros(p.shape) if p.grad is None else p.grad for p in parameters]
    used = torch.tensor([float(p.grad is not None) for p in parameters], device=grads[0].device)
    flat = torch.cat([*(grad.flatten() for grad in grads), used, torch.stack(list(loss))])
    team.add_up(flat)
    sizes = [p.numel() for p in parameters]
    *pieces, used, losses = torch.split(flat, [*sizes, len(parameters), 3])
    for parameter, piece, times in zip(parameters, pieces, used.tolist(), strict=True):
        if times > 0:
            if parameter.grad is None:
                parameter.grad = torch.empty_like(parameter)
            parameter.grad.copy_(piece.view(parameter.shape))
    return Loss(*losses.unbind())


def synchronise_norms(model: nn.Module, team: Team, device: torch.device) -> nn.Module:
    """Makes batch normalisation that trains see the whole batch; other models stay as they are.

    No model of ours has any: it is folded into convolutions or is group normalisation.

    Raises:
        DeviceError: It would have to work on CPUs, for which torch has none.
    """
    trains = any(
        isinstance(module, _BatchNorm) and any(p.requires_grad for p in module.parameters())
        for module in model.modules()
    )
    if team.size == 1 or not trains:
        return model
    if device.type != "cuda":
        what = "this model trains batch normalisation, which cannot be shared by CPU processes"
        raise DeviceError(what, todo="Train it in one process")
    converted: nn.Module = nn.SyncBatchNorm.convert_sync_batchnorm(model)  # type: ignore[no-untyped-call]
    return converted
