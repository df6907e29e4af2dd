"""Finds the sources of a site without a profile: the feeds, sitemaps and sections that its pages link to."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from newscrawl import urls
from newscrawl.discover import html_tree, page_parts
from newscrawl.discover.link import Resolver
from newscrawl.discover.markup import decode, header, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newscrawl.discover.html_tree import Element

MAX_FEEDS: Final = 60
"""Feeds of a home page that are returned."""

MAX_SECTIONS: Final = 40
"""Sections of a home page that are returned."""

MAX_SITEMAPS: Final = 200
"""Sitemaps, and feeds of a feed index, that are returned."""

_MAX_FEED_INDEXES: Final = 3
"""Pages that list feeds that are returned."""

MAX_ROBOTS_BYTES: Final = 2**20
"""Bytes of a robots.txt that are read; RFC 9309 requires half as much."""

_FEED_TYPES: Final = ("rss", "atom", "feed+json", "rdf+xml")
_FEED_PATH: Final = re.compile(
    r"\.(?:rss|atom|rdf)$|/(?:rss|feed|atom)(?:\.xml|/index\.xml)?/?$|/rss/[^/]+$|^/feeds?/[^/]+$"
)
_FEED_INDEX: Final = re.compile(r"/rss(?:\.(?:html?|chn|aspx?|php|tpo|vnp))?/?$")
_SITEMAP_PATH: Final = re.compile(r"(?:^|/)(?=[^/]*sitemap)[^/]*\.(?:xml|txt|rss)(?:\.gz)?$", re.IGNORECASE)
_COMMENT_FEED: Final = re.compile(r"[/=?-](?:comments?|comments-rss2?)(?:[/.&-]|$)", re.IGNORECASE)
"""Feeds of comments, which WordPress and Blogger link to beside the feed of articles."""

_ALTERNATES: Final = etree.XPath("//link[@href and @rel]")
_SITEMAP_LINE: Final = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)

_NOT_A_SECTION: Final = re.compile(
    r"/(?:tags?|tu-khoa|topics?|authors?|tac-gia|search|tim-kiem|tim|login|dang-nhap|dang-ky|register|user|account|tai-khoan|thong-tin-tai-khoan|"
    r"rss|feeds?|lien-he|contact|about|about-us|gioi-thieu|quang-cao|bao-gia|privacy|chinh-sach-bao-mat|terms|dieu-khoan|"
    r"toa-soan|hotline|dat-bao|epaper|e-paper|cart|sitemap|so-do-trang|app|apps|mobile|policy)(?:[/.-]|$)",
    re.IGNORECASE,
)
_SECTION_PATH: Final = re.compile(
    r"(?:/[a-z0-9][a-z0-9-]{1,40}){1,3}(?:\.(?:html?|chn|aspx?|php|tpo|vnp|vov|ldo))?/?", re.IGNORECASE
)
_MAX_SECTION_WORDS: Final = 6
"""Longest slug and name of a section, in words: ``bat-dong-san``, ``Kinh doanh``."""

_MENU_WEIGHT: Final = 3
"""Weight of a link in a menu; another link weighs 1. Sections in the menu come first."""

_MIN_SECTION_WEIGHT: Final = 2
"""Least weight of a section: one link in the menu, or two links elsewhere."""


class Sources(NamedTuple):
    """The sources of a site without a profile, as absolute addresses, best first."""

    feeds: list[str]
    sections: list[str]
    sitemaps: list[str]
    feed_indexes: list[str]
    """Pages that list feeds, for :func:`feed_index`."""


def sources(source: bytes | Element, url: str, *, headers: Mapping[str, str] | None = None) -> Sources:
    """Return the sources that a home page links to, from its bytes or its parsed tree.

    Raises nothing: bytes that are not HTML have no sources.
    """
    root = html_tree.parse(source, headers=headers) if isinstance(source, bytes) else source
    if root is None:
        return Sources([], [], [], [])
    resolve = Resolver(html_tree.base(root, url))
    addresses = [found for href in html_tree.hrefs(root) if html_tree.may_be_page(href) and (found := resolve(href))]
    paths = {a: urlsplit(a).path for a in dict.fromkeys(addresses) if html_tree.same_site(a, url)}
    return Sources(
        feeds=_first(MAX_FEEDS, [*_alternates(root, resolve), *(a for a, path in paths.items() if _is_feed(path))]),
        sections=_sections(root, url, resolve),
        sitemaps=_first(MAX_SITEMAPS, (a for a, path in paths.items() if _SITEMAP_PATH.search(path))),
        feed_indexes=_first(_MAX_FEED_INDEXES, (a for a, path in paths.items() if _FEED_INDEX.search(path))),
    )


def feed_index(body: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> list[str]:
    """Return the feeds that a page such as ``/rss.html`` lists, in page order."""
    root = html_tree.parse(body, headers=headers)
    if root is None:
        return []
    resolve = Resolver(html_tree.base(root, url))
    found = (resolve(href) for href in html_tree.hrefs(root) if html_tree.may_be_page(href))
    local = (a for a in found if a and a != url and html_tree.same_site(a, url) and _is_feed(urlsplit(a).path))
    return _first(MAX_SITEMAPS, [*_alternates(root, resolve), *local])


def robots_sitemaps(body: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> list[str]:
    """Return the sitemaps that a robots.txt names, in its order, each once."""
    resolve = Resolver(url)
    text = decode(body[:MAX_ROBOTS_BYTES], header(headers, "content-type")).replace("\r", "\n")
    return _first(MAX_SITEMAPS, (a for m in _SITEMAP_LINE.finditer(text) if (a := resolve(m[1]))))


def _first(count: int, addresses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(addresses))[:count]


def _is_feed(path: str) -> bool:
    path = path.lower()
    return (
        bool(_FEED_PATH.search(path))
        and not path.endswith((".html", ".htm", ".chn"))
        and not _COMMENT_FEED.search(path)
    )


def _alternates(root: Element, resolve: Resolver) -> Iterator[str]:
    for link in _ALTERNATES(root):
        kind = link.get("type", "").lower()
        if "alternate" in link.get("rel", "").lower().split() and any(name in kind for name in _FEED_TYPES):
            address = resolve(link.get("href"))
            if address and not _COMMENT_FEED.search(address):
                yield address


def _sections(root: Element, url: str, resolve: Resolver) -> list[str]:
    """Return addresses of the same host whose path and link text look like a section's, those in the menu first."""
    weights: Counter[str] = Counter()
    navigation = page_parts.Navigation()
    is_section = cache(_is_section)  # a page links its sections several times
    for anchor in root.iter("a"):
        href = anchor.get("href")
        address = resolve(href) if href and html_tree.may_be_page(href) else None
        if address is None or urls.host(address) != urls.host(url):
            continue
        in_menu = navigation.holds(anchor)
        if not is_section(address, in_menu=in_menu):
            continue
        name = plain("".join(anchor.itertext())) or anchor.get("title") or ""
        if not 0 < len(name.split()) <= _MAX_SECTION_WORDS or not any(c.isalpha() for c in name):
            continue
        weights[address] += _MENU_WEIGHT if in_menu else 1
    return [address for address, weight in weights.most_common() if weight >= _MIN_SECTION_WEIGHT][:MAX_SECTIONS]


def _is_section(address: str, *, in_menu: bool) -> bool:
    parts = urlsplit(address)
    path = parts.path
    if parts.query or not _SECTION_PATH.fullmatch(path) or _NOT_A_SECTION.search(path) or urls.is_asset(address):
        return False
    slug = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    if slug.count("-") >= _MAX_SECTION_WORDS:
        return False
    # "bao-ve-nguoi-tieu-dung" is as long as a headline. A link in the menu without a digit is a section all the same.
    return not urls.looks_like_article(address) or (in_menu and not any(c.isdigit() for c in slug))
