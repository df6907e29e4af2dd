"""Python's search for reference cycles and the C library's memory, as crawls need them. They belong to the process: no library sets them."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

_COLLECTOR_THRESHOLD: Final = 20_000
"""Objects allocated before Python looks for reference cycles. A page makes thousands of objects and hardly one cycle: at the
default of 700 the search takes 6 % of a crawl. The cost is some megabytes of memory."""

_MIN_MAPPED_BYTES: Final = 512 << 10
"""Size from which malloc takes a block from the system and gives it back at once. glibc would raise it with the largest block so far, to
32 MB, and sitemaps of some megabytes would then leave holes in memory that stay to the end of the crawl."""

_MIN_TRIMMED_BYTES: Final = 8 << 20
"""Free memory at the end of the heap from which malloc gives it back. glibc's 128 KB would give back and take again at each page."""

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
"""Names of the parameters of glibc's ``mallopt``."""


def set_up_memory() -> None:
    """Let this process look for cycles seldom, and return the memory of large blocks."""
    gc.set_threshold(_COLLECTOR_THRESHOLD)
    try:
        set_parameter = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, which knows no such parameters
        return
    set_parameter(_M_MMAP_THRESHOLD, _MIN_MAPPED_BYTES)
    set_parameter(_M_TRIM_THRESHOLD, _MIN_TRIMMED_BYTES)
