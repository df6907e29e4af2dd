"""The fields around the text: each from the best source, with the source recorded."""

from __future__ import annotations

from datetime import datetime

import pytest

from newscrawl.dates import VIETNAM
from newscrawl.extract import NotAnArticle, Reason, extract, inspect, open_page
from newscrawl.items import Article, Hints
from tests.extract.pages import PROSE, SITE, URL, article, generic, page

TEXT = f"<p>{PROSE}</p>"


def jsonld(**fields: str) -> str:
    pairs = ",".join(f'"{key}": {value}' for key, value in fields.items())
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Nước rút",{pairs}}}</script>'


def sources(got: Article) -> dict[str, str]:
    return {entry.field: entry.source for entry in got.extraction.field_sources}


def test_headline_lead_and_tag() -> None:
    got = article(TEXT)
    assert got.headline == "Nước rút ở làng ven sông"
    assert (got.newsroom_tag, got.description) == ("BLO", "Sau ba ngày ngập, nước bắt đầu rút khỏi làng.")
    assert sources(got)["headline"] == "layout:h1.title"
    assert list(sources(got)) == sorted(sources(got), key=list(Article.__dataclass_fields__).index)


def test_capitals_before_a_dash_are_a_tag_only_where_newspapers_use_them() -> None:
    body = page(TEXT).replace(b"(BLO) - Sau", "ASEAN - Trung Quốc họp. Sau".encode())
    got = extract(body, url=URL, site=SITE)
    assert got.newsroom_tag is None
    assert (got.description or "").startswith("ASEAN - Trung Quốc")


def test_a_place_stamp_is_no_part_of_the_lead() -> None:
    body = page(TEXT).replace(b"(BLO) - ", b'<span class="location-stamp">H\xc3\xa0 Giang</span>')
    assert extract(body, url=URL, site=SITE).description == "Sau ba ngày ngập, nước bắt đầu rút khỏi làng."


def test_the_visible_time_wins_and_the_disagreement_gives_a_warning() -> None:
    got = article(
        TEXT, head=jsonld(datePublished='"2026-03-02T08:05:33+08:00"', dateModified='"2026-03-02T09:00:00+08:00"')
    )
    assert got.date_published == "2026-03-02T08:05:00+07:00"
    assert got.date_modified == "2026-03-02T09:00:00+07:00", "the same wrong zone stands in both"
    assert got.extraction.warnings == ["date_disagrees:jsonld"]
    assert got.date_published_raw == "2/3/2026, 08:05"


@pytest.mark.parametrize(
    ("head", "want", "source"),
    [
        (jsonld(datePublished='"2026-03-02T01:05:00Z"'), "2026-03-02T08:05:00+07:00", "jsonld"),
        ('<meta name="article:published_time" content="9/15/2026 3:05:00 PM">', "2026-09-15T15:05:00+07:00", "meta:article:published_time"),
        ('<meta itemprop="datePublished" content="2026-03-02T08:05:00">', "2026-03-02T08:05:00+07:00", "meta:datepublished"),
    ],
)  # fmt: skip
def test_without_a_visible_time_the_structured_one_is_taken(head: str, want: str, source: str) -> None:
    body = page(TEXT, head=head).replace("Thứ hai, 2/3/2026, 08:05 (GMT+7)".encode(), b"")
    got = extract(body, url=URL, site=SITE)
    assert (got.date_published, sources(got)["date_published"]) == (want, source)


def test_the_feed_speaks_last_and_unknown_is_never_now() -> None:
    body = page(TEXT).replace("Thứ hai, 2/3/2026, 08:05 (GMT+7)".encode(), b"")
    now = datetime(2026, 3, 5, tzinfo=VIETNAM)
    assert extract(body, url=URL, site=SITE, fetched_at=now).date_published is None
    hints = Hints(date_published="2026-03-02T08:00:00+07:00", source="feed")
    got = extract(body, url=URL, site=SITE, hints=hints)
    assert (got.date_published, sources(got)["date_published"]) == ("2026-03-02T08:00:00+07:00", "feed")


def test_relative_times_count_from_the_fetch() -> None:
    body = page(TEXT).replace("Thứ hai, 2/3/2026, 08:05 (GMT+7)".encode(), "3 giờ trước".encode())
    got = extract(body, url=URL, site=SITE, fetched_at=datetime(2026, 3, 5, 10, 0, tzinfo=VIETNAM))
    assert got.date_published == "2026-03-05T07:00:00+07:00"


