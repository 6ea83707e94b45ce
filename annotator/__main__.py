"""`python -m annotator` starts the desktop app."""

import sys

from annotator.cli.annotator import main

if __name__ == "__main__":
    sys.exit(main())
