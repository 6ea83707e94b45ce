"""Encoder layers (Eq. 3, arXiv 2101.08833): how a frame attends to those remembered.

With dense references a layer reads twice with the same queries: densely from the references, and
through the sparse pattern from the previous frames. With references as a time slice it is the
paper's: one self-attention through the sparse pattern over references, previous frames and the
frame itself. Every reading also carries, per object, the label readout and the affinity of Eq. 4
for the object and for its strongest rival. Scores are cosines with a learned temperature per head,
so that the affinity floor of 0 has a meaning, or dot products as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.config import ModelConfig
from sst_core.ops.asking import Asking, where_to_look
from sst_core.ops.dispatch import sparse_attention
from sst_core.ops.pattern import Pattern, hops
from sst_core.ops.source import DenseOrder, DenseSource
from sst_core.ops.types import AttentionResult, Labels

MAX_TEMPERATURE = 50.0
EVERY_SLICE = 255
"""Reach in time of a local pattern over the slices of a buffer."""


@dataclass(frozen=True)
class Source:
    """T remembered frames that a new frame attends to.

    Attributes:
        keys: Per layer (B, T, H, W, C), before normalisation, with the time slot added.
        values: Per reading (B, T, H, W, C); see `FrameMemory`.
        labels: What the frames say about each object.
        seen: (B, T, H, W) bool: which cells are read densely; None: all.
        step: Of cells inside what is of one kind, which are read by inference on a CPU; see
            `ModelConfig.reading_step`.
        sorted: Per layer, what inference on a CPU made of them when they were first read densely.
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    labels: Labels
    seen: Tensor | None = None
    step: int = 1
    sorted: dict[int, DenseSource] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def order(self) -> DenseOrder:
        """How inference on a CPU reads the frames densely; the same for every layer."""
        dtype = self.values[0].dtype
        return DenseOrder(self.labels, self.seen, dtype=dtype, step=self.step)

    def then(self, later: "Source") -> "Source":
        """Both, one after the other in time."""
        labels = Labels(
            torch.cat([self.labels.values, later.labels.values], 2),
            torch.cat([self.labels.speaks, later.labels.speaks], 2),
        )
        pairs = zip(self.keys, later.keys, strict=True), zip(self.values, later.values, strict=True)
        keys, values = (tuple(torch.cat(pair, 1) for pair in both) for both in pairs)
        return Source(keys, values, labels)


class Layered(NamedTuple):
    """What a layer makes of a frame.

    Attributes:
        tokens: (B, H, W, C).
        evidence: Of every reading (B, O, H, W, heads * E).
        key: (B, H, W, C) that later frames will read.
        values: The same, one per reading from one frame to the next.
    """

    tokens: Tensor
    evidence: list[Tensor]
    key: Tensor
    values: tuple[Tensor, ...]


def previous_patterns(config: ModelConfig, layer: int) -> tuple[Pattern, ...]:
    """Return how a layer sees the previous frames.

    Time is not strided: with tau below h a lattice in time would see no frame at all.
    """
    named = hops(config.pattern, side=config.side, layer=layer, layers=config.layers)
    patterns = tuple(replace(pattern, step=(1, *pattern.step[1:])) for pattern in named)
    if config.references == "dense":
        return patterns
    return tuple(
        replace(one, reach=(EVERY_SLICE, *one.reach[1:])) if one.kind == "local" else one
        for one in patterns
    )


def evidence_per_head(config: ModelConfig) -> int:
    """Count channels: label readout where wanted, affinity, affinity of the rival."""
    return (config.label_channels if config.readout else 0) + 2