def test_a_clock_in_the_page_s_head_is_no_publication_date() -> None:
    clock = '<div class="header"><span class="time">Thứ hai, 9/1/2023 10:00</span></div>'
    body = (
        page(TEXT)
        .replace(b"<body>", f"<body>{clock}<main>".encode())
        .replace("Thứ hai, 2/3/2026, 08:05 (GMT+7)".encode(), b"")
    )
    assert extract(body, url=URL, site=SITE, use_layouts=False).date_published is None


def test_the_person_in_the_byline_wins_over_the_newspaper() -> None:
    head = jsonld(author='{"@type":"Organization","name":"Báo Làng"}')
    assert article(TEXT, head=head).authors == []
    got = article(f"{TEXT}<p class='author'>HÀ THU</p>", head=head)
    assert [a.name for a in got.authors] == ["Hà Thu"]
    assert "HÀ THU" not in got.text


def test_breadcrumbs_section_and_visible_tags() -> None:
    got = article(TEXT, around='<div class="tags">Từ khóa: <a href="/t/a">nước lũ</a>, <a href="/t/b">làng</a></div>')
    assert [(c.name, c.url) for c in got.breadcrumbs] == [("Xã hội", "https://bao.vn/xa-hoi.html")]
    assert (got.article_section, got.keywords) == ("Xã hội", ["nước lũ", "làng"])


def test_the_paywall_is_recorded() -> None:
    assert (
        article(f"{TEXT}<p>Đoạn hai. {PROSE}</p>", head=jsonld(isAccessibleForFree="false")).is_accessible_for_free
        is False
    )
    assert article(TEXT).is_accessible_for_free is True


@pytest.mark.parametrize(
    ("head", "box"),
    [
        ('<meta property="article:content_tier" content="locked">', ""),
        ("", '<aside class="gh-post-upgrade-cta"><h2>Bài này dành cho bạn đọc dài hạn</h2></aside>'),
        ("", '<div class="pmpro_content_message"><p>Đăng ký để đọc tiếp.</p></div>'),
        ("", '<div class="wc-memberships-content-restricted-message">Đăng ký để đọc tiếp.</div>'),
        ("", '<div class="mepr-unauthorized-message">Đăng ký để đọc tiếp.</div>'),
    ],
)
def test_a_box_in_the_place_of_the_text_is_a_paywall(head: str, box: str) -> None:
    assert article(f"{TEXT}<p>Đoạn hai. {PROSE}</p>{box}", head=head).is_accessible_for_free is False


def test_a_metered_article_and_an_offer_to_subscribe_are_free() -> None:
    head = '<meta property="article:content_tier" content="metered">'
    offer = '<aside class="gh-subscribe-cta"><h2>Đăng ký nhận bản tin</h2></aside>'
    assert article(f"{TEXT}<p>Đoạn hai. {PROSE}</p>{offer}", head=head).is_accessible_for_free is True


