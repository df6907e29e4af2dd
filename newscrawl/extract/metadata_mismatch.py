"""Differences between what a feed, sitemap or listing says about an article and what its page says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.unicode_nfc import nfc

if TYPE_CHECKING:
    from newscrawl.dates import Timestamp
    from newscrawl.items import Hints

WORD: Final = re.compile(r"[^\W_]+")
MIN_COMMON_WORDS: Final = 0.5
"""Share of common words from which two headlines are the same, one of them edited."""


MAX_TIME_DIFFERENCE: Final = timedelta(hours=1)
"""A feed may be written so long before or after the page."""


def disagreements(hints: Hints | None, *, headline: str, published: Timestamp | None) -> list[str]:
    """Warnings, ``headline_disagrees:feed`` and ``date_disagrees:feed``, where the source speaks of something else.

    A headline that was cut or edited agrees. A date without a time of day agrees with every time of that day.
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
        if apart >= (MAX_TIME_DIFFERENCE if said.has_time and published.has_time else timedelta(days=1)):
            found.append(f"date_disagrees:{source}")
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two headlines have enough words in common."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return True
    common = len(a & b)
    return common >= MIN_COMMON_WORDS * min(len(a), len(b))


def _words(text: str) -> set[str]:
    """The words of a headline, in lower case."""
    return set(WORD.findall(nfc(text).casefold()))
