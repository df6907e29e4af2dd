"""Structures of the themes of site generators: headings with links to themselves, tags above the text, covers in a style."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import extract

if TYPE_CHECKING:
    from newscrawl import Article

URL = "https://blog.example.vn/2026/03/02/cau-treo/"
TITLE = "Cây cầu treo nối lại hai bờ sau trận lũ"
PARAGRAPHS = "".join(
    f"<p>Đoạn thứ {n}, bà con kể chuyện dựng lại cây cầu qua suối trong {n} tuần, mỗi nhà góp một người và vài tấm ván.</p>"
    for n in range(1, 7)
)


def read(article: str, *, head: str = "", outside: str = "") -> Article:
    """Read a post whose ``article`` element holds the given markup."""
    page = f"<html lang=vi><head><title>{TITLE}</title>{head}</head><body><main><article>{article}</article></main>{outside}</body></html>"
    return extract(page, url=URL, use_layouts=False)


@pytest.mark.parametrize("sign", ["¶", "#", "\uf0c1", "\u200b", "", "<i class='icon-link'></i>"])
def test_link_of_a_heading_to_itself_is_no_part_of_it(sign: str) -> None:
    anchor = f"<a class=headerlink href='#cho-neo'>{sign}</a>"
    article = read(f"<h1>{TITLE}{anchor}</h1>{PARAGRAPHS}<h2>{anchor}Mùa sau</h2>{PARAGRAPHS.replace('Đoạn', 'Phần')}")
    assert article.headline == TITLE
    assert [section.heading for section in article.sections] == [None, "Mùa sau"]


def test_words_that_link_inside_a_heading_stay() -> None:
    article = read(
        f"<h1>{TITLE}</h1>{PARAGRAPHS}<h2><a href='#mua'>Mùa sau</a> ra sao</h2>{PARAGRAPHS.replace('Đoạn', 'Phần')}"
    )
    assert article.sections[1].heading == "Mùa sau ra sao"


def test_list_below_a_heading_with_an_anchor_is_related() -> None:
    links = "".join(f"<li><a href='/2026/02/0{n}/bai-{n}/'>Bến đò nghỉ {n} tuần</a></li>" for n in (1, 2, 3))
    article = read(f"<h1>{TITLE}</h1>{PARAGRAPHS}<h2><a href='#lien-quan'></a>Bài liên quan</h2><ul>{links}</ul>")
    assert [(link.heading, link.title) for link in article.related_links] == [
        ("Bài liên quan", f"Bến đò nghỉ {n} tuần") for n in (1, 2, 3)
    ]


TAGS = [("/tag/cau-treo.html", "cầu treo"), ("/tag/mua-lu.html", "mùa lũ")]


def test_tags_in_a_footer_of_the_article_above_the_text() -> None:
    links = " ".join(f"<a href='{href}'>{name}</a>" for href, name in TAGS)
    article = read(
        f"<h1>{TITLE}</h1><div><footer class=post-info><p>Đăng ngày 02/03/2026</p><p>tags: {links}</p></footer>{PARAGRAPHS}</div>"
    )
    assert article.keywords == ["cầu treo", "mùa lũ"]


def test_tags_each_in_a_box_of_its_own() -> None:
    boxes = "".join(f"<span class='tag is-small'><a href='{href}'>{name}</a></span>" for href, name in TAGS)
    assert read(f"<h1>{TITLE}</h1><p class=meta>{boxes}</p>{PARAGRAPHS}").keywords == ["cầu treo", "mùa lũ"]


def test_number_of_articles_of_a_tag_is_no_part_of_it() -> None:
    links = "".join(
        f"<a href='{href}'>{name}<span class=count>{n}</span></a>" for n, (href, name) in enumerate(TAGS, 8)
    )
    assert read(f"<h1>{TITLE}</h1>{PARAGRAPHS}<div class=post-tags>{links}</div>").keywords == ["cầu treo", "mùa lũ"]


def test_number_in_a_tag_stays() -> None:
    link = "<a href='/tag/seagames-33.html'>SEA Games <b>33</b> ở Bangkok</a>"
    assert read(f"<h1>{TITLE}</h1>{PARAGRAPHS}<div class=post-tags>{link}</div>").keywords == ["SEA Games 33 ở Bangkok"]


def test_keywords_of_microdata_in_an_aside_that_lead_to_categories() -> None:
    items = "".join(
        f"<li><a class='tag p-category' rel=tag href='/categories/{n}/'>{name}</a></li>"
        for n, (_, name) in enumerate(TAGS)
    )
    aside = f"<aside><nav><ul itemprop=keywords class=tags>{items}</ul></nav></aside>"
    assert read(f"<h1>{TITLE}</h1><div class=e-content>{PARAGRAPHS}</div>{aside}").keywords == ["cầu treo", "mùa lũ"]


def test_counters_of_a_site_are_no_tags() -> None:
    counters = "".join(
        f"<a href='/{path}/'><div>{name}</div><div>{n}</div></a>"
        for n, (path, name) in enumerate([("archives", "Articles"), ("tags", "Tags"), ("categories", "Categories")], 8)
    )
    article = read(
        f"<h1>{TITLE}</h1>{PARAGRAPHS}", outside=f"<div class=card><div class=site-data>{counters}</div></div>"
    )
    assert article.keywords == []


COVER = "<meta property=og:image content='https://blog.example.vn/images/bia.jpg'>"


@pytest.mark.parametrize(
    "style", ["background-image: url(/images/bia.jpg);", "background: url('/images/bia.jpg') no-repeat center"]
)
def test_picture_of_the_metadata_behind_the_headline_is_the_cover(style: str) -> None:
    article = read(f'<header style="{style}"><h1>{TITLE}</h1></header>{PARAGRAPHS}', head=COVER)
    assert [(image.url, image.is_main) for image in article.images] == [
        ("https://blog.example.vn/images/bia.jpg", True)
    ]


def test_other_picture_behind_the_headline_is_no_cover() -> None:
    header = f"<header style='background-image: url(/images/nen.jpg)'><h1>{TITLE}</h1></header>"
    assert read(f"{header}{PARAGRAPHS}", head=COVER).images == []


def test_portrait_beside_the_name_of_the_writer_is_no_picture_of_the_article() -> None:
    header = "<div class=post-header><div class='avatar rounded'><img src=/images/lan.png></div><div class=info><div class=author>Vi Thị Lan</div></div></div>"
    assert read(f"<h1>{TITLE}</h1><div>{header}{PARAGRAPHS}</div>").images == []


def test_main_picture_that_is_called_an_avatar_stays() -> None:
    figure = "<figure class=article__avatar><img src=/images/cau.jpg><figcaption>Cây cầu mới.</figcaption></figure>"
    article = read(f"<h1>{TITLE}</h1>{figure}<div class=text>{PARAGRAPHS}</div>")
    assert [image.caption for image in article.images] == ["Cây cầu mới."]


@pytest.mark.parametrize(("site_name", "authors"), [("Nhật ký Mường Thông", ["Vi Thị Lan"]), ("Vi Thị Lan", [])])
def test_person_who_publishes_a_site_with_a_name_of_its_own_is_an_author(site_name: str, authors: list[str]) -> None:
    person = {"@type": "Person", "name": "Vi Thị Lan"}
    data = json.dumps(
        {"@type": "BlogPosting", "headline": TITLE, "author": person, "publisher": {**person, "@type": "Organization"}}
    )
    head = f"<meta property=og:site_name content='{site_name}'><script type='application/ld+json'>{data}</script>"
    assert [author.name for author in read(f"<h1>{TITLE}</h1>{PARAGRAPHS}", head=head).authors] == authors


def test_category_below_the_text_in_one_box_with_the_next_articles() -> None:
    category = "<div class=post-metas><span class=chain><a href='/categories/giao-thong/'>Giao thông</a></span></div>"
    along = "".join(
        f"<article class=post-{way}><a href='/2026/02/0{n}/bai-{n}/'>Bến đò Pác Ngòi nghỉ {n} tuần</a></article>"
        for n, way in enumerate(("prev", "next"), 1)
    )
    article = read(
        f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div><div>{category}<div class=post-prevnext>{along}</div></div>"
    )
    assert article.article_section == "Giao thông"
