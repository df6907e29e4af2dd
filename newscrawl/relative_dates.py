"""Words for a time relative to now: ``3 giờ trước``, ``hôm qua``, ``just now``. Pure: now is known to the caller."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final, NamedTuple

_UNITS: Final = {
    "giây": timedelta(seconds=1),
    "phút": timedelta(minutes=1),
    "'": timedelta(minutes=1),
    "giờ": timedelta(hours=1),
    "h": timedelta(hours=1),
    "tiếng": timedelta(hours=1),
    "ngày": timedelta(days=1),
    "tuần": timedelta(weeks=1),
    "tháng": timedelta(days=30),
    "năm": timedelta(days=365),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
"""Units of relative times."""

_SPAN: Final = rf"(?P<n>\d{{1,3}}|một|an?)\s*(?P<unit>{'|'.join(_UNITS)})"
_AGO: Final = re.compile(rf"(?<!\d){_SPAN}s?\s*(?:đồng hồ\s*)?(?:trước|ago)\b", re.IGNORECASE)
"""``3 giờ trước``, ``3 hours ago``."""

_AGO_VIETNAMESE: Final = re.compile(rf"\bcách đây\s+(?:khoảng\s+)?{_SPAN}(?!\w)", re.IGNORECASE)
"""``cách đây 3 giờ``."""

DAY_WORD: Final = re.compile(r"\b(?P<word>hôm nay|hôm qua|hôm kia|today|yesterday)\b", re.IGNORECASE)
"""Words for a day relative to now."""

DAYS_BACK: Final = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1, "hôm kia": 2}
"""Number of days before now, by word."""

JUST_NOW: Final = re.compile(r"\b(?:vừa xong|vừa mới|vài giây trước|just now)\b", re.IGNORECASE)
"""Words for the current time."""

_DAY_UNITS: Final = frozenset(("ngày", "tuần", "tháng", "năm", "day", "week", "month", "year"))
"""Units too long for a time of day."""


class TimeAgo(NamedTuple):
    """A span of time before now."""

    span: timedelta
    """Its length; months are 30 days long, years 365."""

    is_in_days: bool
    """True if its unit is a day or longer, so that it names no time of day."""

    raw: str
    """The part of the text that was read."""


def time_ago(text: str) -> TimeAgo | None:
    """Return the first span before now that a text names; ``None`` if it names none."""
    found = _AGO.search(text) or _AGO_VIETNAMESE.search(text)
    if found is None:
        return None
    number = int(found["n"]) if found["n"].isdecimal() else 1
    unit = found["unit"].lower()
    return TimeAgo(number * _UNITS[unit], unit in _DAY_UNITS, found[0])
