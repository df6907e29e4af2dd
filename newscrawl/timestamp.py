"""A date and time with its zone, and how the record writes it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

VIETNAM: Final = timezone(timedelta(hours=7))
"""Vietnam's time zone: +07:00, without summer time since 1975."""

MIN_YEAR: Final = 1990
"""First accepted year: newspaper pages are not older than the web."""

END_YEAR: Final = 2100
"""First year that is no longer accepted."""


class Timestamp(NamedTuple):
    """A date and time as read from a text."""

    at: datetime
    """The date and time, always with a zone."""

    has_time: bool
    """True if the text names a time of day. Otherwise ``at`` is midnight."""

    has_zone: bool
    """True if the text names a zone. Otherwise ``at`` is in +07:00."""

    raw: str
    """The part of the text that was read."""


def rfc3339(timestamp: datetime, *, keep_offset: bool = False) -> str:
    """Format a time for the record: RFC 3339 to the second, in +07:00. A time without a zone is taken as +07:00.

    With ``keep_offset`` a time keeps its own offset: the day of an American evening is the American day.
    """
    if timestamp.tzinfo is None:
        timestamp = timestamp.replace(tzinfo=VIETNAM)
    elif not keep_offset:
        timestamp = timestamp.astimezone(VIETNAM)
    return timestamp.isoformat(timespec="seconds")
