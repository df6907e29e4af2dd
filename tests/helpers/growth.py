"""Show that the cost of work grows with the size of its input, and not with the square of that size.

Seconds are compared with seconds of the same process alone, so the speed and the load of the machine cancel out.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

FACTOR: Final = 16
"""How many times the larger input is as large as the smaller one."""

MAX_GROWTH: Final = 64
"""Largest accepted ratio of CPU times. Linear work gives about 16 (:data:`FACTOR`), quadratic work 256."""

ATTEMPTS: Final = 4
"""The lowest ratio of so many measurements counts: load only adds time, so one low ratio is the evidence."""

MIN_SECONDS: Final = 0.001
"""A shorter CPU time of the smaller input counts as this long; below it the clock's noise prevails."""


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Fail if ``work(size)`` takes more than :data:`MAX_GROWTH` times the CPU time of ``work(size // 16)``."""
    work(max(1, size // FACTOR**2))  # compile patterns and fill caches before the first measurement
    ratios = []
    for _ in range(ATTEMPTS):
        small = max(MIN_SECONDS, _cpu_seconds(work, size // FACTOR))
        ratios.append(_cpu_seconds(work, size) / small)
        if ratios[-1] <= MAX_GROWTH:
            return
    raise AssertionError(f"{FACTOR} times the input takes {min(ratios):.0f} times the CPU time or more")


def _cpu_seconds(work: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    work(size)
    return time.process_time() - start
