"""Forms of large newspapers outside Vietnam: the byline beside the text, properties of pictures, titles for search engines."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract

HEADLINE = "Ferry to the western islands sails again after a month"
TEXT = "".join(
    f"<p>{line}</p>"
    for line in (
        "The first ferry to the western islands left Carrow shortly after dawn with sixty passengers and the mail on board.",
        "Harbour master Edith Lowe said the repaired pier had been tested with two lorries full of sand on the evening before.",
        "Islanders had relied on a small charter boat, which could take only eight people and no freight at all.",
        "The council expects the final cost of the repair to stay below two million, half of it paid by the national fund.",
    )
)
CARDS = (
    '<div class="more"><h3><a href="/news/harvest-of-kelp-doubles">Harvest of kelp doubles in one year</a></h3></div>'
)


def read(body: str, *, title: str = f"{HEADLINE} | The Carrow Gazette") -> tuple[str, list[str], str]:
    """Headline, names of the authors and day of a page whose metadata have a title and nothing else."""
    page = f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    article = extract(page.encode(), url="https://gazette.example/news/ferry-sails-again")
    return article.headline, [author.name for author in article.authors], (article.date_published or "")[:10]


@pytest.mark.parametrize(
    ("above", "beside"),
    [
        pytest.param(
            "",
            '<aside class="left-rail"><div class="content-info"><div class="content-byline">By'
            ' <a class="content-author" href="/contributor/rhona-keith">Rhona Keith</a></div>'
            f'<time class="content-published-date">March 9, 2026</time></div>{CARDS}</aside>',
            id="byline in a column beside the text, with cards below it",
        ),
        pytest.param(
            '<div class="writer-container"><h4 class="writer-name"><a href="/rhona-keith/">Rhona Keith</a></h4></div>'
            '<div class="pub-date">March 9 2026 4:21 PM</div>',
            "",
            id="name in a heading of its own",
        ),
        pytest.param(
            '<div class="byline"><a href="/rk" class="byline"><img src="/rk.jpg" alt="Rhona Keith"></a><div>'
            '<a href="/rk" class="byline__author">Rhona Keith</a><div class="byline__title">Islands News Fellow</div></div></div>'
            "<p class=published-date>March 9, 2026 7:00 AM</p>",
            "",
            id="office glued to the name",
        ),
        pytest.param(
            '<a rel="author" href="/author/Rhona-Keith"><span>\N{BUST IN SILHOUETTE}</span>by <span>Rhona Keith</span></a>'
            "<p>March 9, 2026</p>",
            '<p>With <a href="/people/Ann-Muir">Ann Muir</a> at the helm, the crew had waited for the tide for an hour or two.</p>',
            id="sign before the byline, and persons linked in the text",
        ),
        pytest.param(
            '<div class="Byline">By <span><a href="/user/rk/posts.html">Rhona Keith | Isles Media for The Carrow Gazette</a></span><br>'
            '<a id="mail">Email the author</a> | <a href="https://social.example/rk">Follow on a network of friends</a><br>'
            "on March 9, 2026 at 4:51 PM</div>",
            "",
            id="date behind the links of a long byline",
        ),
        pytest.param(
            '<div class="c-byline"> Updated by <span class="c-byline__item"><a href="https://gazette.example/authors/rk">Rhona Keith</a>'
            "</span><time>March 9, 2026, 9:00am</time></div>",
            "",
            id="a word about the change before the name",
        ),
        pytest.param(
            '<cite class="source">By Rhona Keith<br>Gazette.example<br><a href="/archive?writer=rk">Archive</a></cite><p>March 9, 2026</p>',
            "",
            id="newspaper and archive below the name",
        ),
    ],
)
def test_byline_and_date_without_metadata(above: str, beside: str) -> None:
    body = f'<article class="main"><h1>{HEADLINE}</h1>{above}<div class="column">{beside}{TEXT}</div></article>'
    assert read(body) == (HEADLINE, ["Rhona Keith"], "2026-03-09")


def test_property_of_a_picture_is_no_property_of_the_article() -> None:
    picture = (
        '<div itemscope itemtype="http://schema.org/ImageObject"><img src="/pier.jpg"><meta itemprop="author" content="Ann Muir | The Post">'
        '<meta itemprop="datePublished" content="2019-01-02"></div>'
    )
    byline = '<div class="source" itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="/rk">Rhona Keith</a></div>'
    body = f'<div itemscope itemtype="http://schema.org/NewsArticle"><h1>{HEADLINE}</h1>{byline}<p>March 9, 2026</p>{picture}{TEXT}</div>'
    assert read(body) == (HEADLINE, ["Rhona Keith"], "2026-03-09")


def test_alternative_headline_is_not_the_headline() -> None:
    headings = f'<h1 itemprop="alternativeHeadline">Western islands ferry</h1><h2 itemprop="headline">{HEADLINE}</h2>'
    assert read(f"<article><header>{headings}</header>{TEXT}</article>")[0] == HEADLINE


def test_heading_of_the_header_comes_before_another_title_of_the_metadata() -> None:
    logo = '<h1><a href="/"><img src="/logo.png" alt="The Carrow Gazette"><span>The Carrow Gazette</span></a></h1>'
    body = f"{logo}<article><header><h2>{HEADLINE}</h2></header>{TEXT}</article>"
    assert read(body, title="You won't believe what happened at the pier of Carrow")[0] == HEADLINE


def test_what_a_page_offers_to_do_is_no_related_link() -> None:
    block = (
        '<div class="related"><h3>Related</h3><ul><li><a href="/news/print_article.php?id=884195">Print this page now please</a></li>'
        '<li><a href="/news/view_comments.php?id=884195">29</a></li><li><a href="/profile/view.aspx?id=162465">Richard Hart</a></li>'
        '<li><a href="/news/kelp-harvest-doubles-884101">Harvest of kelp doubles in one year</a></li>'
        '<li><a href="/news/ferry-sails-again-884195_page_2">2</a></li></ul></div>'
    )
    page = f'<html lang="en"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>{TEXT}</article>{block}</body></html>'
    article = extract(page.encode(), url="https://gazette.example/news/ferry-sails-again-884195")
    assert [link.title for link in article.related_links] == ["Harvest of kelp doubles in one year"]


@pytest.mark.parametrize(
    "links",
    [
        pytest.param(
            '<ul><li><a href="/search/rss.html?target=top">Top News</a></li><li><a href="/search/rss.html?target=new">New</a></li></ul>',
            id="feeds at an address of the search",
        ),
        pytest.param(
            '<p><a href="https://tv.gazette.example/films/77?tag=promo3">Good health</a> <a href="/films/78?tag=promo4">Trains</a></p>',
            id="clicks counted by a parameter",
        ),
    ],
)
def test_not_each_address_with_the_word_tag_or_search_leads_to_a_tag(links: str) -> None:
    page = f'<html lang="en"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><div>{TEXT}</div>{links}</article></body></html>'
    assert extract(page.encode(), url="https://gazette.example/news/ferry-sails-again").keywords == []


@pytest.mark.parametrize(
    "source",
    [
        "/i/1px.gif",
        "/download_buttons/flash.gif",
        "/staff/75x75/keith.jpg",
        "/news/null",
        "/img/font_size.png",
        "/media/writer_rss.gif",
    ],
)
def test_small_pictures_of_the_layout_are_no_pictures(source: str) -> None:
    page = f'<html lang="en"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><div><img src="{source}">{TEXT}</div></article></body></html>'
    assert extract(page.encode(), url="https://gazette.example/news/ferry-sails-again").images == []


@pytest.mark.parametrize(
    "source", ["/i/16x9/pier.jpg", "/i/4x3/pier.jpg", "/photos/rss-chief-speaks.jpg", "/photos/headshots/lowe.jpg"]
)
def test_pictures_that_are_only_named_like_small_ones(source: str) -> None:
    page = f'<html lang="en"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1><div><img src="{source}">{TEXT}</div></article></body></html>'
    assert [
        image.url.removeprefix("https://gazette.example")
        for image in extract(page.encode(), url="https://gazette.example/news/ferry-sails-again").images
    ] == [source]


def test_the_author_of_a_comment_is_no_author_of_the_article() -> None:
    comment = (
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><meta itemprop="author" content="Ann Muir">'
        "<p>We had waited for this ferry for so long, and now it sails again at last.</p></div>"
    )
    assert read(f"<article><h1>{HEADLINE}</h1>{TEXT}</article>{comment}")[1] == []


def test_slugs_that_begin_with_the_word_of_a_function_lead_to_articles() -> None:
    titles = {
        "print-newspapers-sail-to-the-islands-884101": "Print newspapers sail to the islands",
        "register-to-vote-by-monday-884102": "Register to vote by Monday",
    }
    listed = "".join(f'<li><a href="/news/{slug}">{title}</a></li>' for slug, title in titles.items())
    block = f'<div class="related"><h3>Related</h3><ul>{listed}</ul></div>'
    page = f'<html lang="en"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>{TEXT}</article>{block}</body></html>'
    article = extract(page.encode(), url="https://gazette.example/news/ferry-sails-again-884195")
    assert [link.title for link in article.related_links] == list(titles.values())
