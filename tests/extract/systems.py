"""One story in the markup of content systems that small Vietnamese newspapers and portals run on, none of which has a profile.

Each system is a function that gives the page's address and its HTML; the texts are ours. :data:`STORY` is what a reader would
write down of a page that shows all of it; a system that shows less, or says it otherwise, gives what differs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Bến đò ngang xã Vĩnh Lạc chạy lại sau trận lũ"
LEAD = (
    "Sau mười một ngày nằm bờ, chuyến đò đầu tiên đã đưa bốn mươi người cùng hai con bò qua sông lúc sáu giờ sáng nay."
)
SAID = [
    "Ông Trần Văn Lượm, người lái đò đã ba mươi năm, nói chưa lần nào ông thấy nước lên nhanh đến thế.",
    "Cầu tàu phải sửa mất gần một tuần vì gỗ chở từ huyện bên về, đường lại sạt hai đoạn.",
    "Huyện chi một nửa kinh phí; nửa còn lại xã xin trích từ tiền vé của hai mùa tới.",
    "Bà con trên cồn sống bằng trái cây, mấy hôm nay phải chèo xuồng ra chợ từng chuyến nhỏ.",
    "Chiếc đò thứ hai, mua lại của xã bạn, dự kiến hạ thủy trước mùa nước nổi năm sau.",
]
AUTHOR = "Nguyễn Thị Hoài"
SECTION = "Xã hội"
TAGS = ["bến đò", "Vĩnh Lạc", "mùa lũ"]
CAPTION = "Chuyến đò đầu tiên cập bến xã Vĩnh Lạc."
CREDIT = "Lê Minh"
NEAR = [
    ("cau-go-qua-kenh-muoi-dong-de-sua-mot-thang", "Cầu gỗ qua kênh Mười đóng để sửa một tháng"),
    ("hang-me-o-cho-huyen-duoc-trong-lai", "Hàng me ở chợ huyện được trồng lại"),
    ("xe-dua-hoc-sinh-doi-duong-vi-sat-lo", "Xe đưa học sinh đổi đường vì sạt lở"),
]
FAR = [
    ("lo-gach-cu-ben-dap-tran-co-chu-moi", "Lò gạch cũ bên đập tràn có chủ mới"),
    ("doi-ghe-ngo-tap-lai-tu-thang-sau", "Đội ghe ngo tập lại từ tháng sau"),
]
FOOT = "<p>Cơ quan chủ quản: Ủy ban nhân dân huyện. Giấy phép số 12/GP-TTĐT. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p>"
MENU = [
    ("thoi-su", "Thời sự"),
    ("kinh-te", "Kinh tế"),
    ("xa-hoi", "Xã hội"),
    ("van-hoa", "Văn hóa"),
    ("the-thao", "Thể thao"),
    ("phap-luat", "Pháp luật"),
]

STORY: dict[str, Any] = {
    "headline": TITLE,
    "description": LEAD,
    "paragraphs": SAID,
    "authors": [AUTHOR],
    "date": "2024-03-12T08:15",
    "section": SECTION,
    "keywords": TAGS,
    "images": [(CAPTION, CREDIT)],
    "related": [],
}


NOT_ASKED = "not asked"
"""Marks a field that the page does not state clearly enough for an expectation."""


class Case(NamedTuple):
    """A page and its expected record."""

    url: str
    html: str
    want: dict[str, Any]


def _p(lines: list[str] = SAID, tag: str = "p") -> str:
    return "\n".join(f"<{tag}>{line}</{tag}>" for line in lines)


def _links(form: str, stories: list[tuple[str, str]] = NEAR, first: int = 4101) -> str:
    """Each story in a form: ``{href}`` is its number and slug, put together as the form likes."""
    return "".join(form.format(slug=slug, n=first + i, name=name) for i, (slug, name) in enumerate(stories))


def _menu(form: str = '<li><a href="/{slug}">{name}</a></li>') -> str:
    return "".join(form.format(slug=slug, name=name) for slug, name in MENU)


def _page(body: str, *, head: str = "", title: str = f"{TITLE} - Cổng thông tin Vĩnh Lạc") -> str:
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def _want(related: dict[str, list[tuple[str, str]]] | None = None, **other: Any) -> dict[str, Any]:
    pairs = [(relation, name) for relation, stories in (related or {}).items() for _, name in stories]
    return {field: value for field, value in (STORY | {"related": pairs} | other).items() if value != NOT_ASKED}


def nukeviet() -> Case:
    url = "https://vinhlac.example/vi/news/xa-hoi/ben-do-ngang-chay-lai-4100.html"
    other = '<li><em class="fa fa-angle-right">&nbsp;</em><h4><a href="/vi/news/xa-hoi/{slug}-{n}.html" title="{name}">{name}</a></h4><em>(11/03/2024)</em></li>'
    tags = ", ".join(f'<a title="{tag}" href="/vi/news/tag/{tag}"><em>{tag}</em></a>' for tag in TAGS)
    body = f"""<nav><ul class="nav navbar-nav">{_menu('<li><a href="/vi/news/{slug}/">{name}</a></li>')}</ul></nav>
