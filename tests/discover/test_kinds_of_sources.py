"""Sources as broken servers and real content systems send them: junk before the document, cut ends, compression, numbered pages."""

from __future__ import annotations

import gzip
import zlib

import pytest

from newscrawl import sites, urls
from newscrawl.discover import feed, home, listing, paging, sitemap, sitemap_dates

HOME = "https://baodoi.example/"
SITE = sites.unknown(HOME)
ENTRY = "<item><title>Mùa mận chín ở bản Hồ</title><link>https://baodoi.example/man-chin</link></item>"
FEED = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Báo Đồi</title>{ENTRY}</channel></rss>"
SITEMAP = "<?xml version='1.0'?><urlset><url><loc>https://baodoi.example/man-chin</loc></url></urlset>"
NOTICE = "<br />\n<b>Notice</b>:  Undefined index: lang in <b>/srv/www/func.php</b> on line <b>204</b><br />\n"
JUNK = {
    "nothing": "",
    "white space": "\n\n  \t",
    "a byte order mark": "\ufeff\n",
    "a notice of PHP": NOTICE,
    "many notices of PHP": NOTICE * 300,
    "a script": "<script>var rss = '<rss>';</script>\n",
    "a style sheet": "<style>feed > rss { color: red }</style>",
    "a comment": "<!-- served by <rss> cache -->",
    "words": "Warning: file_put_contents(): failed\n",
    "zero bytes": "\0\0",
    "a page of its own": "<html><body>Lỗi nhẹ</body></html>",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_before_a_document_is_skipped(junk: str) -> None:
    assert [link.url for link in feed.links((junk + FEED).encode(), url=HOME)] == ["https://baodoi.example/man-chin"]
    found = sitemap.read((junk + SITEMAP).encode(), url=HOME)
    assert [link.url for link in found.links] == ["https://baodoi.example/man-chin"]
    assert not found.truncated


@pytest.mark.parametrize(
    "page", ["<!doctype html><html><body><p>rss</p></body></html>", "<html><body><channel></channel></body></html>"]
)
def test_an_html_page_is_still_no_feed(page: str) -> None:
    with pytest.raises(feed.NotAFeedError, match="html"):
        feed.links(page.encode(), url=HOME)
    with pytest.raises(sitemap.NotASitemapError, match="html"):
        sitemap.read(page.encode(), url=HOME)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zlib.compress, _deflated, lambda data: gzip.compress(gzip.compress(data))],
    ids=["gzip", "zlib", "deflate", "twice"],
)
def test_compression_is_undone_whatever_the_header_says(pack: object) -> None:
    assert callable(pack)
    assert len(feed.links(pack(FEED.encode()), url=HOME)) == 1
    assert len(sitemap.read(pack(SITEMAP.encode()), url=HOME).links) == 1


def test_a_cut_feed_keeps_its_whole_entries_and_says_so() -> None:
    whole = feed.read(FEED.encode(), url=HOME)
    assert not whole.truncated
    cut = FEED.removesuffix("</channel></rss>") + "<item><title>Bài sau</title><link>https://baodoi.example/bai-sa"
    found = feed.read(cut.encode(), url=HOME)
    assert [link.url for link in found.links] == ["https://baodoi.example/man-chin"]
    assert found.truncated


def test_a_cut_rdf_feed_is_not_taken_for_whole_because_its_channel_is_closed() -> None:
    cut = f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel><title>x</title></channel>{ENTRY}<item><link>https://baodoi.example/nua"
    found = feed.read(cut.encode(), url=HOME)
    assert (len(found.links), found.truncated) == (1, True)


def test_a_cut_json_feed_keeps_its_whole_items() -> None:
    cut = '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"https://baodoi.example/mot"},{"id":"2","url":"https://baodoi.ex'
    found = feed.read(cut.encode(), url=HOME)
    assert [link.url for link in found.links] == ["https://baodoi.example/mot"]
    assert found.truncated


def test_a_cut_gzip_feed_keeps_what_can_be_unpacked() -> None:
    packed = gzip.compress((FEED.removesuffix("</channel></rss>") + ENTRY * 50 + "</channel></rss>").encode())
    found = feed.read(packed[:-20], url=HOME)
    assert len(found.links) == 1
    assert found.truncated


