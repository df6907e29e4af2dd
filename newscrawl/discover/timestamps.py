"""Reads dates of feeds, sitemaps and listings, and writes them as the record does.

:func:`newscrawl.dates.parse` reads any date, but takes tens of microseconds. A feed or listing has hundreds of dates, nearly
all in one of four formats, so this module reads those four directly.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from newscrawl import dates

_MONTHS: Final = {
    name: f"{number:02}"
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)  # noqa: SIM905 - a calendar reads better as a line
}
_RFC_822: Final = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d) ([A-Z][a-z]{2}) (20\d\d) (\d\d:\d\d:\d\d) (?:([+-]\d\d):?(\d\d)|GMT)"
)
_ISO: Final = re.compile(r"(20\d\d-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:([+-]\d\d):?(\d\d)|(Z))?")
_DAY_FIRST: Final = re.compile(r"(\d\d)/(\d\d)/(20\d\d),? (?:- )?([012]\d:\d\d)")
_TIME_FIRST: Final = re.compile(r"([012]\d:\d\d),? (?:- )?(\d\d)/(\d\d)/(20\d\d)")


def parse_timestamp(text: str | None) -> str | None:
    """Return a date and time as RFC 3339 in Vietnam's time; ``None`` if the text is empty or holds no date.

    A time without a zone is Vietnam's.
    """
    if not text:
        return None
    text = text.strip()
    if iso := _common_format(text):
        try:
            return dates.rfc3339(datetime.fromisoformat(iso))
        except ValueError:  # The day does not exist, or the month comes first: dates.parse decides.
            pass
    parsed = dates.parse(text)
    return dates.rfc3339(parsed) if parsed else None


def _common_format(text: str) -> str | None:
    """Convert one of the four common formats to ISO 8601; without an offset if the text has none."""
    if found := _ISO.fullmatch(text):
        date, time, hours, minutes, zulu = found.groups()
        return f"{date}T{time}{'+00:00' if zulu else f'{hours}:{minutes}' if hours else ''}"
    if found := _RFC_822.fullmatch(text):
        day, month, year, time, hours, minutes = found.groups()
        return f"{year}-{_MONTHS.get(month, '00')}-{day}T{time}{hours or '+00'}:{minutes or '00'}"
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year, time = found.groups()
        return f"{year}-{month}-{day}T{time}"
    if found := _TIME_FIRST.fullmatch(text):
        time, day, month, year = found.groups()
        return f"{year}-{month}-{day}T{time}"
    return None