<ul class="temp-breadcrumbs breadcrumb"><li><a href="/vi/"><span>Trang nhất</span></a></li><li><a href="/vi/news/"><span>Tin Tức</span></a></li><li><a href="/vi/news/xa-hoi/"><span>Xã hội</span></a></li></ul>
<div class="news_column panel panel-default"><div class="panel-body"><h1 class="title margin-bottom-lg">{TITLE}</h1>
<div class="row margin-bottom-lg"><div class="col-md-12"><span class="h5">Thứ ba - 12/03/2024 08:15</span></div><div class="col-md-12"><ul class="list-inline text-right"><li><a class="dimgray" rel="nofollow" title="Gửi bài viết qua email" href="#">&nbsp;</a></li></ul></div></div>
<div class="clearfix"><div class="hometext m-bottom">{LEAD}</div></div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">{_p(SAID[:2])}<div style="text-align:center"><figure class="image"><img alt="do" src="/uploads/news/2024_03/do.jpg"><figcaption>{CAPTION} Ảnh: {CREDIT}</figcaption></figure></div>{_p(SAID[2:])}</div>
<div class="margin-bottom-lg"><p class="h5 text-right"><strong>Tác giả bài viết: </strong>{AUTHOR}</p></div></div></div>
<div class="news_column panel panel-default"><div class="panel-body"><div class="h5"><em class="fa fa-tags">&nbsp;</em><strong>Tags: </strong>{tags}</div></div></div>
<div class="news_column panel panel-default"><div class="panel-body other-news"><p class="h3"><strong>Những tin mới hơn</strong></p><div class="clearfix"><ul class="detail-related related list-none list-items">{_links(other)}</ul></div>
<p class="h3"><strong>Những tin cũ hơn</strong></p><div class="clearfix"><ul class="detail-related related list-none list-items">{_links(other, FAR, 4001)}</ul></div></div></div><footer>{FOOT}</footer>"""
    return Case(url, _page(body), _want({"latest": NEAR, "same_category": FAR}))


def vnpt_portal() -> Case:
    url = "https://vinhlac.example/tin-tuc-su-kien/ben-do-ngang-chay-lai-4100.html"
    other = '<li><a href="/tin-tuc-su-kien/{slug}-{n}.html">{name}</a> <span class="date">(11/03/2024)</span></li>'
    body = f"""<div id="wrapper"><div class="header"><ul class="menu">{_menu()}</ul></div><div class="vnpt-portlet"><div class="portlet-title"><a href="/xa-hoi">{SECTION}</a></div>
<div class="noidung-tin"><div class="tieude-chitiet">{TITLE}</div><div class="ngaydang">Ngày đăng: 12/03/2024 08:15 | Lượt xem: 1.204</div>
<div class="tomtat-tin"><b>{LEAD}</b></div><div class="chitiet-tin">{_p(SAID[:1])}<p style="text-align:center"><img src="/documents/do.jpg" alt=""></p><p style="text-align:center"><em>{CAPTION} Ảnh: {CREDIT}</em></p>{_p(SAID[1:])}</div>
<div class="tacgia-tin" style="text-align:right"><b>{AUTHOR}</b></div><div class="congcu"><a href="javascript:window.print()">Bản in</a><a href="#">Quay lại</a></div></div>
<div class="tinkhac"><div class="td">Các tin khác</div><ul>{_links(other)}</ul></div></div><div class="footer">{FOOT}</div></div>"""
    return Case(url, _page(body, title=TITLE), _want({"same_category": NEAR}, keywords=[]))


def liferay() -> Case:
    url = "https://vinhlac.example/web/guest/xa-hoi/-/asset_publisher/Content/ben-do-ngang-xa-vinh-lac-chay-lai"
    other = '<li class="taglib-header"><a href="https://vinhlac.example/web/guest/xa-hoi/-/asset_publisher/Content/{slug}">{name}</a><span class="date">11/03/2024</span></li>'
    body = f"""<div id="banner"><ul class="sort-pages">{_menu('<li><a href="/web/guest/{slug}"><span>{name}</span></a></li>')}</ul></div><div id="main-content"><ul class="breadcrumbs breadcrumbs-horizontal"><li class="first"><a href="/web/guest">Trang chủ</a></li><li class="last"><a href="/web/guest/xa-hoi">{SECTION}</a></li></ul>
<div class="portlet-boundary portlet-asset-publisher"><div class="asset-full-content"><h3 class="header-title"><span>{TITLE}</span></h3><div class="asset-content"><div class="journal-content-article"><p class="time">08:15 | 12/03/2024</p><p class="sapo"><strong>{LEAD}</strong></p>{_p(SAID[:3])}
<table align="center"><tbody><tr><td><img src="/documents/10180/do.jpg"></td></tr><tr><td style="text-align:center"><em>{CAPTION} (Ảnh: {CREDIT})</em></td></tr></tbody></table>{_p(SAID[3:])}<p style="text-align: right;"><strong>{AUTHOR}</strong></p></div></div></div>
<div class="tin-lien-quan"><h3>Tin liên quan</h3><ul>{_links(other)}</ul></div></div></div><div id="footer">{FOOT}</div>"""
    return Case(url, _page(body), _want({"related": NEAR}, keywords=[]))


def dotnetnuke() -> Case:
    url = "https://vinhlac.example/tabid/62/ctl/ViewArticle/mid/400/articleid/4100/language/vi-VN/Default.aspx"
    other = '<tr><td><img src="/images/bullet.gif" width="5" height="5"> <a class="Normal" href="/tabid/62/ctl/ViewArticle/mid/400/articleid/{n}/language/vi-VN/Default.aspx">{name}</a> <span class="Date">(11/03/2024)</span></td></tr>'
    body = f"""<form id="Form" action="/Default.aspx"><table width="980" cellpadding="0"><tr><td colspan="2" class="menu">{_menu('<a href="/tabid/{slug}/Default.aspx">{name}</a> | ')}</td></tr><tr><td class="ContentPane" id="dnn_ContentPane"><table><tr><td><span id="dnn_ctr400_ViewArticle_lblTitle" class="ArticleTitle">{TITLE}</span></td></tr>
