"""Reads the dates of :mod:`newscrawl.dates`, which imports this module when the first one is read: its patterns take 15 ms to compile."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from newscrawl.entities import remove_control_characters
from newscrawl.month_names import MONTHS, SIGNED_MONTHS, THAI_MONTHS, VIETNAMESE_MONTHS, day_of_emperor
from newscrawl.relative_dates import JUST_NOW, day_word, time_ago
from newscrawl.time_zones import find_zone, named_zone, offset_zone
from newscrawl.timestamp import END_YEAR, MIN_YEAR, VIETNAM, Timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_AHEAD: Final = timedelta(days=1)
"""Maximum time that a timestamp may lie after ``now``, because clocks differ and zones are missing."""

MAX_TEXT_CHARS: Final = 400
"""Number of characters of a text that are read. A date is at the start of its text."""


_MONTH_VI: Final = "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True))

_ISO: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:(?:T|\s+|\s*,\s*)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<z>Z\b|[+-]\d{2}:?\d{2}|[+-]\d{1,2}(?::\d{2})?(?!\d)))?)?(?!\d)",
    re.IGNORECASE,
)
"""``2026-01-05T10:00:00+07:00``, with or without a time; also ``+8:00`` and ``+8``."""

_DAY_MONTH: Final = re.compile(
    r"(?<![\d/.:-])(?P<a>\d{1,2})\s*(?P<s>[/.-])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4}|\d{2})(?![\d/]|[.:]\d)"
)
"""``5/1/2026``, ``05-01-26``."""

_AMERICAN: Final = re.compile(
    r"[1-9]\d?/[1-9]\d?/\d{4},? \d{1,2}:\d\d:\d\d ?[AP]M\b",
    re.IGNORECASE,
)
"""``9/5/2026 10:17:01 PM``: the American default format of programming libraries. Its seconds and its numbers without leading zeros
tell it from the format of Vietnamese newspapers, ``9/5/2026 10:17 PM`` for 9 May."""

_YEAR_FIRST: Final = re.compile(
    r"(?<![\d/.])(?P<y>\d{4})(?:\s*(?P<s>[/.])\s*(?P<m>\d{1,2})\s*(?P=s)\s*(?P<d>\d{1,2})(?!\d)"
    r"|\s*[年년]\s*(?P<mc>\d{1,2})\s*[月월]\s*(?P<dc>\d{1,2})(?!\d))"
)
"""``2026/01/05``, ``2026. 1. 5``, ``2026年1月5日``."""

_IN_WORDS: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s*(?:tháng|thg|th)\s*(?P<m>\d{{1,2}}|{_MONTH_VI})\s*(?:,|-|/|năm)?\s*(?:năm\s*)?(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
"""``5 tháng 1 năm 2026``, ``5 tháng Giêng, 2026``."""

_WORDS_DAY: Final = re.compile(
    rf"\b(?:tháng|thg\.?|th)\s*(?P<m>\d{{1,2}}|{_MONTH_VI})\s+(?P<d>\d{{1,2}})\s*,\s*(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
"""``Tháng Một 5, 2026``, ``Th1 5, 2026``: English order with Vietnamese words."""

_NAME: Final = r"(?P<m>[^\W\d_]{3,14})"
_DAY_NAMED: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|de|n?[.ºª°])?[\s/-]*(?:(?:de|(?:day )?of)\s|d['’]|[^\W\d_]{{2,14}}\s?/\s?)?{_NAME}\.?,?(?:[\s/-]+|(?=['’]))(?:del?\s|of\s)?"
    r"(?P<y>\d{4}(?!\d)|['’]\d{2}(?!\d)|\d{2}(?=\s*$|\s*[,|)]|[,\s-]+\d{1,2}[:.h]\d\d))",
    re.IGNORECASE,
)
"""``5th January 2026``, ``5. Januar 2026``, ``5 de enero de 2026``, ``5-Jan-2026``, ``05 Jan 26 10:00``."""

_NAMED_DAY: Final = re.compile(
    rf"(?<!\w){_NAME}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?:del?\s)?(?P<y>\d{{4}}(?!\d)|['’]\d{{2}}(?!\d))",
    re.IGNORECASE,
)
"""``January 5, 2026``, ``enero 5, 2026``."""

_YEAR_NAMED: Final = re.compile(rf"(?<!\d)(?P<y>\d{{4}})(?:\s*m\.\s*|[.\s-]+){_NAME}\.?[\s-]+(?P<d>\d{{1,2}})(?!\d)")
"""``2026. január 5.``, ``2026-Jan-05``, ``2026 m. sausio 5 d.``"""

_SIGNED_MONTH: Final = f"(?:{'|'.join(map(re.escape, sorted(SIGNED_MONTHS, key=len, reverse=True)))})"
_SIGNED_DAY: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s*(?P<m>{_SIGNED_MONTH}),?\s*(?:พ\.ศ\.\s*)?(?P<y>\d{{4}}|\d{{2}})(?!\d)"
    rf"|(?P<m2>{_SIGNED_MONTH})\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})(?!\d)"
)
"""``5 มกราคม 2569``, ``5 जनवरी 2026``, ``மார்ச் 5, 2026``: scripts whose vowel signs are no letters to a pattern."""

_SIGNED_LETTER: Final = re.compile("[\u0900-\u0e7f]")
"""A letter of these scripts: a quick test before the pattern, which tries each name of a month at each place."""

_ASCTIME: Final = re.compile(
    r"(?<!\w)(?P<m>[A-Z][a-z]{2}) (?P<d>\d{1,2}) (?P<H>\d{2}):(?P<M>\d{2}):(?P<S>\d{2})(?: (?P<z>[A-Z]{1,5}|[+-]\d{4}))? (?P<y>\d{4})(?!\d)"
)
"""``Mon Jan  5 10:00:00 2026`` of C and Unix, with or without a zone before the year."""

_COMPACT: Final = re.compile(
    r"\s*(?:D:)?(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)[T ]?(?P<H>\d\d):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,]?\d{1,6})?)?"
    r"\s*(?P<z>Z|[+-]\d\d[':]?(?:\d\d'?)?)?\s*"
)
"""``20260105100000``, ``20260105T100000Z``, ``202601051000``."""

_COMPACT_DAY: Final = re.compile(r"\s*(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])\s*")
"""``20260105``."""

_EPOCH: Final = re.compile(r"\s*(?:/Date\()?(?P<n>\d{10}|\d{13})(?:\.\d{1,9})?(?:[+-]\d{4})?(?:\)/)?\s*")
"""Unix time in seconds or milliseconds: ``1767582000``, ``/Date(1767582000000)/``."""

_HALF: Final = r"(?P<day_half>[AP]M\b|[AP]\. ?M\.|SA\b|CH\b|sáng|trưa|chiều|tối|đêm|[πμ]\.μ\.|صباحا|مساء|[صم](?!\w))"
_TIME: Final = re.compile(
    r"(?<![\d/.:-])(?P<H>\d{1,2})\s*(?:(?::|\bh|h|\s?giờ|g(?=\d)|[時时点點시])\s*(?P<M>[0-5०-५০-৫٠-٥۰-۵]\d)(?!\d)(?:\s*(?::|phút|[分분])\s*(?P<S>[0-5]\d)(?!\d))?[分분秒초]?"
    rf"|(?:h|\s?giờ)(?![\d\w]))\s*(?::(?=[AP]M\b))?{_HALF}?",
    re.IGNORECASE,
)
"""``16:08``, ``4h08``, ``16 giờ 8 phút``, ``4:08 chiều``, ``16时08分``."""

_HOUR_ONLY: Final = re.compile(
    r"(?<![\d/.:-])(?P<H>\d{1,2})\s*(?P<day_half>[AP]M\b|[AP]\. ?M\.)(?P<M>)(?P<S>)", re.IGNORECASE
)
"""``4 p.m.``"""

_DOTTED_TIME: Final = re.compile(
    r"(?:(?<=kl )|(?<=kl\. )|(?<=klo )|(?<=ore )|(?<=alle )|(?<=um )|(?<=pukul )|(?<=jam )|(?<=godz\. ))(?P<H>\d{1,2})\.(?P<M>[0-5]\d)(?!\d)(?P<day_half>)"
    r"|(?<![\d/.:-])(?P<H2>\d{1,2})\.(?P<M2>[0-5]\d)(?!\d)\s*(?:(?P<half2>[AP]M\b|[AP]\. ?M\.)|น\.|Uhr\b|WIB\b|WITA\b|WIT\b|uur\b|hrs?\b|h\b)",
    re.IGNORECASE,
)
"""``10.30 Uhr``, ``kl. 10.30``, ``8.05 a.m.``: a point separates hours and minutes only beside a word for a time."""

_DOTTED_AFTER: Final = re.compile(r"(?:\s*[,|–—-]\s*|\s+)(?P<H>[01]?\d|2[0-3])\.(?P<M>[0-5]\d)(?![\d.,]|\s*%)")
"""``10.30`` right behind a date."""

_HALF_FIRST: Final = re.compile(
    r"(?P<day_half>\b(?:AM|PM|SA|CH)|上午|下午|晚上|凌晨|早上|午前|午後|오전|오후)\s*$", re.IGNORECASE
)
"""``SA 10:00``, ``下午 4:08``: the half of the day before the time."""

_AFTERNOON: Final = frozenset(("pm", "ch", "chiều", "tối", "đêm", "下午", "晚上", "午後", "오후", "μμ", "مساء", "م"))
"""Words for the second half of the day."""

_MORNING: Final = frozenset(("am", "sa", "sáng", "上午", "凌晨", "早上", "午前", "오전", "πμ", "صباحا", "ص"))
"""Words for the first half of the day."""

_MAX_GAP_CHARS: Final = 30
"""Maximum number of characters between a date and its time: ``26/12/2025 - 22:10``, ``17/08/2025 lúc 17:22``."""

_NOON: Final = 12
"""Hour of noon, and number of months in a year."""

_LAST_NIGHT_HOUR: Final = 5
"""Last hour at which ``đêm`` (night) means after midnight."""

_TWO_DIGITS: Final = 2
"""Length of a year without its century."""

BUDDHIST_YEARS: Final = 543
"""Thailand counts so many years more."""

_THAI_YEARS: Final = range(MIN_YEAR, 2060)
"""Years that a year in Thailand's count may be. Others are wrong years."""

