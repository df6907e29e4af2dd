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
"""Related boxes that the editor of all IMS layouts inserts into the body."""

_IMS_VIDEO: Final = "div.VCSortableInPreviewMode[type=VideoStream]"
"""The video box of the same editor."""

_IMS_ADS: Final = ("zone", "[id^=admzone]")
"""Advertisements in all IMS layouts."""

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
        "div.VCSortableInPreviewMode[type=LayoutAlbum]",
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
"""The layout from about 2022. ``data-role`` names every part."""

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
    figure=("div.VCSortableInPreviewMode[type=Photo]", "div.VCSortableInPreviewMode[type=LayoutAlbum]"),
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
"""The layout of Kênh14, GenK and related sites until about 2024."""

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
    figure=("div.VCSortableInPreviewMode[type=Photo]", "div.VCSortableInPreviewMode[type=LayoutAlbum]"),
    caption=(".PhotoCMS_Caption", ".LayoutAlbumCaption"),
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
"""The layout of Tuổi Trẻ, Người Lao Động, Soha and CafeBiz from about 2016 to 2021: one editor, different class names."""

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
"""The layout of GenK in 2012. The list of lines above the text is the lead."""

VCCORP_MORE: Final = Paging(
    url="/timelinelist/{channel}/{n}.htm", channel=r"<input(?=[^<>]*id=[\"']hdZoneId[\"'])[^<>]*value=[\"'](\d+)[\"']"
)
"""The load-more request."""

VCCORP_OLD_MORE: Final = Paging(url="/timeline/{channel}/trang-{n}.htm", channel=VCCORP_MORE.channel)
"""The load-more request of older pages."""

VCCORP_PAGES: Final = (VCCORP_MORE, VCCORP_OLD_MORE)
"""Both load-more requests, in the order to try."""

VCCORP_DAYS: Final = (
    Archive(
        url="/timeline-xem-theo-ngay/{channel}/{DD}-{MM}-{YYYY}/trang-{n}.htm",
        channel=VCCORP_MORE.channel,
        confidence="low",
        sources="MISC",
    ),
    Archive(url="{stem}/xem-theo-ngay/{D}-{M}-{YYYY}.htm", confidence="low", sources="MISC"),
)
"""Date archives of a section, in the order to try."""


def vccorp_articles(*yes: str, no: str = "", host: str | None = None) -> tuple[ArticleUrl]:
    """Return the address pattern ``/slug-185260307071033787.htm`` or ``.chn``.

    The number is a three-digit code of the site and the creation time. Articles from an older system have that system's
    number instead of the time: ``-169133117.htm``. In 2013 the category followed: ``-20131112091512345ca39.chn``.
    """
    return (
        article_url(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{9,18})(?:ca\d{1,4})?\.(?:htm|html|chn)\b", yes, no, host),
    )


def vccorp_old_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """Return the address pattern of the years up to 2014: ``/20121226051446379p0c1019/slug.htm``.

    The first segment is the creation time, the page and the category.
    """
    return (article_url(r"(?i)^/(?P<id>\d{15,17})(?:p\d+c|ca)\d+/[a-z0-9-]+\.(?:htm|chn)\b", yes, no),)
