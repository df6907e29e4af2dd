"""Date and authors come from the article; cards of other articles, comments and the page around it never give them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.dates import VIETNAM
from newscrawl.extract import extract

if TYPE_CHECKING:
    from newscrawl.items import Article

URL: Final = "https://baogio.example/tin/ben-do-cu-duoc-tu-sua-1234567.html"
NOW: Final = datetime(2026, 3, 20, 8, 0, tzinfo=VIETNAM)
PARAGRAPHS: Final = (
    "Bến đò cũ bên sông Gió được tu sửa sau hai mươi năm bỏ không, những bậc đá đã mòn nay được thay bằng đá mới từ núi Lạ.",
    "Người trong làng góp công gánh cát, mỗi nhà một buổi, còn tiền mua đá lấy từ quỹ khuyến học mà các họ đã gom nhiều năm.",
    "Bà lái đò cuối cùng của làng nói rằng bà không ngờ có ngày được thấy thuyền cập bến này thêm một lần nữa trong đời.",
    "Từ tháng sau, mỗi sáng sẽ có ba chuyến sang chợ bên kia sông, học sinh đi học được miễn tiền và người già trả một nửa.",
)

CARDS: Final = {
    "card": """<div class="q1"><a href="/tin/bao-vao-bo-nhieu-noi-mat-dien-7654321.html"><img src="/a.jpg"></a><h3><a
        href="/tin/bao-vao-bo-nhieu-noi-mat-dien-7654321.html">Bão vào bờ</a></h3><span class="author"><a rel="author"
        href="/tac-gia/la">Trần Văn Lạ</a></span> <time class="published" datetime="2011-07-08T09:10:11+07:00">8/7</time></div>""",
    "list": """<ul class="q2"><li><a href="/tin/gia-vang-giam-phien-thu-ba-7654322.html">Giá vàng giảm phiên thứ ba liên tiếp</a>
        <span class="date">09:10 08/07/2011</span> <span class="author">Trần Văn Lạ</span></li></ul>""",
    "flat": """<h4><a href="/tin/gia-vang-giam-phien-thu-ba-7654322.html">Giá vàng giảm phiên thứ ba liên tiếp</a></h4><span
        class="date">09:10 08/07/2011</span>""",
    "nested article": """<article class="post"><h2><a href="/tin/mo-lai-duong-7654323.html">Mở lại đường</a></h2><span class="byline">by <a
        class="author vcard" href="/author/la">Trần Văn Lạ</a></span><time class="entry-date published"
        datetime="2011-07-08T12:00:00+07:00">08/07/2011</time></article>""",
}
COMMENTS: Final = {
    name: f"""<section class="{name}"><div><b class="author">Trần Văn Lạ</b> <span class="date">08/07/2011 09:10</span><p>Hay quá, bến đẹp
        lắm bà con ơi, mai tôi chở lũ trẻ ra xem cho biết.</p></div></section>"""
    for name in ("userComments", "phan-hoi", "y-kien", "thao-luan", "binh-luan", "feedback", "comment-list", "x7")
}


def page(*, meta: str = "", date: str = "", byline: str = "", **places: str) -> str:
    """A page with something put at the places ``top``, ``before``, ``below``, ``inside``, ``end`` or ``after``."""
    put = {name: places.get(name, "") for name in ("top", "before", "below", "inside", "end", "after")}
    one, two, *others = (f"<p>{text}</p>" for text in PARAGRAPHS)
    return f"""<!doctype html><html lang="vi"><head><title>Bến đò cũ được tu sửa</title>{meta}</head><body>{put["top"]}<main>{put["before"]}
        <article><h1>Bến đò cũ được tu sửa</h1>{put["below"]}{byline}{date}<div class="noi-dung">{one}{two}{put["inside"]}{"".join(others)}</div>
        {put["end"]}</article>{put["after"]}</main><footer>© 2026 Báo Gió</footer></body></html>"""


def read(body: str, url: str = URL) -> Article:
    return extract(body, url=url, fetched_at=NOW)


def found(body: str) -> tuple[str | None, list[str]]:
    got = read(body)
    return got.date_published, [author.name for author in got.authors]


OWN: Final = ("2026-03-05T00:00:00+07:00", ["Hà Thu"])


@pytest.mark.parametrize("place", ["top", "before", "below", "inside", "end", "after"])
@pytest.mark.parametrize("card", CARDS)
def test_a_card_gives_neither_date_nor_author(card: str, place: str) -> None:
    date, byline = '<div class="date">05/03/2026</div>', '<div class="author">Hà Thu</div>'
    assert found(page(date=date, byline=byline, **{place: CARDS[card]})) == OWN
    assert found(page(**{place: CARDS[card]})) == (None, [])


@pytest.mark.parametrize("place", ["end", "after"])
@pytest.mark.parametrize("comments", COMMENTS)
def test_a_comment_gives_no_date(comments: str, place: str) -> None:
    date = '<div class="date">05/03/2026</div>'
    assert read(page(date=date, **{place: COMMENTS[comments]})).date_published == OWN[0]
    assert read(page(**{place: COMMENTS[comments]})).date_published is None


@pytest.mark.parametrize(
    "event", ["<p>Lễ hội diễn ra lúc 19:00 ngày 20/12/2025.</p>", '<div class="event-date">19:00 20/12/2025</div>']
)
def test_a_date_in_the_text_is_not_the_article_s(event: str) -> None:
    assert read(page(date='<div class="date">05/03/2026</div>', inside=event)).date_published == OWN[0]
    assert read(page(inside=event)).date_published is None


def test_the_date_of_today_at_the_head_of_the_page_is_not_the_article_s() -> None:
    assert (
        read(page(top='<div class="header"><span class="date">Thứ Sáu, 20/03/2026 08:00</span></div>')).date_published
        is None
    )


@pytest.mark.parametrize(
    "date",
    [
        '<abbr class="published" title="2026-03-05T10:38:00+07:00">5/3</abbr>',
        '<time datetime="2026-03-05T10:38:00+07:00">hôm kia</time>',
        '<span itemprop="datePublished" content="2026-03-05T10:38:00+07:00">5/3/2026</span>',
        '<time class="dt-published" datetime="2026-03-05 10:38:00">5/3/2026</time>',
        '<div class="meta"><span class="day">05/03/2026</span> <span class="time">10:38 05/03/2026</span></div>',
        '<p class="updated-at">Cập nhật: 07/03/2026 09:00</p><p class="posted-on">Đăng lúc 05/03/2026 10:38</p>',
    ],
)
def test_the_article_s_own_date_in_many_forms(date: str) -> None:
    assert read(page(date=date)).date_published == "2026-03-05T10:38:00+07:00"


@pytest.mark.parametrize(
    "name", ["dc.date.issued", "DC.date.issued", "sailthru.date", "parsely-pub-date", "pubdate", "publishdate", "article.published", "date",
             "cXenseParse:recs:publishtime", "og:article:published_time", "citation_publication_date", "created"]
)  # fmt: skip
def test_names_of_meta_tags(name: str) -> None:
    assert (
        read(page(meta=f'<meta name="{name}" content="2026-03-05T10:38:00+07:00">')).date_published
        == "2026-03-05T10:38:00+07:00"
    )


@pytest.mark.parametrize(
    "node",
    [
        '{"@type": "WebPage", "datePublished": "2026-03-05T03:38:00Z"}',
        '{"@graph": [{"@type": "WebSite", "name": "Báo Gió"}, {"@type": "ItemPage", "datePublished": "2026-03-05T03:38:00Z"}]}',
        '{"@type": "VideoObject", "uploadDate": "2026-03-05T03:38:00Z"}',
        '{"@type": "NewsArticle", "headline": "Bến đò cũ được tu sửa", "dateCreated": "2026-03-05T03:38:00Z"}',
        """[{"@type": "NewsArticle", "headline": "Bão vào bờ", "datePublished": "2011-07-08T09:10:11Z"},
            {"@type": "NewsArticle", "headline": "Bến đò cũ được tu sửa", "datePublished": "2026-03-05T03:38:00Z"}]""",
    ],
)
def test_json_ld_of_the_page(node: str) -> None:
    got = read(page(meta=f'<script type="application/ld+json">{node}</script>'))
    assert got.date_published == "2026-03-05T10:38:00+07:00"


def test_the_day_in_the_address_is_the_last_resort_and_marked() -> None:
    address = "https://baogio.example/2026/03/05/ben-do-cu-duoc-tu-sua.html"
    got = read(page(), url=address)
    assert (got.date_published, got.extraction.warnings) == ("2026-03-05T00:00:00+07:00", ["date_from_url"])
    assert "url" in {source.source for source in got.extraction.field_sources if source.field == "date_published"}
    assert (
        read(page(date='<div class="date">04/03/2026</div>'), url=address).date_published == "2026-03-04T00:00:00+07:00"
    )


def foreign(*, meta: str, date: str = "") -> Article:
    text = "".join(
        f"<p>The old landing on the river was repaired by the village, {n} families carried stones and sand for it.</p>"
        for n in range(9)
    )
    body = f'<html lang="en-US"><head><title>The old landing</title>{meta}</head><body><article><h1>The old landing</h1>{date}{text}</article></body></html>'
    return extract(body, url="https://gazette.example/news/the-old-landing-1234567.html", fetched_at=NOW)


@pytest.mark.parametrize(
    ("stated", "shown", "want"),
    [
        ("2026-03-05T20:30:00-05:00", "", "2026-03-05T20:30:00-05:00"),
        ("2026-03-05T20:30:00-05:00", "March 5, 2026 8:30 p.m.", "2026-03-05T20:30:00-05:00"),
        ("2026-03-06T01:30:00Z", "March 5, 2026 8:30 p.m. EST", "2026-03-06T01:30:00+00:00"),
        ("2026-03-05", "March 5, 2026 8:30 p.m. EST", "2026-03-05T20:30:00-05:00"),
        ("2026-03-05", "3/5/2026", "2026-03-05T00:00:00-00:00"),
        ("", "3/5/2026", "2026-03-05T00:00:00-00:00"),
    ],
)
def test_outside_vietnam_the_page_s_own_zone_counts(stated: str, shown: str, want: str) -> None:
    meta = f'<meta property="article:published_time" content="{stated}">' if stated else ""
    got = foreign(meta=meta, date=f'<p class="date">{shown}</p>')
    assert got.date_published == want
    assert got.extraction.warnings == []


GRAPH: Final = '<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "headline": "Bến đò cũ được tu sửa", "author": {author}}}{more}]}}</script>'


@pytest.mark.parametrize(
    ("author", "more", "want"),
    [
        ('{"@id": "#a"}', ', {"@type": "Person", "@id": "#a", "name": "Hà Thu"}', ["Hà Thu"]),
        ('[{"@id": "https://baogio.example/#a"}]', ', {"@type": "Person", "@id": "#a", "name": "Hà Thu"}', ["Hà Thu"]),
        ('"https://baogio.example/#a"', ', {"@type": "Person", "@id": "https://baogio.example/#a", "name": "Hà Thu"}', ["Hà Thu"]),
        ('[{"@id": "#a"}, {"@id": "#b"}]', ', {"@id": "#a", "name": "Hà Thu"}, {"@type": "Person", "@id": "#b", "name": "Minh An"}', ["Hà Thu", "Minh An"]),
        ('{"@id": "#a"}', ', {"@type": "WebPage", "author": {"@type": "Person", "@id": "#a", "name": "Hà Thu"}}', ["Hà Thu"]),
        ('{"@type": "Person", "givenName": "Ada", "familyName": "Cole"}', "", ["Ada Cole"]),
        ('{"@type": "Person", "@id": "#a"}', "", []),
        ('{"@type": "Person", "url": "https://baogio.example/tac-gia/a"}', "", []),
        ('{"@id": "#a"}', ', {"@type": "Person", "@id": "#a", "url": "/tac-gia/a"}', []),
    ],
)  # fmt: skip
def test_authors_by_reference(author: str, more: str, want: list[str]) -> None:
    assert [a.name for a in read(page(meta=GRAPH.format(author=author, more=more))).authors] == want


@pytest.mark.parametrize(
    "byline",
    [
        '<a rel="author" href="/tac-gia/hathu">Hà Thu</a>',
        '<div class="author">Hà Thu <a href="/tac-gia/hathu">Xem tất cả bài viết của Hà Thu</a></div>',
        '<div class="post-meta"><span itemprop="author">Hà Thu</span></div>',
    ],
)
def test_bylines_of_the_article(byline: str) -> None:
    assert [author.name for author in read(page(byline=byline)).authors] == ["Hà Thu"]


def test_a_link_to_all_posts_is_no_byline() -> None:
    link = '<div class="author-link"><a rel="author" href="/author/la">View all posts by Trần Văn Lạ</a></div>'
    assert read(page(end=link)).authors == []


def test_a_full_name_in_the_data_comes_before_initials_in_the_last_line() -> None:
    meta = GRAPH.format(author='{"@type": "Person", "name": "Trần Hà"}', more="")
    body = page(meta=meta).replace("</div>\n        </article>", "<p><strong>T.H</strong></p></div></article>")
    assert [author.name for author in read(body).authors] == ["Trần Hà"]
