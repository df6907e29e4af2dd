"""VCCorp (IMS): layouts, load-more requests, date archives and article addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.sites.families._article_url import article_url
from newscrawl.sites.profile import Archive, Layout, Paging, Related

if TYPE_CHECKING:
    from newscrawl.sites.profile import ArticleUrl

_IMS_RELATED: Final = (
    Related(css="div.VCSortableInPreviewMode[type=RelatedOneNews]", relation="see_also"),
    Related(css="div.VCSortableInPreviewMode[type=RelatedNewsBox]", relation="see_also"),
)
_IMS_VIDEO: Final = "div.VCSortableInPreviewMode[type=VideoStream]"
_IMS_ADS: Final = ("zone", "[id^=admzone]")
"""What the editor of all its templates calls its insertions."""

VCCORP: Final = Layout(
    name="vccorp",
    body=("div.detail-content.afcbc-body", "div.detail-content[data-role=content]", "div.detail-cmain"),
    headline=("h1[data-role=title]", "h1.detail-title"),
    lead=("h2[data-role=sapo]", "h2.detail-sapo", "[data-role=sapo]", "h2.sapo"),
    date=("[data-role=publishdate]", "div.detail-time"),
    author=(
        "div.box-author-detail a.name",
        "[data-role=author]",
        ".author-info a.name",
        ".author-info-top a.name",
        "a.detail-author-top-name",
        ".detail-author",
    ),
    section=("[data-role=cate-name]", ".detail-cate a", "a.category-page__name", "a.category-name_ac"),
    breadcrumbs=("div.detail-breadcrumb li a", ".detail-cate a", "[data-role=cate-name]"),
    keywords=("div.detail-tab a.item", ".detail-tag-list a"),
    drop=(
        *_IMS_ADS,
        "div.kbwscwl-relatedbox",
        ".readmore-body-box",
        "div.box-author-detail",
        ".button-dowload-img",
        "div[id^=zone-]",
        "div.link-source-wrapper",
    ),
    figure=(
        "figure.VCSortableInPreviewMode",
        "div.VCSortableInPreviewMode[type=Photo]",
        "div.VCSortableInPreviewMode[type=PhotoInContentBox]",
    ),
    caption=(".PhotoCMS_Caption", "[data-role=caption]"),
    credit=(".PhotoCMS_Author",),
    video=(_IMS_VIDEO,),
    related=(
        *_IMS_RELATED,
        Related(css=".detail__related", relation="related", heading=".title-category"),
        Related(css="div.detail__same-category", relation="same_category", heading=".title-category"),
    ),
    confidence="high",
    sources="SAVED LT TW CW VNJ FF",
)
"""IMS from about 2022: ``data-role`` names every part."""

VCCORP_KNC: Final = Layout(
    name="vccorp-knc",
    body=("div.knc-content", "#ContentDetail", "div.knd-content"),
    headline=("h1.kbwc-title", "h1.knd-title"),
    lead=("h2.knc-sapo", "h2.knd-sapo"),
    date=("span.kbwcm-time::attr(title)", "span.kbwcm-time"),
    author=("span.kbwcm-author",),
    source_credit=("span.kbwcm-source a", "span.kbwcm-source"),
    keywords=("li.kli a",),
    drop=(
        *_IMS_ADS,
        ".link-content-footer",
        "div.link-source-wrapper",
        ".ads-sponsor",
        ".khw-adk14-wrapper",
    ),
    figure=("div.VCSortableInPreviewMode[type=Photo]",),
    caption=(".PhotoCMS_Caption", ".LayoutAlbumCaption"),
    credit=(".PhotoCMS_Author",),
    related=(
        *_IMS_RELATED,
        Related(css=".knc-relate-wrapper", relation="see_also"),
        Related(css="div.knc-rate-link", relation="see_also"),
    ),
    confidence="medium",
    sources="MISC ABP",
)
"""Kênh14, GenK and their kin to about 2024."""

VCCORP_2017: Final = Layout(
    name="vccorp-2017",
    body=(
        "div#main-detail-body",
        ".contentdetail",
        "div.news-content",
        "div.content-news-detail",
        "div.contentbody",
        "div.sp-detail-content",
    ),
    headline=("h1.article-title", "h1.news-title", "h1.title-content", "h1.title"),
    lead=("h2.sapo", "h2.news-sapo", "h2.sapo-detail", "p.sapo"),
    date=(
        "div.date-time",
        "p.dateandcat span.pdate",
        "div.timeandcatdetail span.time",
        "time.op-published::attr(title)",
        "time.op-published",
    ),
    author=("div.main-content-body div.author", "p.author", "div.content_source p.author", "span.author"),
    source_credit=("div.content_source p.source", "p.source"),
    section=("p.dateandcat a", "div.bread-crumbs li:last-child a", "div.timeandcatdetail a"),
    breadcrumbs=("div.bread-crumbs li a", "p.dateandcat a", "div.timeandcatdetail a"),
    keywords=("ul.tags-wrapper li a", "div.listtags li a", "span.tags-item a", "div.tagdetail a", "div.tags h3 a"),
    drop=(
        *_IMS_ADS,
        ".link-content-footer",
        "div.link-source-wrapper",
        "div.tags",
        "h2.sapo",
    ),
    figure=("div.VCSortableInPreviewMode[type=Photo]",),
    caption=(".PhotoCMS_Caption",),
    credit=(".PhotoCMS_Author",),
    video=(_IMS_VIDEO,),
    related=(
        *_IMS_RELATED,
        Related(css="div.news-relation-bottom", relation="related"),
        Related(css="div.box-newsrelated", relation="related"),
    ),
    confidence="medium",
    sources="PUB",
)
"""Tuổi Trẻ, Người Lao Động, Soha, CafeBiz from about 2016 to 2021: one editor, a dress for each newspaper."""

VCCORP_2012: Final = Layout(
    name="vccorp-2012",
    body=("div.assessment-main1",),
    headline=("div.news-showtitle h1",),
    lead=("div.init_content",),
    date=("div.note",),
    section=("h2.sub_title a",),
    breadcrumbs=("h2.sub_title a",),
    keywords=("div.tags a",),
    drop=("div.init_content",),
    related=(
        Related(css="div.tinlienquan", relation="related", heading="h2"),
        Related(css="div.capnhatapple div.subapple", relation="same_topic"),
        Related(css="div.newshot4 span.newshot-title:first-child + ul", relation="latest"),
        Related(css="div.newshot4 ul + span.newshot-title + ul", relation="same_category"),
    ),
    confidence="high",
    sources="SAVED",
)
"""GenK in 2012. The list of lines above the text is its lead."""

VCCORP_MORE: Final = Paging(
    url="/timelinelist/{channel}/{n}.htm", channel=r"<input(?=[^<>]*id=[\"']hdZoneId[\"'])[^<>]*value=[\"'](\d+)[\"']"
)
VCCORP_OLD_MORE: Final = Paging(url="/timeline/{channel}/trang-{n}.htm", channel=VCCORP_MORE.channel)
"""What older pages of the family ask."""

VCCORP_PAGES: Final = (VCCORP_MORE, VCCORP_OLD_MORE)
VCCORP_DAYS: Final = (
    Archive(
        url="/timeline-xem-theo-ngay/{channel}/{DD}-{MM}-{YYYY}/trang-{n}.htm",
        channel=VCCORP_MORE.channel,
        confidence="low",
        sources="MISC",
    ),
    Archive(url="{stem}/xem-theo-ngay/{D}-{M}-{YYYY}.htm", confidence="low", sources="MISC"),
)
"""What a section brought on a day."""


def vccorp_articles(*yes: str, no: str = "", host: str | None = None) -> tuple[ArticleUrl]:
    """``/slug-185260307071033787.htm`` or ``.chn``: a site's code of three digits and the moment of creation.

    Articles that came from an older system have its number in the moment's place: ``-169133117.htm``.
    """
    return (article_url(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{9,18})\.(?:htm|html|chn)\b", yes, no, host),)


def vccorp_old_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """``/20121226051446379p0c1019/slug.htm`` of the years to 2014: moment of creation, page and category."""
    return (article_url(r"(?i)^/(?P<id>\d{15,17})(?:p\d+c|ca)\d+/[a-z0-9-]+\.(?:htm|chn)\b", yes, no),)