_CENTURY_PIVOT: Final = 70
"""First two-digit year of the 20th century: 70 is 1970, 69 is 2069."""


_PLAIN: Final = str.maketrans({"\u200b": None, "\u200e": None, "\u200f": None, "：": ":"})
"""Invisible characters and full-width signs of dates, with what stands for them."""

_DIGITS: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_HALF_AFTER: Final = re.compile(rf"\s*{_HALF}", re.IGNORECASE)
"""The half of the day behind a time."""


def read(text: str, now: datetime | None, *, month_first: bool) -> Timestamp | None:
    """See :func:`newscrawl.dates.read`."""
    # Collapse white space: the patterns would otherwise try each run of blanks at every position.
    text = " ".join(
        remove_control_characters(unicodedata.normalize("NFC", text[:MAX_TEXT_CHARS])).translate(_PLAIN).split()
    )
    if not text:
        return None
    timestamp = _read_absolute(text, month_first) if _DIGITS.search(text) else None
    if timestamp is None and now is not None:
        timestamp = _relative(text, now)
    if timestamp is None or not MIN_YEAR <= timestamp.at.year < END_YEAR:
        return None
    if now is not None and timestamp.at - now > MAX_AHEAD:
        # A day in the future is none; in the other order it may be one.
        orders = (True, None) if "/" in text and not month_first else ()
        again = (_read_absolute(text, order) for order in orders)
        return next((found for found in again if found and found.has_time and found.at - now <= MAX_AHEAD), None)
    return timestamp


