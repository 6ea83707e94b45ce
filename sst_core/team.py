"""The processes that torchrun started together: who this one is, and what they tell each other.

Loads without torch, and without torchrun every process is a team of one for which all of this
costs nothing. Numbers travel over gloo, so that a process that went wrong can say so before the
others wait for it on the device; gradients travel over NCCL on CUDA and gloo elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from sst_core.errors import OutputError, PeerError, UserError

if TYPE_CHECKING:
    from torch import Tensor

_NAMES: Final = ("RANK", "WORLD_SIZE", "LOCAL_RANK")
_PATIENCE: Final = timedelta(minutes=30)
_GONE: Final = "another process of this run has ended"


@dataclass(frozen=True)
class Team:
    """The processes of one run.

    Attributes:
        rank: Number of this process, from 0.
        size: Number of processes.
        local: Number of this process on its machine: that of its GPU.
    """

    rank: int = 0
    size: int = 1
    local: int = 0

    @property
    def leads(self) -> bool:
        """Whether this process writes what is written once."""
        return self.rank == 0

    def rows(self, count: int) -> range:
        """This process's part of `count` things in order; parts differ by one at most."""
        return range(count * self.rank // self.size, count * (self.rank + 1) // self.size)

    def join(self, *, patience: timedelta = _PATIENCE) -> None:
        """Meets the others; torch is imported where there are any.

        Args:
            patience: How long to wait for one that lives and says nothing.

        Raises:
            PeerError: They cannot be reached.
        """
        if self.size == 1:
            return
        import torch  # noqa: PLC0415 - a command's --help must not wait for torch
        from torch import distributed  # noqa: PLC0415

        backend = "gloo"
        if torch.cuda.is_available():
            torch.cuda.set_device(self.local % torch.cuda.device_count())
            backend = "cpu:gloo,cuda:nccl"
        with _peers():
            distributed.init_process_group(
                backend, rank=self.rank, world_size=self.size, timeout=patience
            )

    def leave(self) -> None:
        """Parts from the others, after the last exchange."""
        if self.size > 1:
            from torch import distributed  # noqa: PLC0415

            if distributed.is_initialized():
                distributed.destroy_process_group()

    def sum(self, numbers: Sequence[int]) -> list[int]:
        """The sums of whole numbers over all processes.

        Raises:
            PeerError: Another process is gone.
        """
        if self.size == 1:
            return list(numbers)
        import torch  # noqa: PLC0415
        from torch import distributed  # noqa: PLC0415

        total = torch.tensor(list(numbers), dtype=torch.int64)
        with _peers():
            distributed.all_reduce(total)
        return [int(number) for number in total]

    def add_up(self, numbers: Tensor) -> None:
        """Replaces a tensor by its sum over all processes.

        Raises:
            PeerError: Another process is gone.
        """
        if self.size > 1:
            from torch import distributed  # noqa: PLC0415

            with _peers():
                distributed.all_reduce(numbers)

    def take_over(self, tensors: Sequence[Tensor]) -> None:
        """Replaces tensors by those of process 0.

        Raises:
            PeerError: Another process is gone.
        """
        if self.size > 1:
            from torch import distributed  # noqa: PLC0415

            with _peers():
                for tensor in tensors:
                    distributed.broadcast(tensor, src=0)

    def agree(self, error: UserError | None) -> None:
        """Ends all processes where one has an error; only the first that has one says it.

        Raises:
            UserError: `error`, or `PeerError` where another process says its own.
        """
        wrong = self.sum([int(error is not None and n == self.rank) for n in range(self.size)])
        if any(wrong):
            if error is not None and wrong.index(1) == self.rank:
                raise error
            raise PeerError("another process of this run could not go on", told=True)

    @contextmanager
    def shared(self, file: Path) -> Iterator[Path]:
        """A file of process 0, for machines that do not share a disk.

        Yields:
            The folder that holds it: its own for process 0, a temporary one for the others.

        Raises:
            OutputError: Process 0 cannot read it.
            PeerError: So another process.
        """
        if self.size == 1:
            yield file.parent
            return
        import torch  # noqa: PLC0415

        error, data = None, torch.zeros(0, dtype=torch.uint8)
        if self.leads:
            try:
                data = torch.frombuffer(bytearray(file.read_bytes()), dtype=torch.uint8)
            except (OSError, ValueError) as trouble:
                error = OutputError(f"this cannot be read ({trouble})", where=file)
        self.agree(error)
        size = self.sum([data.numel()])[0]
        data = data if self.leads else torch.zeros(size, dtype=torch.uint8)
        self.take_over([data])
        if self.leads:
            yield file.parent
            return
        with TemporaryDirectory(prefix="sst-team-") as folder:
            (Path(folder) / file.name).write_bytes(data.numpy().tobytes())
            yield Path(folder)


ALONE: Final = Team()


def team_from(environment: Mapping[str, str] = os.environ) -> Team:
    """The team that torchrun describes in RANK, WORLD_SIZE and LOCAL_RANK; alone without them.

    Raises:
        UserError: They make no sense.
    """
    if "RANK" not in environment or "WORLD_SIZE" not in environment:
        return ALONE
    values = [environment.get(name, "0") for name in _NAMES]
    if not all(value.isascii() and value.isdigit() for value in values):
        text = " ".join(f"{name}={value}" for name, value in zip(_NAMES, values, strict=True))
        raise UserError(f"these are no process numbers: {text}", todo="Start it with torchrun")
    rank, size, local = map(int, values)
    if rank >= size:
        what = f"process {rank} of {size} does not exist"
        raise UserError(what, where="RANK", todo="Start it with torchrun")
    return Team(rank, size, local)


@contextmanager
def _peers() -> Iterator[None]:
    """Says in a sentence what torch says when a connection breaks."""
    try:
        yield
    except RuntimeError as error:
        raise PeerError(_GONE, todo="See what it said, mend that, and start again") from error