@pytest.mark.parametrize("escaped", ["&amp;amp;", "&amp;#038;", "&amp;#38;", "&amp;amp;amp;"])
def test_an_address_that_is_escaped_twice_is_unescaped(escaped: str) -> None:
    address = f"https://baodoi.example/xem.php?id=5{escaped}lang=vi"
    wanted = "https://baodoi.example/xem.php?id=5&lang=vi"
    assert [
        link.url for link in feed.links(FEED.replace("https://baodoi.example/man-chin", address).encode(), url=HOME)
    ] == [wanted]
    found = sitemap.read(SITEMAP.replace("https://baodoi.example/man-chin", address).encode(), url=HOME)
    assert [link.url for link in found.links] == [wanted]


def test_an_entry_with_several_addresses_gives_them_all() -> None:
    body = "<urlset><url><loc>https://baodoi.example/a</loc><lastmod>2026-01-01</lastmod><loc>https://baodoi.example/b</loc></url></urlset>"
    assert [link.url for link in sitemap.read(body.encode(), url=HOME).links] == [f"{HOME}a", f"{HOME}b"]


def test_a_urlset_may_name_sitemaps() -> None:
    body = "".join(
        f"<url><loc>https://baodoi.example/{name}</loc></url>"
        for name in ("sitemap-2026.xml", "site_map_news.xml.gz", "sitemap.php?nam=2025", "bai-ve-sitemap.html", "tin-1")
    )
    found = sitemap.read(f"<urlset>{body}</urlset>".encode(), url=HOME)
    assert [child.url.rpartition("/")[2] for child in found.children] == [
        "sitemap-2026.xml",
        "site_map_news.xml.gz",
        "sitemap.php?nam=2025",
    ]
    assert [link.url.rpartition("/")[2] for link in found.links] == ["bai-ve-sitemap.html", "tin-1"]


@pytest.mark.parametrize(
    "body",
    [
        "<sm:urlset><sm:url><sm:loc>https://baodoi.example/a</sm:loc></sm:url></sm:urlset>",
        "<url><loc>https://baodoi.example/a</loc></url>",
        f"{NOTICE}https://baodoi.example/a\n",
        "\ufeffhttps://baodoi.example/a\r\n",
    ],
    ids=["an undeclared prefix", "no root", "text behind a notice", "text behind a byte order mark"],
)
def test_a_sitemap_that_lacks_a_part_is_read(body: str) -> None:
    assert [link.url for link in sitemap.read(body.encode(), url=HOME).links] == ["https://baodoi.example/a"]


@pytest.mark.parametrize(
    ("name", "holds_articles"),
    [
        ("wp-sitemap-posts-post-1.xml", True),
        ("sitemap-posts.xml", True),
        ("post-sitemap2.xml", True),
        ("news-sitemap.xml", True),
        ("sitemap_news.xml", True),
        ("sitemap-article-2026-03.xml", True),
        ("wp-sitemap-posts-page-1.xml", False),
        ("wp-sitemap-taxonomies-post_tag-1.xml", False),
        ("post_tag-sitemap.xml", False),
        ("news-category-sitemap.xml", False),
        ("sitemap-authors.xml", False),
        ("page-sitemap.xml", False),
        ("sitemap.xml", False),
    ],
)
def test_the_name_of_a_sitemap_says_whether_it_holds_articles_alone(name: str, *, holds_articles: bool) -> None:
    body = b"<urlset><url><loc>https://baodoi.example/lut/</loc></url></urlset>"
    (link,) = sitemap.read(body, url=f"{HOME}{name}").links
    assert bool(link.hints.is_article) is holds_articles


def test_feed_items_and_news_entries_are_articles_whatever_their_address() -> None:
    assert all(link.hints.is_article for link in feed.links(FEED.encode(), url=HOME))
    news = (
        b"<urlset><url><loc>https://baodoi.example/lut/</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        b"<n:title>L</n:title></n:news></url></urlset>"
    )
    assert sitemap.read(news, url=f"{HOME}sitemap.xml").links[0].hints.is_article


@pytest.mark.parametrize("path", ["lut/", "2026-05-01/", "tag/", "video/", "?p=12", "archives/7", "tin-page-478.html"])
def test_an_offered_address_has_a_key(path: str) -> None:
    assert SITE.offered_key(HOME + path)