<tr><td><span id="dnn_ctr400_ViewArticle_lblDate">12/03/2024 08:15</span></td></tr><tr><td><span id="dnn_ctr400_ViewArticle_lblHead" class="ArticleHead"><b>{LEAD}</b></span></td></tr>
<tr><td><div id="dnn_ctr400_ViewArticle_lblContent">{_p(SAID[:2])}<table width="1" align="center"><tr><td><img src="/Portals/0/do.jpg"></td></tr><tr><td>{CAPTION} Ảnh: {CREDIT}</td></tr></table>{_p(SAID[2:])}<p align="right"><b>{AUTHOR}</b></p></div></td></tr>
<tr><td><span class="Head">Các tin đã đưa</span><table>{_links(other)}</table></td></tr></table></td><td class="RightPane" width="200"><b>Liên kết</b><br><a href="http://mot.example/">Bộ Một</a></td></tr><tr><td colspan="2">{FOOT}</td></tr></table></form>"""
    return Case(url, _page(body, title=TITLE), _want({"same_category": NEAR}, keywords=[], section=None))


def wordpress_newspaper() -> Case:
    url = "https://vinhlac.example/ben-do-ngang-xa-vinh-lac-chay-lai-sau-tran-lu/"
    card = '<div class="td_module_related_posts td-animation-stack td_mod_related_posts"><div class="td-module-image"><div class="td-module-thumb"><a href="https://vinhlac.example/{slug}/" rel="bookmark" title="{name}"><img src="/wp-content/uploads/{n}-218x150.jpg" alt=""></a></div></div><div class="item-details"><h3 class="entry-title td-module-title"><a href="https://vinhlac.example/{slug}/" rel="bookmark" title="{name}">{name}</a></h3></div></div>'
    tags = "".join(f'<li><a href="https://vinhlac.example/tag/{tag}/">{tag}</a></li>' for tag in TAGS)
    body = f"""<div class="td-header-menu-wrap"><ul class="sf-menu">{_menu('<li class="menu-item"><a href="https://vinhlac.example/category/{slug}/">{name}</a></li>')}</ul></div><div class="td-main-content-wrap"><div class="td-crumb-container"><div class="entry-crumbs"><span><a title="" class="entry-crumb" href="https://vinhlac.example/">Trang chủ</a></span> <i class="td-icon-right td-bread-sep"></i> <span><a class="entry-crumb" href="https://vinhlac.example/category/xa-hoi/">{SECTION}</a></span> <i class="td-icon-right td-bread-sep td-bred-no-url-last"></i> <span class="td-bred-no-url-last">{TITLE}</span></div></div>
<article id="post-4100" class="post-4100 post type-post"><div class="td-post-header"><header class="td-post-title"><h1 class="entry-title">{TITLE}</h1><div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">Bởi</div> <a href="https://vinhlac.example/author/hoai/">{AUTHOR}</a><div class="td-author-line"> - </div></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="2024-03-12T08:15:00+07:00">12/03/2024</time></span><div class="td-post-views"><i class="td-icon-views"></i><span>1204</span></div></div></header></div>
<div class="td-post-content tagdiv-type"><p><strong>{LEAD}</strong></p>{_p(SAID[:2])}<figure class="wp-caption aligncenter"><img class="size-full" src="/wp-content/uploads/do.jpg" alt=""><figcaption class="wp-caption-text">{CAPTION} Ảnh: {CREDIT}</figcaption></figure>{_p(SAID[2:])}</div>
<footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li>{tags}</ul></div></footer></article>
<div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title td-block-title"><a class="td-related-left td-cur-simple-item" href="#">BÀI VIẾT LIÊN QUAN</a></h4><div class="td_block_inner">{_links(card)}</div></div><div class="comments" id="comments"><h3 id="reply-title">BÌNH LUẬN</h3><p>Vui lòng nhập bình luận của bạn</p></div></div><div class="td-footer-wrapper">{FOOT}</div>"""
    return Case(url, _page(body), _want({"related": NEAR}))


def wordpress_flatsome() -> Case:
    url = "https://vinhlac.example/ben-do-ngang-xa-vinh-lac-chay-lai-sau-tran-lu/"
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-03-12T01:15:00+00:00"><meta property="article:section" content="Xã hội">'
    body = f"""<header id="header"><ul class="nav header-nav">{_menu('<li class="menu-item"><a href="https://vinhlac.example/{slug}/" class="nav-top-link">{name}</a></li>')}</ul></header><main id="main"><div id="content" class="blog-wrapper blog-single page-wrapper"><div class="row"><div class="large-9 col"><article id="post-4100"><div class="article-inner"><header class="entry-header"><div class="entry-header-text text-left"><h6 class="entry-category is-xsmall"><a href="https://vinhlac.example/xa-hoi/" rel="category tag">{SECTION}</a></h6><h1 class="entry-title">{TITLE}</h1><div class="entry-divider is-divider small"></div></div></header>
<div class="entry-content single-page"><p><em><strong>{LEAD}</strong></em></p>{_p(SAID[:3])}<div id="attachment_9" class="wp-caption aligncenter"><img src="/wp-content/uploads/do.jpg" alt=""><p id="caption-attachment-9" class="wp-caption-text">{CAPTION} Ảnh: {CREDIT}</p></div>{_p(SAID[3:])}<p style="text-align: right"><strong>{AUTHOR}</strong></p><div class="blog-share text-center"><div class="is-divider medium"></div><a href="//www.facebook.com/sharer.php?u=x">Share</a></div></div>
<footer class="entry-meta text-left">This entry was posted in <a href="https://vinhlac.example/xa-hoi/" rel="category tag">{SECTION}</a> and tagged {", ".join(f'<a href="https://vinhlac.example/tag/{tag}/" rel="tag">{tag}</a>' for tag in TAGS)}.</footer></div></article></div><div class="post-sidebar large-3 col"><aside class="widget widget_recent_entries"><span class="widget-title"><span>Bài viết mới</span></span><ul>{_links('<li><a href="https://vinhlac.example/{slug}/">{name}</a></li>')}</ul></aside></div></div></div></main><footer id="footer">{FOOT}</footer>"""
    return Case(url, _page(body, head=head), _want({"latest": NEAR}))


