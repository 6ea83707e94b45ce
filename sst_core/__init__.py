"""SST as a library: model, sparse attention operators, inference session (no torch on import)."""

__version__ = "0.1.0"
