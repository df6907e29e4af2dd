"""What the links of a page lead to: an article of this site, of another newspaper, or something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import sites, urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Site

_REMEMBERED: Final = 16_384
_LONGEST: Final = 400
"""Characters of an address that is remembered from page to page."""
_SITES: Final = 256
_NUMBERS: Final = re.compile(r"\d+")
_LEAST_DIGITS: Final = 4
_LONG: Final = 8
"""Digits of a number that names an article, and of one that is surely no year's."""
_MOST_DIGITS: Final = 1_000


class Target(NamedTuple):
    """What an address leads to."""

    url: str
    """Canonical."""

    id: str
    is_article: bool
    """Whether it reads like an article's, by the profile of its host or, on the site's own hosts, by its look."""

    digits: int
    """The longest number behind the host; of a site with a profile, which knows its articles, more than any has."""


class Targets:
    """What addresses lead to, seen from one site. Remembered: a site's pages link the same articles over and over."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._seen: dict[str, Target | None] = {}
        self._rooted: dict[str, dict[str | None, Target | None]] = {}

    def rooted(self, origin: str) -> dict[str | None, Target | None]:
        """The memory of what full and rooted addresses (``/path``) lead to on pages of one origin, for its user to fill."""
        if sum(map(len, self._rooted.values())) >= _REMEMBERED:
            self._rooted.clear()
        return self._rooted.setdefault(origin, {})

    def of(self, url: str) -> Target | None:
        """What an address leads to; ``None`` for what is no address."""
        if len(url) > _LONGEST:
            return self._judge(url)
        if url not in self._seen:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[url] = self._judge(url)
        return self._seen[url]

    def is_article(self, url: str) -> bool:
        """Whether an address reads like an article of the site, of its subdomains or of a newspaper with a profile."""
        found = self.of(url)
        return found is not None and found.is_article

    def _judge(self, url: str) -> Target | None:
        try:
            site = self.site if self.site.owns(url) else sites.of(url)
            url = site.canonical(url)
            key = site.article_key(url)
            digits = (
                _MOST_DIGITS
                if site.article_url
                else max(map(len, _NUMBERS.findall(url.partition("://")[2].partition("/")[2])), default=0)
            )
        except ValueError:
            return None
        is_ours = bool(site.article_url) or _kin(urls.host(url), urls.host(self.site.home))
        return Target(url, f"{site.name}:{key}" if key else site.article_id(url), key is not None and is_ours, digits)


class LinkTargets:
    """What the links of one page lead to, each ``href`` looked up once; what means the same on all pages, once a site."""

    def __init__(self, page: Page, site: Site) -> None:
        self._page = page
        self._judge = targets(site)
        self._rooted = self._judge.rooted(page.origin)
        self._seen: dict[str | None, Target | None] = {}
        self._digits = _digits_of_articles(page, site)

    def of(self, anchor: Element) -> Target | None:
        """What a link leads to; ``None`` if it has no address."""
        href = anchor.get("href")
        if href in self._rooted:
            return self._rooted[href]
        if href in self._seen:
            return self._seen[href]
        url = self._page.resolve(href)
        to = self._judge.of(url) if url else None
        if (
            href
            and len(href) <= _LONGEST
            and href.startswith(("/", "http://", "https://"))
            and not href.startswith("//")
        ):
            self._rooted[href] = to
        else:
            self._seen[href] = to
        return to

    def leads_on(self, anchor: Element) -> bool:
        """Whether a link leads to what reads like an article."""
        to = self.of(anchor)
        return to is not None and to.is_article and to.digits >= self._digits


def _digits_of_articles(page: Page, site: Site) -> int:
    """How long a number the addresses of the site's articles bear, by the page's own; its sections' and topics' bear none.

    0 where the site has a profile or the page's address no number.
    """
    if site.article_url:
        return 0
    own = max(map(len, _NUMBERS.findall(page.url.partition("://")[2].partition("/")[2])), default=0)
    return 0 if own < _LEAST_DIGITS else _LEAST_DIGITS - 1 if own < _LONG else _LONG - 3


def article_test(page: Page, site: Site) -> Callable[[str], bool]:
    """Whether an address on the page reads like an article's."""
    judge, digits = targets(site), _digits_of_articles(page, site)

    def reads_like_an_article(url: str) -> bool:
        found = judge.of(url)
        return found is not None and found.is_article and found.digits >= digits

    return reads_like_an_article


_TARGETS: Final[dict[int, Targets]] = {}


def targets(site: Site) -> Targets:
    """The memory of a site's targets; one a site and process."""
    known = _TARGETS.get(id(site))
    if known is None or known.site is not site:
        if len(_TARGETS) >= _SITES:
            _TARGETS.clear()
        known = _TARGETS[id(site)] = Targets(site)
    return known


def _kin(one: str, other: str) -> bool:
    """Whether two hosts share their registered name."""
    return urls.registered(one) == urls.registered(other)
