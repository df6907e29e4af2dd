"""Posts as themes of blocks print them: the meta below the text, cards of other posts within it, comments under it."""

from __future__ import annotations

import pytest

from newscrawl import urls
from newscrawl.extract import extract

LINES = (
    "Đầu tuần, hợp tác xã mây tre của thôn Sải giao chuyến hàng đầu tiên cho khách ở tận miền Trung.",
    "Mỗi chiếc giỏ phải qua tay bốn người thợ, từ chẻ nan, nhuộm khói cho tới cạp miệng và phơi gió.",
    "Thợ trẻ nhất mới mười chín tuổi, học nghề của bà nội từ những buổi nghỉ hè trong căn bếp lợp cọ.",
    "Sang năm, thôn định mở thêm một lớp dạy nghề, học phí trả bằng chính những chiếc giỏ làm ra.",
)
LATEST = "".join(
    f'<li><a class="wp-block-latest-posts__post-title" href="/?p={n}">Bài mới thứ {n} của thôn Sải vừa đăng</a>'
    f'<time datetime="2026-11-2{n}T08:00:00+07:00" class="wp-block-latest-posts__post-date">2{n}/11/2026</time></li>'
    for n in range(2, 6)
)
META = (
    '<div class="wp-block-post-date"><time datetime="2026-10-07T17:33:02+07:00">7 Tháng Mười, 2026</time></div>'
    '<div class="wp-block-post-author"><p class="wp-block-post-author__name">Hà Thị Sen</p></div>'
    '<div class="taxonomy-category wp-block-post-terms"><a href="/category/doi-song/nghe-cu/" rel="tag">Nghề cũ</a></div>'
)


def post(own: str, *, text: str, comments: str = "") -> bytes:
    reply = f'<a rel="nofollow" class="comment-reply-link" href="{own}{"&" if "?" in own else "?"}replytocom=4#respond">Trả lời</a>'
    below = f'<div class="wp-block-post-comments"><ol class="commentlist"><li><p>{comments}</p>{reply}</li></ol></div>'
    return (
        f'<html lang="vi"><head><meta charset="utf-8"><title>Giỏ mây thôn Sải – Bản tin</title></head><body><div class="wp-site-blocks"><header><h1 class="wp-block-site-title">'
        f'<a href="/">Bản tin</a></h1><nav class="wp-block-navigation"><ul class="wp-block-page-list"><li><a href="/gioi-thieu/">Giới thiệu</a></li></ul></nav></header><main class="wp-block-group"><div class="wp-block-group"><h1 class="wp-block-post-title">Giỏ mây thôn Sải đi xa</h1></div>'
        f'<div class="entry-content wp-block-post-content">{text}</div><div class="wp-block-group"><div class="wp-block-group">{META}</div>'
        f"{below if comments else ''}</div></main></div></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "own",
    [
        "https://thonsai.example/?p=41",
        "https://thonsai.example/2026/10/gio-may/",
        "https://thonsai.example/archives/41",
    ],
)
def test_the_meta_below_the_text_is_the_articles_though_comments_follow(own: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in LINES)
    article = extract(post(own, text=text, comments="Bài hay quá, tôi vừa đặt hai chiếc giỏ cho mẹ."), url=own)
    assert article.date_published == "2026-10-07T17:33:02+07:00"
    assert [author.name for author in article.authors] == ["Hà Thị Sen"]
    assert article.article_section == "Nghề cũ"
    assert article.text.split("\n\n") == list(LINES)


def test_a_block_of_latest_posts_in_the_text_makes_no_list_of_a_short_post() -> None:
    own = "https://thonsai.example/?p=41"
    text = (
        "".join(f"<p>{line}</p>" for line in LINES)
        + f'<ul class="wp-block-latest-posts__list wp-block-latest-posts">{LATEST}</ul>'
    )
    article = extract(post(own, text=text), url=own)
    assert article.text.split("\n\n") == list(LINES)
    assert article.date_published == "2026-10-07T17:33:02+07:00"


def test_a_post_by_its_number_with_links_under_it_is_an_article() -> None:
    own = "https://thonsai.example/?p=61"
    links = "".join(f'<li><a href="/?p={n}">Bài cũ thứ {n} về nghề đan</a></li>' for n in (7, 8, 9))
    article = extract(
        post(own, text=f"<p>{LINES[0]} {LINES[1]}</p><p>{LINES[2]}</p><h3>Bài liên quan</h3><ul>{links}</ul>"), url=own
    )
    assert [link.url.rpartition("=")[2] for link in article.related_links if link.heading] == ["7", "8", "9"]


def test_links_by_number_lead_on_from_a_page_whose_address_has_a_year() -> None:
    own = "https://thonsai.example/2026/10/gio-may-thon-sai-di-xa/"
    links = "".join(f'<li><a href="/?p={n}">Bài cũ thứ {n} về nghề đan</a></li>' for n in (7, 12, 105))
    text = "".join(f"<p>{line}</p>" for line in LINES)
    article = extract(post(own, text=f"{text}<h3>Bài liên quan</h3><ul>{links}</ul>"), url=own)
    assert [link.url.rpartition("=")[2] for link in article.related_links if link.heading] == ["7", "12", "105"]


@pytest.mark.parametrize("query", ["?p=41&replytocom=3", "?p=41&cpage=2", "?preview=true&p=41"])
def test_a_view_of_a_post_is_no_post_of_its_own(query: str) -> None:
    assert urls.looks_like_article("https://thonsai.example/?p=41")
    assert not urls.looks_like_article(f"https://thonsai.example/{query}")
