"""The canonical address of an article: the one that the page names, if it is plausible."""

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
"""The last long number in an address: the article's id."""

MIN_SPELLED_SHARE: Final = 0.6
"""Share of a headline's words that its article's address has, at least. Two headlines of one section share at most a third."""


def canonical(page: Page, site: Site, headline: Callable[[], str]) -> str:
    """Return the address of the page's canonical link if it is plausible, else the page's own address.

    A canonical link is not plausible if it leads to another site, to the home page, to a section or to another article. An address is
    another article's if its number and last part differ from those of the page's address, and it does not spell the ``headline``.
    ``headline`` is called only if it is needed.
    """
    own = site.canonical(page.url)
    named = _named(page)
    if named is None or not site.owns(named):
        return own
    named = site.canonical(named)
    if urls.key(named) == urls.key(site.home):
        return own
    key = site.article_key(own)
    if key is None:
        return named
    if site.article_key(named) is None:
        return own
    return named if site.article_key(named) == key or _alike(named, own) or _spells(named, headline()) else own


def _named(page: Page) -> str | None:
    """Return the address of the first canonical link."""
    links = filter(is_canonical_link, page.by_tag("link"))
    return next((page.resolve(link.get("href")) for link in links), None)


def _alike(one: str, other: str) -> bool:
    """Return whether two addresses have the same last path part, or the same last number."""
    left, right = (urls.plain_path(urlsplit(url).path).rstrip("/") for url in (one, other))
    if left.rpartition("/")[2] == right.rpartition("/")[2]:
        return True
    number, same = _NUMBER.search(left), _NUMBER.search(right)
    return bool(number and same and number[0] == same[0])


def _spells(url: str, headline: str) -> bool:
    """Return whether an address has most of the headline's words, without diacritics."""
    words = set(_WORDS.findall(comparison_key(headline, marks=False)))
    spelled = words.intersection(_WORDS.findall(urlsplit(url).path.lower()))
    return len(spelled) >= MIN_SPELLED_SHARE * max(len(words), 1)
