"""Pages without an article are rejected with a reason, and no other error is raised."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.extract import NotAnArticle, extract, inspect, open_page, pick_article, to_article
from tests.extract.pages import PROSE, SITE, URL, page

BODY = "".join(f"<p>{PROSE} {n}</p>" for n in range(4))


@pytest.mark.parametrize(
    ("body", "url", "reason"),
    [
        (b"", URL, "empty"),
        (b"\x00\x00 \n", URL, "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 500, URL, "not_html"),
        (b"%PDF-1.7 <p>x</p>", URL, "not_html"),
        (b'{"a": "<p>x</p>"}', URL, "not_html"),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', URL, "not_html"),
        (b"chi la chu", URL, "not_html"),
        (bytes(range(256)) * 40, URL, "not_html"),
        (b"<html><script>document.cookie='D1N=abc;path=/';location.reload()</script><body></body>", URL, "soft_block"),
        (b"<html><title>Just a moment...</title><body>Checking your browser</body>", URL, "soft_block"),
        (b"<html><title>Login</title><body><form><input type=password></form></body>", URL, "login_wall"),
        ("<html><title>Lỗi 404</title><body>Trang không tồn tại</body>".encode(), URL, "not_found_page"),
        (b'<html><head><meta http-equiv="refresh" content="0;url=/x"></head><body>x</body>', URL, "redirect_shell"),
        (page(BODY), "https://bao.vn/", "section_page"),
        (page(BODY), "https://bao.vn/xa-hoi.html", "section_page"),
        (f"<html><body>{BODY}</body></html>".encode(), URL, "no_headline"),
        (page(""), URL, "no_body"),
        (page("<p>Thuê bao để đọc.</p>", head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}</script>'), URL, "paywall_stub"),
    ],
)  # fmt: skip
def test_every_rejection_has_its_name(body: bytes, url: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        extract(body, url=url, site=SITE, use_layouts=reason not in {"section_page", "no_headline"})
    assert refusal.value.reason == reason
    assert reason in str(refusal.value)


OLD = "https://bao.vn/Xa-hoi/2009/11/nuoc-rut-o-lang-ven-song/"


def test_a_long_text_with_a_date_is_an_article_at_an_address_of_another_year() -> None:
    long = "".join(f"<p>{n} giờ: {PROSE}</p>" for n in range(12))
    assert extract(page(long), url=OLD, site=SITE, use_layouts=False).headline == "Nước rút ở làng ven sông"
    tags = replace(SITE, not_article=("^/Xa-hoi/",))
    lines = "".join(
        f'<li><a href="/bai-hay-{n}.html">Bài hay số {n} ở làng ven sông hôm nay</a></li>' for n in range(60)
    )
    for body, url, site in (
        (long, OLD, tags),
        (long, "https://bao.vn/xa-hoi.html", SITE),
        (BODY, OLD, SITE),
        (f"{long}<ul>{lines}</ul>", "https://bao.vn/xa-hoi/trang-2.html", SITE),
    ):
        with pytest.raises(NotAnArticle, match="section_page"):
            extract(page(body), url=url, site=site, use_layouts=False)


@pytest.mark.parametrize(
    "body",
    [
        page("<div>" * 10_000 + BODY + "</div>" * 10_000),
        page("".join(f'<a href="/bai-{n}.html">Bài số {n} ở làng</a>' for n in range(1_000_000, 1_012_000)) + BODY),
        page(f"<p>{PROSE * 20_000}</p>"),
        page("<table><tr><td>" * 1_500 + BODY),
        page("<b><i>" * 5_000 + BODY),
        page(BODY, head="<script type='application/ld+json'>" + "[" * 100_000 + "</script>"),
        page("<br>" * 200_000 + BODY),
        page(BODY, around="<div>" * 1_900 + "<h3>Tin mới</h3><a href='/bai-1111111.html'>Bài</a>" * 9_000),
        page(BODY * 300)[:-30_000],
    ],
    ids=["nested", "links", "one line", "tables", "inline", "json-ld", "breaks", "headings", "cut"],
)
def test_huge_and_twisted_pages_are_read_in_bounds(body: bytes) -> None:
    try:
        assert extract(body, url=URL, site=SITE).headline == "Nước rút ở làng ven sông"
    except NotAnArticle as refusal:
        assert refusal.reason in {"no_body", "not_html"}  # noqa: PT017 - refusing is allowed, anything else is not


def test_a_tag_that_would_keep_the_parser_busy_for_minutes_is_refused() -> None:
    bomb = page("<p " + " ".join(f"a{n}" for n in range(300_000)) + ">" + BODY)
    with pytest.raises(NotAnArticle) as refusal:
        extract(bomb, url=URL, site=SITE)
    assert (refusal.value.reason, refusal.value.detail) == ("not_html", "too_many_attributes")


FRAGMENTS = st.sampled_from(
    [
        b"<div>", b"</div>", b"<p>", b"<!--", b"-->", b"</body>", b"<table><tr>", b"<svg><p>", b"<![CDATA[", b"&#0;", b"&#xD800;", b"\xff\xfe",
        b"\x00", b"\xcc\x81", b'<img srcset=", ,">', b'<a href="http://[bad">x</a>', b'<base href="http://[x">', b"<h1>", b'<time datetime="2026-13-45">',
        b'<link rel=canonical href="http://a:99999/">', b"31/12/0001 99:99", b'<meta property="article:published_time" content="9999-99-99">',
        b'<script type="application/ld+json">{"@type":["NewsArticle",5],"headline":[{"a":1}],"author":[[5]],"datePublished":{},"isAccessibleForFree":[]}</script>',
        b'<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":{"item":7}}</script>',
    ]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 400), FRAGMENTS | st.binary(max_size=40)), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS, st.booleans())
def test_no_bytes_raise_anything_but_a_rejection(edits: list[tuple[int, int, bytes]], use_layouts: bool) -> None:  # noqa: FBT001 - hypothesis passes by position
    body = page(BODY, around="<h3>Tin mới</h3><a href='/x-7654321.html'>x</a>")
    for start, length, new in edits:
        body = body[:start] + new + body[start + length :]
    try:
        context = open_page(body, url=URL, site=SITE, use_layouts=use_layouts)
        to_article(pick_article(context))
    except NotAnArticle as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is right
        return
    inspect(context)


@given(st.binary(max_size=2_000))
def test_random_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(NotAnArticle):
        extract(body, url=URL)


def wall(title: str, heading: str, *paragraphs: str, markup: str = "") -> bytes:
    """A long explanation on the block page of a firewall."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><h1>{heading}</h1>{text}{markup}</body></html>".encode()


