"""SST as a library: model, sparse attention operators, inference session (no torch on import)."""

import os

__version__ = "0.1.0"

# Between two parallel stretches libgomp's threads spin, by default for milliseconds: that keeps a
# core from OpenVINO's threads and, on a busy machine, from the very thread they wait for. Read when
# torch is loaded. 2,000 turns are microseconds: enough between the small operators of a step.
os.environ.setdefault("GOMP_SPINCOUNT", "2000")
