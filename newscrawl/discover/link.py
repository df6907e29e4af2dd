"""A link in a source, with the metadata that the source gives it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from newscrawl import urls

if TYPE_CHECKING:
    from newscrawl.items import Hints

# Path segments that are not empty and do not begin with a dot: urljoin leaves them as they are.
_PLAIN_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?(?:\?[A-Za-z0-9._~=&-]+)?")
_ESCAPED_AMPERSAND: Final = re.compile(r"&(?:amp;)+|&#0*38;(?:amp;)*|&#x0*26;(?:amp;)*", re.IGNORECASE)
"""An ampersand that was escaped once too often: ``?a=1&amp;b=2``, ``?a=1&#038;b=2``. No address has one on purpose."""

_PLAIN: Final = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::\d{1,4})?" + _PLAIN_PATH.pattern)


class Link(NamedTuple):
    """One page that a feed, sitemap or listing points to."""

    url: str
    """Absolute http(s) address without its fragment, not yet canonical."""

    hints: Hints
    """What the source says about the page: title, date, section, summary."""

    lastmod: str | None = None
    """When the page last changed, as the source writes it. It is never used as the date of publication."""


class UnreadableError(ValueError):
    """The bytes are not the expected kind of source. ``reason`` is one word for the statistics."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason: Final = reason
        self.url: Final = url

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[str, str]]:
        return type(self), (self.reason, self.url)


class Resolver:
    """:func:`newscrawl.urls.resolve` against one base address, faster for the forms that nearly all links have."""

    __slots__ = ("_base", "_root")

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._base = base
        self._root = f"{parts.scheme}://{parts.netloc}"

    def __call__(self, href: str) -> str | None:
        """Return the absolute address; ``None`` if the link leads to no page."""
        if len(href) < urls.MAX_URL_CHARS - len(self._root):
            if _PLAIN.fullmatch(href):
                return href
            if _PLAIN_PATH.fullmatch(href):
                return self._root + href
        if "&" in href:
            href = _ESCAPED_AMPERSAND.sub("&", href)
        return urls.resolve(href, self._base)