@pytest.mark.parametrize("address", [HOME, "https://khac.example/lut/", f"{HOME}tep.pdf"])
def test_some_offered_addresses_are_refused(address: str) -> None:
    assert SITE.offered_key(address) is None


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/?p=12", True),
        ("/index.php?p=12", True),
        ("/archives/12", True),
        ("/news_show.php?SerialNo=55012", True),
        ("/article.php?sid=101", True),
        ("/2026/11/28/cau-treo/2/", False),
        ("/?p=12&page=2", False),
        ("/cau-treo-ban-ho-thong-xe-hom-nay/?page=2", False),
        ("/danh-sach.php?cat_id=20250", False),
        ("/?paged=12", False),
    ],
)
def test_numbers_in_an_address_are_told_apart(path: str, *, is_article: bool) -> None:
    assert urls.looks_like_article(f"https://baodoi.example{path}") is is_article


def test_the_number_of_an_article_is_no_session() -> None:
    assert urls.canonical(f"{HOME}article.php?sid=101") == f"{HOME}article.php?sid=101"
    assert urls.canonical(f"{HOME}a?sid=6f1ed002ab5595859014ebf0951522d9") == f"{HOME}a"


def test_feeds_of_comments_are_no_sources() -> None:
    page = (
        b'<link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        b'<a href="/feeds/comments/default">x</a>'
    )
    assert home.sources(page, HOME).feeds == [f"{HOME}feed/"]


# -- the next page of a listing --------------------------------------------------------------------------------------


def following(links: str, *, url: str = f"{HOME}kinh-te", page: int = 1) -> str | None:
    found = paging.next_pages(
        SITE, f"{HOME}kinh-te", page, page_url=url, body=f"<html><body>{links}</body></html>".encode()
    )
    return next((page.url for page in found), None)


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="nofollow next" href="/kinh-te/page/2">x</a>',
        '<a class="next page-numbers" href="/kinh-te/page/2"><i class="arrow"></i></a>',
        '<a href="/kinh-te/page/2"><span>Trang <b>sau</b></span></a>',
        '<a href="/kinh-te/page/2">Tiếp »</a>',
        '<a href="/kinh-te/page/2"><span class="x">Older</span> <span>posts</span></a>',
        '<a href="/kinh-te/page/2">← Bài viết cũ hơn</a>',
        '<a href="/kinh-te/page/2" aria-label="Next page"><svg></svg></a>',
        '<a href="/kinh-te/page/2">2</a>',
        '<nav><a href="/kinh-te/page/2">Trang 2</a></nav>',
    ],
)
def test_a_link_to_the_next_page_is_known_by_relation_class_words_or_number(link: str) -> None:
    decoys = '<a href="/kinh-te/page/12">12</a><a href="/kinh-te/page/20">20</a><a href="/the-thao/page/2">2</a>'
    assert following(decoys + link) == f"{HOME}kinh-te/page/2"


@pytest.mark.parametrize(
    ("own", "others", "wanted"),
    [
        ("kinh-te/page/5/", ["kinh-te/page/4/", "kinh-te/page/6/", "kinh-te/page/16/"], "kinh-te/page/6/"),
        ("kinh-te?page=2", ["kinh-te?page=12", "kinh-te?page=3", "kinh-te?page=1"], "kinh-te?page=3"),
        ("?paged=2", ["?paged=23", "?paged=3&cat=5", "?paged=3"], "?paged=3"),
        ("kinh-te/trang-9", ["kinh-te/trang-1", "kinh-te/trang-10"], "kinh-te/trang-10"),
        ("kinh-te-p2.html", ["kinh-te-p3.html", "kinh-te-p32.html"], "kinh-te-p3.html"),
        ("kinh-te/2/", ["kinh-te/13/", "kinh-te/3/"], None),
    ],
)
def test_the_next_page_is_found_by_the_number_of_the_page(own: str, others: list[str], wanted: str | None) -> None:
    links = "".join(f'<a href="/{path}">·</a>' for path in others)
    found = following(links, url=HOME + own, page=2)
    assert found == (HOME + wanted if wanted else None)


def test_pages_that_are_counted_from_0_are_not_skipped() -> None:
    links = '<a href="?page=1">2</a><a href="?page=2">3</a><a href="?page=9">»</a>'
    assert following(links) == f"{HOME}kinh-te?page=1"
    assert following('<a href="?page=0">1</a>' + links, url=f"{HOME}kinh-te?page=1", page=2) == f"{HOME}kinh-te?page=2"


