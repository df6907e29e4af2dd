"""MasterCMS: layout, listing pages and article addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.sites.families._article_url import article_url
from newscrawl.sites.profile import Layout, Paging

if TYPE_CHECKING:
    from newscrawl.sites.profile import ArticleUrl

MASTERCMS: Final = Layout(
    name="mastercms",
    body=(".__MASTERCMS_CONTENT", "#articleBody", ".article-detail-body"),
    headline=("h1.article-detail-title", "h1.post-title"),
    lead=(".article-detail-desc", "div.post-desc"),
    date=("*:has(> span.format_date)", ".format_date", "span.format_time"),
    author=(".article-detail-author", ".post-author"),
    section=("a.article-catname", ".bx-cat-link"),
    breadcrumbs=("a.article-catname", ".bx-cat-link"),
    drop=(".article-share-button", ".article-extension", ".article-detail-author", ".article-detail-desc"),
    confidence="medium",
    sources="LT GP CW",
)
"""The layout of all MasterCMS sites."""

MASTERCMS_PAGES: Final = Paging(url="{section}&s_cond=&BRSR={n}", first=15, step=15)
"""Further pages of a listing. ``{n}`` counts the articles shown so far, 15 per page."""


def mastercms_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """Return the address pattern ``/slug-123456.html``."""
    return (article_url(r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html\b", yes, no),)
