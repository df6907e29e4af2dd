"""The current time for everything that is stored. A simulation can replace it, so that a month passes in a minute.

A crawl never replaces it; ``benchmarks/month.py`` does. Delays between requests always use the machine's own clock.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _machine_clock() -> datetime:
    """Return the time of the machine's clock."""
    return datetime.now(UTC)


_source: Callable[[], datetime] = _machine_clock


def now() -> datetime:
    """Return the current time in UTC."""
    return _source().astimezone(UTC)


def timestamp() -> str:
    """Return the current time as the record writes it: RFC 3339 with the offset of Vietnam."""
    return dates.rfc3339(now())


@contextmanager
def overridden_by(source: Callable[[], datetime]) -> Iterator[None]:
    """Use ``source`` as the clock within the block. It applies to the whole process."""
    global _source  # noqa: PLW0603 - the process has one clock
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
