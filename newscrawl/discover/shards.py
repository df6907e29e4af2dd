"""Which days a sitemap's own name speaks of: ``sitemap-article-2022-03.xml``, ``/sitemaps/news-2024-1-15.xml``, ``20240301.xml``.

Pure. A name that says nothing is no reason to leave a sitemap out.
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


def days(url: str) -> tuple[datetime, datetime] | None:
    """The first moment that a sitemap's name speaks of and the first after it; ``None`` where it names no day, month or year."""
    parts = urlsplit(url)
    name = f"{parts.path}?{parts.query}"
    if found := list(_DAY.finditer(name)):
        moments = [moment for match in found if (moment := _moment(match[1], match[3], match[4]))]
        return (min(moments), max(moments) + timedelta(days=1)) if moments else None
    if found := list(_MONTH.finditer(name)):
        firsts = [datetime(int(match[1]), int(match[2]), 1, tzinfo=VIETNAM) for match in found]
        return min(firsts), _next_month(max(firsts))
    if match := _YEAR.search(name):
        first = datetime(int(match[1]), 1, 1, tzinfo=VIETNAM)
        return first, first.replace(year=first.year + 1)
    return None


def speaks_of(url: str, *, since: datetime | None, until: datetime | None) -> bool:
    """Whether a sitemap may hold something of the time from ``since`` up to ``until``, as far as its name says."""
    found = days(url)
    return found is None or not ((since and found[1] <= since) or (until and found[0] >= until))


def _moment(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=VIETNAM)
    except ValueError:
        return None


def _next_month(first: datetime) -> datetime:
    if first.month == _DECEMBER:
        return first.replace(year=first.year + 1, month=1)
    return first.replace(month=first.month + 1)