def is_relative_day(timestamp: Timestamp) -> bool:
    """See :func:`newscrawl.dates.is_relative_day`."""
    return not timestamp.has_zone and day_word(timestamp.raw) is not None


@lru_cache(maxsize=1024)
def _read_absolute(text: str, month_first: bool | None) -> Timestamp | None:  # noqa: FBT001 - a cache key
    """Read an absolute time.

    Results are cached, because a page repeats the same time in its JSON-LD, its meta tags and its text.
    """
    return _number(text) or _absolute(text, month_first=month_first)


def _number(text: str) -> Timestamp | None:
    """Read seconds or milliseconds since 1970, ``yyyyMMddHHmm[ss]`` with or without a zone, or ``yyyyMMdd``."""
    if found := _COMPACT.fullmatch(text):
        zone = offset_zone((found["z"] or "").replace("'", ""))
        # Without a zone it is a number of the content system, which is in the newspaper's own time.
        clock = (found["H"], found["M"], found["S"])
        timestamp = _timestamp(found["y"], found["m"], found["d"], clock, zone or VIETNAM, raw=found[0])
        return timestamp and timestamp._replace(has_zone=zone is not None)
    if found := _COMPACT_DAY.fullmatch(text):
        timestamp = _timestamp(found["y"], found["m"], found["d"], None, VIETNAM, raw=text)
        return timestamp and timestamp._replace(has_zone=False)
    if found := _EPOCH.fullmatch(text):
        number = int(found["n"])
        seconds = number / 1000 if number >= 10**12 else number
        return Timestamp(datetime.fromtimestamp(seconds, VIETNAM), has_time=True, has_zone=True, raw=text)
    return None