def test_a_number_alone_in_the_path_is_a_page_if_the_link_says_so() -> None:
    assert following('<a href="/kinh-te/12/">12</a><a href="/kinh-te/2/">2</a>') == f"{HOME}kinh-te/2/"


def test_an_arrow_to_the_last_page_is_not_followed() -> None:
    assert following('<a href="/kinh-te/page/40">»</a>') is None


# -- articles in a listing -------------------------------------------------------------------------------------------

TITLE = "Nhà rông cuối làng"


@pytest.mark.parametrize(
    "classes",
    [
        "post-9 post type-post status-publish hentry category-menu tag-footer",
        "post tag-vinh tag-hash-nav featured",
        "gh-card post tag-nav",
        "wp-block-post post-3 type-post tag-gia-vang",
        "grid-item tag-gia-vang category-tags-va-nhan",
    ],
)
def test_a_post_is_no_frame_of_the_page_whatever_its_tags_are_called(classes: str) -> None:
    body = f'<div class="{classes}"><h2><a href="/2026/11/03/nha-rong-cuoi-lang-duoc-lop-lai/">Nhà rông cuối làng được lợp lại mái</a></h2></div>'
    assert len(listing.read(body.encode(), url=HOME, site=SITE).links) == 1


@pytest.mark.parametrize(
    "classes", ["tags", "tag-list", "box-tags", "post-tags", "tagcloud tags", "main-menu", "category-menu"]
)
def test_lists_of_tags_and_menus_are_frame(classes: str) -> None:
    body = f'<div class="{classes}"><a href="/2026/11/03/nha-rong-cuoi-lang-duoc-lop-lai/">Nhà rông cuối làng được lợp lại mái</a></div>'
    assert listing.read(body.encode(), url=HOME, site=SITE).links == []


def test_a_heading_of_a_post_leads_to_an_article_whatever_its_address() -> None:
    body = f'<article class="hentry"><h2><a href="/lut/">{TITLE}</a></h2></article><a href="/lien-ket/">{TITLE}</a>'
    (link,) = listing.read(body.encode(), url=HOME, site=SITE).links
    assert (link.url, link.hints.title, link.hints.is_article) == (f"{HOME}lut/", TITLE, True)


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="/archives/50#respond">Để lại bình luận <span>cho {TITLE} trong mùa mưa năm nay</span></a>',
        f'<a href="/archives/50#comments">12 Comments on {TITLE} and everything else</a>',
        f'<span class="comments-link"><a href="/archives/50">Ý kiến về {TITLE} và mọi điều khác</a></span>',
        f'<a class="more-link" href="/archives/50">Continue reading <span>{TITLE} and everything else</span></a>',
        '<a href="/archives/50#binh-luan">Có ba mươi hai bạn đọc đã nói về chuyện này</a>',
    ],
)
def test_a_link_to_the_comments_does_not_describe_the_article(link: str) -> None:
    body = f'<article><h2><a href="/archives/50">{TITLE}</a></h2>{link}</article>'
    (found,) = listing.read(body.encode(), url=HOME, site=SITE).links
    assert (found.hints.title, found.hints.description) == (TITLE, None)


# -- the day in an article's address ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "first", "days"),
    [
        ("2026/11/28/cau-treo", "2026-11-28", 1),
        ("2026-11-28/cau-treo", "2026-11-28", 1),
        ("20261128/cau-treo", "2026-11-28", 1),
        ("tin/28-11-2026/cau-treo", "2026-11-28", 1),
        ("cau-treo-20261128093015123.htm", "2026-11-28", 1),
        ("2026/11/cau-treo", "2026-11-01", 30),
        ("201512/cau-treo", "2015-12-01", 31),
    ],
)
def test_an_address_names_the_day_of_its_article(path: str, first: str, days: int) -> None:
    found = sitemap_dates.article_period(HOME + path)
    assert found is not None
    assert (found[0].date().isoformat(), (found[1] - found[0]).days) == (first, days)


@pytest.mark.parametrize(
    "path",
    [
        "ke-hoach-2026-2030.html",
        "cau-treo-20269931000000.htm",
        "lich-am-28-11-2026.html",
        "2026/11/28/",
        "tin-100001.html",
    ],
)
def test_other_numbers_are_no_day(path: str) -> None:
    found = sitemap_dates.article_period(HOME + path)
    assert found is None or (found[1] - found[0]).days > 1
