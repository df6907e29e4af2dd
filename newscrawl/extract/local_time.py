"""The offset of a time that a foreign page writes without a zone, and the time as the record writes it.

A page's clock is the newspaper's own. Its offset is looked for in the page's other times, then in the country of its address and of its
language. If nothing tells it, the record has the clock as printed with ``-00:00``, RFC 3339's mark for an unknown offset.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from newscrawl import dates, urls
from newscrawl.extract import jsonld
from newscrawl.extract.fields.date_published import PUBLISHED_META, keeps_offset
from newscrawl.extract.fields.last_dates import META_NAME, MODIFIED_META
from newscrawl.extract.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context

UNKNOWN_OFFSET: Final = "-00:00"
"""RFC 3339, section 4.3: the offset is not known."""

_EUROPE: Final = {
    0: "uk gb ie pt",
    60: "de at ch li fr be nl lu it es pl cz sk hu si hr rs ba me mk al dk no se mt mc sm ad",
    120: "fi ee lv lt ro bg gr cy md ua",
}
"""Minutes east of Greenwich in winter, for countries with European summer time."""

_FIXED: Final = {
    0: "is gh ci sn ml bf",
    60: "ng cm dz tn ao",
    120: "za zw zm mz bw rw ly",
    180: "tr ke ug tz et sa qa kw iq by so",
    210: "ir",
    240: "ae om az ge am mu",
    270: "af",
    300: "pk uz",
    330: "in lk",
    345: "np",
    360: "bd kg",
    390: "mm",
    420: "th kh la vn",
    480: "cn tw hk mo sg my ph bn",
    540: "jp kr kp",
    -180: "ar uy",
    -240: "ve bo do pr",
    -300: "co pe jm pa",
    -360: "cr gt hn ni sv",
}
"""Minutes east of Greenwich, for countries with one zone and no summer time today."""

_OF_CAPITAL: Final = {180: "ru jo sy", 300: "kz", 420: "id", -180: "br", -360: "mx"}
"""Minutes east of Greenwich in the capital of countries of several zones, without summer time today: the press counts in that time
or names the zone. Jordan, Syria and Kazakhstan have one zone since the 2020s."""

_COUNTRY_OF_LANGUAGE: Final = {
    "de": "de", "it": "it", "nl": "nl", "pl": "pl", "cs": "cz", "sk": "sk", "hu": "hu", "sl": "si", "hr": "hr", "sr": "rs",
    "da": "dk", "nb": "no", "nn": "no", "no": "no", "sv": "se", "fi": "fi", "et": "ee", "lv": "lv", "lt": "lt", "ro": "ro",
    "bg": "bg", "el": "gr", "uk": "ua", "tr": "tr", "ja": "jp", "ko": "kr", "th": "th", "hi": "in", "ta": "in", "te": "in",
    "ml": "in", "mr": "in", "gu": "in", "kn": "in", "ne": "np", "my": "mm", "km": "kh", "lo": "la", "fa": "ir", "ur": "pk",
    "zh": "cn", "az": "az", "ka": "ge", "hy": "am", "is": "is", "tl": "ph", "fil": "ph",
}  # fmt: skip
"""The country of languages whose newspapers are nearly all in one zone."""

_WORLD_ENGLISH: Final = frozenset(("gb", "uk", "in"))
"""Regions of English that newspapers of other countries declare."""

_OFFSETS: Final = {country: (minutes, True) for minutes, names in _EUROPE.items() for country in names.split()} | {
    country: (minutes, False)
    for table in (_FIXED, _OF_CAPITAL)
    for minutes, names in table.items()
    for country in names.split()
}
"""Minutes east of Greenwich in winter, and whether there is summer time, by country."""

_WORLD_DOMAINS: Final = frozenset(
    ("me", "co", "ly", "so", "is", "ai", "am", "md", "la", "sc", "st", "ws", "cc", "tv", "fm", "gg", "io")
)
"""Ends of addresses that anyone registers."""

SUMMER_TIME: Final = timedelta(hours=1)


def as_written(context: Context, moment: Timestamp) -> str:
    """The time as the record writes it: in Vietnam's zone for Vietnamese newspapers, else with the page's own offset."""
    if not keeps_offset(context):
        return dates.rfc3339(moment.at)
    if moment.has_zone and moment.at.tzinfo is dates.VIETNAM:
        # A Unix time, or one relative to now: the text names no zone.
        utc = moment.at.astimezone(UTC)
        return dates.rfc3339(utc.astimezone(_zone_of_page(context, utc.replace(tzinfo=None)) or UTC), keep_offset=True)
    if moment.has_zone:
        return dates.rfc3339(moment.at, keep_offset=True)
    clock = moment.at.replace(tzinfo=None)
    zone = _zone_of_page(context, clock)
    if zone is not None and context.now is not None and dates.is_relative_day(moment):
        # "Yesterday" is the newspaper's, which may be another day than Vietnam's.
        clock += context.now.astimezone(zone).date() - context.now.astimezone(dates.VIETNAM).date()
    if zone is None:
        return clock.isoformat(timespec="seconds") + UNKNOWN_OFFSET
    return dates.rfc3339(clock.replace(tzinfo=zone), keep_offset=True)


def _zone_of_page(context: Context, clock: datetime) -> tzinfo | None:
    """The zone of the newspaper at a time; ``None`` if nothing tells it."""
    country = next(_countries(context), None)
    if country is None:
        return next(_stated_zones(context), None)
    minutes, has_summer_time = _OFFSETS[country]
    offset = timedelta(minutes=minutes)
    if has_summer_time and _is_summer(clock - offset):
        offset += SUMMER_TIME
    return timezone(offset) if offset else UTC


def _stated_zones(context: Context) -> Iterator[tzinfo]:
    """The zones of the article's other times. UTC is that of a program, so it tells nothing."""
    page = context.page
    texts = [jsonld.first(page.news, key) for key in ("datePublished", "dateModified", "dateCreated")]
    texts += [page.meta(name) for name in (*MODIFIED_META, *PUBLISHED_META) if name in page.metas]
    texts += [values[0] for name, values in page.metas.items() if values and META_NAME.search(name)]
    for text in filter(None, texts):
        found = dates.read(text)
        if found is not None and found.has_zone and found.at.utcoffset() and found.at.tzinfo is not None:
            yield found.at.tzinfo


def _countries(context: Context) -> Iterator[str]:
    """The countries that the page's address and language name, if their offset is known."""
    language, region = language_of(context.page)
    of_host = urls.host(context.page.url).rpartition(".")[2]
    if of_host in _OFFSETS and of_host not in _WORLD_DOMAINS:
        yield of_host
    if region in _OFFSETS and not (language == "en" and region in _WORLD_ENGLISH):
        yield region
    if (country := _COUNTRY_OF_LANGUAGE.get(language)) and (not region or region in _OFFSETS):
        yield country


def _is_summer(utc: datetime) -> bool:
    """Whether a time in UTC is in European summer time: from the last Sunday of March to that of October, 01:00 UTC."""
    return _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)


def _last_sunday(year: int, month: int) -> datetime:
    """01:00 on the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1)  # noqa: DTZ001 - compared with times in UTC that have no zone
    return last - timedelta(days=(last.weekday() + 1) % 7)
