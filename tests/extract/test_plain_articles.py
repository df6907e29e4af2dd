"""Short articles that nothing calls one, and lists that look like them."""

from __future__ import annotations

import pytest

from newscrawl.extract import NotAnArticle, Reason, extract

HEADLINE = "Mill bridge opens to carts again"
FIRST = "Carts may cross the mill bridge again from Friday, two months after a barge broke its middle arch."
SECOND = "Masons from three villages have set four hundred stones, and the miller gave them bread and beer."
MENU = "".join(f'<a href="/{word}/">{word}</a> ' for word in ("home", "news", "sport", "weather", "letters", "contact"))
CARDS = [
    (
        "Two calves born on the island",
        "Both are well, says the farmer, who had given up hope after the storm of last week.",
    ),
    (
        "Choir looks for tall singers",
        "The new gowns are too long for the present members, and cloth is dear this winter.",
    ),
    (
        "Ferry sails an hour later",
        "The company blames the fog, which has not left the river since the first of the month.",
    ),
    ("Baker wins at chess", "He beat the schoolmaster in nineteen moves and gave a cake to all who had watched him."),
]
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"
LINKS = "".join(f"<li><a href=/n/{number}>{title}</a></li>" for number, (title, _) in enumerate(CARDS))


def page(main: str, title: str = f"{HEADLINE} - The Mill Post", lang: str = "en") -> bytes:
    foot = '<div class=f><a href="/terms">Terms</a> <a href="/jobs">Jobs</a></div>'
    return f"<html lang={lang}><head><title>{title}</title></head><body><div>{MENU}</div>{main}{foot}</body></html>".encode()


@pytest.mark.parametrize(
    "main",
    [
        f"<div><h1>{HEADLINE}</h1>{TEXT}</div>",
        f"<div><h1>{HEADLINE}</h1>{FIRST}<br><br>{SECOND}</div>",
        f"<div><h2>{HEADLINE}</h2><div>{FIRST}</div><div>{SECOND}</div></div>",
        f"<table><tr><td>{MENU}</td><td><font size=4><b>{HEADLINE}</b></font><br><br>{FIRST}<br><br>{SECOND}</td></tr></table>",
        f"<div><h1>{HEADLINE}</h1>{TEXT}<h4>Latest news</h4><ul>{LINKS}</ul></div>",
        f"<div><h1>{HEADLINE}</h1>{TEXT}</div><div id=comments><p>{CARDS[0][1]}</p><p>{CARDS[1][1]}</p></div>",
    ],
    ids=["plain", "breaks", "lines", "table", "links", "comments"],
)
def test_a_headline_and_prose_are_an_article(main: str) -> None:
    got = extract(page(main), url="https://mill.example/n/bridge-opens")
    assert (got.headline, got.text.split("\n\n")) == (HEADLINE, [FIRST, SECOND])


def test_one_paragraph_is_enough() -> None:
    got = extract(page(f"<h1>{HEADLINE}</h1><p>{FIRST} {SECOND}</p>"), url="https://mill.example/n/4")
    assert got.text == f"{FIRST} {SECOND}"


def test_the_only_h1_is_the_headline_where_the_title_names_the_site() -> None:
    html = page(f"<h1>{HEADLINE}</h1>{TEXT}", title="The Mill Post")
    assert extract(html, url="https://mill.example/n/4").headline == HEADLINE
    for address in ("https://mill.example/index.html", "https://mill.example/village"):
        with pytest.raises(NotAnArticle) as refused:
            extract(html, url=address)
        assert refused.value.reason is Reason.SECTION_PAGE


TEASERS = "".join(
    f"<div><h2>{title}</h2><p>{text}</p><a href=/n/{n}>More</a></div>" for n, (title, text) in enumerate(CARDS)
)
ROWS = "".join(
    f"<tr><td><a href=/t/{n}>{title}</a></td><td>{n}</td><td>17</td></tr>" for n, (title, _) in enumerate(CARDS)
)
DATED = "".join(f"<li><a href=/n/{n}>{title}</a> {n + 1}.11.2026</li>" for n, (title, _) in enumerate(CARDS))
CARD_LIST = "".join(f"<h2><a href=/n/{n}>{title}</a></h2><p>{text}</p>" for n, (title, text) in enumerate(CARDS))
OFFER = "Subscribe now and read all stories. Already a subscriber? Sign in. You may cancel at any time, and schools pay half."
CONSENT = "We and our partners use cookies to store personal data on your device, with your consent, and for nothing else at all."


