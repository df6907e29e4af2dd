"""Python's search for reference cycles, as crawls need it."""

from __future__ import annotations

import gc
from typing import Final

_THRESHOLD: Final = 20_000
"""Objects allocated before Python looks for reference cycles. A page makes thousands of objects and hardly one cycle: at the
default of 700 the search takes 6 % of a crawl. The cost is some megabytes of memory."""


def collect_seldom() -> None:
    """Let this process look for cycles seldom."""
    gc.set_threshold(_THRESHOLD)
