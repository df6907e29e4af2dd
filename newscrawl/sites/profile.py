"""The words a site's profile is written in.

A profile is data: one file a site, one name ``SITE``, literals only. Regular expressions and selectors are compiled when
the profile is made, so that a mistake shows at import and not at three in the morning. A rare oddity is a named function
passed as a field, never a subclass.

Selectors are CSS with two additions known from Scrapy: ``::attr(name)`` gives an attribute's value and ``::text`` the
element's own text. Where a field takes several selectors they stand in order of preference: the first that finds
something wins, and a selector that one weak source vouches for comes after safer ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import SplitResult, urlsplit, urlunsplit

from newscrawl import urls

if TYPE_CHECKING:
    from newscrawl.items import Genre, Relation

Confidence: TypeAlias = Literal["high", "medium", "low"]
Selectors: TypeAlias = tuple[str, ...]

_COMMON: Final = (
    *("lead", "date", "author", "source_credit", "section", "breadcrumbs", "keywords", "drop"),
    *("figure", "caption", "credit", "lead_image", "video", "related"),
)
"""Parts of a page that are looked for by every layout's names where no layout reads it."""

_SHARED: Final = ("author", "source_credit", "figure", "related")
"""Those of them that one template of a site may have from another."""

KEY_BYTES: Final = 8
"""Length of the hash that stands for a path without a number: 2**32 addresses to a first expected clash."""