def wordpress_jnews() -> Case:
    url = "https://vinhlac.example/ben-do-ngang-xa-vinh-lac-chay-lai-sau-tran-lu/"
    card = '<article class="jeg_post jeg_pl_md_1"><div class="jeg_thumb"><a href="https://vinhlac.example/{slug}/"><div class="thumbnail-container"><img data-src="/wp-content/{n}.jpg" src="data:image/gif;base64,R0lGODdhAQABAIAA" alt=""></div></a></div><div class="jeg_postblock_content"><h3 class="jeg_post_title"><a href="https://vinhlac.example/{slug}/">{name}</a></h3><div class="jeg_post_meta"><div class="jeg_meta_date"><a href="https://vinhlac.example/{slug}/"><i class="fa fa-clock-o"></i> 11/03/2024</a></div></div></div></article>'
    tags = " ".join(f'<a href="https://vinhlac.example/tag/{tag}/" rel="tag">{tag}</a>' for tag in TAGS)
    body = f"""<div class="jeg_header"><ul class="jeg_menu">{_menu('<li><a href="https://vinhlac.example/{slug}/">{name}</a></li>')}</ul></div><div class="jeg_main"><div class="jeg_breadcrumbs jeg_breadcrumb_container"><div id="breadcrumbs"><span><a href="https://vinhlac.example">Home</a></span><i class="fa fa-angle-right"></i><span><a href="https://vinhlac.example/xa-hoi/">{SECTION}</a></span></div></div>
<div class="entry-header"><h1 class="jeg_post_title">{TITLE}</h1><h2 class="jeg_post_subtitle">{LEAD}</h2><div class="jeg_meta_container"><div class="jeg_post_meta jeg_post_meta_1"><div class="meta_left"><div class="jeg_meta_author"><span class="meta_text">bởi</span> <a href="https://vinhlac.example/author/hoai/">{AUTHOR}</a></div><div class="jeg_meta_date"><a href="{url}">12/03/2024 08:15</a></div><div class="jeg_meta_category"><span><span class="meta_text">trong</span> <a href="https://vinhlac.example/xa-hoi/" rel="category tag">{SECTION}</a></span></div></div></div></div></div>
<div class="jeg_featured featured_image"><div class="thumbnail-container"><img src="/wp-content/do.jpg" alt=""></div><p class="wp-caption-text">{CAPTION} Ảnh: {CREDIT}</p></div><div class="entry-content no-share"><div class="content-inner">{_p()}<div class="jeg_post_tags"><span>Tags:</span> {tags}</div></div></div>
<div class="jnews_related_post_container"><div class="jeg_postblock"><div class="jeg_block_heading"><h3 class="jeg_block_title"><span>Bài <strong>Liên quan</strong></span></h3></div><div class="jeg_posts">{_links(card)}</div></div></div></div><div class="jeg_footer">{FOOT}</div>"""
    return Case(url, _page(body), _want({"related": NEAR}))


def joomla() -> Case:
    url = "https://vinhlac.example/index.php/xa-hoi/4100-ben-do-ngang-xa-vinh-lac-chay-lai"
    other = '<li class="level1"><a href="/index.php/xa-hoi/{n}-{slug}">{name}</a> - 11/03/2024</li>'
    body = f"""<div class="mainmenu"><ul class="nav menu">{_menu('<li class="item-1"><a href="/index.php/{slug}">{name}</a></li>')}</ul></div><div class="main"><ul class="breadcrumb"><li class="active">Bạn đang ở: </li><li><a href="/" class="pathway"><span>Trang chủ</span></a></li><li><a href="/index.php/xa-hoi" class="pathway"><span>{SECTION}</span></a></li></ul>
<div class="item-page"><div class="page-header"><h2>{TITLE}</h2></div><dl class="article-info muted"><dt class="article-info-term">Chi tiết</dt><dd class="createdby">Viết bởi <span>{AUTHOR}</span></dd><dd class="published"><span class="icon-calendar"></span> Được đăng: 12 Tháng 3 2024 08:15</dd><dd class="hits">Lượt xem: 1204</dd></dl>
<div class="article-body"><p><strong>{LEAD}</strong></p>{_p(SAID[:2])}<p><img class="caption" title="" src="/images/do.jpg" alt=""></p><p style="text-align:center"><em>{CAPTION} Ảnh: {CREDIT}</em></p>{_p(SAID[2:])}</div><ul class="pager pagenav"><li class="previous"><a href="/index.php/xa-hoi/4099-{NEAR[0][0]}" rel="prev">Trước</a></li></ul>
<div class="lienquan"><h4>Tin mới hơn:</h4><ul class="related">{_links(other)}</ul><h4>Tin cũ hơn:</h4><ul class="related">{_links(other, FAR, 4001)}</ul></div></div></div><div class="footer">{FOOT}</div>"""
    return Case(url, _page(body, title=TITLE), _want({"latest": NEAR, "same_category": FAR}, keywords=[]))


