"""Who wrote an article, when, and in which section: kinds of markup of content systems, a few lines each, read without a layout."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.extract import extract

TITLE = "Ferry to the western islands sails again after a month"
SAID = [
    "The first ferry to the western islands left Carrow shortly after dawn with sixty passengers and the mail on board.",
    "Harbour master Edith Lowe said the repaired pier had been tested with two lorries full of sand on the previous evening.",
    "Islanders had relied on a small charter boat, which could take only eight people and no freight at all.",
    "A second, larger vessel is due to join the route in spring, when the holiday season begins on the islands.",
]
TEXT = "\n".join(f"<p>{line}</p>" for line in SAID)
URL = "https://carrow.example/ferry-sails-again-7712"


def read(above: str, *, below: str = "", head: str = "", lang: str = "en", url: str = URL) -> Any:
    """The article with some markup between headline and text, and below the text."""
    body = f"<main><article><h1>{TITLE}</h1>{above}<div class='body'>{TEXT}</div>{below}</article></main>"
    title = f"{TITLE} | The Carrow Gazette"
    page = f"<!DOCTYPE html><html lang='{lang}'><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), url=url)


DATES = {
    "the change stands first": (
        (
            "<p><span class='posted-on'><time class='updated' datetime='2025-11-07T09:00:00Z'>7 November</time>"
            "<time class='entry-date published' datetime='2025-11-04T06:42:00Z'>4 November</time></span></p>"
        ),
        "2025-11-04T06:42:00+00:00",
        "2025-11-07T09:00:00+00:00",
    ),
    "parts named by class alone": (
        "<p class='posted-on'><span class='updated'>9 November 2025</span> <span class='published'>4 November 2025, 06:42 GMT</span></p>",
        "2025-11-04T06:42:00+00:00",
        "2025-11-09T00:00:00-00:00",
    ),
    "a label before the element": (
        "<p>Updated: <span title='Nov 6, 2025'>Nov 6, 2025</span></p><p><span class='ago' title='Nov 4, 2025'>Nov 4, 2025</span></p>",
        "2025-11-04T00:00:00-00:00",
        "2025-11-06T00:00:00-00:00",
    ),
    "a label in each element": (
        (
            "<div class='times'><p class='publish-time-new'>Updated - <span>November 04, 2025 09:15 am IST</span></p>"
            "<span class='publish-time'>Published - <span>November 04, 2025 06:42 am IST</span></span></div>"
        ),
        "2025-11-04T06:42:00+05:30",
        "2025-11-04T09:15:00+05:30",
    ),
    "the clock of the box has no zone, that of its part has": (
        "<p><span class='byline-timestamp'><time datetime='2025-11-04T14:42:00Z'>Nov 4, 2025 6:42 a.m.</time></span></p>",
        "2025-11-04T14:42:00+00:00",
        None,
    ),
    "the clock for programs has no zone, that of the text has": (
        "<p><time datetime='2025-11-04 06:42:00'>11/04/2025 06:42 AM EST</time></p>",
        "2025-11-04T06:42:00-05:00",
        None,
    ),
    "an element of the system's own": (
        "<p><lit-stamp publishDate='2025-11-04T11:42:00Z' updateDate='2025-11-05T14:15:00Z'></lit-stamp></p>",
        "2025-11-04T11:42:00+00:00",
        None,
    ),
    "a label read aloud": (
        "<div class='pr_dt' aria-label='Published: 6:42 a.m. ET Nov. 4, 2025 Updated: 9:15 a.m. ET Nov. 5, 2025'></div>",
        "2025-11-04T06:42:00-05:00",
        "2025-11-05T09:15:00-05:00",
    ),
    "day and clock side by side": (
        "<time><span class='date-line__date'>November 4, 2025</span><span class='date-line__date'>6:42 AM UTC</span></time>",
        "2025-11-04T06:42:00+00:00",
        None,
    ),
    "a Unix time": (
        "<div><own-stamp data-timestamp='1762238520000'>Updated a while ago</own-stamp></div>",
        "2025-11-04T06:42:00+00:00",
        None,
    ),
    "both in one line": (
        "<p class='meta__date'>Published 4 November 2025 06:42 GMT, last updated 4 November 2025 11:05 GMT</p>",
        "2025-11-04T06:42:00+00:00",
        "2025-11-04T11:05:00+00:00",
    ),
    "the day of publication, then the clock of the change": (
        (
            "<div class='article-dates'><div class='date-simple'><span>Published On 4 Nov 2025</span><span>4 Nov 2025</span></div>"
            "<div class='date-updated'>Last updated: 5 Nov 2025 | 06:42 AM (GMT)</div></div>"
        ),
        "2025-11-04T00:00:00-00:00",
        "2025-11-05T06:42:00+00:00",
    ),
    "behind the author in a long line": (
        "<div class='post-info'>By <a href='/author/tom/'>Tom Adair</a>, marine correspondent - 4 November 2025 06:42 GMT - last updated 4 November 2025 11:05 GMT</div>",
        "2025-11-04T06:42:00+00:00",
        "2025-11-04T11:05:00+00:00",
    ),
    "the change is the summary of a box that opens": (
        "<details><summary><span>Tue 4 Nov 2025 11.05 GMT</span></summary><div>First published on Tue 4 Nov 2025 06.42 GMT</div></details>",
        "2025-11-04T06:42:00+00:00",
        "2025-11-04T11:05:00+00:00",
    ),
    "in an aside above the text": (
        "<aside><span>Tue 4 Nov 2025 06.42 GMT</span></aside>",
        "2025-11-04T06:42:00+00:00",
        None,
    ),
    "in a hidden field": (
        "<input type='hidden' id='hdPublishDate' value='2025-11-04T06:42:00Z'>",
        "2025-11-04T06:42:00+00:00",
        None,
    ),
}


@pytest.mark.parametrize(("shown", "published", "modified"), DATES.values(), ids=DATES)
def test_publication_and_change_are_told_apart(shown: str, published: str, modified: str | None) -> None:
    got = read(shown)
    assert (got.date_published, got.date_modified) == (published, modified)


def test_the_day_before_the_month_and_the_year_in_the_address() -> None:
    got = read("", url="https://carrow.example/news/ferry-sails-again-04-11-2025.html")
    assert got.date_published == "2025-11-04T00:00:00-00:00"
    assert "date_from_url" in got.extraction.warnings


BYLINES = {
    "in capitals with AND": ("<p class='byline'>BY TOM ADAIR AND UNA REID</p>", ["Tom Adair", "Una Reid"]),
    "a role glued to the name": (
        "<p class='author'><span>Tom Adair</span><span class='t'>Marine Correspondent</span></p>",
        ["Tom Adair"],
    ),
    "a role and a date in the box": (
        "<p class='byline'>By <a href='/author/tom-adair/'>Tom Adair</a>, <span>Staff Writer</span><time datetime='2025-11-04'>Nov 4</time></p>",
        ["Tom Adair"],
    ),
    "an office": ("<p class='byline'><span>Tom Adair</span><span>BBC Scotland</span></p>", ["Tom Adair"]),
    "an agency": (
        "<p class='byline'><a href='/author/tom-adair/'>Tom Adair</a> / TNN / Nov 4, 2025</p>",
        ["Tom Adair"],
    ),
    "the newspaper itself, named by the title": (
        "<div class='author_names'><a href='/staff/tom-adair'>Tom Adair</a><span>The Carrow Gazette</span></div>",
        ["Tom Adair"],
    ),
    "two names beside the date": (
        "<div class='c'><div class='n'>Budi Santoso, Sari Dewi</div><div class='read__time'>4 November 2025, 06:42 WIB</div></div>",
        ["Budi Santoso", "Sari Dewi"],
    ),
    "a hidden person of microdata": (
        "<span hidden itemprop='author' itemscope itemtype='http://schema.org/Person'><meta itemprop='name' content='Tom Adair'></span>",
        ["Tom Adair"],
    ),
    "a mark for programs": ("<ul><li><span data-hook='user-name' class='x1'>Tom Adair</span></li></ul>", ["Tom Adair"]),
    "a second name without a link": (
        "<div data-testid='AuthorName'>By <a rel='author' href='/authors/tom-adair/'>Tom Adair</a> and Una Reid</div>",
        ["Tom Adair", "Una Reid"],
    ),
    "a role before the name": (
        "<div class='byline'><span>Marine correspondent</span> <span>Tom Adair</span></div>",
        ["Tom Adair"],
    ),
    "a staff writer": ("<p class='byline'>By Staff Writer Tom Adair</p>", ["Tom Adair"]),
    "degrees and generations": (
        "<p class='byline'>By Tom Adair, Jr., Una Reid, PhD, and Bo Finn III</p>",
        ["Tom Adair Jr.", "Una Reid", "Bo Finn III"],
    ),
    "a place and a role in brackets": (
        "<p class='byline'>Tom Adair (Carrow, correspondent) and Una Reid</p>",
        ["Tom Adair", "Una Reid"],
    ),
    "a list of authors": (
        "<ul class='authors'><li><a href='/a/tom'>Tom Adair</a></li><li><a href='/a/una'>Una Reid</a></li></ul>",
        ["Tom Adair", "Una Reid"],
    ),
    "links and plain names with the broadcaster behind them": (
        "<div class='byline__names'>By <a href='/profiles/tom'>Tom Adair</a>, <span>Una Reid</span>, KTRN</div>",
        ["Tom Adair", "Una Reid"],
    ),
    "names in capitals in a list": (
        "<ul class='x-byline-names'><li><a href='/autor/tom'>TOM ADAIR</a></li><li>UNA REID</li></ul>",
        ["Tom Adair", "Una Reid"],
    ),
    "who reviewed the article before its writer": (
        "<p>Reviewed by <a href='/author/gale/'>Dr. Peter Gale</a> &middot; Written by <a href='/author/tom/'>Tom Adair</a></p>",
        ["Tom Adair"],
    ),
    "a label glued to the name": (
        "<div class='author'>ByTom Adair<span>Senior News Reporter</span></div>",
        ["Tom Adair"],
    ),
    "a guest": ("<div class='by'>Guest post by Tom Adair, University of Carrow</div>", ["Tom Adair"]),
    "who translated it": ("<p>By Tom Adair. Translated by Una Reid. Illustration: Bo Finn</p>", ["Tom Adair"]),
    "another publication": ("<div class='byline'>Tom Adair, The Observatory | 4 November 2025</div>", ["Tom Adair"]),
    "a class in camel case": ("<p class='evAuthor'>Tom Adair</p>", ["Tom Adair"]),
    "topics in the byline's box": (
        "<div data-component='Byline'><p>By <a href='/1'>Tom Adair</a></p><ul><li>Topic:<a href='/topic/ferries'>Ferries</a></li></ul></div>",
        ["Tom Adair"],
    ),
    "a list of news in the name of its class": (
        "<p class='footer'><span class='news-list-author'>By Tom Adair</span></p>",
        ["Tom Adair"],
    ),
}


@pytest.mark.parametrize(("shown", "names"), BYLINES.values(), ids=BYLINES)
def test_the_byline_is_read(shown: str, names: list[str]) -> None:
    assert [author.name for author in read(shown).authors] == names


def test_a_box_on_the_author_below_the_text_names_the_author_without_a_link() -> None:
    note = "has written about the sea for twenty years and lives on the western islands with two dogs and a boat."
    box = f"<div class='author-box'><img src='a.jpg'><h3>About Tom Adair</h3><p>Tom Adair {note}</p></div>"
    assert [author.name for author in read("", below=box).authors] == ["Tom Adair"]


def test_who_answers_below_the_text_is_no_author() -> None:
    shown = "<div><a data-testid='authorName' href='/@tom'>Tom Adair</a></div>"
    answers = "<div><h2>Responses (1)</h2><div><a href='/@gale'>Peter Gale</a><p>They knew.</p></div></div>"
    data = {"@type": "NewsArticle", "headline": TITLE, "author": {"@type": "Person", "name": "Tom Adair"}}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert [author.name for author in read(shown, below=answers, head=head).authors] == ["Tom Adair"]


def test_a_person_comes_before_the_desk_that_the_data_call_a_person() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "author": {"@type": "Person", "name": "Gazette Web Desk"}}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert [author.name for author in read("<p class='byline'>By Tom Adair</p>", head=head).authors] == ["Tom Adair"]


VIETNAMESE = {
    "a label before a foreign name": (
        "<p>Tác giả: TS. Edith Lowe</p><p>Người dịch: Phạm Thu Hương</p>",
        ["Edith Lowe"],
        None,
    ),
    "a date before the source": (
        "<div class='author-info'><span>Cập nhật: <b>05/09/2025</b></span> <span class='author'>Theo <a href='#'>Đại Đoàn Kết</a></span></div>",
        [],
        "Đại Đoàn Kết",
    ),
    "a source without capitals": (
        "<p class='but-danh'>Hà Thu</p><p class='nguon'><a>Theo Phụ nữ mới 09:12 05/09/2025</a></p>",
        ["Hà Thu"],
        "Phụ nữ mới",
    ),
    "a label of the source": (
        "<p><b>Tác giả: </b>Hà Thu</p><p><b>Nguồn tin: </b>Đài Truyền thanh huyện</p>",
        ["Hà Thu"],
        "Đài Truyền thanh huyện",
    ),
    "a kind of text before the name": (
        "<p class='but-danh'><i>Bút ký của Nguyễn Hoàng Vũ</i></p>",
        ["Nguyễn Hoàng Vũ"],
        None,
    ),
    "an agency in brackets": ("<p class='author'><b>Phan Sáu (TTXVN)</b></p>", ["Phan Sáu"], "TTXVN"),
    "other work alone": (
        "<p class='author'>Video: Đức Thắng</p><p class='ky-ten'>Hoài Thương</p>",
        ["Hoài Thương"],
        None,
    ),
    "an author and a source in one line": (
        "<p class='x'><span>Theo Hà Thu</span> <a>Nông thôn Mới</a></p>",
        None,
        None,
    ),
}


@pytest.mark.parametrize(("shown", "names", "source"), VIETNAMESE.values(), ids=VIETNAMESE)
def test_author_and_source_of_a_vietnamese_page(shown: str, names: list[str] | None, source: str | None) -> None:
    got = read("<p>05/09/2025 09:12</p>", below=shown, lang="vi")
    assert names is None or [author.name for author in got.authors] == names
    assert got.source_credit == source


@pytest.mark.parametrize("author", ["Báo Cù Lao", "Cù Lao", "Báo Cù Lao điện tử", "Cù Lao Online"])
def test_a_newspaper_is_no_author_however_it_is_called(author: str) -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "author": {"@type": "Organization", "name": author}}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script><meta property='og:site_name' content='Báo Cù Lao điện tử'>"
    assert read("", head=head, lang="vi").authors == []


def test_who_reported_and_who_edited_is_no_text() -> None:
    got = read("", below="<p>Reporting by Tom Adair and Una Reid in Carrow; Editing by Bo Finn</p>")
    assert got.text.split("\n\n") == SAID


SECTIONS = {
    "categories side by side": "<p>4 Nov 2025 | <a href='/c/travel/' rel='category tag'>Travel</a>, <a href='/c/news/' rel='category tag'>News</a></p>",
    "categories with a class": "<div class='blog-item-category-wrapper'><a href='/news/all/Travel'>Travel</a></div>",
    "behind its label without a link": "<ul class='info'><li>4 Nov 2025</li><li>Category: Travel</li></ul>",
    "a text without a link": "<p><span class='news-list-date'>4 Nov 2025</span> <span class='news-list-category'>Travel</span></p>",
    "a link with a class and an address like an article's": "<p class='dateandcat'><a class='cat' href='/travel-and-the-islands.htm'>Travel</a> 4 Nov 2025</p>",
    "a label in a field of its own": "<div class='f'><div class='field__label'>Section</div><div class='field__item'><a href='/t/12'>Travel</a></div></div>",
}


@pytest.mark.parametrize("shown", SECTIONS.values(), ids=SECTIONS)
def test_the_section_is_the_first_category(shown: str) -> None:
    assert read(shown).article_section == "Travel"


def test_a_path_that_begins_with_the_home_page_is_the_breadcrumbs_whatever_it_is_called() -> None:
    links = "<div class='b2'><a href='/'>Home</a> <a href='/travel-by-sea-c46a2.html'>Travel</a></div>"
    page = f"<html lang='en'><title>{TITLE}</title><body><div>{links}<article><h1>{TITLE}</h1>{TEXT}</article></div></body></html>"
    assert extract(page.encode(), url=URL).article_section == "Travel"


@pytest.mark.parametrize(
    ("name", "section"), [("parsely-section", "Travel"), ("sailthru.tags", None), ("dcterms.subject", None)]
)
def test_meta_tags_of_sections_and_of_subjects(name: str, section: str | None) -> None:
    assert read("", head=f"<meta name='{name}' content='Travel'>").article_section == section


def test_a_topic_beside_a_section_is_none() -> None:
    links = "<ul><li><a href='/travel'>Travel</a></li><li><a href='/topic/islands-1x2'>Islands</a></li></ul>"
    page = f"<html lang='en'><title>{TITLE}</title><body><article><header>{links}<h1>{TITLE}</h1></header>{TEXT}</article></body></html>"
    assert extract(page.encode(), url=URL).article_section == "Travel"


TAGS = {
    "behind the section": "<p class='post-tags'>Section: <a href='/travel/'>Travel</a> | Tags: <a href='/tag/a'>ferries</a>, <a href='/tag/b'>islands</a></p>",
    "one box a tag": "<div class='q'><div><a href='/tag/a'><div>ferries</div></a></div><div><a href='/tag/b'><div>islands</div></a></div></div>",
}


@pytest.mark.parametrize("shown", TAGS.values(), ids=TAGS)
def test_tags_are_told_from_the_section(shown: str) -> None:
    assert read("", below=shown).keywords == ["ferries", "islands"]


def test_of_a_short_menu_above_the_headline_the_pages_own_folder_is_the_section() -> None:
    menu = "<nav><a href='/news'>News</a><a href='/sport'>Sport</a><a href='/opinion'>Opinion</a></nav>"
    page = f"<html lang='en'><title>{TITLE}</title><body>{menu}<main><article><h1>{TITLE}</h1>{TEXT}</article></main></body></html>"
    assert extract(page.encode(), url="https://carrow.example/news/ferry-sails-again-7712").article_section == "News"


def test_tags_in_a_box_of_the_article_may_have_any_address() -> None:
    box = "<ul class='c-article__tags'><li><a href='/t/17.html'>ferries</a></li><li><a href='/t/18.html'>islands</a></li></ul>"
    assert read("", below=box).keywords == ["ferries", "islands"]


@pytest.mark.parametrize("name", ["tags-cloud-site", "tags-2"])
def test_a_list_of_tags_in_fashion_is_the_sites(name: str) -> None:
    cloud = f"<div class='{name}'><h4>Trending tags</h4><a href='/tag/a'>ferries</a><a href='/tag/b'>islands</a></div>"
    assert read("", below=cloud).keywords == []


def test_tags_in_the_footer_right_behind_the_article() -> None:
    footer = "<footer><div><a href='/tag/a'>Ferries</a></div><div><a href='/tag/b'>Islands</a></div><h2>Written by Tom Adair</h2></footer>"
    page = f"<html lang='en'><title>{TITLE}</title><body><div><article><h1>{TITLE}</h1>{TEXT}</article>{footer}</div></body></html>"
    assert extract(page.encode(), url=URL).keywords == ["Ferries", "Islands"]


def test_wordpress_keeps_the_time_of_day_in_the_title_of_a_link() -> None:
    shown = "<p>Posted on <a href='/ferry/' title='6:42 am' rel='bookmark'><span class='entry-date'>November 4, 2025</span></a></p>"
    assert read(shown).date_published == "2025-11-04T06:42:00-00:00"


def test_a_category_in_a_long_line_is_the_section_if_its_rel_says_so() -> None:
    line = (
        "<footer>This entry was posted in <a href='/c/4' rel='category tag'>Travel</a> and tagged <a href='/tag/a' rel='tag'>ferries</a>, "
        "<a href='/tag/b' rel='tag'>islands</a> by <a href='/author/tom/'>Tom Adair</a>. Bookmark the <a href='/ferry/'>permalink</a>.</footer>"
    )
    got = read("", below=line)
    assert (got.article_section, got.keywords) == ("Travel", ["ferries", "islands"])


def test_a_label_read_aloud_is_no_author() -> None:
    shown = "<ul><li class='post-author'><span>Post author</span><span>By <a href='/author/tom/'>Tom Adair</a></span></li></ul>"
    assert [author.name for author in read(shown).authors] == ["Tom Adair"]


def test_a_short_post_with_a_second_heading_as_its_headline_is_an_article() -> None:
    meta = "<ul><li class='meta-author'><a href='/author/tom/' rel='author'>Tom Adair</a></li><li class='meta-date'>November 4, 2025</li></ul>"
    body = f"<article class='post'><header><h2 class='entry-title'>{TITLE}</h2></header>{meta}<div class='entry-content'>{TEXT}</div></article>"
    page = f"<html lang='en'><head><title>{TITLE} – Carrow</title></head><body>{body}</body></html>"
    assert extract(page.encode(), url="https://carrow.example/ferry-sails-again/").headline == TITLE
