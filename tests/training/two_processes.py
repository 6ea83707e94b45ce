"""sst-train in float32, for torchrun: on some processors it would multiply in bfloat16.

Where bfloat16 is used, a batch of two and two batches of one differ by its rounding; here the
arithmetic of sharing is tested.
"""

import sys
from contextlib import nullcontext

from training import trainer
from training.cli.train import main

if __name__ == "__main__":
    trainer._bfloat16 = lambda _device: nullcontext()  # type: ignore[assignment]
    sys.exit(main())
