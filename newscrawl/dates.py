"""Read dates and times as newspapers write them. Vietnamese conventions: day first, +07:00 without a zone.

>>> rfc3339(parse("Chủ nhật, 13/2/2022, 16:08 (GMT+7)"))
'2022-02-13T16:08:00+07:00'
>>> rfc3339(parse("05/01/2026"))
'2026-01-05T00:00:00+07:00'

The month comes first only if no other reading is possible (``9/15/2026 3:05:00 PM``). Relative forms (``3 giờ trước``)
are resolved against ``now``. Dates in the future of ``now`` are rejected. This module never reads the clock. The result
for text that cannot be read is ``None``, never the current time.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple

from newscrawl.entities import remove_control_characters

VIETNAM: Final = timezone(timedelta(hours=7))
"""Vietnam's time zone: +07:00, without summer time since 1975."""

MIN_YEAR: Final = 1990
"""First accepted year: newspaper pages are not older than the web."""

END_YEAR: Final = 2100
"""First year that is no longer accepted."""

MAX_AHEAD: Final = timedelta(days=1)
"""Maximum time that a timestamp may lie after ``now``, because clocks differ and zones are missing."""

MAX_TEXT_CHARS: Final = 400
"""Number of characters of a text that are read. A date is at the start of its text."""


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


_ENGLISH: Final = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
            *("july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
"""Month numbers by English name."""

_VIETNAMESE: Final = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), start=1
    )
} | {"giêng": 1, "bốn": 4, "bẩy": 7, "chạp": 12}
"""Month numbers by Vietnamese name."""

_MONTH_EN: Final = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_MONTH_VI: Final = "|".join(sorted(_VIETNAMESE, key=len, reverse=True))

_ISO: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:(?:T|\s+|\s*,\s*)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<z>Z|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d)))?)?(?!\d)",
    re.IGNORECASE,
)
"""``2026-01-05T10:00:00+07:00``, with or without a time."""

_DAY_MONTH: Final = re.compile(
    r"(?<![\d/.:-])(?P<a>\d{1,2})\s*(?P<s>[/.-])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4}|\d{2})(?![\d/]|[.:]\d)"
)
"""``5/1/2026``, ``05-01-26``."""

_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})(?!\d)")
"""``2026/01/05``."""

_IN_WORDS: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s*(?:tháng|thg|th)\s*(?P<m>\d{{1,2}}|{_MONTH_VI})\s*(?:,|-|/|năm)?\s*(?:năm\s*)?(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
"""``5 tháng 1 năm 2026``, ``5 tháng Giêng, 2026``."""

_DAY_ENGLISH: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m>{_MONTH_EN})[a-z]*\.?,?[\s-]+(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
"""``5th January 2026``."""

_ENGLISH_DAY: Final = re.compile(
    rf"\b(?P<m>{_MONTH_EN})[a-z]*\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE
)
"""``January 5, 2026``."""

_COMPACT: Final = re.compile(
    r"\s*(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?\d{0,6}\s*"
)
"""``20260105100000``."""

_EPOCH: Final = re.compile(r"\s*(?:/Date\()?(?P<n>\d{10}|\d{13})(?:[+-]\d{4})?(?:\)/)?\s*")
"""Unix time in seconds or milliseconds: ``1767582000``, ``/Date(1767582000000)/``."""

_TIME: Final = re.compile(
    r"(?<![\d/.:-])(?P<H>\d{1,2})\s*(?:(?::|\bh|h|\s?giờ|g(?=\d))\s*(?P<M>[0-5]\d)(?!\d)(?:\s*(?::|phút)\s*(?P<S>[0-5]\d)(?!\d))?"
    r"|(?:h|\s?giờ)(?![\d\w]))\s*(?P<day_half>AM|PM|A\.M\.|P\.M\.|SA\b|CH\b|sáng|trưa|chiều|tối|đêm)?",
    re.IGNORECASE,
)
"""``16:08``, ``4h08``, ``16 giờ 8 phút``, ``4:08 chiều``."""

_HALF_FIRST: Final = re.compile(r"(?P<day_half>AM|PM|SA|CH)\s*$", re.IGNORECASE)
"""``SA 10:00``: the day_half of the day before the time."""

_ZONE: Final = re.compile(
    r"\b(?:GMT|UTC)\s*(?P<sign>[+-])\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?"
    r"|(?P<before>[+-])\s*(?P<hours>\d{1,2})\s*(?:GMT|UTC)\b|(?P<utc>\b(?:GMT|UTC)\b)"
    r"|(?<=[\d\s])(?P<num>[+-]\d{2}:?\d{2})(?!\d)",
    re.IGNORECASE,
)
"""``GMT+7``, ``+7 GMT``, ``UTC``, ``+0700``."""

_AFTERNOON: Final = frozenset(("pm", "p.m.", "ch", "chiều", "tối", "đêm"))
"""Words for the second day_half of the day."""

_MORNING: Final = frozenset(("am", "a.m.", "sa", "sáng"))
"""Words for the first day_half of the day."""

_MAX_GAP_CHARS: Final = 30
"""Maximum number of characters between a date and its time: ``26/12/2025 - 22:10``, ``17/08/2025 lúc 17:22``."""

_NOON: Final = 12
"""Hour of noon, and number of months in a year."""

_LAST_NIGHT_HOUR: Final = 5
"""Last hour at which ``đêm`` (night) means after midnight."""

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

_DAY_WORD: Final = re.compile(r"\b(?P<word>hôm nay|hôm qua|hôm kia|today|yesterday)\b", re.IGNORECASE)
"""Words for a day relative to now."""

_DAYS_BACK: Final = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1, "hôm kia": 2}
"""Number of days before now, by word."""

