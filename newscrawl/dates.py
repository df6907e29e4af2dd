"""Moments as newspapers write them, read the Vietnamese way: day first, +07:00 where no zone is said.

>>> rfc3339(parse("Chủ nhật, 13/2/2022, 16:08 (GMT+7)"))
'2022-02-13T16:08:00+07:00'
>>> rfc3339(parse("05/01/2026"))
'2026-01-05T00:00:00+07:00'

The month comes first only where nothing else is possible (``9/15/2026 3:05:00 PM``). Relative forms (``3 giờ trước``) are
read against the moment given as ``now``, and so are dates that would lie in the future: they are refused. Nothing here
looks at the clock, and what cannot be read is ``None``, never "now".
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple

from newscrawl.entities import remove_control_characters

VIETNAM: Final = timezone(timedelta(hours=7))
"""Vietnam's time: +07:00, no summer time since 1975."""

EARLIEST: Final = 1990
"""No newspaper page is older than the web."""

LATEST: Final = 2100
AHEAD: Final = timedelta(days=1)
"""How far ahead of ``now`` a moment may lie: clocks differ, and zones are forgotten."""

MAX_LENGTH: Final = 400
"""Only this much of a text is looked at: a date stands at its head."""


class Moment(NamedTuple):
    """A moment as it was read."""

    at: datetime
    """With its zone."""

    has_time: bool
    """Whether the time of day was said; midnight stands in where it was not."""

    has_zone: bool
    """Whether the zone was said; +07:00 stands in where it was not."""

    raw: str
    """The words it was read from."""


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
_VIETNAMESE: Final = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), start=1
    )
} | {"giêng": 1, "bốn": 4, "bẩy": 7, "chạp": 12}

_MONTH_EN: Final = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_MONTH_VI: Final = "|".join(sorted(_VIETNAMESE, key=len, reverse=True))

_ISO: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:(?:T|\s+|\s*,\s*)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<z>Z|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d)))?)?(?!\d)",
    re.IGNORECASE,
)
_DAY_MONTH: Final = re.compile(
    r"(?<![\d/.:-])(?P<a>\d{1,2})\s*(?P<s>[/.-])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4}|\d{2})(?![\d/]|[.:]\d)"
)
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})(?!\d)")
_IN_WORDS: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s*(?:tháng|thg|th)\s*(?P<m>\d{{1,2}}|{_MONTH_VI})\s*(?:,|-|/|năm)?\s*(?:năm\s*)?(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_DAY_ENGLISH: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m>{_MONTH_EN})[a-z]*\.?,?[\s-]+(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_ENGLISH_DAY: Final = re.compile(
    rf"\b(?P<m>{_MONTH_EN})[a-z]*\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE
)
_COMPACT: Final = re.compile(
    r"\s*(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?\d{0,6}\s*"
)
_EPOCH: Final = re.compile(r"\s*(?:/Date\()?(?P<n>\d{10}|\d{13})(?:[+-]\d{4})?(?:\)/)?\s*")

_TIME: Final = re.compile(
    r"(?<![\d/.:-])(?P<H>\d{1,2})\s*(?:(?::|\bh|h|\s?giờ|g(?=\d))\s*(?P<M>[0-5]\d)(?!\d)(?:\s*(?::|phút)\s*(?P<S>[0-5]\d)(?!\d))?"
    r"|(?:h|\s?giờ)(?![\d\w]))\s*(?P<half>AM|PM|A\.M\.|P\.M\.|SA\b|CH\b|sáng|trưa|chiều|tối|đêm)?",
    re.IGNORECASE,
)
_HALF_FIRST: Final = re.compile(r"(?P<half>AM|PM|SA|CH)\s*$", re.IGNORECASE)
_ZONE: Final = re.compile(
    r"\b(?:GMT|UTC)\s*(?P<sign>[+-])\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?"
    r"|(?P<before>[+-])\s*(?P<hours>\d{1,2})\s*(?:GMT|UTC)\b|(?P<utc>\b(?:GMT|UTC)\b)"
    r"|(?<=[\d\s])(?P<num>[+-]\d{2}:?\d{2})(?!\d)",
    re.IGNORECASE,
)
_AFTERNOON: Final = frozenset(("pm", "p.m.", "ch", "chiều", "tối", "đêm"))
_MORNING: Final = frozenset(("am", "a.m.", "sa", "sáng"))
_GAP: Final = 30
"""Characters between a date and its time: ``26/12/2025 - 22:10``, ``17/08/2025 lúc 17:22``."""

_NOON: Final = 12
_EVENING: Final = 5
"""``đêm`` with an hour up to this is after midnight."""

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
_SPAN: Final = rf"(?P<n>\d{{1,3}}|một|an?)\s*(?P<unit>{'|'.join(_UNITS)})"
_AGO: Final = re.compile(rf"(?<!\d){_SPAN}s?\s*(?:đồng hồ\s*)?(?:trước|ago)\b", re.IGNORECASE)
_BACK: Final = re.compile(rf"\bcách đây\s+(?:khoảng\s+)?{_SPAN}(?!\w)", re.IGNORECASE)
_DAY_WORD: Final = re.compile(r"\b(?P<word>hôm nay|hôm qua|hôm kia|today|yesterday)\b", re.IGNORECASE)
_DAYS_BACK: Final = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1, "hôm kia": 2}
_JUST_NOW: Final = re.compile(r"\b(?:vừa xong|vừa mới|vài giây trước|just now)\b", re.IGNORECASE)
_COARSE: Final = frozenset(("ngày", "tuần", "tháng", "năm", "day", "week", "month", "year"))
_TWO_DIGITS: Final = 2
_PIVOT: Final = 70