def drupal() -> Case:
    url = "https://vinhlac.example/xa-hoi/ben-do-ngang-xa-vinh-lac-chay-lai-sau-tran-lu"
    row = '<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="/xa-hoi/{slug}">{name}</a></span></div><div class="views-field views-field-created"><span class="field-content">11/03/2024</span></div></div>'
    tags = "".join(f'<div class="field-item even"><a href="/tu-khoa/{tag}">{tag}</a></div>' for tag in TAGS)
    body = f"""<div id="page"><div id="navigation"><ul class="links">{_menu()}</ul></div><div id="main"><div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/xa-hoi">{SECTION}</a></div><h1 class="page-title">{TITLE}</h1><div class="region region-content"><div id="node-4100" class="node node-article node-full"><div class="submitted">Đăng bởi <span class="username">{AUTHOR}</span> | 08:15 - 12/03/2024</div><div class="content"><div class="field field-name-field-sapo field-type-text-long"><div class="field-items"><div class="field-item even">{LEAD}</div></div></div>
<div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even">{_p(SAID[:2])}<div class="image-wrapper"><img src="/sites/default/files/do.jpg"><p class="image-caption">{CAPTION} Ảnh: {CREDIT}</p></div>{_p(SAID[2:])}</div></div></div><div class="field field-name-field-tags field-label-inline"><div class="field-label">Từ khóa:&nbsp;</div><div class="field-items">{tags}</div></div></div></div>
<div class="block block-views"><h2 class="block-title">Tin cùng chuyên mục</h2><div class="view-content">{_links(row)}</div></div></div></div><div id="footer">{FOOT}</div></div>"""
    return Case(url, _page(body), _want({"same_category": NEAR}))


def nextjs() -> Case:
    url = "https://vinhlac.example/xa-hoi/ben-do-ngang-xa-vinh-lac-chay-lai-4100123.html"
    card = '<div class="Card_root__2kLq1"><a class="Card_thumb__9dKe2" href="/xa-hoi/{slug}-{n}123.html"><img src="/_next/image?url=%2F{n}.jpg" alt=""></a><a class="Card_name__pQ81x" href="/xa-hoi/{slug}-{n}123.html">{name}</a></div>'
    data = json.dumps(
        {"props": {"pageProps": {"post": {"title": TITLE, "content": "".join(SAID)}}}}, ensure_ascii=False
    )
    tags = "".join(f'<a class="Tags_item__1aB2c" href="/tag/{tag}">#{tag}</a>' for tag in TAGS)
    body = f"""<div id="__next"><div class="Layout_root__x1"><div class="Header_nav__Zx81">{_menu('<a class="Header_item__k1" href="/{slug}">{name}</a>')}</div><div class="Detail_wrap__8sYq"><div class="Detail_path__3hdW"><a href="/">Trang chủ</a><span>/</span><a href="/xa-hoi">{SECTION}</a></div><h1 class="Detail_name__2xYq">{TITLE}</h1><div class="Detail_info__77ab"><span class="Detail_pen__91">{AUTHOR}</span><span class="Detail_clock__12">12/03/2024 08:15</span></div><div class="Detail_short__9aa1">{LEAD}</div>
<div class="Detail_html__5Tq1">{_p(SAID[:2])}<figure><img src="/media/do.jpg"><figcaption>{CAPTION} Ảnh: {CREDIT}</figcaption></figure>{_p(SAID[2:])}</div><div class="Tags_root__1aB2">{tags}</div><div class="More_root__55a"><div class="More_name__1">Có thể bạn quan tâm</div><div class="More_grid__2">{_links(card)}</div></div></div><div class="Bottom_root__9">{FOOT}</div></div></div><script id="__NEXT_DATA__" type="application/json">{data}</script>"""
    return Case(url, _page(body), _want({"related": NEAR}))


def emagazine() -> Case:
    url = "https://vinhlac.example/emagazine/ben-do-ngang-xa-vinh-lac-chay-lai-4100.html"
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-03-12T08:15:00+07:00">'
    blocks = "".join(
        f'<section class="mag-block"><div class="mag-text"><p>{line}</p></div></section>' for line in SAID[2:]
    )
    body = f"""<div class="mag-cover"><img src="/mag/cover.jpg" alt=""></div><div class="mag-head"><h1>{TITLE}</h1><p class="mag-sapo">{LEAD}</p></div><div class="mag-main"><section class="mag-block"><div class="mag-text"><p>{SAID[0]}</p><p>{SAID[1]}</p></div></section><section class="mag-full"><figure><img src="/mag/do.jpg" alt=""><figcaption>{CAPTION} Ảnh: {CREDIT}</figcaption></figure></section>{blocks}<section class="mag-credit"><p><strong>Bài: {AUTHOR}</strong></p><p>Ảnh: {CREDIT}</p><p>Trình bày: Phạm Đông</p></section></div><div class="mag-foot">{FOOT}</div>"""
    return Case(url, _page(body, head=head), _want(keywords=[], section=None))


