"""What a feed, sitemap or listing said of an article, held against the page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.unicode_nfc import nfc

if TYPE_CHECKING:
    from newscrawl.dates import Timestamp
    from newscrawl.items import Hints

_WORD: Final = re.compile(r"[^\W_]+")
_ALIKE: Final = 0.5
"""Share of common words from which two headlines are one, edited."""

_APART: Final = timedelta(hours=1)
"""Feeds are written minutes after or before the page."""


def disagreements(hints: Hints | None, *, headline: str, published: Timestamp | None) -> list[str]:
    """Warnings, ``headline_disagrees:feed`` and ``date_disagrees:feed``, where the source spoke of something else.

    A headline that was cut short or edited agrees; a date without a time of day agrees with every moment of that day.
    """
    if hints is None:
        return []
    source = hints.source or "feed"
    found = []
    if hints.title and not _alike(hints.title, headline):
        found.append(f"headline_disagrees:{source}")
    said = dates.read(hints.date_published) if hints.date_published else None
    if said and published:
        apart = abs(said.at - published.at)
        if apart >= (_APART if said.has_time and published.has_time else timedelta(days=1)):
            found.append(f"date_disagrees:{source}")
    return found


def _alike(one: str, other: str) -> bool:
    a, b = _words(one), _words(other)
    if not a or not b:
        return True
    common = len(a & b)
    return common >= _ALIKE * min(len(a), len(b))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(nfc(text).casefold()))
