"""The vocabulary of a site's profile.

A profile is data: one file per site, one name ``SITE``, literals only, no subclasses. :class:`Site` is the whole
profile. :class:`ArticleUrl` describes the addresses of articles, :class:`~newscrawl.sites.layout.Layout` the parts of one page template,
:class:`Paging` and :class:`Archive` the listings, and :class:`Health` what a healthy crawl gives. :func:`provenance`
says where the facts come from. Layouts that many sites share are in :mod:`newscrawl.sites.families`.

Address patterns are compiled when the profile is imported, so that a mistake shows at once.
"""

from __future__ import annotations

import re
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.sites.layout import Layout, Related, Selectors, each, extended
from newscrawl.sites.provenance import Confidence, Provenance, provenance

__all__ = [
    "Archive",
    "ArticleUrl",
    "Confidence",
    "Evidence",
    "Health",
    "Layout",
    "Paging",
    "Provenance",
    "Related",
    "Selectors",
    "Site",
    "each",
    "extended",
    "provenance",
]

Evidence = Provenance
"""The former name of :class:`Provenance`. Profiles in users' own files may import it."""

_FALLBACK_FIELDS: Final = (
    *("lead", "date", "author", "source_credit", "section", "breadcrumbs", "keywords", "drop"),
    *("figure", "caption", "credit", "lead_image", "video", "related"),
)
"""Fields of :attr:`Site.fallback_layout`: all but body and headline, which are found as reliably without selectors."""

_SHARED_FIELDS: Final = ("author", "source_credit", "figure", "related")
"""Fields in which a layout also uses the selectors of the site's other layouts."""

KEY_BYTES: Final = 8
"""Length in bytes of the hash of a path without a number. A first collision is expected at 2**32 addresses."""

MAX_KEYS: Final = 16_384
"""Number of addresses whose article keys a profile keeps in memory."""


