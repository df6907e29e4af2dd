"""Hemera (ePi, mcms.one): layouts, load-more requests and article addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.sites.families._article_url import article_url
from newscrawl.sites.profile import Layout, Paging, Related

if TYPE_CHECKING:
    from newscrawl.sites.profile import ArticleUrl

HEMERA: Final = Layout(
    name="hemera",
    body=("div.article__body.cms-body", "div.zce-content-body", "div.cms-body"),
    headline=("h1.article__title", "h1.article__header", "h1.cms-title"),
    lead=(".article__sapo", ".cms-desc"),
    date=(
        "meta.cms-date[itemprop=datePublished]::attr(content)",
        "time.time::attr(datetime)",
        "time.time::attr(data-time)",
        "time.time",
    ),
    modified=("meta[itemprop=dateModified]::attr(content)",),
    author=(
        ".article__author .cms-author",
        "a.cms-author",
        "span.cms-author",
        "div.author.cms-author",
        ".article__author",
    ),
    source_credit=(".article__source",),
    section=(".main-cate a", "ul.breadcrumb li:last-child a"),
    breadcrumbs=("ul.breadcrumb li a", ".main-cate a"),
    keywords=(".article__tag a.link", ".article__tag a"),
    drop=(
        ".ads_middle",
        ".sda_middle",
        ".rennab",
        ".banner",
        ".article__social",
        ".article__author",
        ".article__source",
        "table.video td.caption",
        "div.cms-relate",
        "iframe",
        "[id^=adsWeb_]",
        "[id^=adsMobile]",
    ),
    figure=("table.picture", "figure.article__avatar"),
    caption=("figcaption", "td.caption", "p.caption"),
    lead_image=("figure.article__avatar",),
    related=(
        Related(css=".article-relate", relation="see_also"),
        Related(css=".related-inline-story", relation="see_also"),
        Related(css="[data-source=related-news]", relation="related"),
        Related(css=".related-news", relation="related", heading="h3"),
        Related(css="[data-source^=mostread]", relation="most_read"),
        Related(css="[data-source^=topic]", relation="same_topic"),
        Related(css="[data-source^=recommendation]", relation="same_category"),
    ),
    confidence="high",
    sources="TW MC GP CW TNCK NOTES",
)
"""The layout of Nhân Dân, Tiền Phong, VietnamPlus and others. ``data-source`` names every list."""

HEMERA_2018: Final = Layout(
    name="hemera-2018",
    body=("#abody", "div.article-body.cms-body", "div#article-body", "div#main_detail"),
    headline=("h1.details__headline", "h1.main-title", "h1#headline", "h1.cms-title"),
    lead=("div#chapeau", "div.details__summary", "p.article-sapo", "div.sapo.cms-desc", "div.sapo"),
    date=(
        "meta.cms-date::attr(content)",
        "div.details__meta time::attr(datetime)",
        "div.details__meta time",
        "p.byline-dateline time",
        "div.source time",
        "div.meta time",
    ),
    author=(
        "div.details__author__meta h4 a",
        "div.details__author__meta h4",
        "p.byline-dateline .cms-author",
        "div.article-author",
    ),
    section=("div.breadcrumbs a:last-of-type",),
    breadcrumbs=("div.breadcrumbs a",),
    keywords=("div.details__tags a", "div.article-tags p a", "ul.tags li a", "div.tags a"),
    drop=(
        "div.details__morenews",
        "div.morenews",
        "article.story",
        "div.article-poll",
        "div#chapeau",
        "div.sapo",
        "div#contentAvatar",
        "div.article-tags",
        "ul.tags",
        "div.tags",
        "[id^=dablewidget]",
        "[id^=sticky]",
    ),
    figure=("div.imagefull", "div#contentAvatar", "figure.article-avatar", "table.imagefull", "div.article-photo"),
    caption=("div.imgcaption", "p.caption", "figcaption"),
    credit=("div.source",),
    lead_image=("div#contentAvatar", "figure.article-avatar"),
    related=(
        Related(css="div.details__morenews", relation="see_also"),
        Related(css="div#abody article.story", relation="see_also"),
    ),
    confidence="medium",
    sources="PUB",
)
"""The layout of Thanh Niên, Tiền Phong, VietnamPlus and Pháp luật TP.HCM from about 2015 to 2021."""

HEMERA_MORE: Final = Paging(
    url="/api/morenews-zone-{channel}-{n}.html",
    channel=r"(?:morenews-zone-|data-zone=[\"']|zoneId[\"']?\s*[:=]\s*[\"']?)(\d+)",
    links="json",
)
"""The load-more request."""


def hemera_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """Return the address pattern ``/slug-post123.html``, ``.tpo`` or ``.vnp``."""
    return (article_url(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-post(?P<id>\d+)\.(?:html|tpo|vnp)\b", yes, no),)