def aspnet_2008() -> Case:
    url = "http://vinhlac.example/NewsDetail.aspx?id=4100&catid=3"
    other = '<TR><TD class=othernews><A href="NewsDetail.aspx?id={n}&catid=3">{name}</A> <FONT color=gray>(11/3)</FONT></TD></TR>'
    text = "<BR><BR>".join(SAID[1:])
    body = f"""<FORM id=Form1 action=NewsDetail.aspx><TABLE width=780 align=center><TR><TD class=topmenu>{_menu('<A href="Category.aspx?catid={slug}">{name}</A> | ')}</TD></TR><TR><TD><TABLE width="100%"><TR><TD class=title><FONT size=4><B>{TITLE}</B></FONT></TD></TR><TR><TD class=time>Cập nhật lúc 08h15 - Thứ Ba, 12/3/2024</TD></TR><TR><TD class=lead><B>{LEAD}</B></TD></TR><TR><TD class=content>{SAID[0]}<BR><BR><TABLE align=center width=300><TR><TD><IMG src="Images/do.jpg" width=300></TD></TR><TR><TD class=imgnote>{CAPTION} Ảnh: {CREDIT}</TD></TR></TABLE>{text}</TD></TR><TR><TD align=right><B>{AUTHOR}</B></TD></TR><TR><TD><B>Các tin khác:</B></TD></TR>{_links(other)}</TABLE></TD></TR><TR><TD>{FOOT}</TD></TR></TABLE></FORM>"""
    return Case(url, _page(body, title=TITLE), _want({"same_category": NEAR}, keywords=[], section=None))


def sharepoint() -> Case:
    url = "https://vinhlac.example/Pages/chi-tiet-tin.aspx?ItemID=4100&CategoryId=0"
    other = '<li><a href="/Pages/chi-tiet-tin.aspx?ItemID={n}&CategoryId=0">{name}</a><span> (11/03/2024)</span></li>'
    body = f"""<form action="/Pages/chi-tiet-tin.aspx"><div id="s4-workspace"><div class="menu-horizontal">{_menu('<li class="static"><a href="/Pages/{slug}.aspx">{name}</a></li>')}</div><div class="news-detail"><div class="cate-name"><a href="/Pages/xa-hoi.aspx">{SECTION}</a></div><h3 class="news-title">{TITLE}</h3><span class="news-date">Thứ 3, 12/03/2024 | 08:15</span><div class="news-des"><p>{LEAD}</p></div><div class="ExternalClass1A2B"><div>{"</div><div>".join(SAID[:3])}</div><div style="text-align:center"><img src="/PublishingImages/do.jpg" alt=""></div><div style="text-align:center"><em>{CAPTION} Ảnh: {CREDIT}</em></div><div>{"</div><div>".join(SAID[3:])}</div></div><div class="news-author">{AUTHOR}</div></div><div class="news-other"><div class="title-other">Bài viết khác</div><ul>{_links(other)}</ul></div><div class="page-footer">{FOOT}</div></div></form>"""
    return Case(url, _page(body), _want({"same_category": NEAR}, keywords=[]))


def provincial() -> Case:
    """A provincial newspaper: tag before the lead, date above the headline, lead in bold in the text."""
    url = "https://baovinhlac.vn/xa-hoi/202403/ben-do-ngang-xa-vinh-lac-chay-lai-4100aaf/"
    other = '<li><a href="/xa-hoi/202403/{slug}-{n}aaf/">{name}</a></li>'
    body = f"""<div class="top-menu">{_menu('<a href="/{slug}/">{name}</a>')}</div><div class="col-main"><div class="cat-bar"><a href="/xa-hoi/">{SECTION}</a></div><div class="date-bar">08:15, 12/03/2024</div><h1>{TITLE}</h1><div class="tools">Chia sẻ | In bài</div><div class="ct"><p><b>BVL - {LEAD}</b></p><p>{SAID[0]}</p><p style="text-align:center"><img src="/file/do.jpg"></p><p style="text-align:center"><i>{CAPTION} Ảnh: {CREDIT}</i></p>{_p(SAID[1:])}<p style="text-align:right"><b>Bài, ảnh: {AUTHOR}</b></p></div><div class="kw">Từ khóa: {" ".join(f'<a href="/tag/{tag}/">{tag}</a>' for tag in TAGS)}</div><div class="oth"><div class="hd">Tin, bài liên quan</div><ul>{_links(other)}</ul></div><div class="oth"><div class="hd">Xem các tin khác</div><ul>{_links(other, FAR, 4001)}</ul></div></div><div class="bt">{FOOT}</div>"""
    return Case(
        url,
        _page(body, title=f"{TITLE} - Báo Vĩnh Lạc điện tử"),
        _want({"related": NEAR, "same_category": FAR}, newsroom_tag="BVL"),
    )


def nuxt() -> Case:
    url = "https://vinhlac.example/bai-viet/ben-do-ngang-xa-vinh-lac-chay-lai-4100"
    card = '<div data-v-3a1b class="item"><a data-v-3a1b href="/bai-viet/{slug}-{n}" class="nuxt-link"><p data-v-3a1b>{name}</p></a></div>'
    head = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-03-12T08:15:00+07:00", "author": {"@type": "Person", "name": "admin"}})}</script>'
    body = f"""<div id="__nuxt"><div id="__layout"><header data-v-1><div data-v-1 class="nav">{_menu('<a data-v-1 href="/chuyen-muc/{slug}">{name}</a>')}</div></header><div data-v-2 class="detail"><div data-v-2 class="text-12 flex"><a data-v-2 href="/chuyen-muc/xa-hoi">{SECTION}</a><span data-v-2>12/03/2024, 08:15</span></div><h1 data-v-2 class="text-32">{TITLE}</h1><p data-v-2 class="font-bold">{LEAD}</p><div data-v-2 class="html">{_p(SAID[:2])}<figure><img src="/do.jpg"><figcaption>{CAPTION} Ảnh: {CREDIT}</figcaption></figure>{_p(SAID[2:])}<p style="text-align:right"><strong>{AUTHOR}</strong></p></div><div data-v-2 class="block"><h4 data-v-2>Đọc thêm</h4>{_links(card)}</div></div><footer>{FOOT}</footer></div></div>"""
    return Case(url, _page(body, head=head), _want({"same_category": NEAR}, keywords=[]))


