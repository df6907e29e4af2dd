"""Words for a time relative to now: ``3 giờ trước``, ``hôm qua``, ``just now``. Pure: now is known to the caller."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
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

MAX_CHARS_BEFORE_DAY: Final = 30
"""Such a word stands at the start of its line, perhaps behind a label or a name."""

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


_WEEK, _MONTH, _YEAR = timedelta(weeks=1), timedelta(days=30), timedelta(days=365)
_DAY: Final = timedelta(days=1)
_SPANS: Final = (timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), _DAY, _WEEK, _MONTH, _YEAR)
"""Second, minute, hour, day, week, month and year: the order of the units below."""

_ABROAD: Final = (
    (r"vor", r"sek\w*|min(?:ute\w*)?\b|st(?:d|unden?)\b|tag\w*|woche\w*|monat\w*|jahr\w*", ""),
    (r"hace|hai", r"seg\w*|min\w*|h(?:oras?|rs?)?\b|d[ií]as?|semanas?|mes(?:es)?\b|años?", ""),
    (r"il y a", r"sec\w*|min\w*|h(?:eures?)?\b|j(?:ours?)?\b|semaines?|mois|ans?\b", ""),
    (r"há", r"seg\w*|min\w*|h(?:oras?)?\b|dias?|semanas?|m[êe]s(?:es)?\b|anos?", ""),
    (r"před|pred|przed", r"sek\w*|min\w*|(?:h|hod|ur|sat|godz)\w*|d[nz]\w*|t[ýyj]\w*|m[ěei]\w*|r[oó]k\w*|let\w*", ""),
    (r"πριν(?: από)?", r"δευτ\w*|λεπτ\w*|[ωώ]ρ\w*|(?:η?μ[εέ]ρ)\w*|εβδομ\w*|μ[ηή]ν\w*|χρ[οό]ν\w*", ""),
    (r"för", r"sek\w*|min\w*|tim\w*|dag\w*|veck\w*|mån\w*|år", r"sedan"),
    (r"for", r"sek\w*|min\w*|tim\w*|dag\w*|u[kg]e\w*|mån\w*|år", r"siden"),
    (r"منذ|قبل", r"ثا?و?ن\w*|دق\w*|ساع\w*|يوم\w*|أيام|[اأ]سب\w*|[اأ]?شه\w*|سن\w*", ""),
    ("", r"second\w*|min\w*|or[ae]|giorn\w|settiman\w|mes[ei]|ann[oi]", r"fa\b"),
    ("", r"sec\w*|min\w*|uur|uren|dag\w*|w[e]+k\w*|maand\w*|jaar", r"geleden"),
    ("", r"sek\w*|min\w*|godz\w*|dni|dzień|tyg\w*|mies\w*|lat\w*|rok", r"temu"),
    ("", r"detik|menit|jam|hari|minggu|bulan|tahun", r"(?:yang )?lalu"),
    ("", r"sek\w*|min\w*|(?:t|tuntia?)\b|p[äv]\w*|v(?:iik)?k\w*|kuukau\w*|vuo\w*", r"sitten"),
    ("", r"másodperc\w*|perc\w*|órá\w*|nap\w*|h[eé]t\w*|hónap\w*|év\w*", r"(?<=[jt]a|[jt]e|ce|\bje)|ezelőtt"),
    ("", r"saniye|d(?:ak|k)\w*|sa(?:at)?\b|gün|hafta|ay\b|yıl", r"önce"),
    ("", r"сек\w*|мин\w*|ч(?:ас\w*)?\b|д[не]\w*|недел\w*|мес\w*|г(?:од\w*)?|лет", r"назад"),
    ("", r"сек\w*|хв\w*|год\w*|д[не]\w*|тиж\w*|міс\w*|рок\w*", r"тому"),
    ("", r"秒|分|時間|日|週間|[かヶカ]月|年", r"前"),
    ("", r"秒钟?|分[钟鐘]|小[时時]|[天日]|[周週]|[个個]月|年", r"前"),
    ("", r"초|분|시간|일|주|개월|년", r"전"),
    ("", r"วินาที|นาที|ชั่วโมง|ชม\.?|วัน|สัปดาห์|เดือน|ปี", r"(?:ที่แล้ว|ก่อน|ที่ผ่านมา)"),
    ("", r"सेकंड|मिनट|घंटे?|दिन|हफ्ते|महीने|साल", r"पहले"),
)
"""Words before, units from the second to the year as alternatives, words behind, a row for each language."""

_HINT: Final = re.compile(
    r"vor|h(?:ace|ai|á) |il y a|před|pred|πριν|sedan|siden|منذ|قبل|\bfa\b|geleden|temu|lalu|sitten|perc|órá|napja|ezelőtt|önce|назад|тому|前|전|ที่แล้ว|ก่อน|ผ่านมา|पहले",
    re.IGNORECASE,
)
"""A quick test before the patterns of :data:`_ABROAD`."""


def _pattern(before: str, units: str, after: str) -> re.Pattern[str]:
    number = r"(?P<n>\d{1,3}|eine[rmn]?|une?|una?|uma?|een|en|ett|ein|jedn\w+|bir)"
    parts = "|".join(f"(?P<u{place}>{unit})" for place, unit in enumerate(_split(units)))
    start = (
        rf"(?<!\w)(?:{before})\s+(?:(?:ca|etwa|rund|circa|cerca de|unos|unas|environ|más de)\.?\s+)?"
        if before
        else r"(?<!\d)"
    )
    return re.compile(
        rf"{start}{number}\s*(?:{parts})\.?" + (rf"\s*(?:{after})" if after else r"(?!\w)"), re.IGNORECASE
    )


def _split(units: str) -> list[str]:
    """The alternatives of a pattern that stand in no group."""
    parts, depth = [""], 0
    for sign in units:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


@cache
def _ago_abroad_patterns() -> tuple[re.Pattern[str], ...]:
    """The patterns of :data:`_ABROAD`. They take 20 ms to compile, and most processes read no such text."""
    return tuple(_pattern(*row) for row in _ABROAD)


_CLOCK_BEHIND: Final = r"(?=[\s,|•·–-]*(?:[^\W\d]{1,5}\.?\s(?:[^\W\d]{1,4}\s)?)?\d{1,2}\s?[:.hH時时點点시]\s?\d\d)"

_DAYS_ABROAD: Final = {
    0: "heute|aujourd['’]hui|hoy|oggi|hoje|vandaag|dzisiaj|dziś|dnes|hari ini|i ?dag|tänään|bugün|σήμερα|сегодня|сьогодні|днес|danas|danes|astăzi|azi|今日|今天|오늘|วันนี้|اليوم|आज",
    1: "gestern|hier|ayer|ieri|ontem|gisteren|wczoraj|včera|kemarin|i ?g[åa]r|eilen|tegnap|dün|χθες|χτες|вчера|вчора|jučer|včeraj|昨日|昨天|어제|เมื่อวาน(?:นี้)?|أمس",
    2: "vorgestern|avant-hier|anteayer|l['’]altro ieri|anteontem|eergisteren|przedwczoraj|předevčírem|前天|一昨日|그저께",
}  # fmt: skip
"""Words for a day in other languages, by the number of days before now."""

DAY_ABROAD: Final = re.compile(
    rf"(?<!\w)(?:(?P<d2>{_DAYS_ABROAD[2]})|(?P<d1>{_DAYS_ABROAD[1]})|(?P<d0>{_DAYS_ABROAD[0]}))(?:{_CLOCK_BEHIND}|\W*$)",
    re.IGNORECASE,
)
"""Such a word right before a time of day, or alone: elsewhere it is a word of a sentence, or the name of a newspaper."""


def day_word(text: str) -> tuple[int, int, int] | None:
    """Return how many days before now a word of the text names, with the start and the end of the word; ``None`` without one."""
    if (found := DAY_WORD.search(text)) is not None:
        return DAYS_BACK[found["word"].lower()], found.start(), found.end()
    if (found := DAY_ABROAD.search(text)) is None or found.start() > MAX_CHARS_BEFORE_DAY:
        return None
    days = next(days for days in _DAYS_ABROAD if found[f"d{days}"])
    start, end = found.span(f"d{days}")
    if start and not any(map(str.isdigit, text[end:])):
        return None
    return days, start, end


def _ago_abroad(text: str) -> TimeAgo | None:
    """The first span before now that a text names in a language other than Vietnamese and English."""
    if _HINT.search(text) is None:
        return None
    for pattern in _ago_abroad_patterns():
        if (found := pattern.search(text)) is not None:
            place = next(place for place in range(len(_SPANS)) if found[f"u{place}"])
            number = int(found["n"]) if found["n"].isdecimal() else 1
            return TimeAgo(number * _SPANS[place], _SPANS[place] >= _DAY, found[0])
    return None


def time_ago(text: str) -> TimeAgo | None:
    """Return the first span before now that a text names; ``None`` if it names none."""
    found = _AGO.search(text) or _AGO_VIETNAMESE.search(text)
    if found is None:
        return _ago_abroad(text)
    number = int(found["n"]) if found["n"].isdecimal() else 1
    unit = found["unit"].lower()
    return TimeAgo(number * _UNITS[unit], unit in _DAY_UNITS, found[0])