_JUST_NOW: Final = re.compile(r"\b(?:vừa xong|vừa mới|vài giây trước|just now)\b", re.IGNORECASE)
"""Words for the current time."""

_DAY_UNITS: Final = frozenset(("ngày", "tuần", "tháng", "năm", "day", "week", "month", "year"))
"""Units too long for a time of day."""

_TWO_DIGITS: Final = 2
"""Length of a year without its century."""

_CENTURY_PIVOT: Final = 70
"""First two-digit year of the 20th century: 70 is 1970, 69 is 2069."""


def parse(text: str, *, now: datetime | None = None) -> datetime | None:
    """Return the date and time that a text names; ``None`` if it names none, an implausible one or a future one.

    The result has a zone. A date without a time of day is midnight. ``now`` must have a zone. Without it, relative
    forms are not read and future dates are accepted.
    """
    timestamp = read(text, now=now)
    return timestamp.at if timestamp else None


def read(text: str, *, now: datetime | None = None) -> Timestamp | None:
    """Like :func:`parse`, but also say which parts were filled in."""
    # Collapse white space: the patterns would otherwise try each run of blanks at every position.
    text = " ".join(
        remove_control_characters(unicodedata.normalize("NFC", text[:MAX_TEXT_CHARS])).replace("\u200b", "").split()
    )
    if not text:
        return None
    timestamp = _read_absolute(text) or (_relative(text, now) if now is not None else None)
    if timestamp is None or not MIN_YEAR <= timestamp.at.year < END_YEAR:
        return None
    if now is not None and timestamp.at - now > MAX_AHEAD:
        return None
    return timestamp


def rfc3339(timestamp: datetime) -> str:
    """Format a time for the record: RFC 3339 to the second, in +07:00. A time without a zone is taken as +07:00."""
    timestamp = timestamp.replace(tzinfo=VIETNAM) if timestamp.tzinfo is None else timestamp.astimezone(VIETNAM)
    return timestamp.isoformat(timespec="seconds")


def to_epoch(text: str | None) -> int | None:
    """Return the time that a text names in seconds since 1970; ``None`` if it cannot be read."""
    timestamp = parse(text) if text else None
    return int(timestamp.timestamp()) if timestamp else None


def from_epoch(number: int) -> str:
    """Format seconds since 1970 for the record, see :func:`rfc3339`."""
    return rfc3339(datetime.fromtimestamp(number, VIETNAM))


@lru_cache(maxsize=1024)
def _read_absolute(text: str) -> Timestamp | None:
    """Read an absolute time.

    Results are cached, because a page repeats the same time in its JSON-LD, its meta tags and its text.
    """
    return _number(text) or _absolute(text)


def _number(text: str) -> Timestamp | None:
    """Read seconds or milliseconds since 1970, or ``yyyyMMddHHmm[ss]``."""
    if found := _COMPACT.fullmatch(text):
        return _timestamp(
            found["y"], found["m"], found["d"], (found["H"], found["M"], found["S"]), VIETNAM, raw=found[0]
        )
    if found := _EPOCH.fullmatch(text):
        number = int(found["n"])
        seconds = number / 1000 if number >= 10**12 else number
        return Timestamp(datetime.fromtimestamp(seconds, VIETNAM), has_time=True, has_zone=True, raw=text)
    return None


def _absolute(text: str) -> Timestamp | None:
    if (found := _ISO.search(text)) and found["H"]:
        zone = _offset(found["z"])
        timestamp = _timestamp(
            found["y"], found["m"], found["d"], (found["H"], found["M"], found["S"]), zone or VIETNAM, raw=found[0]
        )
        return timestamp and timestamp._replace(has_zone=zone is not None)
    day = _date(text)
    if day is None:
        return None
    (year, month, date), start, end = day
    clock, start, end = _clock(text, start, end)
    zone = _zone(text, end) if clock else None
    timestamp = _timestamp(year, month, date, clock, zone or VIETNAM, raw=text[start:end].strip())
    return timestamp and timestamp._replace(has_zone=zone is not None)


