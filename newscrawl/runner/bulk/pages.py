"""Reads one saved page: bytes to a normalised, validated article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from newscrawl import sites
from newscrawl.content_coding import CodingError, codings_of, decoded
from newscrawl.extract import NotAnArticle, Page, extract
from newscrawl.parse_limits import exceeded_limit
from newscrawl.pipelines.normalize import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from newscrawl.items import Article, Hints
    from newscrawl.sites import Site
    from newscrawl.text.tones import ToneStyle

MAX_PAGE_BYTES: Final = 32 << 20
"""Largest page that is read, in bytes, before and after decompression."""


class UnreadablePageError(Exception):
    """A page that gives no article. ``reason`` is a word for the report, such as ``rejected/no_headline``; the text says more."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(text or reason.partition("/")[2])
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How pages are read. The same for all pages of a command."""

    site: Site | None = None
    """The profile to read with; by default that of the address."""

    is_generic: bool = False
    """Whether every page is read as one of a site without a profile."""

    is_raw: bool = False
    """Whether the text stays as the page has it."""

    tone_style: ToneStyle = "first"

    def site_of(self, url: str) -> Site:
        """Return the profile that the page at an address is read with; raise :class:`ValueError` for a text that is none."""
        return sites.unknown(url) if self.is_generic else self.site or sites.of(url)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInput:
    """One page, and what is known of it."""

    body: bytes
    url: str
    headers: Mapping[str, str] | None = None
    fetched_at: datetime | None = None
    hints: Hints | None = None


def read_page(page: PageInput, reading: Reading) -> Article:
    """Return the article on a page. Raises :class:`UnreadablePageError` if there is none."""
    check_limits(page.body)
    try:
        article = extract(
            page.body,
            url=page.url,
            site=reading.site_of(page.url),
            headers=page.headers,
            fetched_at=page.fetched_at,
            hints=page.hints,
        )
    except NotAnArticle as error:
        raise UnreadablePageError(f"rejected/{error.reason}", str(error)) from None
    return finished(article, reading)


def check_limits(body: bytes) -> None:
    """Raise :class:`UnreadablePageError` for a page that would keep the parser busy: beyond the defaults of a crawl."""
    if len(body) > MAX_PAGE_BYTES:
        raise UnreadablePageError("failed/too_large")
    if limit := exceeded_limit(body):
        raise UnreadablePageError(f"failed/{limit}")


def finished(article: Article, reading: Reading) -> Article:
    """Return an article with its text corrected, unless it is to stay as the page has it."""
    return article if reading.is_raw else normalized(article, tone=reading.tone_style)


def with_warnings(article: Article, warnings: Iterable[str]) -> Article:
    """Return an article with further warnings."""
    added = [warning for warning in warnings if warning not in article.extraction.warnings]
    if not added:
        return article
    return replace(article, extraction=replace(article.extraction, warnings=[*article.extraction.warnings, *added]))


def own_address(body: bytes) -> str | None:
    """Return the address that a page states (canonical link, ``og:url``, JSON-LD); ``None`` if it states none."""
    try:
        return Page(body).url
    except (NotAnArticle, ValueError):
        return None


def decompressed(body: bytes, headers: Mapping[str, str]) -> tuple[bytes, bool]:
    """Return an answer's body without its content codings, and whether the header named the wrong ones.

    Raises :class:`UnreadablePageError`.
    """
    try:
        return decoded(body, codings_of([headers.get("content-encoding", "")]), max_bytes=MAX_PAGE_BYTES)
    except CodingError as error:
        raise UnreadablePageError(f"failed/{error.reason}") from None
