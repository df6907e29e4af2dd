"""What time it is, for all that is remembered: the one place that asks, so that a month can pass in a minute.

A simulation sets the clock (``benchmarks/month.py``); a crawl never does. How long a request takes and how long a site is left in
peace between two of them is measured by the machine's own clock all the same.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _machine() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _machine


def now() -> datetime:
    """The present moment, in UTC."""
    return _source().astimezone(UTC)


@contextmanager
def told_by(source: Callable[[], datetime]) -> Iterator[None]:
    """While another clock tells the time."""
    global _source  # noqa: PLW0603 - there is one time
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
