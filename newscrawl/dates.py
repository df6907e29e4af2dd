"""Read dates and times as newspapers write them. Vietnamese conventions: day first, +07:00 without a zone.

>>> rfc3339(parse("Chủ nhật, 13/2/2022, 16:08 (GMT+7)"))
'2022-02-13T16:08:00+07:00'
>>> rfc3339(parse("05/01/2026"))
'2026-01-05T00:00:00+07:00'

The month comes first if no other reading is possible (``9/15/2026``), in the American format of programs (``9/5/2026 3:05:00 PM``),
and if the caller says so (:func:`read`). Names of months are read in the languages of :mod:`newscrawl.month_names`. Relative forms (``3 giờ trước``)
are resolved against ``now``. Dates in the future of ``now`` are rejected. This module never reads the clock. The result
for text that cannot be read is ``None``, never the current time.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from newscrawl.timestamp import VIETNAM, Timestamp, rfc3339

__all__ = ["VIETNAM", "Timestamp", "from_epoch", "is_relative_day", "parse", "read", "rfc3339", "to_epoch"]


def parse(text: str, *, now: datetime | None = None) -> datetime | None:
    """Return the date and time that a text names; ``None`` if it names none, an implausible one or a future one.

    The result has a zone. A date without a time of day is midnight. ``now`` must have a zone. Without it, relative
    forms are not read and future dates are accepted.
    """
    timestamp = read(text, now=now)
    return timestamp.at if timestamp else None


def read(text: str, *, now: datetime | None = None, month_first: bool = False) -> Timestamp | None:
    """Like :func:`parse`, but also say which parts were filled in.

    ``month_first`` says that the text is in American order: ``9/5/2026`` is 5 September.
    """
    from newscrawl import date_reading  # noqa: PLC0415 - its patterns are dear to compile, and a start reads no date

    return date_reading.read(text, now, month_first=month_first)


def is_relative_day(timestamp: Timestamp) -> bool:
    """Whether a text named the day relative to now: ``yesterday 10:00``. Then it is a day in Vietnam."""
    from newscrawl import date_reading  # noqa: PLC0415 - as above

    return date_reading.is_relative_day(timestamp)


@lru_cache(maxsize=1024)
def to_epoch(text: str | None) -> int | None:
    """Return the time that a text names in seconds since 1970; ``None`` if it cannot be read."""
    timestamp = parse(text) if text else None
    return int(timestamp.timestamp()) if timestamp else None


def from_epoch(number: int) -> str:
    """Format seconds since 1970 for the record, see :func:`rfc3339`."""
    return rfc3339(datetime.fromtimestamp(number, VIETNAM))