MAX_KEYS: Final = 65_536
"""Addresses whose keys a profile keeps at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUrl:
    """One form of a site's article addresses.

    ``pattern`` is searched in the path (with the query, where the path alone does not tell) of a canonical address; its
    group ``id``, where it has one, is the article's number and survives edits of the slug. Without it the whole path is
    the key. Every address in ``yes`` must match it and none in ``no`` may: the suite checks both.
    """

    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    host: str | None = None
    """Only on this host, for a subdomain or an old domain with its own numbers; ``None``: on all hosts of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A block of links to other articles."""

    css: str
    """The block, or its links themselves."""

    relation: Relation
    heading: str | None = None
    """Selector of the block's heading, inside the block; where absent, the heading is looked for before the links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One template of a site. A site has had several; the first whose body is found on a page reads it."""

    name: str
    body: Selectors
    headline: Selectors = ()
    lead: Selectors = ()
    date: Selectors = ()
    modified: Selectors = ()
    author: Selectors = ()
    source_credit: Selectors = ()
    section: Selectors = ()
    breadcrumbs: Selectors = ()
    """Selector of the links, outer to inner."""

    keywords: Selectors = ()
    drop: Selectors = ()
    """What is inside the body and is none of its text: adverts, share buttons. What ``video`` and ``related`` name is none either."""

    figure: Selectors = ()
    """Boxes that hold a picture with its caption, next to ``figure`` and tables with one picture, which are always known."""

    caption: Selectors = ()
    """Inside such a box."""

    credit: Selectors = ()
    """Inside such a box."""

    lead_image: Selectors = ()
    """Pictures of the article outside the body."""

    video: Selectors = ()
    related: tuple[Related, ...] = ()
    genre: Genre | None = None
    """What pages in this template are, where the template says it."""

    scope: str | None = None
    """The box of one article on pages that hold several: the page's own is the first, or the one that names its address."""

    confidence: Confidence = "medium"
    sources: str = ""
    """Codes of the fact sheet's sources, separated by blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a listing goes on.

    ``url`` is a template over ``{section}`` (the section's path without a trailing slash), ``{stem}`` (the same without
    its extension), ``{n}`` (the page's number), and for endpoints ``{last}`` (number of the last article on the page so
    far) and ``{channel}`` (found by ``channel``).
    """

    url: str
    first: int = 2
    """Number of the second page."""

    step: int = 1
    """From one page's number to the next: articles a page, where the number counts those that were shown."""

    post: bool = False
    """Whether the query of ``url`` is sent as a form, by POST."""

    channel: str | None = None
    """Regular expression over the section's HTML whose first group is the channel or zone number."""

    last: str | None = None
    """Regular expression over a page of the listing; the first group of its last match is ``{last}``. Without it, or
    without a match, the number of the page's last article is taken, which may stand in a box beside the list."""

    links: Literal["html", "json"] = "html"
    """What the answer is: a page, or JSON whose strings hold addresses or HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Pages that list what a day brought, as far back as the site goes.

    ``url`` and ``more`` are templates over ``{section}`` and ``{stem}`` (as in :class:`Paging`), ``{channel}``, the day
    (``{YYYY}``, ``{MM}`` and ``{DD}`` with leading zeros, ``{M}`` and ``{D}`` without), its first and last second since 1970
    (``{start}``, ``{end}``), and ``{n}``, the number of the page. A form that names neither section nor channel is of the whole site.
    """

    url: str
    """Of a day's first page, and of its further ones where it holds ``{n}``."""

    more: str | None = None
    """Of a day's further pages, where they are spelt otherwise."""

    first: int = 1
    """``{n}`` of a day's first page."""

    channel: str | None = None
    """Regular expression over the section's HTML whose first group is the section's number."""

    confidence: Confidence = "medium"
    sources: str = ""
    """Codes of the fact sheet's sources, separated by blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a healthy crawl of the site gives; minima stand 10 to 20 % under what was seen, maxima at about twice."""

    articles_per_day: tuple[int, int] = (1, 1000)
    body_chars: tuple[int, int] = (200, 30_000)
    """Bounds of the median."""

    fill: dict[str, float] = field(default_factory=lambda: {"date_published": 0.9, "text": 0.9, "description": 0.5})
    """Least share of articles that have the field."""

    generic: float = 0.5
    """Largest share of articles that none of the layouts reads."""

    unread: float = 0.4
    """Largest share of pages under an article's address that give no headline or no text."""

    glued_per_1000: float = 5.0
    """Most lost spaces in a thousand words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How sure a fact of the profile is, and who said so."""

    facts: str
    """Names of the fields spoken of, separated by blanks."""

    confidence: Confidence
    sources: str
    """Codes of the fact sheet's sources, separated by blanks."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """All that is known of one newspaper's site."""

    name: str
    """Module, spider, fixture folder and ``Article.site``: the host without its endings."""

    publisher: str
    home: str
    """Scheme and main host, with a trailing slash: ``https://baokiemtoan.vn/``."""

    family: str = "own"
    hosts: tuple[str, ...] = ()
    """Further hosts that serve articles of the site under their own addresses (``suckhoe.vnexpress.net``)."""

    aliases: tuple[str, ...] = ()
    """Hosts where the same paths lead to the same pages: folded into the main host (``amp.``, ``m.``, ``www.``)."""

    language: str = "vi"
    sections: tuple[str, ...] = ()
    """Paths of the listings that are watched: ``/thoi-su``."""

    feeds: tuple[str, ...] = ()
    """Paths or addresses of RSS, Atom or JSON feeds."""

    sitemaps: tuple[str, ...] = ()
    """Paths or addresses of sitemaps and sitemap indexes."""

    paging: tuple[Paging, ...] = ()
    archives: tuple[Archive, ...] = ()
    """Pages by day, for a backfill where the sitemaps do not reach so far back; the likeliest form first."""

    article_url: tuple[ArticleUrl, ...] = ()
    not_article: tuple[str, ...] = ()
    """Regular expressions over the path: what matches one is never an article."""

    layouts: tuple[Layout, ...] = ()
    newsroom_tags: tuple[str, ...] = ()
    """Marks at the head of the lead, without brackets and dash: ``BKTO``."""

    soft_blocks: tuple[str, ...] = ()
    """Regular expressions over the page: a match is a refusal that answers 200."""

    cookie_script: bool = False
    """Whether the first answer on any path is a script of under 500 bytes that sets a cookie: it is sent, and the page asked for again."""

    delay: float | None = None
    """Seconds between requests, where the site wants more than the default."""

    health: Health = field(default_factory=Health)
    confidence: Confidence = "medium"
    evidence: tuple[Evidence, ...] = ()
    notes: str = ""

    @cached_property
    def host(self) -> str:
        """The main host as the site spells it, port included."""
        return urlsplit(self.home).netloc

    @cached_property
    def all_hosts(self) -> frozenset[str]:
        """Every host of the site, without ``www.``."""
        return frozenset(h.removeprefix("www.") for h in (self.host, *self.hosts, *self.aliases))

    @cached_property
    def common_fields(self) -> Layout | None:
        """What all layouts of the site call the parts of a page, for a page that none of them reads.

        A new template renames some parts and keeps others. Left out are body and headline: those are found as surely without.
        """
        if not self.layouts:
            return None
        merged: dict[str, Any] = {
            part: tuple(dict.fromkeys(known for layout in self.layouts for known in getattr(layout, part)))
            for part in _COMMON
        }
        # A bare tag is no insertion where nobody vouches for the body: a text may be made of sections.
        merged["drop"] = tuple(css for css in merged["drop"] if any(mark in css for mark in ".#["))
        return Layout(name="", body=(), confidence="low", **merged)

    def with_kin(self, layout: Layout) -> Layout:
        """A layout of the site, with what its other templates call author, source, figures and related blocks after its own."""
        if layout.name not in self._with_kin:
            common = self.common_fields or layout
            merged: dict[str, Any] = {
                part: tuple(dict.fromkeys((*getattr(layout, part), *getattr(common, part)))) for part in _SHARED
            }
            self._with_kin[layout.name] = replace(layout, **merged)
        return self._with_kin[layout.name]

    @cached_property
    def _with_kin(self) -> dict[str, Layout]:
        return {}

    @cached_property
    def _home(self) -> SplitResult:
        return urlsplit(self.home)

    @cached_property
    def _keys(self) -> dict[str, str | None]:
        """Answers of :meth:`article_key`: one address stands on a hundred pages."""
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

    def __post_init__(self) -> None:
        """Compile what can be wrong, so that a mistake shows at import."""
        if urls.canonical(self.home) != self.home:
            raise ValueError(f"{self.name}: home must be written {urls.canonical(self.home)!r}")
        _ = (self._article_urls, self._not_article)

    def owns(self, url: str) -> bool:
        """Whether the address is on a host of this site."""
        return self._is_ours(urls.host(url))

    def _is_ours(self, bare: str) -> bool:
        return bare in self.all_hosts or bare.removeprefix("m.") in self.all_hosts

    def canonical(self, url: str) -> str:
        """The one spelling of an address of this site: main host and scheme, amp and mobile variants folded."""
        return urlunsplit(self._canonical(url))

    def _canonical(self, url: str) -> SplitResult:
        parts = urlsplit(urls.canonical(url))
        bare = parts.netloc.removeprefix("www.")
        if bare in self._folded or bare.removeprefix("m.").removeprefix("amp.") in self._folded:
            home = self._home
            return SplitResult(home.scheme, home.netloc, urls.plain_path(parts.path), parts.query, "")
        if bare in self.all_hosts:
            return parts._replace(path=urls.plain_path(parts.path))
        return parts

    def article_key(self, url: str) -> str | None:
        """What names the article at this address within the site; ``None`` where the address is no article's.

        The number in the path where the profile knows it, else a hash of host and path.
        """
        try:
            return self._keys[url]
        except KeyError:
            if len(self._keys) >= MAX_KEYS:
                self._keys.clear()
            key = self._keys[url] = self._article_key(url)
            return key

    def _article_key(self, url: str) -> str | None:
        parts = self._canonical(url)
        bare = parts.netloc.removeprefix("www.")
        if not self._is_ours(bare):
            return None
        target = _target(parts)
        if self._not_article and self._not_article.search(target):
            return None
        if not self._article_urls:
            found = urlunsplit(parts)
            return self._hash(found) if urls.looks_like_article(found) else None
        for pattern, only_host in self._article_urls:
            if (only_host is None or only_host == bare) and (match := pattern.search(target)):
                return match.groupdict().get("id") or self._hash(urlunsplit(parts))
        return None

    def is_excluded(self, url: str) -> bool:
        """Whether the profile says outright that the page at this address is no article."""
        return self._not_article is not None and self._not_article.search(_target(self._canonical(url))) is not None

    def article_id(self, url: str) -> str:
        """``Article.id`` of the page at this address, article form or not."""
        return f"{self.name}:{self.article_key(url) or self._hash(self.canonical(url))}"

    def _hash(self, url: str) -> str:
        return blake2b(urls.key(url).encode(), digest_size=KEY_BYTES).hexdigest()


def _target(parts: SplitResult) -> str:
    """Path and query, which the forms of a site's addresses speak of."""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
