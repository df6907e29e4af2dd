"""Time zones as newspapers write them: offsets, ``GMT+7``, letters such as ``ICT``. Pure, without a table of zones by place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_ZONE: Final = re.compile(
    r"\b(?:GMT|UTC?)\s*(?P<sign>[+-])\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?"
    r"|(?P<before>[+-])\s*(?P<hours>\d{1,2})\s*(?:GMT|UTC)\b|(?P<utc>\b(?:GMT|UTC)\b)"
    r"|(?<=[\d\s])(?P<num>[+-]\d{1,2}:?\d{2})(?!\d)",
    re.IGNORECASE,
)
"""``GMT+7``, ``+7 GMT``, ``UTC``, ``+0700``."""

_ZONE_NAME: Final = re.compile(r"[\s,(\[]*(?P<name>[A-Z]{1,5})\b")
"""Letters right behind a time that may name a zone."""

_ZONES: Final = {
    name: hours * 60
    for hours, names in {
        0: "Z UT UTC GMT WET", 1: "CET BST WEST WAT MEZ MET", 2: "CEST EET SAST CAT MESZ", 3: "EEST MSK EAT TRT", 4: "GST",
        5: "PKT", 5.5: "IST", 5.75: "NPT", 6: "BDT", 6.5: "MMT", 7: "ICT WIB", 8: "HKT SGT MYT PHT WITA AWST",
        9: "JST KST WIT", 9.5: "ACST", 10: "AEST", 10.5: "ACDT", 11: "AEDT", 12: "NZST", 13: "NZDT",
        -2.5: "NDT", -3: "ADT BRT ART", -3.5: "NST", -4: "AST EDT", -5: "EST CDT COT PET", -6: "CST MDT", -7: "MST PDT",
        -8: "PST AKDT", -9: "AKST", -10: "HST",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Minutes east of Greenwich by the zone's abbreviation (RFC 822 and newspapers). Ambiguous ones as RFC 822 or the larger press uses them."""

_SEASONAL_ZONES: Final = {"ET": -5, "CT": -6, "MT": -7, "PT": -8}
"""Hours east of Greenwich in winter of American zones that do not name the season."""

_MAX_GAP_CHARS: Final = 30
"""Maximum number of characters between a time and its zone."""

_TWO_DIGITS: Final = 2
"""Length of the hours of an offset."""

_AT_HOME: Final = re.compile(r"\b(?:lúc|ngày|thứ|chủ nhật)\b", re.IGNORECASE)
"""Vietnamese words in or before a date."""


def find_zone(text: str, end: int, clock_end: int, day: tuple[int, int, int] | None = None) -> timezone | None:
    """Return the zone that is named right behind the time, or else behind date and time.

    Newspapers of Vietnam mean their own time by "12/11/2026 lúc 09:30 (GMT)": the zone is not named then.
    """
    zone = _find_zone(text, end, clock_end, day)
    return None if zone is UTC and "+" not in text and _AT_HOME.search(text, 0, max(end, clock_end)) else zone


def _find_zone(text: str, end: int, clock_end: int, day: tuple[int, int, int] | None) -> timezone | None:
    for place in dict.fromkeys((clock_end, end)):
        if (found := _ZONE_NAME.match(text, place)) and (
            named := named_zone(found["name"], *(day or (0, 0, 0)), offset=_ZONE.match(text, found.start("name")))
        ):
            return named
    found = _ZONE.search(text, max(0, end - 1), end + _MAX_GAP_CHARS)
    if found is None and clock_end < end:
        found = _ZONE.search(text, max(0, clock_end - 1), end)
    if found is None:
        return None
    if found["utc"]:
        return UTC
    if found["num"]:
        return offset_zone(found["num"])
    if found["before"]:
        return offset_zone(f"{found['before']}{int(found['hours']):02}00")
    return offset_zone(f"{found['sign']}{int(found['h']):02}{found['m'] or '00'}")


def named_zone(
    name: str, year: str | int, month: str | int, day: str | int, *, offset: re.Match[str] | None = None
) -> timezone | None:
    """Return the zone of an abbreviation. ``offset`` is a match of ``GMT+7`` in its place, which says more than ``GMT``."""
    if offset is not None and offset["sign"]:
        return None
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name])) if _ZONES[name] else UTC
    if name in _SEASONAL_ZONES and int(year):
        is_summer = _is_american_summer(int(year), int(month), int(day))
        return timezone(timedelta(hours=_SEASONAL_ZONES[name] + is_summer))
    return None


def _is_american_summer(year: int, month: int, day: int) -> bool:
    """Return whether a day is in American summer time: from the second Sunday of March to the first of November (since 2007)."""
    march, november = datetime(year, 3, 1, tzinfo=UTC), datetime(year, 11, 1, tzinfo=UTC)
    start, end = 14 - march.weekday(), 7 - november.weekday()
    return (3, start) <= (month, day) < (11, end)


def offset_zone(text: str | None) -> timezone | None:
    """Return the zone of an offset such as ``+07:00``, ``+8:00`` or ``+8``; ``None`` for an offset of more than 14 hours."""
    if not text:
        return None
    if text.upper() == "Z":
        return UTC
    hours, _, rest = text[1:].partition(":")
    if not rest and len(hours) > _TWO_DIGITS:
        hours, rest = hours[:-2], hours[-2:]
    minutes = int(hours) * 60 + int(rest or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
