"""Discovery on the saved pages of real newspapers, if ../shared has them.

The numbers were counted by reading the pages: how many articles a page offers at least, which of its addresses must be
found with which title and time, and which of its menu must not.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from newscrawl import sites, urls
from newscrawl.discover import feed, home, listing, paging, sitemap

PAGES = Path(__file__).resolve().parents[3] / "shared" / "pages"
pytestmark = pytest.mark.skipif(
    not PAGES.is_dir(), reason="the saved pages of real newspapers are not beside the project"
)


@cache
def rows() -> list[dict[str, str]]:
    if not PAGES.is_dir():
        return []
    with (PAGES / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def of_type(*types: str) -> list[tuple[str, str]]:
    return [(row["file"], row["url"]) for row in rows() if row["page_type"] in types]


LISTINGS = of_type("home", "section")


def read(file: str, url: str) -> listing.Listing:
    return listing.read((PAGES / file).read_bytes(), url=url, site=sites.of(url))


@pytest.mark.parametrize(("file", "url"), LISTINGS)
def test_every_listing_gives_its_articles_with_titles(file: str, url: str) -> None:
    links = read(file, url).links
    assert len(links) >= 15
    titled = [link for link in links if link.hints.title]
    assert len(titled) >= 0.9 * len(links)
    assert len({link.hints.title for link in titled}) >= 0.85 * len(titled), "a title is one article's"
    assert all(len((link.hints.title or "").split()) >= 2 for link in titled)


@pytest.mark.parametrize(("file", "url"), LISTINGS)
def test_no_section_of_the_menu_is_taken_for_an_article(file: str, url: str) -> None:
    site = sites.of(url)
    sections = {urls.key(urls.resolve(path, site.home) or "") for path in site.sections}
    found = {urls.key(link.url) for link in read(file, url).links}
    assert not found & sections
    assert not any(urls.is_asset(link) for link in found)


@pytest.mark.parametrize(("file", "url"), LISTINGS)
def test_without_the_profile_most_of_the_same_is_found(file: str, url: str) -> None:
    body = (PAGES / file).read_bytes()
    by_profile = {link.url for link in listing.read(body, url=url, site=sites.of(url)).links}
    guessed = {link.url for link in listing.read(body, url=url, site=sites.unknown(url)).links}
    own_host = {link for link in by_profile if urls.host(link) == urls.host(url)}
    assert len(own_host & guessed) >= 0.8 * len(own_host)


@pytest.mark.parametrize(
    ("file", "address", "title", "moment"),
    [
        (
            "raw/vnexpress.net/section-kinh-doanh-2026.html",
            "https://vnexpress.net/gia-vang-the-gioi-tang-manh-dau-tho-vuot-90-usd-5047621.html",
            "Giá vàng thế giới tăng mạnh, dầu thô vượt 90 USD",
            "2026-03-07T08:32:56+07:00",
        ),
        (
            "raw/nld.com.vn/section-kinh-te-2026.html",
            "https://nld.com.vn/gia-vang-hom-nay-7-3-bat-tang-tro-lai-196260307063424947.htm",
            "Giá vàng hôm nay, 7-3: Bật tăng trở lại",
            None,
        ),
        (
            "raw/cafef.vn/section-thi-truong-chung-khoan-2026.html",
            "https://cafef.vn/vi-sao-chu-tich-acv-vu-the-phiet-bi-bat-188260306104748303.chn",
            "Vì sao Chủ tịch ACV Vũ Thế Phiệt bị bắt?",
            "2026-03-06T10:47:00+07:00",
        ),
        (
            "raw/congly.vn/section-xa-hoi-2022-12.html",
            "https://congly.vn/xa-hoi/doi-song/2-chuyen-bay-dua-gan-450-cong-dan-viet-nam-tu-han-quoc-ve-nuoc-364870.html",
            "2 chuyến bay đưa gần 450 công dân Việt Nam từ Hàn Quốc về nước",
            "2020-10-21T20:56:00+07:00",
        ),
        (
            "raw/vietnamnet.vn/section-kinh-doanh-2026.html",
            "https://vietnamnet.vn/co-phieu-flc-duoc-giao-dich-tro-lai-2495349.html",
            "Cổ phiếu FLC được giao dịch trở lại",
            None,
        ),
    ],
)
def test_what_a_reader_sees(file: str, address: str, title: str, moment: str | None) -> None:
    url = dict(LISTINGS)[file]
    (hints,) = [link.hints for link in read(file, url).links if link.url == address]
    assert (hints.title, hints.date_published) == (title, moment)


@pytest.mark.parametrize(
    ("file", "following"),
    [
        ("raw/vnexpress.net/section-kinh-doanh-2026.html", "https://vnexpress.net/kinh-doanh-p2"),
        ("raw/vietnamnet.vn/section-kinh-doanh-2026.html", "https://vietnamnet.vn/kinh-doanh-page1"),
        ("raw/tuoitre.vn/section-kinh-doanh-2026.html", "https://tuoitre.vn/timelinelist/11/2.htm"),
        ("raw/nld.com.vn/section-kinh-te-2026.html", "https://nld.com.vn/timelinelist/1961014/2.htm"),
        ("raw/baochinhphu.vn/section-chinh-sach-moi.html", "https://baochinhphu.vn/timelinelist/1021119/2.htm"),
        ("raw/baodautu.vn/section-tai-chinh-chung-khoan.html", "http://baodautu.vn/tai-chinh-chung-khoan-d6/p2"),
        ("raw/congly.vn/section-xa-hoi-2022-12.html", "https://congly.vn/xa-hoi/trang-2/"),
    ],
)
def test_the_next_page(file: str, following: str) -> None:
    url = dict(LISTINGS)[file]
    site, body = sites.of(url), (PAGES / file).read_bytes()
    links = read(file, url).links
    (way, *_) = paging.next_pages(site, url, 1, body=body, links=links, channel=paging.find_channel(site, body))
    assert way.url == following


@pytest.mark.parametrize(("file", "url"), LISTINGS)
def test_sections_of_an_unknown_site_are_its_menu(file: str, url: str) -> None:
    found = home.sources((PAGES / file).read_bytes(), url)
    site = sites.of(url)
    assert len(found.sections) >= 5
    assert not [link for link in found.sections if site.article_url and site.article_key(link)]
    assert all(urls.host(link) == urls.host(url) for link in found.sections)


@pytest.mark.parametrize(("file", "url"), of_type("feed"))
def test_feeds(file: str, url: str) -> None:
    body = (PAGES / file).read_bytes()
    links = feed.links(body, url=url)
    assert len(links) == body.count(b"<item>")
    for link in links:
        assert link.hints.title
        assert (link.hints.date_published or "").startswith("2019-")
        assert "<" not in (link.hints.description or "")


@pytest.mark.parametrize(("file", "url"), of_type("sitemap"))
def test_sitemaps(file: str, url: str) -> None:
    body = (PAGES / file).read_bytes()
    found = sitemap.read(body, url=url)
    assert len(found.links) == body.count(b"<url>")
    assert not found.truncated
    assert found.links[1].lastmod == "2017-09-09"


@pytest.mark.parametrize(("file", "url"), of_type("robots"))
def test_robots(file: str, url: str) -> None:
    assert home.robots_sitemaps((PAGES / file).read_bytes(), url) == [
        "http://congly.vn/sitemap.xml",
        "http://congly.vn/news.xml",
    ]
