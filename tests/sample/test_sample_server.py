"""The three hosts of the sample newspaper: they start and stop, answer every link, and support the HTTP that crawlers need."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from newscrawl.sample import Server, expected, serve
from newscrawl.sample.feeds import CRAWL_DELAY
from newscrawl.sample.site import FEEDS, SITEMAPS, site
from tests.helpers.process import SAFETY_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXPECTED = expected()
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "news": "http://www.google.com/schemas/sitemap-news/0.9"}


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """A persistent connection to one host."""

    def __init__(self, base_url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=SAFETY_TIMEOUT)

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        self.connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = self.connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    client = Client(server.base_url)
    yield client
    client.connection.close()


def locations(body: bytes, path: str) -> list[str]:
    return [str(text) for text in etree.fromstring(body).xpath(path, namespaces=NS)]


def test_importing_and_building_open_no_port_for_strangers() -> None:
    with serve() as server:
        assert {urlsplit(url).hostname for url in (server.base_url, server.syndicate_url, server.old_url)} == {
            "127.0.0.1"
        }
        assert len({server.base_url, server.syndicate_url, server.old_url}) == 3


def test_the_server_is_gone_after_the_context_with_open_connections_too() -> None:
    with serve() as server:
        kept = Client(server.base_url)
        assert kept.get("/").status == 200
    with pytest.raises((http.client.HTTPException, OSError)):
        kept.get("/")
    with pytest.raises(ConnectionError):
        Client(server.base_url).get("/")


def test_every_link_of_every_page_answers(server: Server, client: Client) -> None:
    gone = [r.path for r in EXPECTED.rejections.values() if r.reason == "http_404"]
    links: set[str] = set()
    for path, resource in server.current.pages.items():
        if resource.content_type.startswith("text/html") and resource.body and b"<html" in resource.body:
            page = html.document_fromstring(resource.body)
            for href in page.xpath("//a/@href | //img/@src | //img/@data-src | //link/@href | //form/@action"):
                links.add(urljoin(server.base_url + path, str(href)).partition("#")[0])
    inside = {link.removeprefix(server.base_url) for link in links if link.startswith(f"{server.base_url}/")}
    broken = {path for path in inside if client.get(path).status != 200}
    assert broken == set(gone)
    assert set(EXPECTED.forbidden) <= inside
    assert set(EXPECTED.aliases) <= inside
    assert {path for path, r in EXPECTED.rejections.items()} <= inside


def test_the_old_domain_redirects_to_the_article(server: Server) -> None:
    ((old, new),) = EXPECTED.moved.items()
    answer = Client(server.old_url).get(old)
    assert (answer.status, answer.headers["Location"]) == (301, server.base_url + new)
    assert (server.old_url + old).encode() in server.current.pages["/"].body


def test_the_slug_of_a_onecms_address_is_ignored(client: Client) -> None:
    path = next(a.path for a in EXPECTED.articles.values() if a.layout == "onecms")
    number = re.search(r"-(\d+)\.html", path)
    assert number is not None
    assert client.get(f"/slug-cu-{number[1]}.html").body == client.get(path).body


def test_robots_closes_a_path_asks_for_a_delay_and_names_the_sitemap(server: Server, client: Client) -> None:
    lines = client.get("/robots.txt").body.decode().splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert all(any(path.startswith(prefix) for prefix in closed) for path in EXPECTED.forbidden)
    assert not any(path.startswith(prefix) for path in EXPECTED.articles for prefix in closed)
    assert f"Crawl-delay: {CRAWL_DELAY}" in lines
    assert 0.1 <= CRAWL_DELAY <= 0.2
    assert f"Sitemap: {server.base_url}/sitemap.xml" in lines


def test_the_sitemaps_name_every_article_once(server: Server, client: Client) -> None:
    shards = locations(client.get("/sitemap.xml").body, "//s:sitemap/s:loc/text()")
    articles = [
        url
        for shard in shards
        if "sitemap-article" in shard
        for url in locations(client.get(urlsplit(shard).path).body, "//s:url/s:loc/text()")
    ]
    assert sorted(articles) == sorted(server.base_url + path for path in EXPECTED.articles)
    assert f"{server.base_url}/sitemap-news.xml" in shards


def test_the_news_sitemap_holds_two_days_with_title_and_date(server: Server, client: Client) -> None:
    body = client.get("/sitemap-news.xml").body
    by_url = {server.base_url + path: article for path, article in EXPECTED.articles.items()}
    urls = locations(body, "//s:url/s:loc/text()")
    assert locations(body, "//news:title/text()") == [by_url[url].headline for url in urls]
    assert locations(body, "//news:publication_date/text()") == [by_url[url].date_published for url in urls]
    assert 0 < len(urls) < 10


def test_the_feeds_carry_titles_links_and_dates_one_of_them_without_a_zone(server: Server, client: Client) -> None:
    for path in FEEDS:
        body = client.get(path).body
        urls = [url.partition("?")[0].removeprefix(server.base_url) for url in locations(body, "//item/link/text()")]
        assert urls
        assert locations(body, "//item/title/text()") == [EXPECTED.articles[url].headline for url in urls]
        for url, raw in zip(urls, locations(body, "//item/pubDate/text()"), strict=True):
            date = parsedate_to_datetime(raw)
            assert (date.tzinfo is None) == path.startswith("/rss/xa-hoi")
            assert EXPECTED.articles[url].date_published.startswith(date.replace(tzinfo=None).isoformat())


def test_one_feed_hangs_tracking_parameters_on_a_link(server: Server, client: Client) -> None:
    (tracked,) = [alias for alias in EXPECTED.aliases if "utm_source" in alias]
    assert server.base_url + tracked in locations(client.get("/rss/kinh-te-303.rss").body, "//item/link/text()")


@pytest.mark.parametrize("section", ["/kiem-toan", "/kinh-te", "/xa-hoi"])
def test_load_more_continues_a_section_to_its_end(client: Client, section: str) -> None:
    page = html.document_fromstring(client.get(section).body.decode())
    (channel,) = page.xpath("//ul[contains(@class, 'loadAjax')]/@data-channel")
    seen = [str(pid) for pid in page.xpath("//li[@class='loadArticle']/@pid")]
    shown = len(seen)
    while found := json.loads(client.get(f"/api/getMoreArticle/channel_empty_{seen[-1]}_{channel}_0").body):
        seen += [str(entry["PublisherId"]) for entry in found]
    own = [path for path, a in EXPECTED.articles.items() if a.layout != "portal" and a.breadcrumbs[0] == words(page)]
    assert [f"-{number}.html" for number in seen] == [re.sub(r".*(?=-\d+\.html)", "", path) for path in own]
    assert len(seen) >= shown


def words(page: html.HtmlElement) -> str:
    (title,) = page.xpath("//h1/text()")
    return str(title)


def test_load_more_without_a_channel_gives_the_newest_of_all(client: Client) -> None:
    found = json.loads(client.get("/api/getMoreArticle/channel_empty_0_0_0").body)
    newest = [path for path, article in EXPECTED.articles.items() if article.layout != "portal"]
    assert [entry["LinktoMe2"] for entry in found] == newest[:15]
    stamp = int(found[0]["PublishedTime"].removeprefix("/Date(").removesuffix(")/"))
    assert stamp > 1_700_000_000_000


def test_the_portal_is_paged_to_an_empty_page(client: Client) -> None:
    section = "/vi/chuyen-muc/ket-qua-kiem-toan"
    pages = []
    for number in range(1, 10):
        page = html.document_fromstring(client.get(f"{section}?page={number}").body.decode())
        if not (links := page.xpath("//div[@class='post-item']/h4/a/@href")):
            break
        pages.append([str(link) for link in links])
    own = [path for path, article in EXPECTED.articles.items() if article.article_section == "Kết quả kiểm toán"]
    assert [path for page in pages for path in page] == own
    assert len(pages) >= 2


@pytest.mark.parametrize("path", ["/", "/rss/home.rss", "/sitemap.xml", "/kinh-te", next(iter(EXPECTED.articles))])
def test_what_has_not_changed_costs_a_304(client: Client, path: str) -> None:
    first = client.get(path)
    assert client.get(path, If_None_Match=first.headers["ETag"]) == Answer(
        304, client_headers(client, path, first), b""
    )
    assert client.get(path, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert client.get(path, If_None_Match='"another"', If_Modified_Since=first.headers["Last-Modified"]).status == 200
    assert client.get(path, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
    assert client.get(path, If_Modified_Since="not a date").status == 200


def client_headers(client: Client, path: str, first: Answer) -> Mapping[str, str]:
    headers = client.get(path, If_None_Match=first.headers["ETag"]).headers
    assert headers["ETag"] == first.headers["ETag"]
    assert "Content-Length" not in headers
    return headers


def test_head_and_gzip(client: Client) -> None:
    plain = client.get("/kiem-toan")
    head = client.get("/kiem-toan", method="HEAD")
    packed = client.get("/kiem-toan", Accept_Encoding="gzip, deflate")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(plain.body))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3


def test_pictures_are_pictures(client: Client) -> None:
    image = next(article.images[0] for article in EXPECTED.articles.values() if article.images)
    answer = client.get(image.path)
    assert (answer.headers["Content-Type"], answer.body[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert client.get("/assets/images/grey.gif").body[:6] == b"GIF89a"


def test_the_log_says_who_asked_for_what(server: Server, client: Client) -> None:
    client.get("/robots.txt", User_Agent="newscrawl-test")
    client.get("/khong-co", method="HEAD")
    Client(server.old_url).get("/")
    main, old = urlsplit(server.base_url).netloc, urlsplit(server.old_url).netloc
    assert [(r.method, r.host, r.path, r.status, r.user_agent) for r in server.log] == [
        ("GET", main, "/robots.txt", 200, "newscrawl-test"),
        ("HEAD", main, "/khong-co", 404, None),
        ("GET", old, "/", 301, None),
    ]
    assert [r.time for r in server.log] == sorted(r.time for r in server.log)


def test_the_second_edition_changes_one_page_its_validators_and_its_lastmod(server: Server, client: Client) -> None:
    before = {path: client.get(path) for path in EXPECTED.articles}
    server.edition = 2
    after = {path: client.get(path, If_None_Match=before[path].headers["ETag"]) for path in EXPECTED.articles}
    own = server.current.pages[EXPECTED.edited]
    assert after[EXPECTED.edited].status == 200
    assert expected(2).articles[EXPECTED.edited].headline in own.body.decode()
    article_pages = [path for path in EXPECTED.articles if path != EXPECTED.edited]
    # Pages that name the edited article in a block of links change with its headline; their own text does not.
    changed = [path for path in article_pages if after[path].status != 304]
    assert all(EXPECTED.edited in [link.path for link in EXPECTED.articles[path].related] for path in changed)
    modified = expected(2).articles[EXPECTED.edited].date_modified
    assert modified is not None
    assert modified in client.get("/sitemap-article-2026-11.xml").body.decode()


def test_an_edition_that_does_not_exist_is_refused(server: Server) -> None:
    with pytest.raises(ValueError, match="editions 1 and 2"):
        server.edition = 3


def test_the_second_host_serves_its_copy(server: Server) -> None:
    client = Client(server.syndicate_url)
    page = html.document_fromstring(client.get(EXPECTED.copy.path).body.decode())
    assert [str(text) for text in page.xpath("//div[@class='article-body']/p[not(@class)]/text()")] == list(
        EXPECTED.copy.paragraphs
    )
    assert EXPECTED.copy.path in client.get("/").body.decode()


def test_the_profile_knows_every_article_and_folds_its_other_addresses(server: Server) -> None:
    sample = site(server)
    for path in EXPECTED.articles:
        assert sample.article_key(server.base_url + path)
    for alias, path in EXPECTED.aliases.items():
        assert sample.article_id(server.base_url + alias) == sample.article_id(server.base_url + path)
    for path in (*sample.sections, *sample.feeds, *sample.sitemaps, "/", "/dang-nhap"):
        assert sample.article_key(server.base_url + path) is None
    assert sample.feeds == FEEDS
    assert sample.sitemaps == SITEMAPS
    assert sample.owns(server.old_url + next(iter(EXPECTED.moved)))


def test_a_fixed_port_that_is_taken_is_an_oserror(server: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(port=urlsplit(server.base_url).port or 0)
