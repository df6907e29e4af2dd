"""Pages that are not one article in one template: endless scroll, live blogs, galleries, films, mobile dress, saved copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import NotAnArticle, Reason, extract

if TYPE_CHECKING:
    from newscrawl.items import Article

ONE = (
    "Sáng sớm, nước sông lên nhanh hơn mọi năm, nhiều nhà ở bãi bồi phải kê đồ đạc lên cao.",
    "Ông Lê Văn Tám cho biết xã đã bố trí ba điểm trú tạm ở trường học và nhà văn hóa.",
    "Đến chiều, đội xung kích đưa được 42 hộ dân vào nơi an toàn, không ai bị thương.",
    "Huyện đề nghị người dân không quay lại bãi bồi trước khi có thông báo mới.",
)
TWO = (
    "Chợ phiên mở lại từ tờ mờ sáng, hàng nông sản chất kín hai bên đường vào làng.",
    "Bà Hoa bán mật ong rừng cho biết khách từ thành phố lên đông gấp đôi tháng trước.",
)
TITLE = "Nước lên nhanh ở bãi bồi"
URL = "https://bao.example/nuoc-len-nhanh-1234567.html"
WHEN = "2026-03-05T09:15:00+07:00"


def text(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def page(body: str, head: str = "", title: str = TITLE) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><title>{title} - Báo Thử</title>{head}</head><body>{body}</body></html>'
    )


def read(html: str, url: str = URL) -> Article:
    return extract(html.encode(), url=url)


def said(got: Article) -> tuple[str, ...]:
    return tuple(got.text.split("\n\n"))


# --- several articles ---------------------------------------------------------------------------------------------------


def onecms(number: int, title: str, *paragraphs: str) -> str:
    return (
        f'<div class="onecms__detail" data-title="{title}" data-url="https://nguoiquansat.vn/bai-{number}.html">'
        f'<article class="entry entry-no-padding"><div class="sc-longform-header"><h1 class="sc-longform-header-title block-sc-title">{title}</h1>'
        f'<span class="sc-longform-header-date">05/03/2026 - 09:15</span></div>{text(*paragraphs)}</article></div>'
    )


@pytest.mark.parametrize("number", [123456, 123457])
def test_of_several_articles_the_one_that_bears_the_page_s_address(number: int) -> None:
    html = page(onecms(123456, TITLE, *ONE) + onecms(123457, "Chợ phiên mở lại", *TWO))
    got = read(html, f"https://nguoiquansat.vn/bai-{number}.html")
    assert said(got) == (ONE if number == 123456 else TWO)


def test_of_several_articles_of_an_unknown_site_the_first() -> None:
    def one(title: str, paragraphs: tuple[str, ...]) -> str:
        return f"<article><h1>{title}</h1><div>{text(*paragraphs, *(f'{p} Thêm.' for p in paragraphs))}</div></article>"

    got = read(page(f"<main>{one(TITLE, ONE * 2)}{one('Chợ phiên mở lại sau lũ', TWO * 4)}</main>"))
    assert got.headline == TITLE
    assert not any(paragraph.startswith("Chợ phiên") for paragraph in said(got))


@pytest.mark.parametrize("end", ["</html>", "</body></html>", "</BODY ></HTML >"])
def test_a_page_that_a_script_joined_of_two_is_read_to_its_end(end: str) -> None:
    first, second = page(f"<h1>{TITLE}</h1><div>{text(*ONE)}"), f"{text(*TWO)}</div></body></html>"
    assert said(read(first.replace("</body></html>", end) + second)) == (*ONE, *TWO)


def test_an_end_tag_in_a_script_changes_nothing() -> None:
    script = "<script>document.write('<html><body></body></html>')</script>"
    assert said(read(page(f"{script}<h1>{TITLE}</h1><div>{text(*ONE)}</div>"))) == ONE


# --- kinds --------------------------------------------------------------------------------------------------------------


def test_a_live_blog() -> None:
    entries = "".join(
        f"<div class='muc'><h3>Lúc {hour} giờ</h3><p>{said}</p></div>"
        for hour, said in zip((17, 12, 9), ONE, strict=False)
    )
    head = f'<script type="application/ld+json">{{"@type":"LiveBlogPosting","headline":"{TITLE}","datePublished":"{WHEN}"}}</script>'
    got = read(page(f"<h1>{TITLE}</h1><div class='content-detail'>{entries}</div>", head))
    assert (got.genre, got.date_published) == ("live", WHEN)
    assert [(s.heading, s.paragraphs) for s in got.sections] == [
        ("Lúc 17 giờ", [ONE[0]]),
        ("Lúc 12 giờ", [ONE[1]]),
        ("Lúc 9 giờ", [ONE[2]]),
    ]


def test_a_gallery_tells_in_its_captions() -> None:
    figures = "".join(
        f'<figure><img src="/a{n}.jpg" width="800"><figcaption>{said} Ảnh: Lê Nam</figcaption></figure>'
        for n, said in enumerate(ONE)
    )
    got = read(page(f"<h1>{TITLE}</h1><div class='gallery'>{figures}</div>"))
    assert (got.genre, said(got)) == ("photo", ONE)
    assert [(i.url, i.credit) for i in got.images] == [(f"https://bao.example/a{n}.jpg", "Lê Nam") for n in range(4)]


def test_a_film_with_a_line_of_text() -> None:
    film = '<div class="video-box"><video src="/lu.mp4" poster="/p.jpg"></video></div>'
    got = read(page(f"<h1>{TITLE}</h1>{film}<p>{ONE[0]} {ONE[1]}</p>"))
    assert got.genre == "video"
    assert [video.url for video in got.videos] == ["https://bao.example/lu.mp4"]


def test_an_interview() -> None:
    turns = "".join(f"<p><b>PV: Câu hỏi số {n} là gì, thưa ông?</b></p><p>{said}</p>" for n, said in enumerate(ONE))
    got = read(page(f"<h1>{TITLE}</h1><div class='content-detail'>{turns}</div>"))
    assert got.genre == "interview"
    assert len(said(got)) == 8


def test_a_long_form_in_blocks() -> None:
    blocks = "".join(
        f"<div class='em-block'><h2>Phần {n}</h2>{text(said, said.replace('.', ', rồi thôi.'))}</div>"
        for n, said in enumerate(ONE)
    )
    got = read(page(f"<div class='emagazine'><h1>{TITLE}</h1>{blocks}</div>", title=TITLE))
    assert [s.heading for s in got.sections] == [f"Phần {n}" for n in range(4)]


# --- dresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", [URL.replace("/nuoc", "/amp/nuoc"), URL.replace("bao.", "amp.bao."), URL.replace("bao.", "m.bao.")]
)
def test_amp_and_mobile_pages_are_the_article_they_name(url: str) -> None:
    body = (
        f'<article><h1>{TITLE}</h1><time datetime="{WHEN}">5/3/2026</time><div class="content">{text(*ONE[:2])}<amp-img src="/a.jpg" width="600" height="400"></amp-img>'
        f'<p class="caption">Bãi bồi. Ảnh: Lê Nam</p>{text(*ONE[2:])}<amp-video src="/lu.mp4"></amp-video></div></article>'
    )
    got = read(page(body, f'<link rel="canonical" href="{URL}">').replace("<html", "<html amp"), url)
    assert (got.headline, said(got), got.date_published) == (TITLE, ONE, WHEN)
    assert [(i.caption, i.credit) for i in got.images] == [("Bãi bồi.", "Lê Nam")]
    assert len(got.videos) == 1


def test_a_page_that_a_browser_saved() -> None:
    html = page(
        f'<div class="sidebar-1"><span class="date">Thứ năm, 5/3/2026, 09:15 (GMT+7)</span><h1 class="title-detail">{TITLE}</h1><p class="description">Bãi bồi ngập.</p>'
        f'<article class="fck_detail">{text(*ONE[:2])}<figure class="tplCaption"><img src="./Nuoc len_files/a.jpg" data-src="https://i1-vnexpress.vnecdn.net/a.jpg">'
        f'<figcaption><p class="Image">Bãi bồi. Ảnh: <em>Lê Nam</em></p></figcaption></figure>{text(*ONE[2:])}'
        '<p style="text-align:right"><strong>Lê Nam</strong></p></article></div><iframe src="./Nuoc len_files/x.html"></iframe>'
    ).replace("<html", "<!-- saved from url=(0050)https://vnexpress.net/nuoc-len-5012345.html -->\n<html")
    got = read(html, "https://vnexpress.net/nuoc-len-5012345.html")
    assert (said(got), [a.name for a in got.authors], got.date_published) == (ONE, ["Lê Nam"], WHEN)
    assert [(i.url, i.caption, i.credit) for i in got.images] == [
        ("https://i1-vnexpress.vnecdn.net/a.jpg", "Bãi bồi.", "Lê Nam")
    ]


def test_a_page_cut_off_in_its_text() -> None:
    html = page(f"<h1>{TITLE}</h1><div class='content-detail'>{text(*ONE)}")
    got = read(html[: html.index("Đến chiều")])
    assert (said(got), got.extraction.warnings) == (ONE[:2], ["truncated"])


# --- what the metadata state -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        (
            '<script type="application/ld+json"><!-- {"@type":"NewsArticle","headline":"Nước lên\nnhanh","datePublished":"2026-03-05T09:15:00+07:00",'
            '"author":{"@type":"Person","name":"Lê Nam"},} --></script>'
        ),
        (
            '<script type="application/ld+json">{"@type":"WebSite"}</script><script type="application/ld+json">[{"@type":"NewsArticle","headline":"Nước lên",'
            '"datePublished":"2026-03-05T09:15:00+07:00","author":[{"name":"Lê Nam"}]}]</script>'
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bài khác","datePublished":"2020-01-01"}</script>'
        ),
        (
            '<script type="application/ld+json">//<![CDATA[\n{"@graph":[{"@type":["NewsArticle"],"headline":"Nước lên","datePublished":"2026-03-05T09:15:00+07:00",'
            '"author":"Lê Nam"}]}\n//]]></script>'
        ),
        f'<meta itemprop="datePublished" content="{WHEN}"><meta name="author" content="Lê Nam">',
    ],
    ids=["broken", "several", "graph in CDATA", "microdata"],
)
def test_structured_data_however_it_is_written(head: str) -> None:
    got = read(page(f"<h1>{TITLE}</h1><div class='content-detail'>{text(*ONE)}</div>", head))
    assert (got.date_published, [a.name for a in got.authors]) == (WHEN, ["Lê Nam"])


def test_a_page_of_2012_that_says_nothing_of_itself() -> None:
    rows = "<br><br>".join(ONE)
    got = read(
        page(
            f"<table><tr><td><font size=4><b>{TITLE}</b></font><br><font>Thứ hai, 05/03/2012 09:15 GMT+7</font></td></tr>"
            f"<tr><td>{rows}<br><div align=right><b>Lê Nam</b></div></td></tr></table>"
        )
    )
    assert (got.headline, got.date_published) == (TITLE, "2012-03-05T09:15:00+07:00")
    assert [a.name for a in got.authors] == ["Lê Nam"]
    assert said(got)[-4:] == ONE


def test_text_that_only_a_script_can_read_is_refused() -> None:
    cipher = "U2FsdGVkX1" * 40
    with pytest.raises(NotAnArticle) as refused:
        read(
            page(f'<h1>{TITLE}</h1><div id="dcontent">{cipher}</div>'), "https://baophutho.vn/nuoc-len-nhanh-212345.htm"
        )
    assert refused.value.reason is Reason.SOFT_BLOCK