def _absolute(text: str, *, month_first: bool | None) -> Timestamp | None:
    if (found := _ISO.search(text)) and found["H"]:
        half = _HALF_AFTER.match(text, found.end()) if not found["z"] else None
        end = half.end() if half else found.end()
        hour = _hour(int(found["H"]), _folded_half(half["day_half"])) if half else found["H"]
        zone = offset_zone(found["z"]) if found["z"] else find_zone(text, end, end)
        raw = text[found.start() : end]
        timestamp = _timestamp(
            found["y"], found["m"], found["d"], (hour, found["M"], found["S"]), zone or VIETNAM, raw=raw
        )
        return timestamp and timestamp._replace(has_zone=zone is not None)
    if found := _ASCTIME.search(text):
        month = MONTHS.get(found["m"].lower())
        if month and _exists(int(found["y"]), month, int(found["d"])):
            written = found["z"] or ""
            zone = offset_zone(written) if written[:1] in "+-" else named_zone(written, found["y"], month, found["d"])
            written_clock = (found["H"], found["M"], found["S"])
            timestamp = _timestamp(found["y"], month, found["d"], written_clock, zone or VIETNAM, raw=found[0])
            return timestamp and timestamp._replace(has_zone=zone is not None)
    day = _date(text, month_first=month_first)
    if day is None:
        return None
    (year, month, date), start, end = day
    clock, start, end, clock_end = _clock(text, start, end)
    zone = find_zone(text, end, clock_end, (year, month, date)) if clock else None
    timestamp = _timestamp(year, month, date, clock, zone or VIETNAM, raw=text[start:end].strip())
    return timestamp and timestamp._replace(has_zone=zone is not None)


def _date(text: str, *, month_first: bool | None) -> tuple[tuple[int, int, int], int, int] | None:
    """Return year, month and day of the first valid date in the text, with its start and end."""
    found: list[tuple[int, int, tuple[int, int, int]]] = []
    for match in _DAY_MONTH.finditer(text):
        day, month = int(match["a"]), int(match["b"])
        looks_american = month_first is not None and _AMERICAN.match(text, match.start())
        is_american = match["s"] == "/" and (month_first or looks_american)
        # There are twelve months: 9/15/2026 must be in American order, 15/9/2026 must not.
        if month > _NOON >= day or (is_american and day <= _NOON >= month):
            day, month = month, day
        year = _year(match["y"])
        if _exists(year, month, day):
            found.append((match.start(), match.end(), (year, month, day)))
            break
    for pattern in (_ISO, _YEAR_FIRST):
        if match_ := pattern.search(text):
            parts = match_.groupdict()
            _add(found, match_, int(parts["y"]), int(parts["m"] or parts["mc"]), int(parts["d"] or parts["dc"]))
    if _LETTERS.search(text):
        for match_ in filter(None, (pattern.search(text) for pattern in (_IN_WORDS, _WORDS_DAY))):
            name = match_["m"].lower()
            month = int(name) if name.isdecimal() else VIETNAMESE_MONTHS[name]
            _add(found, match_, int(match_["y"]), month, int(match_["d"]))
        for pattern in (_DAY_NAMED, _NAMED_DAY, _YEAR_NAMED):
            for match in pattern.finditer(text):
                if (known := MONTHS.get(match["m"].lower())) and _add(
                    found, match, _year(match["y"].strip("'’")), known, int(match["d"])
                ):
                    break
    if not text.isascii():
        _add_in_signs(found, text)
    if not found:
        return None
    start, end, date = min(found)
    return date, start, end


def _add_in_signs(found: list[tuple[int, int, tuple[int, int, int]]], text: str) -> None:
    """Add the first date in Thai or a language of India, and the first of a Japanese office."""
    if match := _SIGNED_DAY.search(text) if _SIGNED_LETTER.search(text) else None:
        if match["m"]:
            _add(found, match, _year_of_signed(match), SIGNED_MONTHS[match["m"]], int(match["d"]))
        else:
            _add(found, match, _year(match["y2"]), SIGNED_MONTHS[match["m2"]], int(match["d2"]))
    if (era := day_of_emperor(text)) is not None and _exists(*era[2]):
        found.append(era)


