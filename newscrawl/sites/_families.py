"""Layouts, listings and address forms that many sites share.

A content management system serves dozens of newspapers: what it calls its headline is written down here once. A profile
takes a family's layouts as they are, or with :func:`extended` puts what its own site calls things before them. Of address
forms, every address given must match and none of those under ``no`` may, which are separated by blanks. The code
``SAVED`` among the sources says that the selectors were read off a real page of that layout, ``PUB`` that several public
crawlers of its time looked for them, or that public code of its time holds such addresses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack, cast

from newscrawl.sites.profile import Archive, ArticleUrl, Evidence, Layout, Paging, Related

if TYPE_CHECKING:
    from newscrawl.items import Genre
    from newscrawl.sites.profile import Confidence, Selectors


def each(template: str, names: str) -> tuple[str, ...]:
    """The template with ``{}`` replaced by each of the names, which are separated by blanks."""
    return tuple(template.replace("{}", name) for name in names.split())


def vouched(*, high: str = "", medium: str = "", low: str = "") -> tuple[Evidence, ...]:
    """How sure the facts of a profile are: ``high="article_url layouts: LT SMB"`` names facts, then those who say so."""
    levels: tuple[tuple[Confidence, str], ...] = (("high", high), ("medium", medium), ("low", low))
    return tuple(
        Evidence(facts=said.partition(": ")[0], confidence=level, sources=said.partition(": ")[2])
        for level, said in levels
        if said
    )


def _form(pattern: str, yes: tuple[str, ...], no: str, host: str | None = None) -> ArticleUrl:
    return ArticleUrl(pattern=pattern, yes=yes, no=tuple(no.split()), host=host)


class _Own(TypedDict, total=False):
    """The parts of a layout that hold several selectors."""

    body: Selectors
    headline: Selectors
    lead: Selectors
    date: Selectors
    modified: Selectors
    author: Selectors
    source_credit: Selectors
    section: Selectors
    breadcrumbs: Selectors
    keywords: Selectors
    drop: Selectors
    figure: Selectors
    caption: Selectors
    credit: Selectors
    lead_image: Selectors
    video: Selectors
    related: tuple[Related, ...]


def extended(
    layout: Layout,
    name: str | None = None,
    *,
    genre: Genre | None = None,
    confidence: Confidence | None = None,
    sources: str = "",
    **own: Unpack[_Own],
) -> Layout:
    """A family's layout with a site's own selectors before the family's."""
    merged: dict[str, Any] = {}
    for part, first in cast("dict[str, tuple[object, ...]]", own).items():
        merged[part] = (*first, *(known for known in getattr(layout, part) if known not in first))
    return replace(
        layout,
        name=name or layout.name,
        genre=genre or layout.genre,
        confidence=confidence or layout.confidence,
        sources=" ".join(dict.fromkeys(f"{layout.sources} {sources}".split())),
        **merged,
    )


# --- any site ---------------------------------------------------------------------------------------------------------

MICRODATA: Final = Layout(
    name="microdata",
    body=("[itemprop=articleBody]",),
    headline=("[itemprop=headline]",),
    date=("[itemprop=datePublished]::attr(content)", "[itemprop=datePublished]::attr(datetime)"),
    modified=("[itemprop=dateModified]::attr(content)",),
    confidence="high",
    sources="schema.org",
)
"""What schema.org names: the safe layout in front of one that a single weak source vouches for."""

# --- OneCMS -----------------------------------------------------------------------------------------------------------

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
        "div.sc-hightlight-box",
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
"""OneCMS from about 2024. Header and lead stand inside the body's element."""

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
"""OneCMS from about 2021; many hosts show both templates side by side."""

ONECMS: Final = (ONECMS_LONGFORM, ONECMS_CLASSIC)

ONECMS_MORE: Final = Paging(
    url="/api/getMoreArticle/channel_empty_{last}_{channel}_0",
    channel=r"(?:channel_empty_\d+_|data-channel(?:-id)?=[\"']|[cC]hannelId[\"']?\s*[:=]\s*[\"']?)(\d+)",
    last=r"(?:<li[^<>]*\bpid=[\"']|\"PublisherId\"\s*:\s*\"?)(\d+)",
    links="json",
)
ONECMS_OLD_MORE: Final = Paging(
    url="/api/getMoreArticle?type=channel&keyword=&publisherId={last}&channelId={channel}&eventId=0",
    post=True,
    channel=ONECMS_MORE.channel,
    last=ONECMS_MORE.last,
    links="json",
)
"""What the family's older script asks: for where the newer one is not known."""

ONECMS_PAGES: Final = (ONECMS_MORE, ONECMS_OLD_MORE)
ONECMS_NOT: Final = (r"-event\d+\.html", r"-ptag\.html", r"^/api/")


