"""The portal system of government offices: layout, listing pages and article addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.sites.families._article_url import article_url
from newscrawl.sites.profile import Layout, Paging

if TYPE_CHECKING:
    from newscrawl.sites.profile import ArticleUrl

PORTAL: Final = Layout(
    name="portal",
    body=(".detail-content", ".content-detail"),
    headline=("h1.detail-title", ".detail-title"),
    lead=(".detail-content-lead",),
    date=(".time",),
    author=("div.detail-content p:contains('Tác giả:')",),
    drop=(
        ".detail-content-lead",
        "div.detail-content p:contains('Tác giả:')",
        "div.detail-content p:contains('Lượt xem:')",
        "div.detail-content p:contains('Tệp đính kèm:')",
    ),
    confidence="low",
    sources="HBK HTG",
)
"""The layout. Only their first words identify the lines after the text."""

PORTAL_PAGES: Final = Paging(url="{section}?page={n}")
"""Further pages of a listing."""


def portal_articles(*yes: str, no: str = "", host: str | None = None) -> tuple[ArticleUrl]:
    """Return the address pattern ``/vi/bai-viet/slug``, with or without the language. The slug is the article key."""
    return (article_url(r"^/(?:vi/)?bai-viet/(?P<id>[a-z0-9-]+)/?$", yes, no, host),)
