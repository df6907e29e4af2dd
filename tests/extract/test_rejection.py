"""What is no article is refused by its name, and nothing else is ever raised."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.extract import NotAnArticle, candidates, extract, read
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
        read(body, url=url, site=SITE, use_layouts=reason not in {"section_page", "no_headline"}).article()
    assert refusal.value.reason == reason
    assert reason in str(refusal.value)


OLD = "https://bao.vn/Xa-hoi/2009/11/nuoc-rut-o-lang-ven-song/"


def test_a_long_text_with_a_date_is_an_article_at_an_address_of_another_year() -> None:
    long = "".join(f"<p>{n} giờ: {PROSE}</p>" for n in range(12))
    assert read(page(long), url=OLD, site=SITE, use_layouts=False).article().headline == "Nước rút ở làng ven sông"
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
            read(page(body), url=url, site=site, use_layouts=False).article()


@pytest.mark.parametrize(
    "body",
    [
        page("<div>" * 10_000 + BODY + "</div>" * 10_000),
        page("".join(f'<a href="/bai-{n}.html">Bài số {n} ở làng</a>' for n in range(1_000_000, 1_030_000)) + BODY),
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
        reading = read(body, url=URL, site=SITE, use_layouts=use_layouts)
        reading.article()
    except NotAnArticle as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is right
        return
    candidates(reading)


@given(st.binary(max_size=2_000))
def test_random_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(NotAnArticle):
        extract(body, url=URL)
