"""The period that a sitemap's address names: ``sitemap-article-2022-03.xml``, ``/sitemaps/news-2024-1-15.xml``, ``20240301.xml``.

A sitemap whose address names no period may hold articles of any day, so it is always read.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from newscrawl.dates import VIETNAM

_DAY: Final = re.compile(
    r"(?<!\d)(20\d\d|19\d\d)([-_/.]?)(0[1-9]|1[0-2]|[1-9](?!\d))\2(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)"
)
_MONTH: Final = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-_/.]?(0[1-9]|1[0-2]|(?<=\D)[1-9])(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
_DECEMBER: Final = 12

_ARTICLE_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(?P<year>(?:19|20)\d\d)([/-])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])/(?=[^/])",
        r"/(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])/(?=[^/])",
        r"/(?P<day>0?[1-9]|[12]\d|3[01])([/-])(?P<month>0?[1-9]|1[0-2])\2(?P<year>(?:19|20)\d\d)/(?=[^/])",
        r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d){2}\d{0,3}(?=(?:\.[a-z]{2,5})?/?$)",
    )
)
_ARTICLE_MONTH: Final = re.compile(r"/((?:19|20)\d\d)(?:[/-]|(?=\d\d/))(0?[1-9]|1[0-2])/(?=[^/])")


def period(url: str) -> tuple[datetime, datetime] | None:
    """Return the start and the end (excluded) of the period in an address; ``None`` if it names no day, month or year.

    The times are midnights in Vietnam.
    """
    parts = urlsplit(url)
    name = f"{parts.path}?{parts.query}"
    if found := list(_DAY.finditer(name)):
        days = [day for match in found if (day := _midnight(match[1], match[3], match[4]))]
        return (min(days), max(days) + timedelta(days=1)) if days else None
    if found := list(_MONTH.finditer(name)):
        months = [datetime(int(match[1]), int(match[2]), 1, tzinfo=VIETNAM) for match in found]
        return min(months), _next_month(max(months))
    if match := _YEAR.search(name):
        first = datetime(int(match[1]), 1, 1, tzinfo=VIETNAM)
        return first, first.replace(year=first.year + 1)
    return None


def article_period(url: str) -> tuple[datetime, datetime] | None:
    """Return the start and the end (excluded) of the day or month that an article's address names; ``None`` if it names none.

    Only folders and a timestamp at the end count: ``/2026/11/28/slug``, ``/2026/11/slug``, ``slug-20261128093000123.html``. A
    date within a slug may be what the article is about.
    """
    path = urlsplit(url).path
    for pattern in _ARTICLE_DAYS:
        if match := pattern.search(path):
            day = _midnight(match["year"], match["month"], match["day"])
            return (day, day + timedelta(days=1)) if day else None
    if match := _ARTICLE_MONTH.search(path):
        first = datetime(int(match[1]), int(match[2]), 1, tzinfo=VIETNAM)
        return first, _next_month(first)
    return None


def may_overlap(url: str, *, since: datetime | None, until: datetime | None) -> bool:
    """Return whether a sitemap may hold articles from ``since`` up to ``until`` (excluded), judged by its address."""
    found = period(url)
    return found is None or not ((since and found[1] <= since) or (until and found[0] >= until))


def _midnight(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=VIETNAM)
    except ValueError:
        return None


def _next_month(first: datetime) -> datetime:
    if first.month == _DECEMBER:
        return first.replace(year=first.year + 1, month=1)
    return first.replace(month=first.month + 1)