def onecms_articles(*yes: str, no: str = "", host: str | None = None) -> tuple[ArticleUrl]:
    """``/slug-123.html``, on older pages behind its sections."""
    return (_form(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{4,})\.html\b", yes, no, host),)


# --- VCCorp (IMS) -----------------------------------------------------------------------------------------------------

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
    return (_form(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>\d{9,18})\.(?:htm|html|chn)\b", yes, no, host),)


def vccorp_old_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """``/20121226051446379p0c1019/slug.htm`` of the years to 2014: moment of creation, page and category."""
    return (_form(r"(?i)^/(?P<id>\d{15,17})(?:p\d+c|ca)\d+/[a-z0-9-]+\.(?:htm|chn)\b", yes, no),)


# --- Hemera (ePi, mcms.one) -------------------------------------------------------------------------------------------

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
    author=(".article__author .cms-author", "a.cms-author", "span.cms-author", ".article__author"),
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
        Related(css="[data-source^=recommendation]", relation="related"),
    ),
    confidence="high",
    sources="TW MC GP CW TNCK NOTES",
)
"""Nhân Dân, Tiền Phong, VietnamPlus and others: ``data-source`` names every list."""

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
"""Thanh Niên, Tiền Phong, VietnamPlus, Pháp luật TP.HCM from about 2015 to 2021."""

HEMERA_MORE: Final = Paging(
    url="/api/morenews-zone-{channel}-{n}.html",
    channel=r"(?:morenews-zone-|data-zone=[\"']|zoneId[\"']?\s*[:=]\s*[\"']?)(\d+)",
    links="json",
)


def hemera_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """``/slug-post123.html``, ``.tpo`` or ``.vnp``."""
    return (_form(r"^/(?:[a-z0-9-]+/)*[a-z0-9-]+-post(?P<id>\d+)\.(?:html|tpo|vnp)\b", yes, no),)


BOX_DETAIL: Final = Layout(
    name="box-detail",
    body=("div.detail-content-body",),
    headline=("h1.box-title-detail",),
    lead=("div.box-des-detail p", "div.box-des-detail"),
    date=("div.box-date",),
    author=("div.box-author strong", "div.box-author"),
    section=("ul.uk-breadcrumb li.bc-item:first-child a",),
    breadcrumbs=("ul.uk-breadcrumb li.bc-item a",),
    drop=("div.box-des-detail",),
    figure=("div.box-detail-thumb",),
    caption=("em", "span"),
    lead_image=("div.box-detail-thumb",),
    confidence="high",
    sources="LT GP PUB",
)
"""Công an Nhân dân and Nhân Dân about 2021."""

# --- VnExpress --------------------------------------------------------------------------------------------------------

_VNEXPRESS_ASIDE: Final = (
    Related(css="div.box-tinlienquanv2", relation="see_also"),
    Related(css="ul.list-news", relation="related"),
    Related(css="ul.ul-mn-topic", relation="same_topic", heading="li.li-title-topic"),
)
VNEXPRESS: Final = Layout(
    name="vnexpress-2020",
    body=("div.sidebar-1 article.fck_detail", "article.fck_detail"),
    headline=("h1.title-detail",),
    lead=("p.description",),
    date=("span.date",),
    author=("p.author_mail strong", "article.fck_detail p.Normal[style*=right] strong", "p.Normal[align=right] strong"),
    section=("ul.breadcrumb li:last-of-type a",),
    breadcrumbs=("ul.breadcrumb li a",),
    drop=(
        "div.list_link",
        ".box_brief_info",
        ".box-morelink",
        ".box-tinlienquan",
        ".banner-ads",
        ".box_comment_vne",
        "div.action_thumb",
        "div#ad-container",
        "#sis_outstream_container",
        "#admbackground",
        "div[id^=ads_]",
        "p.author_mail",
        "span#article-end",
        "span.location-stamp",
    ),
    figure=("figure.tplCaption", "table.tplCaption"),
    caption=("figcaption", "p.Image"),
    video=("div.box_embed_video_parent",),
    related=_VNEXPRESS_ASIDE,
    confidence="high",
    sources="SAVED FUN VNE22 LT MC CW",
)
VNEXPRESS_PHOTO: Final = extended(
    replace(VNEXPRESS, body=("article#lightgallery.fck_detail",)),
    "vnexpress-photo",
    author=("article.fck_detail > div.width-detail-photo > p strong",),
    drop=("div.block_thumb_slide_show div.desc_cation", "div.wrap_video", "div.width-detail-photo"),
    figure=("div.block_thumb_picture",),
    genre="photo",
)
"""Slide shows: the text beside each picture stands in the page twice, first hidden."""

