"""The least time a device could take for one call of sparse attention: three floors, computed."""

from dataclasses import dataclass

from sst_core.ops.pattern import Pattern, count_pairs


@dataclass(frozen=True)
class Device:
    """What a device can do in a second.

    Attributes:
        name: Part of the name PyTorch gives it.
        bytes: Bytes read or written.
        flops: Floating point operations of the matrix units in bfloat16, dense.
        multiprocessors: How many there are.
        clock: Cycles.
    """

    name: str
    bytes: float
    flops: float
    multiprocessors: int
    clock: float

    @property
    def exponentials(self) -> float:
        """Exponentials: 16 in a cycle of a multiprocessor since compute capability 3."""
        return 16.0 * self.multiprocessors * self.clock


DEVICES = (
    Device("H200", 4.8e12, 989e12, 132, 1.83e9),
    Device("H100", 3.35e12, 989e12, 132, 1.83e9),
    Device("A100", 1.555e12, 312e12, 108, 1.41e9),
    Device("L4", 0.3e12, 121e12, 58, 2.04e9),
    Device("RTX 4090", 1.008e12, 165e12, 128, 2.52e9),
)
"""Figures of the makers' data sheets."""


@dataclass(frozen=True)
class Work:
    """One call: sizes, and how many channels of a head are read and summed.

    Attributes:
        pattern: Which keys a query sees.
        frames: Query frames; the keys are ``keys`` frames, the last of them the queries' own.
        keys: Key frames.
        height: Rows of cells.
        width: Columns of cells.
        heads: Heads.
        channels: Channels of a head.
        labels: Numbers of a label; 0 without labels.
        objects: Objects.
        bytes_each: Bytes of a number.
    """

    pattern: Pattern
    frames: int
    keys: int
    height: int
    width: int
    heads: int
    channels: int
    labels: int = 0
    objects: int = 0
    bytes_each: int = 2

    @property
    def pairs(self) -> int:
        """Pairs of query and key, over all heads."""
        offset = self.keys - self.frames
        sizes = {"height": self.height, "width": self.width, "offset": offset}
        return self.heads * count_pairs(self.pattern, self.frames, self.keys, **sizes)

    @property
    def bytes(self) -> int:
        """Bytes that must move if each input is read once and each output written once."""
        cells = self.height * self.width
        queries, keys = (cells * n * self.heads for n in (self.frames, self.keys))
        numbers = 2 * queries * self.channels + 2 * keys * self.channels
        reports = self.objects * queries * (self.labels + 2) if self.labels else 0
        known = self.objects * self.keys * cells * self.labels
        return self.bytes_each * (numbers + reports) + 4 * known

    def flops(self, *, backward: bool) -> int:
        """Operations of the matrix products (2 forward, 5 more backward); a multiply-add is two."""
        products = 7 if backward else 2
        labels = self.objects * self.labels * (4 if backward else 1)
        return 2 * self.pairs * (products * self.channels + labels)

    def exponentials(self, *, backward: bool) -> int:
        """Exponentials: one for a pair, once more backward, and for each object past the first."""
        return self.pairs * max(1, self.objects) * (2 if backward else 1)


def floors(work: Work, device: Device, *, backward: bool) -> dict[str, float]:
    """Give the three floors in seconds; backward means forward and backward together."""
    return {
        "bytes": work.bytes * (3 if backward else 1) / device.bytes,
        "flops": work.flops(backward=backward) / device.flops,
        "exponentials": work.exponentials(backward=backward) / device.exponentials,
    }


def device_named(name: str) -> Device | None:
    """Find the figures of a device by the name PyTorch gives it."""
    return next((device for device in DEVICES if device.name in name), None)
