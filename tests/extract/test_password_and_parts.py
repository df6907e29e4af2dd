"""Articles behind a password, and articles in several pages."""

from __future__ import annotations

import pytest

from newscrawl.extract import NotAnArticle, extract
from newscrawl.sites.profile import Layout, Site

URL = "https://baodoi.example/2026/11/28/mua-man-chin-o-ban-ho/"
LINES = (
    "Vườn mận nhà ông Vàng A Lử đỏ rực từ đầu bản xuống tận bờ suối, năm nay được mùa hơn hẳn mọi năm trước.",
    "Thương lái dưới xuôi lên đặt tiền từ khi cây còn ra hoa, nhưng bà con vẫn giữ lại một nửa để bán cho khách du lịch.",
    "Ủy ban xã vừa mở lớp dạy làm mứt và rượu mận cho ba mươi hộ, với hy vọng quả chín rộ không còn phải bán rẻ.",
)
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
FORM = (
    '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post"><p>Nội dung được bảo vệ. Để xem, hãy nhập mật khẩu '
    'của bạn vào ô bên dưới rồi nhấn nút.</p><input name="post_password" type="password"><input type="submit"></form>'
)
CARDS = "".join(
    f'<article class="hentry"><h2><a href="/bai-{n}/">Bài khác thứ {n}</a></h2>{TEXT}</article>' for n in range(4)
)


def page(content: str, *, classes: str = "post type-post hentry", around: str = "", after: str = "") -> bytes:
    return (
        f'<html lang="vi"><head><title>Mùa mận chín ở bản Hồ</title><meta property="og:type" content="article"></head><body>{around}<main>'
        f'<article class="{classes}"><h1>Mùa mận chín ở bản Hồ</h1><div class="entry-content">{content}</div></article></main>{after}</body></html>'
    ).encode()


def rejection(body: bytes, **known: object) -> str | None:
    try:
        extract(body, url=URL, **known)  # type: ignore[arg-type] # the site alone
    except NotAnArticle as error:
        return str(error.reason)
    return None


@pytest.mark.parametrize(
    "body",
    [
        page(FORM),
        page(FORM, after=f"<aside>{CARDS}</aside>"),
        page(FORM + f'<section class="latest">{CARDS}</section>'),
        page("<p>Nội dung được bảo vệ.</p>", classes="post hentry post-password-required", after=CARDS),
        page(
            '<form class="unlock" method="post"><p>Mật khẩu</p><input type="password" name="key"><input type="submit"></form>',
            after=CARDS,
        ),
        page(
            '<form method="post"><input type="text" name="user"><input type="PASSWORD" name="pass"></form>', after=CARDS
        ),
    ],
    ids=["alone", "beside cards", "above cards", "by class", "another system", "an account"],
)
def test_an_article_behind_a_password_is_rejected_however_long_its_page_is(body: bytes) -> None:
    assert rejection(body) == "login_wall"
    layout = Layout(name="chinh", body=(".entry-content",), headline=("h1",))
    site = Site(name="doi", publisher="Báo Đồi", home="https://baodoi.example/", layouts=(layout,))
    assert rejection(body, site=site) == "login_wall"


LOGIN = '<form><input type="text" name="user"><input type="password" name="pass"></form>'


@pytest.mark.parametrize(
    "body",
    [
        page(TEXT * 2, around=f'<header><div class="login-box">{LOGIN}</div></header>'),
        page(TEXT * 2 + f'<div class="modal">{LOGIN}</div>'),
        page(TEXT * 2 + f'<div id="respond">{LOGIN}</div>'),
        page(TEXT * 2 + LOGIN),
        page(
            TEXT,
            after=f'<aside><article class="hentry post-password-required"><h3><a href="/kin/">Bài kín</a></h3>{FORM}</article></aside>',
        ),
        page(
            TEXT,
            after=f'<article class="hentry post-password-required"><h3><a href="/kin/">Bài kín</a></h3>{FORM}</article>',
        ),
        page(TEXT * 2, after=f"<dialog>{LOGIN}</dialog>"),
    ],
)
def test_a_form_that_is_not_in_the_place_of_the_text_rejects_nothing(body: bytes) -> None:
    assert rejection(body) is None


def parts(link: str, *, url: str = URL, around: str = "{}") -> bool:
    article = extract(page(TEXT + around.format(f'<a href="{link}">2</a>')), url=url)
    return "truncated" in article.extraction.warnings


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (URL, f"{URL}2/"),
        (URL, "2/"),
        (URL, f"{URL}page/2/"),
        (URL, "?page=2"),
        ("https://baodoi.example/?p=363", "https://baodoi.example/?p=363&page=2"),
        ("https://baodoi.example/archives/363", "/archives/363/2"),
        ("https://baodoi.example/mua-man-chin-100001.html", "/mua-man-chin-100001-p2.html"),
        ("https://baodoi.example/mua-man-chin-100001.html", "/mua-man-chin-100001/trang-2.html"),
    ],
)
@pytest.mark.parametrize(
    "around", ['<div class="page-links">{}</div>', '<p class="post-nav-links">{}</p>', "<nav>{}</nav>"]
)
def test_an_article_in_several_pages_is_truncated(url: str, link: str, around: str) -> None:
    assert parts(link, url=url, around=around)


@pytest.mark.parametrize(
    ("link", "around"),
    [
        (f"{URL}comment-page-2/", "<div>{}</div>"),
        ("?page=2", '<div class="comments"><ul class="pager">{}</ul></div>'),
        ("https://baodoi.example/2026/11/28/2/", "<div>{}</div>"),
        ("https://baodoi.example/2026/11/28/mua-man-chin-o-ban-ho-2/", "<div>{}</div>"),
        ("https://khac.example/2026/11/28/mua-man-chin-o-ban-ho/2/", "<div>{}</div>"),
        (f"{URL}2026/", "<div>{}</div>"),
        ("?utm_source=2", "<div>{}</div>"),
    ],
)
def test_other_numbers_make_no_parts(link: str, around: str) -> None:
    assert not parts(link, around=around)


@pytest.mark.parametrize(
    ("url", "first"), [(f"{URL}2/", URL), (f"{URL}2/", "../"), ("https://baodoi.example/?p=363&page=2", "/?p=363")]
)
def test_a_later_page_is_no_article_of_its_own(url: str, first: str) -> None:
    links = f'<div class="page-links"><a class="post-page-numbers" href="{first}">1</a> <span>2</span></div>'
    with pytest.raises(NotAnArticle, match="a later page of an article"):
        extract(page(TEXT * 3 + links), url=url)


def test_an_article_whose_address_ends_in_a_number_is_no_later_page() -> None:
    text = TEXT * 3 + '<p>Xem <a href="/archives/">các bài khác</a></p>'
    assert extract(page(text), url="https://baodoi.example/archives/12").text