def amp() -> Case:
    url = "https://vinhlac.example/amp/ben-do-ngang-xa-vinh-lac-chay-lai-4100.html"
    head = '<link rel="canonical" href="https://vinhlac.example/ben-do-ngang-xa-vinh-lac-chay-lai-4100.html"><meta property="article:published_time" content="2024-03-12T08:15:00+07:00">'
    body = f"""<amp-sidebar id="sidebar"><ul>{_menu()}</ul></amp-sidebar><main><article class="amp-wp-article"><header><a class="cat" href="/xa-hoi">{SECTION}</a><h1 class="amp-wp-title">{TITLE}</h1></header><p class="amp-sapo">{LEAD}</p><div class="amp-wp-article-content">{_p(SAID[:2])}<figure><amp-img src="/do.jpg" width="600" height="400"></amp-img><figcaption>{CAPTION} Ảnh: {CREDIT}</figcaption></figure>{_p(SAID[2:])}<p class="right"><strong>{AUTHOR}</strong></p></div></article><section><h2>Tin mới nhất</h2>{_links('<div><a href="/{slug}-{n}.html">{name}</a></div>')}</section></main><footer>{FOOT}</footer>"""
    return Case(url, _page(body, head=head), _want({"latest": NEAR}, keywords=[]))


def blogger() -> Case:
    url = "https://vinhlac.example/2024/03/ben-do-ngang-xa-vinh-lac-chay-lai.html"
    text = "<br /><br />".join(SAID[2:])
    body = f"""<div class="main section" id="main"><div class="widget Blog"><div class="blog-posts hfeed"><h2 class="date-header"><span>Thứ Ba, 12 tháng 3, 2024</span></h2><div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content"><b>{LEAD}</b><br /><br />{SAID[0]}<br /><br />{SAID[1]}<br /><br /><table align="center" class="tr-caption-container"><tbody><tr><td><a href="/s1600/do.jpg"><img src="/s320/do.jpg" /></a></td></tr><tr><td class="tr-caption">{CAPTION} Ảnh: {CREDIT}</td></tr></tbody></table>{text}</div><div class="post-footer"><span class="post-author">Được đăng bởi <span class="fn">{AUTHOR}</span></span> <span class="post-timestamp">vào lúc <a href="{url}"><abbr class="published" title="2024-03-12T08:15:00+07:00">08:15</abbr></a></span><span class="post-labels">Nhãn: {", ".join(f'<a href="/search/label/{tag}" rel="tag">{tag}</a>' for tag in TAGS)}</span></div></div></div></div></div><div class="footer">{FOOT}</div>"""
    return Case(url, _page(body), _want(section=None, date=NOT_ASKED))


def haravan() -> Case:
    url = "https://vinhlac.example/blogs/xa-hoi/ben-do-ngang-xa-vinh-lac-chay-lai"
    other = '<article class="article-loop"><div class="article-inner"><h3 class="article-title"><a href="/blogs/xa-hoi/{slug}">{name}</a></h3><span class="date">11 Tháng 03, 2024</span></div></article>'
    body = f"""<div class="header"><ul>{_menu('<li><a href="/blogs/{slug}">{name}</a></li>')}</ul></div><div class="breadcrumb-shop"><ol class="breadcrumb"><li><a href="/"><span>Trang chủ</span></a></li><li><a href="/blogs/xa-hoi"><span>{SECTION}</span></a></li><li class="active"><span>{TITLE}</span></li></ol></div><div class="article-detail"><h1 class="title-article">{TITLE}</h1><ul class="article-info-more"><li>Người viết: {AUTHOR}</li><li>08:15 12/03/2024</li></ul><div class="article-content rte"><p><strong>{LEAD}</strong></p>{_p(SAID[:2])}<p style="text-align:center"><img src="/do.jpg"><br><em>{CAPTION} Ảnh: {CREDIT}</em></p>{_p(SAID[2:])}</div></div><div class="post-navigation"><h3>Bài viết liên quan</h3>{_links(other)}</div><div class="footer">{FOOT}</div>"""
    return Case(url, _page(body), _want({"related": NEAR}, keywords=[]))


def wap() -> Case:
    """A mobile page of the first smartphones: line breaks, arrows, hardly any class names."""
    url = "http://m.vinhlac.example/xa-hoi/ben-do-ngang-chay-lai-4100.html"
    other = '<div class="r">» <a href="/xa-hoi/{slug}-{n}.html">{name}</a></div>'
    body = f"""<div class="t"><a href="/">Trang chủ</a> » <a href="/xa-hoi">{SECTION}</a></div><div class="h"><h1>{TITLE}</h1></div><div class="d">12/03/2024 08:15</div><div class="b"><b>{LEAD}</b><br/><br/>{SAID[0]}<br/><br/><img src="/do.jpg"/><br/><i>{CAPTION} Ảnh: {CREDIT}</i><br/><br/>{"<br/><br/>".join(SAID[1:])}<br/><br/><b>{AUTHOR}</b></div><div class="o"><b>Tin cùng chuyên mục</b></div>{_links(other)}<div class="f">{FOOT}</div>"""
    return Case(url, _page(body, title=TITLE), _want({"same_category": NEAR}, keywords=[]))