EXPLAINS = (
    "This website is using a service to protect itself from online attacks. The action you just performed triggered it. "
    "There are several actions that could trigger this block including submitting a certain word or phrase, a command or "
    "malformed data. You can email the owner of the site to let them know, and include what you were doing when it came up."
)
GIAI_THICH = (
    "Để tiếp tục đọc báo, bạn vui lòng hoàn tất thao tác bên dưới. Việc này giúp chúng tôi bảo vệ hệ thống khỏi các cuộc tấn công "
    "và các chương trình tự động. Nếu cho rằng đây là nhầm lẫn, bạn hãy liên hệ với tòa soạn theo số điện thoại đường dây nóng để "
    "được hỗ trợ trong thời gian sớm nhất. Xin cảm ơn bạn đọc đã thông cảm và hợp tác cùng chúng tôi trong thời gian vừa qua."
)
WALLS = {
    "by its title": (wall("Attention Required! | Cloudflare", "Sorry", EXPLAINS), "soft_block"),
    "by its heading": (wall("bao.vn", "Sorry, you have been blocked", EXPLAINS), "soft_block"),
    "in Vietnamese": (wall("Báo", "Vui lòng xác minh bạn không phải là robot", GIAI_THICH), "soft_block"),
    "by its markup": (wall("bao.vn", "Xin chờ", GIAI_THICH, markup="<script src='/cdn-cgi/challenge-platform/x'></script>"), "soft_block"),
    "by its words": (wall("Sorry...", "We're sorry", EXPLAINS, "We detected unusual traffic: show us that you are not a robot."), "soft_block"),
    "too many": (wall("429", "Too many requests", "Bạn hãy thử lại sau ít phút."), "soft_block"),
    "forbidden": (b"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>", "soft_block"),
    "out of order": (wall("Thông báo", "Hệ thống đang bảo trì", "Quý độc giả vui lòng quay lại sau ít phút."), "soft_block"),
    "a proxy's": (b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>", "soft_block"),
    "a form": (wall("Báo", "Đăng nhập để đọc tiếp", GIAI_THICH, markup="<form><input type=password></form>"), "login_wall"),
    "top.location": (b"<html><script>top.location='/x'</script><body></body></html>", "redirect_shell"),
    "location.assign": (b"<html><script>location.assign('/x')</script><body></body></html>", "redirect_shell"),
    "a late location": (b"<html><script>setTimeout(function(){document.location='/x'},0)</script><body>.</body></html>", "redirect_shell"),
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_one_however_much_it_says(name: str) -> None:
    body, reason = WALLS[name]
    with pytest.raises(NotAnArticle) as refusal:
        extract(body, url=URL, site=SITE)
    assert refusal.value.reason == reason


def test_an_article_about_walls_is_an_article() -> None:
    """Articles with a captcha in the comment form: their metadata or their length shows that they are articles."""
    about = "Trang web hỏi: bạn không phải là robot? Too many requests, access denied, ray id."
    title = "Vì sao trang web bắt xác minh không phải robot"
    form = "<form><div class=g-recaptcha></div></form>"
    short = wall(title, title, about, GIAI_THICH, markup=form)
    said = short.replace(b"<head>", b'<head><meta property="og:type" content="article">')
    assert extract(said, url=URL, site=SITE, use_layouts=False).headline == title
    long = wall(title, title, about, *(f"{n}. {GIAI_THICH}" for n in range(8)), markup=form)
    assert extract(long, url=URL, site=SITE, use_layouts=False).headline == title
    with pytest.raises(NotAnArticle):
        extract(short, url=URL, site=SITE, use_layouts=False)


def test_one_long_line_is_not_split_into_all_its_words_at_once() -> None:
    """Five megabytes of words would take a hundred of memory: once a short way for paragraphs of one piece brought them back."""
    body = b"<html><body><h1>Mot bai bao rat dai</h1><p>" + b"xin chao " * 500_000 + b"</p></body></html>"
    tracemalloc.start()
    try:
        found = extract(body, url=URL, site=SITE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.text) > 4_000_000
    assert peak < 8 * len(body)


@pytest.mark.parametrize(
    ("text", "is_withdrawn"),
    [
        ("Bài viết này không còn tồn tại hoặc đã bị gỡ bỏ.", True),
        ("Rất tiếc, nội dung bạn tìm kiếm hiện không tồn tại. Mời bạn đọc các tin khác.", True),
        ("Sorry, this article is no longer available. Please go back to the home page.", True),
        ("Trang trại này không tồn tại trong sổ sách của xã, theo lời chủ tịch xã vào sáng nay.", False),
        (f"Bài viết này đã được gỡ khỏi mạng xã hội sau một giờ. {PROSE} {PROSE}", False),
    ],
)
def test_a_withdrawn_article_that_kept_its_headline_and_metadata(text: str, is_withdrawn: bool) -> None:  # noqa: FBT001 - a parameter of the test
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-02T08:00:00+07:00">'
    body = page(f"<p>{text}</p>", head=head)
    for use_layouts in (True, False):
        if is_withdrawn:
            with pytest.raises(NotAnArticle, match="not_found_page"):
                extract(body, url=URL, site=SITE, use_layouts=use_layouts)
        else:
            assert extract(body, url=URL, site=SITE, use_layouts=use_layouts).text
