"""``python -m newscrawl``: the same as ``newscrawl``."""

import sys

from newscrawl.cli import main

sys.exit(main())