def parse(text: str, *, now: datetime | None = None) -> datetime | None:
    """The moment that a text names, with its zone; ``None`` where it names none, an absurd or a future one.

    A date without a time of day is midnight. ``now`` (with a zone) is what relative forms count from.
    """
    moment = read(text, now=now)
    return moment.at if moment else None


def read(text: str, *, now: datetime | None = None) -> Moment | None:
    """As :func:`parse`, with what was said and what was filled in."""
    # One blank between words: the patterns would try each run of them in every place.
    text = " ".join(
        remove_control_characters(unicodedata.normalize("NFC", text[:MAX_LENGTH])).replace("\u200b", "").split()
    )
    if not text:
        return None
    moment = _stated(text) or (_relative(text, now) if now is not None else None)
    if moment is None or not EARLIEST <= moment.at.year < LATEST:
        return None
    if now is not None and moment.at - now > AHEAD:
        return None
    return moment


def rfc3339(moment: datetime) -> str:
    """The moment as the record writes it: to the second, in Vietnam's time; one without a zone is Vietnam's already."""
    moment = moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    return moment.isoformat(timespec="seconds")


def seconds(text: str | None) -> int | None:
    """The moment of a text in seconds since 1970; ``None`` where it cannot be read."""
    moment = parse(text) if text else None
    return int(moment.timestamp()) if moment else None


def of_seconds(number: int) -> str:
    """Seconds since 1970 as the record writes a moment."""
    return rfc3339(datetime.fromtimestamp(number, VIETNAM))


@lru_cache(maxsize=1024)
def _stated(text: str) -> Moment | None:
    """What a text says by itself. Remembered: a page says the same moment in its JSON-LD, its meta tags and beside its headline."""
    return _number(text) or _absolute(text)


def _number(text: str) -> Moment | None:
    """Seconds or milliseconds since 1970, or ``yyyyMMddHHmm[ss]``."""
    if found := _COMPACT.fullmatch(text):
        return _moment(found["y"], found["m"], found["d"], (found["H"], found["M"], found["S"]), VIETNAM, raw=found[0])
    if found := _EPOCH.fullmatch(text):
        number = int(found["n"])
        seconds = number / 1000 if number >= 10**12 else number
        return Moment(datetime.fromtimestamp(seconds, VIETNAM), has_time=True, has_zone=True, raw=text)
    return None


