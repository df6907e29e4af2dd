"""VnExpress and its magazines: layouts and date archives."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from newscrawl.sites.profile import Archive, Layout, Related, extended

_VNEXPRESS_RELATED: Final = (
    Related(css="div.box-tinlienquanv2", relation="see_also"),
    Related(css="ul.list-news", relation="related"),
    Related(css="ul.ul-mn-topic", relation="same_topic", heading="li.li-title-topic"),
)
"""Related boxes next to the text."""

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
    related=_VNEXPRESS_RELATED,
    confidence="high",
    sources="SAVED FUN VNE22 LT MC CW",
)
"""The layout from about 2020."""

VNEXPRESS_PHOTO: Final = extended(
    replace(VNEXPRESS, body=("article#lightgallery.fck_detail",)),
    "vnexpress-photo",
    author=("article.fck_detail > div.width-detail-photo > p strong",),
    drop=("div.block_thumb_slide_show div.desc_cation", "div.wrap_video", "div.width-detail-photo"),
    figure=("div.block_thumb_picture",),
    genre="photo",
)
"""The layout of photo stories. The text next to each picture is on the page twice, first hidden."""

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
"""The layout of 2017 to 2019, read from saved pages. The last selector of each list is reported for the years before."""

VNEXPRESS_SLIDES_2015: Final = extended(
    replace(VNEXPRESS_2015, body=("div.block_content_slide_showdetail", "article.block_content_slide_showdetail")),
    "vnexpress-slides-2015",
    figure=("div.item_slide_show",),
    caption=("div.desc_cation",),
    genre="photo",
    confidence="medium",
    sources="PUB",
)
"""The layout of photo stories of those years."""

VNEXPRESS_LIVE_2015: Final = extended(
    replace(VNEXPRESS_2015, body=("div#container_tab_live",)),
    "vnexpress-live-2015",
    drop=("div.item_social",),
    genre="live",
    confidence="low",
    sources="PUB",
)
"""The layout of live reports of those years."""

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
"""The layout of 2012."""

VNEXPRESS_DAYS: Final = Archive(
    url="/category/day?cateid={channel}&fromdate={start}&todate={end}&allcate={channel}&page={n}",
    channel=r"""<meta(?=[^<>]*(?:name|property)=["']tt_(?:category_id|site_id_detail)["'])[^<>]*content=["'](\d{5,})["']""",
    confidence="high",
    sources="LAI MISC VNE22",
)
"""The date archive of a section."""

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
"""The layout of the youth magazine iOne, where one element holds the whole article."""
