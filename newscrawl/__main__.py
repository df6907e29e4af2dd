"""``python -m newscrawl`` is the same as ``newscrawl``."""

import sys

from newscrawl.cli import main

sys.exit(main())
