"""Moments as sources write them, in the record's spelling.

Reading any date takes :func:`newscrawl.dates.parse` tens of microseconds, a feed or listing has hundreds, and nearly all of
them are spelt in one of four ways: those are read here at once.
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


def moment(text: str | None) -> str | None:
    """The moment that a source names, as RFC 3339 in Vietnam's time; ``None`` where it names none, never "now"."""
    if not text:
        return None
    text = text.strip()
    if spelt := _spelt(text):
        try:
            return dates.rfc3339(datetime.fromisoformat(spelt))
        except ValueError:  # a day that does not exist, or the month first
            pass
    parsed = dates.parse(text)
    return dates.rfc3339(parsed) if parsed else None


def _spelt(text: str) -> str | None:
    """One of the usual spellings, as ISO 8601; without an offset where none is said."""
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
