"""`python -m annotator` starts the desktop app."""

import sys

from annotator.cli.annotator import main

sys.exit(main())