class Attend(nn.Module):
    """Multi-head attention of one layer to one source, with fused object affinity."""

    log_temperature: nn.Parameter | None

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.heads, self.raw, self.readout = config.heads, config.scores == "raw", config.readout
        warmth = None if self.raw else nn.Parameter(torch.full((config.heads,), 2.3))
        self.register_parameter("log_temperature", warmth)
        self.output = nn.Linear(config.channels, config.channels)

    def forward(
        self,
        query: Tensor,
        source: Source,
        layer: int,
        pattern: Pattern,
        asking: Asking | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Read a source.

        Args:
            query: (B, H, W, C).
            source: Frames to read from.
            layer: Which of the source's keys and values to read.
            pattern: Connectivity.
            asking: Which cells ask where reading is dense; None: all.

        Returns:
            Update (B, H, W, C) and evidence (B, O, H, W, heads * E).
        """
        if sorts(query) and pattern.kind == "dense":
            result = self._read_sorted(query, source, layer, asking)
        else:
            keys, values = source.keys[layer], source.values[layer]
            result = self.read(query, keys, values, pattern, source.labels, seen=source.seen)
        return self.merge(result.output), self.evidence(result)

    def read(
        self,
        query: Tensor,
        keys: Tensor,
        values: Tensor,
        pattern: Pattern,
        labels: Labels | None,
        *,
        seen: Tensor | None = None,
        back: int = 0,
    ) -> AttentionResult:
        """Attend from query (B, H, W, C) to keys and values (B, T, H, W, C) that are seen.

        The query's frame comes `back` frames before the end of the keys: 1 where it is among them.
        """
        gain, bias = self._affine()
        return sparse_attention(
            self._warm(query),
            self._directions(keys, query.dtype),
            self._split(values),
            pattern,
            labels=labels,
            key_valid=seen,
            gain=gain,
            bias=bias,
            offset=keys.shape[1] - back,
        )

    def scored(self, query: Tensor, keys: Tensor) -> tuple[Tensor, Tensor]:
        """Queries and keys (B, H, W, C) of B frames whose products are scores: (A, B, H, W, D)."""
        pair = self._warm(query)[:, :, 0], self._directions(keys[:, None], query.dtype)[:, :, 0]
        return pair[0].transpose(0, 1), pair[1].transpose(0, 1)

    def _read_sorted(
        self, query: Tensor, source: Source, layer: int, asking: Asking | None
    ) -> AttentionResult:
        """As `read`, densely and without gradient: the keys are prepared once per source."""
        if layer not in source.sorted:
            gain, bias = self._affine()
            picked = source.order.pick(source.keys[layer]), source.order.pick(source.values[layer])
            keys = [[self._directions(c, query.dtype) for c in items] for items in picked[0]]
            values = [[self._split(c) for c in items] for items in picked[1]]
            source.sorted[layer] = DenseSource(source.order, keys, values, gain=gain, bias=bias)
        prepared, warm = source.sorted[layer], self._warm(query)
        return prepared.attend(warm) if asking is None else asking.read(prepared, warm)

    def _affine(self) -> tuple[Tensor, Tensor]:
        """Gain and bias (A,) that make affinities of scores."""
        if self.raw:
            ones = self.output.weight.new_ones(self.heads)
            return ones, torch.zeros_like(ones)
        return 0.5 / self.temperature, torch.full_like(self.temperature, 0.5)

    @property
    def temperature(self) -> Tensor:
        """(A,)."""
        if self.log_temperature is None:
            raise ValueError("raw scores have no temperature")
        return self.log_temperature.exp().clamp(max=MAX_TEMPERATURE)

    def _directions(self, keys: Tensor, dtype: torch.dtype) -> Tensor:
        """Split (B, T, H, W, C), and normalise for cosines, per head: (B, A, T, H, W, C / A)."""
        if self.raw:
            return self._split(keys).to(dtype)
        return functional.normalize(self._split(keys).float(), dim=-1).to(dtype)

    def _warm(self, query: Tensor) -> Tensor:
        """Split queries (B, H, W, C), for cosines of their temperature: (B, A, 1, H, W, C / A)."""
        if self.raw:
            return self._split(query[:, None])
        q = functional.normalize(self._split(query[:, None]).float(), dim=-1)
        return (q * self.temperature[:, None, None, None, None]).to(query.dtype)

    def merge(self, output: Tensor) -> Tensor:
        """Join heads (B, A, 1, H, W, D) and project: (B, H, W, C)."""
        merged: Tensor = self.output(joined(output))
        return merged

    def _split(self, x: Tensor) -> Tensor:
        """(B, T, H, W, C) -> (B, heads, T, H, W, C / heads); (K, C) -> (heads, K, C / heads)."""
        heads = x.reshape(*x.shape[:-1], self.heads, x.shape[-1] // self.heads)
        return heads.movedim(-2, 0 if x.ndim == 2 else 1)

    def evidence(self, result: AttentionResult) -> Tensor:
        """Stack readout, affinity and rival of all heads: (B, O, H, W, heads * E)."""
        if result.readout is None or result.affinity is None or result.rival is None:
            raise ValueError("the operator was called without labels")
        parts = [result.affinity[..., None], result.rival[..., None]]
        if self.readout:
            parts.insert(0, result.readout)
        stacked = torch.cat([part.to(result.readout.dtype) for part in parts], dim=-1)
        return stacked[:, :, :, 0].permute(0, 1, 3, 4, 2, 5).flatten(-2)  # (B, O, H, W, A*E)


def asking_of(tokens: Tensor, previous: Source, step: int) -> Asking | None:
    """Which cells of a frame (B, H, W, C) read densely, by `ModelConfig.reading_step`; None: all.

    Args:
        tokens: The frame.
        previous: Frames before it, the newest last.
        step: The side of a square that one cell reads for.
    """
    if step == 1 or not sorts(tokens):
        return None
    return Asking(where_to_look(previous.labels.values[:, :, -1, ..., 0]), step)


def sorts(query: Tensor) -> bool:
    """Whether dense reading is done over sorted keys: by inference on a CPU."""
    return query.device.type == "cpu" and not torch.is_grad_enabled()


def joined(output: Tensor) -> Tensor:
    """Join heads: (B, A, 1, H, W, D) -> (B, H, W, A * D)."""
    return output[:, :, 0].permute(0, 2, 3, 1, 4).flatten(-2)


class EncoderLayer(nn.Module):
    """g_l of Eq. 3 less its attention: projections, feed-forward, norms after each residual."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        c = config.channels
        self.layer = layer
        self.query, self.key, self.value = (nn.Linear(c, c) for _ in range(3))
        self._build_readings(config)
        self.norm1, self.norm2 = nn.LayerNorm(c), nn.LayerNorm(c)
        self.feedforward = nn.Sequential(
            nn.Linear(c, c * config.feedforward), nn.ReLU(), nn.Linear(c * config.feedforward, c)
        )
        self.sparse = previous_patterns(config, layer)

    def _build_readings(self, config: ModelConfig) -> None:
        raise NotImplementedError

    def forward(
        self, tokens: Tensor, sources: Sequence[Source], asking: Asking | None = None
    ) -> Layered:
        """Let the tokens (B, H, W, C) of a frame attend to sources; see `Attend` for `asking`."""
        raise NotImplementedError

    def alone(self, tokens: Tensor, slot: Tensor | None) -> Layered:
        """Let a frame attend to itself only, in a time slot (C,) where there are any."""
        raise NotImplementedError

    def _finish(self, tokens: Tensor, update: Tensor) -> Tensor:
        tokens = self.norm1(tokens + update)
        finished: Tensor = self.norm2(tokens + self.feedforward(tokens))
        return finished


class DenseLayer(EncoderLayer):
    """Reads references (and frames kept) densely, previous frames through the pattern."""

    def _build_readings(self, config: ModelConfig) -> None:
        self.references, self.previous = Attend(config), Attend(config)
        self.dense = Pattern.dense()

    def forward(
        self, tokens: Tensor, sources: Sequence[Source], asking: Asking | None = None
    ) -> Layered:
        """See `EncoderLayer.forward`; sources are references and previous frames."""
        references, previous = sources
        key, value = self.key(tokens), self.value(tokens)
        query = self.query(tokens)
        update, seen = self.references(query, references, self.layer, self.dense, asking)
        evidence = [seen]
        for pattern in self.sparse:
            more, seen = self.previous(query, previous, self.layer, pattern)
            update = update + more
            evidence.append(seen)
        return Layered(self._finish(tokens, update), evidence, key, (value,))

    def alone(self, tokens: Tensor, slot: Tensor | None) -> Layered:
        """See `EncoderLayer.alone`."""
        key, value = self.key(tokens), self.value(tokens)
        placed = key if slot is None else key + slot
        query = self.query(tokens)
        result = self.references.read(query, placed[:, None], value[:, None], self.dense, None)
        return Layered(
            self._finish(tokens, self.references.merge(result.output)), [], key, (value,)
        )


class SliceLayer(EncoderLayer):
    """The paper's: self-attention over a buffer of time slices, the frame itself the last.

    Hops of one layer follow each other: the second reads what the first made of every frame.
    """

    def _build_readings(self, config: ModelConfig) -> None:
        self.attend = Attend(config)
        before = range(self.layer)
        self.first = sum(len(previous_patterns(config, n)) for n in before)

    def forward(
        self, tokens: Tensor, sources: Sequence[Source], asking: Asking | None = None
    ) -> Layered:
        """See `EncoderLayer.forward`; the one source holds references, then previous frames."""
        query, key, value = self.query(tokens), self.key(tokens), self.value(tokens)
        values: list[Tensor] = []
        evidence: list[Tensor] = []
        buffer = sources[0] if sources else None
        keys, labels = key[:, None], None
        if buffer is not None:
            keys, labels = torch.cat([buffer.keys[self.layer], keys], 1), _silent(buffer.labels)
        for hop, pattern in enumerate(self.sparse, start=self.first):
            values.append(value)
            read = value[:, None]
            if buffer is not None:
                read = torch.cat([buffer.values[hop], read], 1)
            result = self.attend.read(query, keys, read, pattern, labels, back=1)
            value = joined(result.output)
            if labels is not None:
                evidence.append(self.attend.evidence(result))
        update = self.attend.output(value)
        return Layered(self._finish(tokens, update), evidence, key, tuple(values))

    def alone(self, tokens: Tensor, slot: Tensor | None) -> Layered:
        """See `EncoderLayer.alone`; there are no slots."""
        return self.forward(tokens, ())


def _silent(labels: Labels) -> Labels:
    """Add one more frame that says nothing: the one that asks."""
    blank = torch.zeros_like(labels.values[:, :, :1])
    return Labels(
        torch.cat([labels.values, blank], 2),
        torch.cat([labels.speaks, torch.zeros_like(labels.speaks[:, :, :1])], 2),
    )