@pytest.mark.parametrize(
    ("canonical", "want"),
    [
        ("https://bao.vn/ten-moi-1234567.html?utm_source=x", "https://bao.vn/ten-moi-1234567.html"),
        ("https://bao.vn/", URL),
        ("https://bao.vn/xa-hoi.html", URL),
        ("https://khac.vn/bai-1234567.html", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_canonical_names_the_page_only_where_it_can(canonical: str, want: str) -> None:
    got = article(TEXT, head=f'<link rel="canonical" href="{canonical}">')
    assert (got.url, got.id, got.requested_url) == (want, "bao:1234567", URL)


def test_provenance() -> None:
    body = page(TEXT)
    got = extract(
        body,
        url=URL,
        site=SITE,
        headers={
            "Content-Type": "text/html; charset=UTF-8",
            "ETag": '"x"',
            "Last-Modified": "Mon, 02 Mar 2026 01:05:00 GMT",
        },
    )
    assert (got.fetch.content_type, got.fetch.encoding, got.fetch.etag) == ("text/html", "utf-8", '"x"')
    assert got.fetch.last_modified == "2026-03-02T08:05:00+07:00"
    assert (got.fetch.payload_digest or "").startswith("sha256:")
    assert got.content_hash == extract(body + b"<!-- x -->", url=URL, site=SITE).content_hash


def test_every_source_of_a_field_can_be_seen() -> None:
    found = inspect(open_page(page(TEXT, head='<meta property="og:title" content="Nước rút">'), url=URL, site=SITE))
    headlines = [(c.source, c.value) for c in found if c.field == "headline"]
    assert headlines[0] == ("layout:h1.title", "Nước rút ở làng ven sông")
    assert ("meta:og:title", "Nước rút") in headlines


def test_an_opened_page_gives_its_links() -> None:
    context = open_page(page('<a href="/x-7654321.html">x</a>'), url=URL, site=SITE)
    assert context.page.hrefs() == ["/", "/xa-hoi.html", "/x-7654321.html"]


def test_language_follows_the_letters() -> None:
    assert generic(f"{TEXT}<p>Đoạn hai. {PROSE}</p>").in_language == "vi"
    body = page("<p>The water went down this morning and people came out to look at the river bank.</p>" * 3).replace(
        b'lang="vi"', b'lang="en-GB"'
    )
    assert extract(body, url=URL, site=SITE).in_language == "en"


def test_reasons_are_documented_and_unique() -> None:
    assert len({reason.value for reason in Reason}) == len(Reason)


def test_tags_are_found_by_the_line_that_heads_them() -> None:
    got = generic(
        "".join(f"<p>{PROSE} Đoạn {n}.</p>" for n in range(3)),
        around='<div class="x1"><b>Từ khóa:</b> <a href="/lu">nước lũ</a>, <a href="/ven-song">làng ven sông</a></div>',
    )
    assert got.keywords == ["nước lũ", "làng ven sông"]


@pytest.mark.parametrize(
    ("head", "shown", "warning"),
    [
        (jsonld(datePublished='"2036-03-02T08:05:00+07:00"'), "2/3/2026, 08:05", "date_refused:jsonld"),
        (jsonld(datePublished='"0001-01-01T00:00:00"'), "2/3/2026, 08:05", "date_refused:jsonld"),
        (
            '<meta property="article:published_time" content="2036-03-02T08:05:00+07:00">',
            "đang cập nhật",
            "date_refused:meta",
        ),
        ("", "2/3/2036, 08:05", "date_refused:layout"),
        ("", "01/01/0001 00:00", "date_refused:layout"),
    ],
    ids=["ahead in JSON-LD", "absurd in JSON-LD", "ahead in meta", "ahead, visible", "absurd, visible"],
)
def test_a_date_that_cannot_be_is_refused_with_a_warning(head: str, shown: str, warning: str) -> None:
    now = datetime(2026, 3, 7, 12, tzinfo=VIETNAM)
    body = page(TEXT, head=head).replace("Thứ hai, 2/3/2026, 08:05 (GMT+7)".encode(), shown.encode())
    got = extract(body, url=URL, site=SITE, fetched_at=now)
    assert got.date_published == ("2026-03-02T08:05:00+07:00" if "2026" in shown else None)
    assert got.extraction.warnings == [warning]


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://bao.vn/nuoc-rut-1234567.html">',
        '<meta property="og:url" content="https://bao.vn/nuoc-rut-1234567.html">',
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Nước rút ở làng ven sông","url":"https://bao.vn/nuoc-rut-1234567.html"}</script>',
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Nước rút ở làng ven sông","mainEntityOfPage":{"@type":"WebPage","@id":"https://bao.vn/nuoc-rut-1234567.html"}}</script>',
    ],
)
def test_a_page_may_name_its_own_address(head: str) -> None:
    got = extract(page(TEXT, head=head))
    assert (got.url, got.requested_url) == ("https://bao.vn/nuoc-rut-1234567.html",) * 2


@pytest.mark.parametrize("head", ["", '<link rel="canonical" href="/nuoc-rut-1234567.html">'])
def test_a_page_without_an_address_is_an_error_of_the_caller(head: str) -> None:
    with pytest.raises(ValueError, match="pass it as url=") as error:
        extract(page(TEXT, head=head))
    assert not isinstance(error.value, NotAnArticle)


def test_a_page_may_be_text_whatever_encoding_it_declares() -> None:
    html = page(TEXT, head='<meta charset="windows-1258">').decode()
    got = extract(html, url=URL, site=SITE)
    assert got.text == extract(page(TEXT), url=URL, site=SITE).text
    assert (got.fetch.encoding, got.extraction.warnings) == ("utf-8", [])
