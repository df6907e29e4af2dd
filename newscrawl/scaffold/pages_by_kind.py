"""Sorts the pages of a site by what they are: articles, lists, feeds, sitemaps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.discover import UnreadableError, feed, home
from newscrawl.extract import NotAnArticle, Page, open_page, pick_article, to_article
from newscrawl.scaffold import address_forms
from newscrawl.scaffold.field_elements import FieldElements, locate_fields
from newscrawl.scaffold.gates import gate_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newscrawl.items import Article
    from newscrawl.sites.profile import Site

Kind: TypeAlias = Literal["home", "listing", "article", "feed", "feed_index", "sitemap", "robots"]
"""What a page is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """One page of a site."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    """``None``: the kind is detected from address and content."""


# --- the pages, sorted --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class PagesByKind:
    """The pages by kind."""

    articles: list[tuple[SitePage, Article, FieldElements]] = field(default_factory=list)
    lists: list[SitePage] = field(default_factory=list)
    """Home page and sections."""

    feeds: list[tuple[SitePage, list[str]]] = field(default_factory=list)
    """Each feed with the addresses of its entries."""

    sitemaps: list[SitePage] = field(default_factory=list)
    feed_indexes: list[SitePage] = field(default_factory=list)
    robots: list[SitePage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Reasons why pages given as articles are not articles, by address."""

    def sitemaps_named(self) -> list[str]:
        """Return the sitemaps that the saved robots.txt files name."""
        return [url for page in self.robots for url in home.robots_sitemaps(page.body, page.url, headers=page.headers)]


def sort_pages(pages: Iterable[SitePage], blank: Site) -> PagesByKind:
    """Sort pages. ``blank`` is the site without a profile, by which articles are read."""
    found = PagesByKind()
    for page in pages:
        kind = page.kind or _kind(page)
        if kind == "robots":
            found.robots.append(page)
        elif kind == "sitemap":
            found.sitemaps.append(page)
        elif kind == "feed":
            try:
                links = feed.links(page.body, url=page.url, headers=page.headers)
            except UnreadableError as error:
                found.refused[page.url] = error.reason
            else:
                found.feeds.append((page, [link.url for link in links]))
        elif kind == "feed_index":
            found.feed_indexes.append(page)
        elif kind in {"home", "listing"}:
            if why := gate_of(page):
                found.refused[page.url] = why
            else:
                found.lists.append(page)
        else:
            _sort_article(page, blank, found)
    _refuse_repeated(found)
    return found


def gate_of(page: SitePage) -> str | None:
    """Return what a page asks for before it shows its content; ``None`` if it shows it, or cannot be read."""
    try:
        return gate_reason(Page(page.body, url=page.url, headers=page.headers))
    except NotAnArticle:
        return None


def _refuse_repeated(found: PagesByKind) -> None:
    """Leave out pages with one headline and text at several addresses: a site's page to sign in, its error page."""
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, article, _ in found.articles:
        ids[article.headline, article.text].add(article.id)
    kept = []
    for entry in found.articles:
        page, article, _ = entry
        count = len(ids[article.headline, article.text])
        if count == 1:
            kept.append(entry)
        else:
            found.refused[page.url] = f"{count} addresses show this one page: is it one to sign in, or an error page?"
    found.articles = kept


def _sort_article(page: SitePage, blank: Site, found: PagesByKind) -> None:
    """Add a page to the articles if it reads as one, else to the lists."""
    try:
        context = pick_article(open_page(page.body, url=page.url, site=blank, headers=page.headers))
        article = to_article(context)
    except NotAnArticle as refusal:
        gate = gate_of(page)
        found.refused[page.url] = gate or str(refusal)
        if page.kind is None and not gate:
            found.lists.append(page)
        return
    if why := gate_reason(context.page, article.url):
        found.refused[page.url] = why
        return
    if page.kind is None and not _says_article(context.page):
        found.refused[page.url] = "taken for a section: neither its address nor its metadata say that it is an article"
        found.lists.append(page)
        return
    found.articles.append((page, article, locate_fields(context, article)))


def _says_article(page: Page) -> bool:
    """Return whether the address or structured data mark the page as an article.

    A section full of summaries reads like one.
    """
    is_long = urls.looks_like_article(page.url) and not address_forms.is_short_slug(page.url)
    return bool(is_long or page.news or page.meta("article:published_time"))


def _kind(page: SitePage) -> Kind | None:
    """Detect the kind of a page from its address and first bytes; ``None`` for an article or a section."""
    path = urlsplit(page.url).path
    head = page.body[:1000].lower()
    if path == "/robots.txt":
        return "robots"
    if path in {"", "/"}:
        return "home"
    if b"<urlset" in head or b"<sitemapindex" in head:
        return "sitemap"
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head:
        return "feed"
    return None