VNEXPRESS_2015: Final = Layout(
    name="vnexpress-2015",
    body=("article.content_detail.fck_detail", "div.fck_detail"),
    headline=("h1.title_news_detail", "div.title_news h1", "h1.title_gn_detail", ".title_gn_detail"),
    lead=("p.description", "h2.description", "div.short_intro", "h3.short_intro"),
    date=("section.sidebar_1 header span.time", "div.block_timer", "div.the-article-header .meta .time"),
    author=("p.author_mail strong", "div.box_author .author_name"),
    section=("section.cat_header ul.breadcrumb li.cap2 a", "ul.breadcrumb li a"),
    breadcrumbs=("section.cat_header ul.breadcrumb li a", "ul.breadcrumb li a"),
    keywords=("div.block_tag a.tag_item", "a.tag_item"),
    drop=("p.author_mail", "div.banner_468", "div.block_tinlienquan_temp", "div.block_filter_live"),
    figure=("table.tplCaption",),
    caption=("p.Image",),
    related=(
        Related(css="div.block_tinlienquan_temp", relation="see_also"),
        Related(css="p.related_news", relation="see_also"),
        Related(css="div.wrap_xemthem", relation="related"),
        Related(css="div.box_infographics.topic_img", relation="same_topic", heading="a[href*='/topic/']"),
        Related(css="section.most_view_detail", relation="most_read"),
    ),
    confidence="high",
    sources="SAVED",
)
"""2017 to 2019, read off saved pages; the last selector of each list is what the years before are said to have had."""

VNEXPRESS_SLIDES_2015: Final = extended(
    replace(VNEXPRESS_2015, body=("div.block_content_slide_showdetail", "article.block_content_slide_showdetail")),
    "vnexpress-slides-2015",
    figure=("div.item_slide_show",),
    caption=("div.desc_cation",),
    genre="photo",
    confidence="medium",
    sources="PUB",
)
VNEXPRESS_LIVE_2015: Final = extended(
    replace(VNEXPRESS_2015, body=("div#container_tab_live",)),
    "vnexpress-live-2015",
    drop=("div.item_social",),
    genre="live",
    confidence="low",
    sources="PUB",
)
"""Slide shows and running reports of those years."""

VNEXPRESS_2012: Final = Layout(
    name="vnexpress-2012",
    body=("div.cxtLeft",),
    headline=("h1.Title",),
    lead=("h2.Lead",),
    date=("span.spanTime",),
    section=("div.breadCrumb a.aLink2", "div.breadCrumb a.aLink1"),
    breadcrumbs=("div.breadCrumb a.aLink1, div.breadCrumb a.aLink2",),
    keywords=("div.tag-pos a",),
    drop=("div.email-print", "h1.Title", "h2.Lead"),
    related=(
        Related(css="a.Lead", relation="see_also"),
        Related(css="div.Div_OtherNews", relation="same_category", heading="div.boxnew-title"),
        Related(css="ul.ulTSHome", relation="most_read"),
    ),
    confidence="high",
    sources="SAVED",
)
VNEXPRESS_DAYS: Final = Archive(
    url="/category/day?cateid={channel}&fromdate={start}&todate={end}&allcate={channel}&page={n}",
    channel=r"""<meta(?=[^<>]*(?:name|property)=["']tt_(?:category_id|site_id_detail)["'])[^<>]*content=["'](\d{5,})["']""",
    confidence="high",
    sources="LAI MISC VNE22",
)

IONE_2012: Final = Layout(
    name="ione-2012",
    body=("div.dtContent",),
    headline=("h3.Title",),
    lead=("p.Lead",),
    date=("span.timePost",),
    section=("div#detailTitle a",),
    breadcrumbs=("ul.foot_menu a.link_vuidocbott_select, div#detailTitle a",),
    keywords=("div.tagArticle a",),
    drop=(
        "div.dtContent > div",
        "h3.Title",
        "p.Lead",
        "span.timePost",
        "h4.RelatedLeadSubject",
        "h5.copyRights",
        "p.lineFacebook",
    ),
    related=(
        Related(css="h4.RelatedLeadSubject", relation="see_also"),
        Related(css="ul.ulBackPack a.text_link", relation="same_topic"),
        Related(css="div.newBox ul.ulNew", relation="latest"),
        Related(css="div.otherBox ul.ulOther", relation="same_category"),
    ),
    confidence="high",
    sources="SAVED",
)
"""The youth magazine iOne, where the whole article is one box."""

# --- MasterCMS --------------------------------------------------------------------------------------------------------

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

MASTERCMS_PAGES: Final = Paging(url="{section}&s_cond=&BRSR={n}", first=15, step=15)
"""The number counts the articles that were shown."""


def mastercms_articles(*yes: str, no: str = "") -> tuple[ArticleUrl]:
    """``/slug-123456.html``."""
    return (_form(r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html\b", yes, no),)


# --- the portal of government offices -----------------------------------------------------------------------------------

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
"""The lines after the text are known by their first words alone."""

PORTAL_PAGES: Final = Paging(url="{section}?page={n}")


def portal_articles(*yes: str, no: str = "", host: str | None = None) -> tuple[ArticleUrl]:
    """``/vi/bai-viet/slug``, with or without the language: the slug is the key."""
    return (_form(r"^/(?:vi/)?bai-viet/(?P<id>[a-z0-9-]+)/?$", yes, no, host),)