class _CanonicalParts(NamedTuple):
    """The parts of a canonical address: ``https://www.bao.vn``, ``bao.vn`` and ``/tin/1?p=2``."""

    origin: str
    bare_host: str
    target: str
    """Path and query, which patterns are searched in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUrl:
    """One pattern of a site's article addresses.

    ``pattern`` is searched in the path and query of a canonical address. Its group ``id``, if it has one, is the number of the
    article, which stays the same when the slug is edited. Without that group, the article key is a hash of host and path. Every
    address in ``yes`` must match the pattern and no address in ``no`` may match it. The tests check both.
    """

    pattern: str
    """Regular expression for path and query."""

    yes: tuple[str, ...]
    """Example addresses that must match."""

    no: tuple[str, ...] = ()
    """Example addresses that must not match."""

    host: str | None = None
    """The only host the pattern is for: a subdomain or an old domain with its own numbers. ``None``: all hosts of the site."""


_PLACEHOLDER: Final = re.compile(r"\{\w*\}")
_PAGING_PLACEHOLDERS: Final = frozenset({"{section}", "{stem}", "{n}", "{last}", "{channel}"})
_ARCHIVE_PLACEHOLDERS: Final = frozenset(
    {"{section}", "{stem}", "{channel}", "{n}", "{YYYY}", "{MM}", "{DD}", "{M}", "{D}", "{start}", "{end}"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How to request the further pages of a listing.

    ``url`` is a template with the placeholders ``{section}`` (path of the section without a trailing slash), ``{stem}`` (the same
    without its extension) and ``{n}`` (page number). Load-more endpoints also use ``{last}`` (number of the last article shown so
    far) and ``{channel}`` (found by the pattern ``channel``).
    """

    url: str
    """Template of the address of a further page."""

    first: int = 2
    """Value of ``{n}`` for the second page."""

    step: int = 1
    """Difference of ``{n}`` between two pages. Where ``{n}`` counts the articles shown so far, this is the articles per page."""

    post: bool = False
    """True if the query of ``url`` is sent as a form by POST."""

    channel: str | None = None
    """Regular expression for the section's HTML. Its first group is the channel or zone number."""

    last: str | None = None
    """Regular expression for a page of the listing. The first group of its last match is ``{last}``. Without it, or without a
    match, the number of the last article on the page is used, which may be outside the list."""

    links: Literal["html", "json"] = "html"
    """Format of the response: an HTML page, or JSON whose strings hold addresses or HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A date archive: pages that list the articles of one day.

    ``url`` and ``more`` are templates with the placeholders ``{section}`` and ``{stem}`` (as in :class:`Paging`), ``{channel}``,
    the day (``{YYYY}``, ``{MM}`` and ``{DD}`` with leading zeros, ``{M}`` and ``{D}`` without), its first and last second in Unix
    time (``{start}``, ``{end}``), and the page number ``{n}``. A template without section and channel covers the whole site.
    """

    url: str
    """Address of a day's first page, and of its further pages if the template holds ``{n}``."""

    more: str | None = None
    """Address of a day's further pages, if it differs from ``url``."""

    first: int = 1
    """Value of ``{n}`` for a day's first page."""

    channel: str | None = None
    """Regular expression for the section's HTML. Its first group is the number of the section."""

    confidence: Confidence = "medium"
    """How sure the archive is."""

    sources: str = ""
    """Source codes of :data:`newscrawl.sites.provenance.SOURCES`, separated by blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Bounds for a healthy crawl of the site. Minima are 10 to 20 % below the values seen, maxima about twice the values seen."""

    articles_per_day: tuple[int, int] = (1, 1000)
    """Minimum and maximum number of articles published in a day."""

    body_chars: tuple[int, int] = (200, 30_000)
    """Minimum and maximum of the median body length in characters."""

    fill: dict[str, float] = field(default_factory=lambda: {"date_published": 0.9, "text": 0.9, "description": 0.5})
    """Minimum share of articles (0 to 1) that have the field."""

    generic: float = 0.5
    """Maximum share of articles (0 to 1) that no layout reads."""

    unread: float = 0.4
    """Maximum share of pages at article addresses (0 to 1) without a headline or without text."""

    glued_per_1000: float = 5.0
    """Maximum number of missing spaces per 1,000 words."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """The profile of one newspaper's site."""

    name: str
    """Name of the module, the fixture folder and ``Article.site``: the host without its endings."""

    publisher: str
    """Name of the newspaper, as a reader knows it."""

    home: str
    """Scheme and main host, with a trailing slash: ``https://baokiemtoan.vn/``."""

    family: str = "own"
    """Name of the content system. ``own``: the site has a system of its own. Systems with several sites have a module
    in :mod:`newscrawl.sites.families`."""

    hosts: tuple[str, ...] = ()
    """Further hosts with articles of the site at addresses of their own (``suckhoe.vnexpress.net``)."""

    aliases: tuple[str, ...] = ()
    """Hosts where the same paths lead to the same pages (``amp.``, ``m.``, ``www.``). The main host replaces them."""

    language: str = "vi"
    """Language of the articles, as a BCP 47 code."""

    sections: tuple[str, ...] = ()
    """Paths of the listings to watch: ``/thoi-su``."""

    feeds: tuple[str, ...] = ()
    """Paths or addresses of RSS, Atom or JSON feeds."""

    sitemaps: tuple[str, ...] = ()
    """Paths or addresses of sitemaps and sitemap indexes."""

    paging: tuple[Paging, ...] = ()
    """Requests for further pages of a listing, in the order to try."""

    archives: tuple[Archive, ...] = ()
    """Date archives for a backfill beyond the sitemaps, the most likely one first."""

    article_url: tuple[ArticleUrl, ...] = ()
    """Patterns of article addresses. Without any, general rules decide what looks like an article's address."""

    not_article: tuple[str, ...] = ()
    """Regular expressions for path and query. An address that matches one is never an article."""

    layouts: tuple[Layout, ...] = ()
    """Page templates in the order to try."""

    newsroom_tags: tuple[str, ...] = ()
    """Newsroom tags at the start of the lead, without brackets and dash: ``BKTO``."""

    soft_blocks: tuple[str, ...] = ()
    """Regular expressions for the page. A match means that the site refused the request although the status is 200."""

    cookie_script: bool = False
    """True if the site first answers any request with a script of under 500 bytes that sets a cookie. The crawler then sends
    that cookie and requests the page again."""

    delay: float | None = None
    """Seconds between requests, if the site needs more than the default."""

    health: Health = field(default_factory=Health)
    """Bounds that ``newscrawl health`` checks a crawl against."""

    confidence: Confidence = "medium"
    """How sure the profile is as a whole."""

    provenance: tuple[Provenance, ...] = ()
    """How sure each fact is, and its sources."""

    evidence: InitVar[tuple[Provenance, ...]] = ()
    """The former name of ``provenance``, accepted for profiles in users' own files."""

    notes: str = ""
    """What else a maintainer should know, in plain words."""

    @cached_property
    def host(self) -> str:
        """The main host as in ``home``, with its port."""
        return urlsplit(self.home).netloc

    @cached_property
    def all_hosts(self) -> frozenset[str]:
        """All hosts of the site, without ``www.``."""
        return frozenset(h.removeprefix("www.") for h in (self.host, *self.hosts, *self.aliases))

    @cached_property
    def fallback_layout(self) -> Layout | None:
        """A layout with the selectors of all layouts, for a page that none of them reads; ``None`` without layouts.

        A new template renames some parts of the page and keeps others. Body and headline are left out, because they are found
        as reliably without selectors.
        """
        if not self.layouts:
            return None
        merged: dict[str, Any] = {
            part: tuple(dict.fromkeys(known for layout in self.layouts for known in getattr(layout, part)))
            for part in _FALLBACK_FIELDS
        }
        # A selector that is only a tag name could match parts of the text, since the body is not known for sure here.
        merged["drop"] = tuple(css for css in merged["drop"] if any(mark in css for mark in ".#["))
        return Layout(name="", body=(), confidence="low", **merged)

    def with_shared_selectors(self, layout: Layout) -> Layout:
        """Return a layout of the site with the author, source, figure and related selectors of its other layouts appended."""
        if layout.name not in self._layouts_with_shared_selectors:
            common = self.fallback_layout or layout
            merged: dict[str, Any] = {
                part: tuple(dict.fromkeys((*getattr(layout, part), *getattr(common, part)))) for part in _SHARED_FIELDS
            }
            self._layouts_with_shared_selectors[layout.name] = replace(layout, **merged)
        return self._layouts_with_shared_selectors[layout.name]

    @cached_property
    def _layouts_with_shared_selectors(self) -> dict[str, Layout]:
        return {}

    @cached_property
    def _origin(self) -> str:
        return f"{urlsplit(self.home).scheme}://{self.host}"

    @cached_property
    def _bare_host(self) -> str:
        return self.host.removeprefix("www.")

    @cached_property
    def _keys(self) -> dict[str, str | None]:
        """Cache of :meth:`article_key`. The same address is linked from a hundred pages."""
        return {}

    @cached_property
    def _article_urls(self) -> tuple[tuple[re.Pattern[str], str | None], ...]:
        return tuple((re.compile(u.pattern), u.host and u.host.removeprefix("www.")) for u in self.article_url)

    @cached_property
    def _not_article(self) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{p})" for p in self.not_article)) if self.not_article else None

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(h.removeprefix("www.") for h in (self.host, *self.aliases))

    def __post_init__(self, evidence: tuple[Provenance, ...]) -> None:
        """Check the home address and compile the patterns, so that a mistake shows at import.

        Raises ``ValueError`` for a home address that is not canonical and a template with an unknown placeholder, and
        ``re.error`` for a wrong pattern.
        """
        if evidence and not self.provenance:
            object.__setattr__(self, "provenance", evidence)
        if urls.canonical(self.home) != self.home:
            raise ValueError(f"{self.name}: home must be written {urls.canonical(self.home)!r}")
        _ = (self._article_urls, self._not_article)
        for paging in self.paging:
            self._check_template("paging", paging.url, _PAGING_PLACEHOLDERS)
        for archive in self.archives:
            self._check_template("archive", f"{archive.url}{archive.more or ''}", _ARCHIVE_PLACEHOLDERS)

    def _check_template(self, what: str, template: str, known: frozenset[str]) -> None:
        if unknown := set(_PLACEHOLDER.findall(template)) - known:
            names = " ".join(sorted(known))
            raise ValueError(
                f"{self.name}: {what} has no placeholder {unknown.pop()}, in {template!r}; there are {names}"
            )

    def owns(self, url: str) -> bool:
        """Return whether the address is on a host of this site."""
        return self._is_ours(urls.host(url))

    def _is_ours(self, bare: str) -> bool:
        return bare in self.all_hosts or bare.removeprefix("m.") in self.all_hosts

    def canonical(self, url: str) -> str:
        """Return the canonical form of an address: main host and scheme, AMP and mobile variants replaced."""
        found = self._canonical(url)
        return found.origin + found.target

    def _canonical(self, url: str) -> _CanonicalParts:
        origin, path, query = urls.canonical_parts(url)
        bare = origin.partition("://")[2].removeprefix("www.")
        if bare in self._folded or bare.removeprefix("m.").removeprefix("amp.") in self._folded:
            origin, bare, path = self._origin, self._bare_host, urls.plain_path(path)
        elif bare in self.all_hosts:
            path = urls.plain_path(path)
        return _CanonicalParts(origin, bare, f"{path}?{query}" if query else path)

    def article_key(self, url: str) -> str | None:
        """Return the key of the article at this address; ``None`` if the address is not an article's.

        The key is the number in the address if the profile's pattern has a group ``id``, else a hash of host and path. It is
        unique within the site.
        """
        try:
            return self._keys[url]
        except KeyError:
            if len(self._keys) >= MAX_KEYS:
                self._keys.clear()
            key = self._keys[url] = self._article_key(url)
            return key

    def offered_key(self, url: str) -> str | None:
        """Return the key of the article at an address that a feed or a sitemap of articles names.

        Such an address is an article whatever it looks like. ``None`` for other hosts, for the home page, for files that are
        no pages, and for what ``not_article`` excludes.
        """
        if (key := self.article_key(url)) is not None:
            return key
        parts = self._canonical(url)
        found = parts.origin + parts.target
        is_page = parts.target != "/" and not urls.is_asset(found)
        is_page = is_page and self._is_ours(parts.bare_host) and not self.is_excluded(url)
        return self._hash(found) if is_page else None

    def _article_key(self, url: str) -> str | None:
        origin, bare, target = self._canonical(url)
        if not self._is_ours(bare):
            return None
        if self._not_article and self._not_article.search(target):
            return None
        if not self._article_urls:
            found = origin + target
            return self._hash(found) if urls.looks_like_article(found) else None
        for pattern, only_host in self._article_urls:
            if (only_host is None or only_host == bare) and (match := pattern.search(target)):
                return match.groupdict().get("id") or self._hash(origin + target)
        return None

    def is_excluded(self, url: str) -> bool:
        """Return whether ``not_article`` excludes the address."""
        return self._not_article is not None and self._not_article.search(self._canonical(url).target) is not None

    def article_id(self, url: str) -> str:
        """Return the ``Article.id`` of the page at this address, also for addresses that no article pattern matches."""
        return f"{self.name}:{self.article_key(url) or self._hash(self.canonical(url))}"

    def _hash(self, url: str) -> str:
        return blake2b(urls.key(url).encode(), digest_size=KEY_BYTES).hexdigest()
