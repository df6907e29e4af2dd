"""Parses a page to a tree, and lists the addresses that its links name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newscrawl import urls
from newscrawl.discover.markup import as_utf8, header
from newscrawl.parse_limits import exceeded_limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    Element: TypeAlias = etree._Element  # noqa: SLF001 - the only name lxml gives its elements' class

MAX_BYTES: Final = 16 * 2**20
"""Bytes of a page that are read."""

_END_OF_PAGE: Final = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_LINK_TAG: Final = re.compile(rb"<a\s", re.IGNORECASE)

TEXT: Final = etree.XPath("string()", smart_strings=False)
"""The whole text of an element."""

_HREFS: Final = etree.XPath("//a/@href", smart_strings=False)


def parse(body: bytes, *, headers: Mapping[str, str] | None = None) -> Element | None:
    """Parse a page; ``None`` if it is empty or exceeds the limits of :mod:`newscrawl.parse_limits`."""
    body = body[:MAX_BYTES]
    if exceeded_limit(body):
        return None
    page = _whole(as_utf8(body, header(headers, "content-type")))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return etree.fromstring(page.replace(b"\x00", b""), parser)
    except etree.XMLSyntaxError:
        return None


def _whole(page: bytes) -> bytes:
    """Return a page without end tags of ``html`` and ``body`` that links follow: the parser would put these outside the page."""
    end = _END_OF_PAGE.search(page)
    return _END_OF_PAGE.sub(b"", page) if end and _LINK_TAG.search(page, end.end()) else page


def hrefs(root: Element) -> list[str]:
    """Return the raw ``href`` of every link without its fragment, each once, in page order.

    A caller can look up known addresses before anything is resolved.
    """
    found = dict.fromkeys(href.partition("#")[0] if "#" in href else href for href in _HREFS(root))
    found.pop("", None)
    return list(found)


def may_be_page(href: str) -> bool:
    """Return false for an ``href`` that cannot lead to a page, such as ``mailto:``. This check is cheap and comes first."""
    return bool(href) and href[0] != "#" and not href.startswith(("javascript:", "mailto:", "tel:", "data:"))


def base(root: Element, url: str) -> str:
    """Return the base address of the page's links: its ``<base>``, moved to the page's own host if it names another one."""
    for element in root.iter("base"):
        found = urls.resolve(element.get("href") or "", url)
        if found and not same_site(found, url):
            # The site moved to a new domain, or the address is of a developer's machine: the path is still right.
            return urljoin(url, urlsplit(found).path or "/")
        return found or url
    return url


def same_site(a: str, b: str) -> bool:
    """Return whether two addresses are on the same host, or one is on a subdomain of the other."""
    host, other = urls.host(a), urls.host(b)
    return host == other or host.endswith("." + other) or other.endswith("." + host)