@pytest.mark.parametrize(
    ("main", "title"),
    [
        (f"<h1>{HEADLINE}</h1><p>{FIRST}</p>{CARD_LIST}", HEADLINE),
        (f"<h1>{HEADLINE}</h1>{TEXT}<ul>{LINKS}</ul>", HEADLINE),
        (f"<h1>Mill</h1>{TEXT}", "Mill - The Mill Post"),
        (f"<h1>News of the mill and the river</h1>{TEASERS}", "News of the mill and the river"),
        (f"<h1>All that was said of the mill</h1><p>{FIRST}</p><table>{ROWS}</table>", "All that was said of the mill"),
        (f"<h1>Mill</h1><p>{FIRST} {SECOND}</p><ul>{DATED}</ul>", "Mill - The Mill Post"),
        (f"<h1>{HEADLINE}</h1><p>{OFFER} {FIRST[:30]}</p>", HEADLINE),
        (f"<h1>Before you read the news of today</h1><p>{CONSENT}</p>", "The Mill Post"),
    ],
    ids=["cards", "intro", "section", "teasers", "forum", "dated", "offer", "consent"],
)
def test_a_list_or_a_dialog_is_no_article(main: str, title: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract(page(main, title), url="https://mill.example/n/4")
    assert refused.value.reason is Reason.SECTION_PAGE


@pytest.mark.parametrize(
    "heading", ["Page not found", "404 - Not found", "Die Seite wurde nicht gefunden", "Page introuvable"]
)
def test_an_error_page_that_offers_articles_is_none(heading: str) -> None:
    html = page(f"<h1>{heading}</h1>{TEXT}{TEXT}<h3>Latest</h3><ul>{LINKS}</ul>", title=f"{heading} - The Mill Post")
    with pytest.raises(NotAnArticle) as refused:
        extract(html, url="https://mill.example/n/4")
    assert refused.value.reason is Reason.NOT_FOUND_PAGE
    counted = extract(
        page(f"<h1>404 stones for the bridge</h1>{TEXT}{TEXT}", "404 stones for the bridge"),
        url="https://mill.example/n/4",
    )
    assert counted.headline == "404 stones for the bridge"


@pytest.mark.parametrize(
    "headline",
    ["Khởi tố 404 bị can trong một vụ án", "404 ca mắc mới trong ngày", "Nhiều ngư dân không tìm thấy đường về"],
)
def test_words_of_an_error_page_in_short_news(headline: str) -> None:
    text = (
        "<p>Đến tối cùng ngày, lực lượng chức năng vẫn không tìm thấy nạn nhân dù đã huy động hàng chục thuyền của ngư dân địa phương.</p>"
        "<p>Nhà chức trách khuyến cáo người dân không ra khơi cho tới khi gió giảm dưới cấp năm.</p>"
    )
    page = f"<html lang='vi'><title>{headline}</title><body><article><h1>{headline}</h1>{text}</article></body></html>"
    assert extract(page.encode(), url="https://bao.example/thoi-su/bai-viet-1234567.html").headline == headline


@pytest.mark.parametrize(
    "text",
    [
        (
            "<h1>Rất tiếc!</h1><p>Đường dẫn bạn truy cập không tồn tại. Có thể bài viết đã bị gỡ bỏ theo yêu cầu, hoặc địa chỉ đã được"
            " thay đổi từ trước đó.</p><p>Mời bạn xem các tin khác.</p>"
        ),
        (
            "<h1>Oops</h1><p>We could not find the page you were looking for. It may have been moved or deleted. Try a search or go to"
            " the home page.</p>"
        ),
        "<h1>Thông báo</h1><div>Nội dung này không tồn tại</div>",
    ],
)
def test_a_short_page_that_says_that_it_is_missing(text: str) -> None:
    page = f"<html><title>Báo Cù Lao</title><body><div>{text}</div></body></html>"
    with pytest.raises(NotAnArticle, match="not_found_page"):
        extract(page.encode(), url="https://bao.example/thoi-su/bai-viet-1234567.html")


def test_a_paragraph_by_a_picture_is_an_article_if_the_address_is_one() -> None:
    """The text of an infographic is in its picture; the site's newest articles stand below."""
    headline = "Quá trình công tác của hai tân chủ tịch huyện vùng cao"
    newest = "".join(
        f'<li><a href="/tin/bai-viet-moi-ve-mua-lu-{n}.html">Bài viết mới số {n} về mùa lũ</a></li>'
        for n in range(1000, 1008)
    )
    body = f"<h1>{headline}</h1><p>Sáng 4/11, hội đồng nhân dân huyện bầu hai chủ tịch mới, đều là người địa phương, công tác trong ngành giáo dục đã hơn hai mươi năm qua.</p><img src='/anh/qua-trinh.jpg'>"
    page = f"<html lang='vi'><title>{headline}</title><body><div>{body}<ul>{newest}</ul></div></body></html>"
    url = "https://bao.example/tin/qua-trinh-cong-tac-cua-hai-tan-chu-tich-huyen-499272.html"
    assert extract(page.encode(), url=url).headline == headline
