"""Encoder layers (Eq. 3, arXiv 2101.08833): attention to references and to previous frames.

Each layer reads twice with the same queries: densely from the references, and through the sparse
pattern from the previous frames. Both readings also carry, per object, the label readout and the
affinity of Eq. 4 for the object and for its strongest rival. Scores are cosines with a learned
temperature per head, so that the affinity floor of 0 has a meaning.
"""

from dataclasses import dataclass, field, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from sst_core.config import LABEL_CHANNELS, ModelConfig
from sst_core.ops.cpu import DenseSource
from sst_core.ops.dispatch import sparse_attention
from sst_core.ops.pattern import Pattern, hops
from sst_core.ops.types import AttentionResult, Labels

MAX_TEMPERATURE = 50.0
EVIDENCE_PER_HEAD = LABEL_CHANNELS + 2
"""Label readout, affinity, affinity of the rival."""


@dataclass(frozen=True)
class Source:
    """T remembered frames that a new frame attends to.

    Attributes:
        keys: Per layer (B, T, H, W, C), before normalisation, with the time slot added.
        values: Per layer (B, T, H, W, C).
        labels: What the frames say about each object.
        seen: (B, T, H, W) bool: which cells are read densely; None: all.
        sorted: Per layer, what inference on a CPU made of them when they were first read densely.
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    labels: Labels
    seen: Tensor | None = None
    sorted: dict[int, DenseSource] = field(default_factory=dict, repr=False, compare=False)


def previous_patterns(config: ModelConfig, layer: int) -> tuple[Pattern, ...]:
    """Return how a layer sees the previous frames.

    Time is not strided: with tau below h a lattice in time would see no frame at all.
    """
    named = hops(config.pattern, side=config.side, layer=layer, layers=config.layers)
    return tuple(replace(pattern, step=(1, *pattern.step[1:])) for pattern in named)


class Attend(nn.Module):
    """Multi-head attention of one layer to one source, with fused object affinity."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.log_temperature = nn.Parameter(torch.full((config.heads,), 2.3))
        self.output = nn.Linear(config.channels, config.channels)

    def forward(
        self, query: Tensor, source: Source, layer: int, pattern: Pattern
    ) -> tuple[Tensor, Tensor]:
        """Read a source.

        Args:
            query: (B, H, W, C).
            source: Frames to read from.
            layer: Which of the source's keys and values to read.
            pattern: Connectivity.

        Returns:
            Update (B, H, W, C) and evidence (B, O, H, W, heads * EVIDENCE_PER_HEAD).
        """
        on_cpu = query.device.type == "cpu" and not torch.is_grad_enabled()
        if on_cpu and pattern.kind == "dense":
            result = self._read_sorted(query, source, layer)
        else:
            keys, values = source.keys[layer], source.values[layer]
            result = self.read(query, keys, values, pattern, source.labels, seen=source.seen)
        return self.merge(result.output), _evidence(result)

    def read(
        self,
        query: Tensor,
        keys: Tensor,
        values: Tensor,
        pattern: Pattern,
        labels: Labels | None,
        *,
        seen: Tensor | None = None,
    ) -> AttentionResult:
        """Attend from query (B, H, W, C) to keys and values (B, T, H, W, C) that are seen."""
        return sparse_attention(
            self._warm(query),
            self._directions(keys, query.dtype),
            self._split(values),
            pattern,
            labels=labels,
            key_valid=seen,
            gain=0.5 / self._temperature,
            bias=torch.full_like(self._temperature, 0.5),
            offset=keys.shape[1],
        )

    def _read_sorted(self, query: Tensor, source: Source, layer: int) -> AttentionResult:
        """As `read`, densely and without gradient: the keys are prepared once per source."""
        if layer not in source.sorted:
            keys = self._directions(source.keys[layer], query.dtype)
            values = self._split(source.values[layer])
            source.sorted[layer] = DenseSource(keys, values, source.labels, source.seen)
        bias = torch.full_like(self._temperature, 0.5)
        return source.sorted[layer].attend(self._warm(query), 0.5 / self._temperature, bias)

    @property
    def _temperature(self) -> Tensor:
        """(A,)."""
        return self.log_temperature.exp().clamp(max=MAX_TEMPERATURE)

    def _directions(self, keys: Tensor, dtype: torch.dtype) -> Tensor:
        """Normalise (B, T, H, W, C) per head: (B, A, T, H, W, C / A)."""
        return functional.normalize(self._split(keys).float(), dim=-1).to(dtype)

    def _warm(self, query: Tensor) -> Tensor:
        """Normalise queries (B, H, W, C) per head, times temperature: (B, A, 1, H, W, C / A)."""
        q = functional.normalize(self._split(query[:, None]).float(), dim=-1)
        return (q * self._temperature[:, None, None, None, None]).to(query.dtype)

    def merge(self, output: Tensor) -> Tensor:
        """Join heads (B, A, 1, H, W, D) and project: (B, H, W, C)."""
        merged: Tensor = self.output(output[:, :, 0].permute(0, 2, 3, 1, 4).flatten(-2))
        return merged

    def _split(self, x: Tensor) -> Tensor:
        """(B, T, H, W, C) -> (B, heads, T, H, W, C / heads)."""
        b, t, h, w, c = x.shape
        return x.reshape(b, t, h, w, self.heads, c // self.heads).permute(0, 4, 1, 2, 3, 5)


def _evidence(result: AttentionResult) -> Tensor:
    """Stack readout, affinity and rival of all heads: (B, O, H, W, heads * EVIDENCE_PER_HEAD)."""
    if result.readout is None or result.affinity is None or result.rival is None:
        raise ValueError("the operator was called without labels")
    parts = [result.readout, result.affinity[..., None], result.rival[..., None]]
    stacked = torch.cat([part.to(result.readout.dtype) for part in parts], dim=-1)
    return stacked[:, :, :, 0].permute(0, 1, 3, 4, 2, 5).flatten(-2)  # (B, O, H, W, A*E)


class EncoderLayer(nn.Module):
    """g_l of Eq. 3: two readings, feed-forward, normalisation after each residual."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        c = config.channels
        self.layer = layer
        self.query, self.key, self.value = (nn.Linear(c, c) for _ in range(3))
        self.references, self.previous = Attend(config), Attend(config)
        self.norm1, self.norm2 = nn.LayerNorm(c), nn.LayerNorm(c)
        self.feedforward = nn.Sequential(
            nn.Linear(c, c * config.feedforward), nn.ReLU(), nn.Linear(c * config.feedforward, c)
        )
        self.dense = Pattern.dense()
        self.sparse = previous_patterns(config, layer)

    def project(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return the key and value (B, H, W, C) that later frames will read."""
        return self.key(tokens), self.value(tokens)

    def forward(
        self, tokens: Tensor, references: Source, previous: Source
    ) -> tuple[Tensor, list[Tensor]]:
        """Map tokens (B, H, W, C) to tokens and the evidence of every reading."""
        query = self.query(tokens)
        update, seen = self.references(query, references, self.layer, self.dense)
        evidence = [seen]
        for pattern in self.sparse:
            more, seen = self.previous(query, previous, self.layer, pattern)
            update = update + more
            evidence.append(seen)
        return self._finish(tokens, update), evidence

    def alone(self, tokens: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Map the tokens (B, H, W, C) of a frame that attends to itself only."""
        query = self.query(tokens)
        update = self.references.read(query, key[:, None], value[:, None], self.dense, None).output
        return self._finish(tokens, self.references.merge(update))

    def _finish(self, tokens: Tensor, update: Tensor) -> Tensor:
        tokens = self.norm1(tokens + update)
        finished: Tensor = self.norm2(tokens + self.feedforward(tokens))
        return finished
