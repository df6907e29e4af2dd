"""The article's canonical address, where the page names one that can be believed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.extract.page import is_canonical_link
from newscrawl.text import comparison_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.extract.page import Page
    from newscrawl.sites import Site

_WORDS: Final = re.compile(r"[a-z]+")
_NUMBER: Final = re.compile(r"\d{5,}(?=\D*$)")
_SPELLED: Final = 0.6
"""Share of a headline's words that stand in an address which spells it; two headlines of one section share a third at most."""


def canonical(page: Page, site: Site, headline: Callable[[], str]) -> str:
    """The address that the page's canonical link names, or the page's own.

    The link is not believed where it leads to another site, to the home page or to a section, and where it names
    another article: one with another number and another last part, whose address does not spell the page's ``headline``.
    """
    asked = site.canonical(page.url)
    named = _named(page)
    if named is None or not site.owns(named):
        return asked
    named = site.canonical(named)
    if urls.key(named) == urls.key(site.home):
        return asked
    key = site.article_key(asked)
    if key is None:
        return named
    if site.article_key(named) is None:
        return asked
    return named if site.article_key(named) == key or _alike(named, asked) or _spells(named, headline()) else asked


def _named(page: Page) -> str | None:
    """Where the first canonical link leads."""
    links = filter(is_canonical_link, page.by_tag("link"))
    return next((page.resolve(link.get("href")) for link in links), None)


def _alike(one: str, other: str) -> bool:
    """Whether two addresses have their last part or their last number in common."""
    left, right = (urls.plain_path(urlsplit(url).path).rstrip("/") for url in (one, other))
    if left.rpartition("/")[2] == right.rpartition("/")[2]:
        return True
    number, same = _NUMBER.search(left), _NUMBER.search(right)
    return bool(number and same and number[0] == same[0])


def _spells(url: str, headline: str) -> bool:
    words = set(_WORDS.findall(comparison_key(headline, marks=False)))
    spelled = words.intersection(_WORDS.findall(urlsplit(url).path.lower()))
    return len(spelled) >= _SPELLED * max(len(words), 1)
