"""Foreign times without a zone: the record has the newspaper's own offset, or says that it is not known."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract

TEXT = (
    "The council voted for the new bridge after a debate of four hours, and the work begins in the spring of next year. "
    * 3
)


def published(clock: str, *, url: str, lang: str = "en", head: str = "") -> str | None:
    """``date_published`` of a page that shows ``clock`` below its headline."""
    page = f"""<html lang="{lang}"><head><title>Council votes for the bridge</title>{head}</head><body><article>
        <h1>Council votes for the bridge</h1><p class="date">{clock}</p><div><p>{TEXT}</p><p>{TEXT}</p></div></article></body></html>"""
    return extract(page.encode(), url=url).date_published


@pytest.mark.parametrize(
    ("url", "lang", "clock", "expected"),
    [
        ("https://zeitung.example.de/politik/bruecke-17", "de", "05.07.2024, 18:30 Uhr", "2024-07-05T18:30:00+02:00"),
        ("https://zeitung.example.de/politik/bruecke-17", "de", "05.12.2024, 18:30 Uhr", "2024-12-05T18:30:00+01:00"),
        ("https://nachrichten.example.com/politik/bruecke-17", "de", "31.03.2024, 03:10", "2024-03-31T03:10:00+02:00"),
        ("https://news.example.co.uk/politics/bridge-17", "en", "27 October 2024, 12:00", "2024-10-27T12:00:00+00:00"),
        ("https://shimbun.example.com/article/17", "ja", "2024年3月5日 9時15分", "2024-03-05T09:15:00+09:00"),
        ("https://journal.example.com/monde/pont-17", "fr-FR", "5 mars 2024", "2024-03-05T00:00:00+01:00"),
        # French and English newspapers are in many zones.
        ("https://journal.example.com/monde/pont-17", "fr", "5 mars 2024 à 10:00", "2024-03-05T10:00:00-00:00"),
        ("https://news.example.com/politics/bridge-17", "en-US", "March 5, 2024 10:00 PM", "2024-03-05T22:00:00-00:00"),
        (
            "https://news.example.com/politics/bridge-17",
            "en-US",
            "March 5, 2024 10:00 PM EST",
            "2024-03-05T22:00:00-05:00",
        ),
        # Vietnam's own keep Vietnam's.
        ("https://bao.example.vn/thoi-su/cau-moi-17.htm", "en", "5/3/2024 10:00", "2024-03-05T10:00:00+07:00"),
        ("https://bao.example.com/thoi-su/cau-moi-17.htm", "vi", "5/3/2024 10:00", "2024-03-05T10:00:00+07:00"),
    ],
)
def test_offset_of_the_country_or_none(url: str, lang: str, clock: str, expected: str) -> None:
    assert published(clock, url=url, lang=lang) == expected


def test_other_times_of_the_page_tell_the_offset() -> None:
    changed = '<meta property="article:modified_time" content="2024-03-06T08:00:00-05:00">'
    url = "https://news.example.com/politics/bridge-17"
    assert published("March 5, 2024 10:00 PM", url=url, head=changed) == "2024-03-05T22:00:00-05:00"


def test_utc_of_a_program_tells_no_offset() -> None:
    changed = '<meta property="article:modified_time" content="2024-03-06T08:00:00Z">'
    url = "https://news.example.com/politics/bridge-17"
    assert published("March 5, 2024 10:00 PM", url=url, head=changed) == "2024-03-05T22:00:00-00:00"


def test_number_of_the_content_system_has_no_zone() -> None:
    stated = '<meta name="pubdate" content="20240305221500">'
    assert published("", url="https://news.example.com/bridge-17", head=stated) == "2024-03-05T22:15:00-00:00"


def test_english_page_that_declares_no_language_keeps_its_evening() -> None:
    page = f"""<html><head><title>Council votes for the bridge</title></head><body><article><h1>Council votes for the bridge</h1>
        <p class="date">September 20, 2011, 6:37 PM EDT</p><div><p>{TEXT}</p><p>{TEXT}</p></div></article></body></html>"""
    got = extract(page.encode(), url="https://news.example.com/politics/bridge-17").date_published
    assert got == "2011-09-20T18:37:00-04:00"


def test_day_in_the_canonical_address_is_a_last_resort() -> None:
    canonical = '<link rel="canonical" href="https://news.example.com/2011/08/24/council-votes-for-the-bridge/">'
    got = published("", url="https://news.example.com/?p=17", head=canonical)
    assert got == "2011-08-24T00:00:00-00:00"