def _date(text: str) -> tuple[tuple[str | int, str | int, str | int], int, int] | None:
    """Return year, month and day of the first valid date in the text, with its start and end."""
    found: list[tuple[int, int, tuple[str | int, str | int, str | int]]] = []
    for match in _DAY_MONTH.finditer(text):
        day, month = int(match["a"]), int(match["b"])
        if month > _NOON >= day:  # there are twelve months: 9/15/2026 must be in American order
            day, month = month, day
        year = int(match["y"])
        if len(match["y"]) == _TWO_DIGITS:
            year += 1900 if year >= _CENTURY_PIVOT else 2000
        if _exists(year, month, day):
            found.append((match.start(), match.end(), (year, month, day)))
            break
    for pattern in (_ISO, _YEAR_FIRST, _IN_WORDS, _DAY_ENGLISH, _ENGLISH_DAY):
        if match_ := pattern.search(text):
            month = _month(match_["m"])
            if _exists(int(match_["y"]), month, int(match_["d"])):
                found.append((match_.start(), match_.end(), (match_["y"], month, match_["d"])))
    if not found:
        return None
    start, end, date = min(found)
    return date, start, end


def _month(name: str) -> int:
    name = name.lower()
    return int(name) if name.isdecimal() else _VIETNAMESE.get(name) or _ENGLISH[name]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day, tzinfo=VIETNAM)
    except ValueError:
        return False
    return True


def _clock(text: str, start: int, end: int) -> tuple[tuple[str | int, str | None, str | None] | None, int, int]:
    """Return the time of day nearest to the date at ``start:end``, and the start and end of both together."""
    best: re.Match[str] | None = None
    best_gap = _MAX_GAP_CHARS + 1
    for match in _TIME.finditer(text):
        if match.start() >= end:
            gap = match.start() - end
        elif match.end() <= start:
            gap = start - match.end()
        else:
            continue
        if gap < best_gap or (gap == best_gap and match.start() >= end):
            best, best_gap = match, gap
    if best is None or int(best["H"]) > 24:  # noqa: PLR2004 - hours of a day
        return None, start, end
    day_half = (best["day_half"] or "").lower()
    if not day_half and (found := _HALF_FIRST.search(text[: best.start()])):
        day_half = found["day_half"].lower()
    return (_hour(int(best["H"]), day_half), best["M"], best["S"]), min(start, best.start()), max(end, best.end())


def _hour(hour: int, day_half: str) -> int:
    """Return the hour on the 24-hour clock. ``day_half`` is a word for a day_half of the day, or empty."""
    if day_half == "đêm" and hour <= _LAST_NIGHT_HOUR:
        return hour
    if day_half == "đêm" and hour == _NOON:
        return 0
    if day_half in _AFTERNOON and hour < _NOON:
        return hour + 12
    if day_half in _MORNING and hour == _NOON:
        return 0
    if day_half == "trưa" and hour <= 2:  # noqa: PLR2004 - "1 giờ trưa" is 13:00
        return hour + 12
    return hour


def _zone(text: str, end: int) -> timezone | None:
    found = _ZONE.search(text, max(0, end - 1), end + _MAX_GAP_CHARS)
    if found is None:
        return None
    if found["utc"]:
        return UTC
    if found["num"]:
        return _offset(found["num"])
    if found["before"]:
        return _offset(f"{found['before']}{int(found['hours']):02}00")
    return _offset(f"{found['sign']}{int(found['h']):02}{found['m'] or '00'}")


def _offset(text: str | None) -> timezone | None:
    """Return the zone of an offset such as ``+07:00``; ``None`` for an offset of more than 14 hours."""
    if not text:
        return None
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _timestamp(
    year: str | int,
    month: str | int,
    day: str | int,
    clock: tuple[str | int, str | None, str | None] | None,
    zone: timezone,
    *,
    raw: str,
) -> Timestamp | None:
    hour, minute, second = (int(part or 0) for part in clock or (0, 0, 0))
    try:
        at = datetime(int(year), int(month), int(day), hour % 24, minute, min(second, 59), tzinfo=zone)
        at += timedelta(days=hour // 24)
    except (ValueError, OverflowError):  # no such day, or a day after the last one that datetime supports
        return None
    return Timestamp(at, has_time=clock is not None, has_zone=True, raw=raw)


def _relative(text: str, now: datetime) -> Timestamp | None:
    """Read a time relative to ``now``: ``3 giờ trước``, ``hôm qua 10:00``, ``vừa xong``."""
    now = now.astimezone(VIETNAM)
    if found := _AGO.search(text) or _AGO_VIETNAMESE.search(text):
        number = int(found["n"]) if found["n"].isdecimal() else 1
        unit = found["unit"].lower()
        at = now - number * _UNITS[unit]
        if unit in _DAY_UNITS:
            at = at.replace(hour=0, minute=0, second=0)
        return Timestamp(at.replace(microsecond=0), has_time=unit not in _DAY_UNITS, has_zone=True, raw=found[0])
    if found := _DAY_WORD.search(text):
        day = now - timedelta(days=_DAYS_BACK[found["word"].lower()])
        clock, start, end = _clock(text, found.start(), found.end())
        return _timestamp(day.year, day.month, day.day, clock, VIETNAM, raw=text[start:end].strip())
    if found := _JUST_NOW.search(text):
        return Timestamp(now.replace(microsecond=0), has_time=True, has_zone=True, raw=found[0])
    return None
