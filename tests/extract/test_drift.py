"""Pages of a known site after a redesign: known names that remain are used, the rest is found by generic extraction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import extract, open_page, pick_article, to_article
from newscrawl.sites.profile import Layout, Related
from tests.extract.pages import LAYOUT, PROSE, SITE, URL

if TYPE_CHECKING:
    from newscrawl.sites.profile import Confidence

TEXT = "".join(f"<p>{PROSE} Đoạn {n}.</p>" for n in range(4))
RELATED = "<div class='cung-muc'><a href='/bai-1111111.html'>Lũ về trong đêm tối</a></div>"
NEW = (
    "<html lang='vi'><body><ul class='crumbs'><li><a href='/xa-hoi.html'>Xã hội</a></li></ul><div><h1 class='tieu-de'>Nước rút ở làng ven sông</h1>"
    "<time class='gio'>08:05 02/03/2026</time></div><p class='sapo'>(BLO) - Sau ba ngày ngập, nước bắt đầu rút khỏi làng.</p>"
    f"<div class='noi-dung-moi'>{TEXT}<div class='qc'>Mua ngay kẻo hết</div></div><p class='author'>Lê Thị Hoa</p>"
    f"<div class='tags'><a href='/nuoc-lu.tag'>nước lũ</a></div>{RELATED}<!--end--></body></html>"
)


def test_a_new_template_is_read_by_the_names_that_it_kept() -> None:
    got = extract(NEW.encode(), url=URL, site=SITE)
    assert got.extraction.layout == "generic"
    assert got.text.count("\n\n") == 3
    assert (got.newsroom_tag, got.description) == ("BLO", "Sau ba ngày ngập, nước bắt đầu rút khỏi làng.")
    assert [a.name for a in got.authors] == ["Lê Thị Hoa"]
    assert (got.article_section, got.keywords) == ("Xã hội", ["nước lũ"])
    assert [(x.relation, x.id) for x in got.related_links] == [("same_category", "bao:1111111")]
    assert got.date_published == "2026-03-02T08:05:00+07:00"


def test_a_name_that_stands_for_several_things_is_no_lead() -> None:
    cards = "".join(
        f"<div><a href='/bai-{n}.html'>Bài</a><p class='sapo'>Tin vắn số {n} của hôm nay.</p></div>" for n in range(9)
    )
    got = extract(NEW.replace("<p class='author'>", cards + "<p class='author'>").encode(), url=URL, site=SITE)
    assert got.description != "Tin vắn số 0 của hôm nay."


def test_one_template_may_have_parts_of_another() -> None:
    other = Layout(
        name="cu", body=("div.body-cu",), author=("p.nguoi-viet",), related=(Related(css="div.lq", relation="related"),)
    )
    site = replace(SITE, layouts=(LAYOUT, other))
    page = (
        NEW.replace("noi-dung-moi", "body")
        .replace("class='author'", "class='nguoi-viet'")
        .replace("tieu-de", "title")
        .replace("<!--end-->", "<div class='lq'><a href='/bai-1111112.html'>Nước lên từ chiều</a></div>")
    )
    got = extract(page.encode(), url=URL, site=site)
    assert got.extraction.layout == "bao"
    assert [a.name for a in got.authors] == ["Lê Thị Hoa"]
    assert [(x.relation, x.id) for x in got.related_links] == [
        ("same_category", "bao:1111111"),
        ("related", "bao:1111112"),
    ]


@pytest.mark.parametrize(
    ("confidence", "words", "layout"),
    [("low", "Đang tải nội dung bài viết", "generic"), ("high", "Tin vắn: " + PROSE, "bao"), ("high", "…", "generic")],
    ids=["weak and short", "sure and short", "sure and empty"],
)
def test_a_selector_that_finds_next_to_nothing_gives_way(confidence: Confidence, words: str, layout: str) -> None:
    site = replace(SITE, layouts=(replace(LAYOUT, confidence=confidence),))
    page = NEW.replace("tieu-de", "title").replace("<!--end-->", f"<div class='body'><p>{words}</p></div>")
    got = extract(page.encode(), url=URL, site=site)
    assert got.extraction.layout == layout
    assert (PROSE in got.text) is True
    assert (got.text.count("\n\n") == 3) is (layout == "generic")


def test_a_short_article_stays_its_layout_s() -> None:
    page = NEW.replace("tieu-de", "title").replace(TEXT, "<p>Nước rút.</p>").replace("noi-dung-moi", "body")
    context = open_page(page.encode(), url=URL, site=SITE)
    assert context.layout is not None
    assert to_article(pick_article(context)).text == "Nước rút."


def test_tags_and_author_of_a_known_template_under_new_names() -> None:
    page = (
        NEW.replace("tieu-de", "title")
        .replace("noi-dung-moi", "body")
        .replace("class='author'", "class='article-author'")
        .replace("class='tags'", "class='tu-khoa'")
        .replace("<a href='/nuoc-lu.tag'>", "<span>Từ khóa:</span> <a href='/nuoc-lu.tag'>")
    )
    got = extract(page.encode(), url=URL, site=SITE)
    assert got.extraction.layout == "bao"
    assert ([a.name for a in got.authors], got.keywords) == (["Lê Thị Hoa"], ["nước lũ"])


def test_who_comments_is_no_author() -> None:
    comment = "<div class='box-comment'><span class='author'>Bạn Đọc Vui</span><p>Hay quá!</p></div>"
    page = (
        NEW.replace("<p class='author'>Lê Thị Hoa</p>", "").replace("<!--end-->", comment).replace("tieu-de", "title")
    )
    assert extract(page.encode(), url=URL, site=SITE).authors == []
