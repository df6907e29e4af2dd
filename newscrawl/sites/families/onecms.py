"""OneCMS: layouts, load-more requests and article addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newscrawl.sites.families._article_url import article_url
from newscrawl.sites.profile import Layout, Paging

if TYPE_CHECKING:
    from newscrawl.sites.profile import ArticleUrl

ONECMS_LONGFORM: Final = Layout(
    name="onecms-longform",
    body=("article.entry.entry-no-padding", "div.entry.entry-no-padding", "div.b-maincontent"),
    headline=("h1.sc-longform-header-title", "h1.c-detail-head__title"),
    lead=(".sc-longform-header-sapo", "p.desc", "h2.desc"),
    date=(".sc-longform-header-date", ".c-detail-head__time"),
    author=(".sc-longform-header-author", ".c-detail-head__author"),
    section=("li.breadcrumb-item.active a", "span.c-detail-head__cat a", "span.c-detail-head__cat"),
    breadcrumbs=("li.breadcrumb-item a",),
    keywords=("div.c-tags a", "a[href$='-ptag.html']"),
    drop=(
        "div.sc-longform-header",
        "div.sc-empty-layer",
        "div.c-box",
        ".c-banner",
        ".oneads",
        ".ads_viewport",
        "div.c-author-page",
    ),
    figure=("figure.expNoEdit", "div.expNoEdit"),
    caption=("figcaption h2", "figcaption", ".lg-caption h2"),
    credit=("figcaption em", "div.c-author-page"),
    scope="div.onecms__detail",
    confidence="high",
    sources="LT MC CW TW NQS",
)
"""The layout from about 2024. Header and lead are inside the body's element."""

ONECMS_CLASSIC: Final = replace(
    ONECMS_LONGFORM,
    name="onecms-classic",
    body=("div.content-main-normal", "div.c-news-detail", "article.entry", "div.entry"),
    headline=ONECMS_LONGFORM.headline[::-1],
    lead=("p.desc", "h2.desc", "b.fixh22", ".sc-longform-header-sapo"),
    date=ONECMS_LONGFORM.date[::-1],
    author=("div.content-main-normal > p[style*=right] > strong", *ONECMS_LONGFORM.author[::-1]),
    section=("span.c-detail-head__cat a", "span.c-detail-head__cat", "li.breadcrumb-item.active a"),
    confidence="medium",
    sources="LT CW ONEJS",
)
"""The layout from about 2021. Many sites show both layouts side by side."""

ONECMS: Final = (ONECMS_LONGFORM, ONECMS_CLASSIC)
"""Both layouts, in the order to try."""

ONECMS_MORE: Final = Paging(
    url="/api/getMoreArticle/channel_empty_{last}_{channel}_0",
    channel=r"(?:channel_empty_\d+_|data-channel(?:-id)?=[\"']|[cC]hannelId[\"']?\s*[:=]\s*[\"']?)(\d+)",
    last=r"(?:<li[^<>]*\bpid=[\"']|\"PublisherId\"\s*:\s*\"?)(\d+)",
    links="json",
)
"""The load-more request of the newer script."""

ONECMS_OLD_MORE: Final = Paging(
    url="/api/getMoreArticle?type=channel&keyword=&publisherId={last}&channelId={channel}&eventId=0",
    post=True,
    channel=ONECMS_MORE.channel,
    last=ONECMS_MORE.last,
    links="json",
)
"""The load-more request of the older script."""

ONECMS_PAGES: Final = (ONECMS_MORE, ONECMS_OLD_MORE)
"""Both load-more requests, in the order to try."""

ONECMS_NOT: Final = (r"-event\d+\.html", r"-ptag\.html", r"^/api/")
"""Paths that are never articles: events, tags and endpoints."""


def onecms_articles(*yes: str, no: str = "", host: str | None = None) -> tuple[ArticleUrl]:
    """Return the address pattern ``/slug-123.html``, on older pages after the sections."""
    return (article_url(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{4,})\.html\b", yes, no, host),)