def _absolute(text: str) -> Moment | None:
    if (found := _ISO.search(text)) and found["H"]:
        zone = _offset(found["z"])
        moment = _moment(
            found["y"], found["m"], found["d"], (found["H"], found["M"], found["S"]), zone or VIETNAM, raw=found[0]
        )
        return moment and moment._replace(has_zone=zone is not None)
    day = _date(text)
    if day is None:
        return None
    (year, month, date), start, end = day
    clock, start, end = _clock(text, start, end)
    zone = _zone(text, end) if clock else None
    moment = _moment(year, month, date, clock, zone or VIETNAM, raw=text[start:end].strip())
    return moment and moment._replace(has_zone=zone is not None)


def _date(text: str) -> tuple[tuple[str | int, str | int, str | int], int, int] | None:
    """Year, month and day of the first date in the text that exists, and where it stands."""
    found: list[tuple[int, int, tuple[str | int, str | int, str | int]]] = []
    for match in _DAY_MONTH.finditer(text):
        day, month = int(match["a"]), int(match["b"])
        if month > _NOON >= day:  # twelve months: 9/15/2026 can only be the American order
            day, month = month, day
        year = int(match["y"])
        if len(match["y"]) == _TWO_DIGITS:
            year += 1900 if year >= _PIVOT else 2000
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
    """The time of day nearest to the date at ``start:end``, and where date and time stand together."""
    best: re.Match[str] | None = None
    best_gap = _GAP + 1
    for match in _TIME.finditer(text):
        if match.start() >= end:
            gap = match.start() - end
        elif match.end() <= start:
            gap = start - match.end()
        else:
            continue
        if gap < best_gap or (gap == best_gap and match.start() >= end):
            best, best_gap = match, gap
    if best is None or int(best["H"]) > 24:  # noqa: PLR2004 - hours
        return None, start, end
    half = (best["half"] or "").lower()
    if not half and (found := _HALF_FIRST.search(text[: best.start()])):
        half = found["half"].lower()
    return (_hour(int(best["H"]), half), best["M"], best["S"]), min(start, best.start()), max(end, best.end())


def _hour(hour: int, half: str) -> int:
    if half == "đêm" and hour <= _EVENING:
        return hour
    if half == "đêm" and hour == _NOON:
        return 0
    if half in _AFTERNOON and hour < _NOON:
        return hour + 12
    if half in _MORNING and hour == _NOON:
        return 0
    if half == "trưa" and hour <= 2:  # noqa: PLR2004 - "1 giờ trưa" is 13:00
        return hour + 12
    return hour


def _zone(text: str, end: int) -> timezone | None:
    found = _ZONE.search(text, max(0, end - 1), end + _GAP)
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
    if not text:
        return None
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _moment(
    year: str | int,
    month: str | int,
    day: str | int,
    clock: tuple[str | int, str | None, str | None] | None,
    zone: timezone,
    *,
    raw: str,
) -> Moment | None:
    hour, minute, second = (int(part or 0) for part in clock or (0, 0, 0))
    try:
        at = datetime(int(year), int(month), int(day), hour % 24, minute, min(second, 59), tzinfo=zone)
        at += timedelta(days=hour // 24)
    except (ValueError, OverflowError):  # no such day, or the one after the last there is
        return None
    return Moment(at, has_time=clock is not None, has_zone=True, raw=raw)


def _relative(text: str, now: datetime) -> Moment | None:
    now = now.astimezone(VIETNAM)
    if found := _AGO.search(text) or _BACK.search(text):
        number = int(found["n"]) if found["n"].isdecimal() else 1
        unit = found["unit"].lower()
        at = now - number * _UNITS[unit]
        if unit in _COARSE:
            at = at.replace(hour=0, minute=0, second=0)
        return Moment(at.replace(microsecond=0), has_time=unit not in _COARSE, has_zone=True, raw=found[0])
    if found := _DAY_WORD.search(text):
        day = now - timedelta(days=_DAYS_BACK[found["word"].lower()])
        clock, start, end = _clock(text, found.start(), found.end())
        return _moment(day.year, day.month, day.day, clock, VIETNAM, raw=text[start:end].strip())
    if found := _JUST_NOW.search(text):
        return Moment(now.replace(microsecond=0), has_time=True, has_zone=True, raw=found[0])
    return None