def party_portal() -> Case:
    """A portal of the Party or a department: place and agency before the text, counters and tools around it."""
    url = "https://vinhlac.example/tin-tuc/tin-trong-nuoc/ben-do-ngang-xa-vinh-lac-chay-lai-4100.html"
    other = '<li><i class="fa fa-caret-right"></i><a href="/tin-tuc/tin-trong-nuoc/{slug}-{n}.html" title="{name}">{name}</a><span>11/03/2024</span></li>'
    body = f"""<div class="topbar"><ul>{_menu('<li><a href="/tin-tuc/{slug}.html">{name}</a></li>')}</ul></div><div class="container"><div class="duong-dan"><a href="/">Trang chủ</a><span> › </span><a href="/tin-tuc.html">Tin tức</a><span> › </span><a href="/tin-tuc/tin-trong-nuoc.html">Tin trong nước</a></div><div class="bai"><h2 class="ten">{TITLE}</h2><div class="cc"><span>12/03/2024 | 08:15</span><span>Cỡ chữ: <a href="#">A-</a> <a href="#">A+</a></span><span>Nghe bài viết</span></div><div class="tt">(Chinhphu.vn) - {LEAD}</div><div class="nd">{_p(SAID[:1])}<div class="khung-anh"><img src="/do.jpg"><div class="chu-thich">{CAPTION} Ảnh: {CREDIT}</div></div>{_p(SAID[1:])}<p style="text-align:right"><strong>{AUTHOR}</strong></p></div><div class="luot">Lượt xem: 1204</div><div class="dg">Đánh giá: 4,5/5 (12 lượt)</div></div><div class="khac"><p class="td2">Tin đã đưa</p><ul>{_links(other)}</ul></div></div><div class="chan">{FOOT}</div>"""
    return Case(url, _page(body), _want({"same_category": NEAR}, keywords=[], section="Tin trong nước"))


def gallery() -> Case:
    """A picture story: the captions are the text."""
    url = "https://vinhlac.example/anh/ben-do-ngang-xa-vinh-lac-chay-lai-4100.html"
    shots = "".join(
        f'<div class="shot"><figure><img src="/a{n}.jpg" alt=""><figcaption>{line}</figcaption></figure></div>'
        for n, line in enumerate(SAID)
    )
    body = f"""<div class="nv">{_menu('<a href="/{slug}">{name}</a>')}</div><div class="ph"><a class="sec" href="/anh">Ảnh</a><h1>{TITLE}</h1><div class="tm">Thứ ba, 12/03/2024 | 08:15</div><div class="ld">{LEAD}</div><div class="al">{shots}</div><div class="au">{AUTHOR}</div><div class="rl"><h3>Bài liên quan</h3>{_links('<a href="/anh/{slug}-{n}.html">{name}</a>')}</div></div><div class="ft">{FOOT}</div>"""
    return Case(url, _page(body), _want({"related": NEAR}, keywords=[], images=[], section="Ảnh"))


def see_also_inside() -> Case:
    """Links amid the text, a box of them in its midst, and a topic's page after it."""
    url = "https://vinhlac.example/xa-hoi/ben-do-ngang-xa-vinh-lac-chay-lai-4100123.html"
    head = '<meta property="article:published_time" content="2024-03-12T08:15:00+07:00">'
    inside = f'<p>&gt;&gt; <a href="/xa-hoi/{NEAR[0][0]}-4101123.html">{NEAR[0][1]}</a></p>'
    box = f'<div class="in"><b>Đọc thêm</b><ul><li><a href="/xa-hoi/{NEAR[1][0]}-4102123.html">{NEAR[1][1]}</a></li></ul></div>'
    topic = f'<div class="tp"><h4><a href="/chu-de/mua-lu-nam-nay-77.html">Mùa lũ năm nay</a></h4>{_links("<p><a href=/xa-hoi/{slug}-{n}123.html>{name}</a></p>", FAR, 4001)}</div>'
    body = f"""<div class="mn">{_menu('<a href="/{slug}">{name}</a>')}</div><div class="wr"><div class="bc"><a href="/">Trang chủ</a> / <a href="/xa-hoi">{SECTION}</a></div><h1>{TITLE}</h1><h2>{LEAD}</h2><div class="tx">{_p(SAID[:2])}{inside}<p>{SAID[2]}</p>{box}<figure><img src="/do.jpg"><figcaption>{CAPTION} Ảnh: {CREDIT}</figcaption></figure>{_p(SAID[3:])}<p><b>{AUTHOR}</b></p></div>{topic}</div><div class="ft">{FOOT}</div>"""
    return Case(url, _page(body, head=head), _want({"see_also": NEAR[:2], "same_topic": FAR}, keywords=[]))


SYSTEMS: dict[str, Callable[[], Case]] = {
    made.__name__: made
    for made in (
        nukeviet, vnpt_portal, liferay, dotnetnuke, wordpress_newspaper, wordpress_flatsome, wordpress_jnews, joomla, drupal, nextjs,
        emagazine, aspnet_2008, sharepoint, provincial, nuxt, amp, blogger, haravan, wap, party_portal, gallery, see_also_inside,
    )
}  # fmt: skip