def _add(
    found: list[tuple[int, int, tuple[int, int, int]]], match: re.Match[str], year: int, month: int, day: int
) -> bool:
    """Add the date of a match, if the day exists; say whether it does."""
    if not _exists(year, month, day):
        return False
    found.append((match.start(), match.end(), (year, month, day)))
    return True


def _year(digits: str) -> int:
    """Return the year of four digits, in Thailand's count, too, or of two without their century."""
    year = int(digits)
    if year - BUDDHIST_YEARS in _THAI_YEARS:
        return year - BUDDHIST_YEARS
    if len(digits) == _TWO_DIGITS:
        year += 1900 if year >= _CENTURY_PIVOT else 2000
    return year


def _year_of_signed(found: re.Match[str]) -> int:
    """Return the year of a date in Thai or Hindi; two digits behind a Thai month are of Thailand's count."""
    is_short_thai = len(found["y"]) == _TWO_DIGITS and found["m"] in THAI_MONTHS
    return int(found["y"]) + 2500 - BUDDHIST_YEARS if is_short_thai else _year(found["y"])


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day, tzinfo=VIETNAM)
    except ValueError:
        return False
    return True


_Clock: TypeAlias = "tuple[str | int, str | None, str | None]"
"""Hour, minute and second."""


def _clock(text: str, start: int, end: int) -> tuple[_Clock | None, int, int, int]:
    """Return the time of day nearest to the date at ``start:end``, the start and end of both together, and the end of the time."""
    best = _nearest(_TIME.finditer(text), start, end) or _nearest(_HOUR_ONLY.finditer(text), start, end)
    if best is not None and int(best["H"]) <= 24:  # noqa: PLR2004 - hours of a day
        day_half = best["day_half"] or ""
        if not day_half and (found := _HALF_FIRST.search(text[: best.start()])):
            day_half = found["day_half"]
        clock: _Clock = (_hour(int(best["H"]), _folded_half(day_half)), best["M"], best["S"])
        return clock, min(start, best.start()), max(end, best.end()), best.end()
    if best is not None:
        return None, start, end, end
    dotted = _nearest(_DOTTED_TIME.finditer(text), start, end) or _DOTTED_AFTER.match(text, end)
    if dotted is None:
        return None, start, end, end
    parts = dotted.groupdict()
    hour, minute = parts["H"] or parts["H2"], parts["M"] or parts["M2"]
    if int(hour) > 24:  # noqa: PLR2004 - hours of a day
        return None, start, end, end
    clock = (_hour(int(hour), _folded_half(parts.get("half2") or "")), minute, None)
    return clock, min(start, dotted.start()), max(end, dotted.end()), dotted.end()


def _nearest(matches: Iterator[re.Match[str]], start: int, end: int) -> re.Match[str] | None:
    """Return the match nearest to the date at ``start:end``; ``None`` if all are too far away. At equal distance the later one."""
    best: re.Match[str] | None = None
    best_gap = _MAX_GAP_CHARS + 1
    for match in matches:
        if match.start() >= end:
            gap = match.start() - end
        elif match.end() <= start:
            gap = start - match.end()
        else:
            continue
        if gap < best_gap or (gap == best_gap and match.start() >= end):
            best, best_gap = match, gap
    return best


def _folded_half(written: str) -> str:
    return written.lower().replace(".", "").replace(" ", "")


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


def _timestamp(
    year: str | int,
    month: str | int,
    day: str | int,
    clock: _Clock | None,
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
    if found := time_ago(text):
        at = (now - found.span).replace(microsecond=0)
        if found.is_in_days:
            at = at.replace(hour=0, minute=0, second=0)
        return Timestamp(at, has_time=not found.is_in_days, has_zone=True, raw=found.raw)
    if named := day_word(text):
        days_back, start, end = named
        day = now - timedelta(days=days_back)
        clock, start, end, _ = _clock(text, start, end)
        timestamp = _timestamp(day.year, day.month, day.day, clock, VIETNAM, raw=text[start:end].strip())
        return timestamp and timestamp._replace(has_zone=False)
    if word := JUST_NOW.search(text):
        return Timestamp(now.replace(microsecond=0), has_time=True, has_zone=True, raw=word[0])
    return None
