"""One article under many addresses is fetched and written once; its other addresses cause no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.helpers.hostile_server import (
    GOOD_PATHS,
    HostileServer,
    article_page,
    dynamic,
    listing_page,
    redirect,
    respond,
    sequence,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.helpers.hostile_server import Answer
    from tests.hostile.conftest import Crawl

HEADLINE: Final = "Đội cứu hộ xã Vân Trạch đưa mười bốn người ra khỏi vùng lũ"
MANY: Final = 2162
"""The number of addresses of one article in a public archive; its server ignored the slug."""


def fetched(server: HostileServer, number: str) -> int:
    return sum(number in asked.path for asked in server.log)


def sitemap(server: HostileServer, paths: Sequence[str]) -> Answer:
    urls = "".join(f"<url><loc>{server.url}{path}</loc></url>" for path in paths)
    return respond(f"<urlset>{urls}</urlset>".encode(), kind="text/xml")


def test_a_server_that_ignores_the_slug(server: HostileServer, crawl: Crawl) -> None:
    server.fallback = lambda path: respond(article_page(HEADLINE)) if path.endswith("-255951.html") else None
    addresses = [f"/doi-cuu-ho-{n}-255951.html" for n in range(MANY)]
    server.links += addresses[: MANY // 2]
    server.routes["/sitemap.xml"] = sitemap(server, addresses)
    crawled = crawl(site={"sitemaps": ("/sitemap.xml",)})
    assert len(crawled.articles) == len(GOOD_PATHS) + 1
    assert fetched(server, "255951") == 1
    again = crawl(site={"sitemaps": ("/sitemap.xml",)})
    assert len(again.articles) == len(crawled.articles)
    assert fetched(server, "255951") == 1, "the other addresses were remembered"


def test_an_article_whose_first_address_is_gone_is_had_by_the_next(server: HostileServer, crawl: Crawl) -> None:
    addresses = [
        f"/{slug}-255951.html" for slug in ("bai-chua-sua", "bai-sua-mot-lan", "bai-sua-hai-lan", "bai-sau-cung")
    ]
    for address, status in zip(addresses, (404, 410, 200, 200), strict=True):
        server.routes[address] = respond(article_page(HEADLINE), status=status)
    server.routes["/sitemap.xml"] = sitemap(server, addresses)
    crawled = crawl(site={"sitemaps": ("/sitemap.xml",)})
    assert [line["url"] for line in crawled.articles if "255951" in line["id"]] == [server.url + addresses[2]]
    assert fetched(server, "255951") == 3
    crawl(site={"sitemaps": ("/sitemap.xml",)})
    assert fetched(server, "255951") == 4, "the last is remembered with its article, and the 404 is looked at once more"
    crawl(site={"sitemaps": ("/sitemap.xml",)})
    assert fetched(server, "255951") == 4


def test_an_article_that_is_gone_by_all_its_addresses_is_not_asked_for_by_each(
    server: HostileServer, crawl: Crawl
) -> None:
    server.fallback = lambda path: respond(status=404) if path.endswith("-255951.html") else None
    server.routes["/sitemap.xml"] = sitemap(server, [f"/doi-cuu-ho-{n}-255951.html" for n in range(200)])
    assert len(crawl(site={"sitemaps": ("/sitemap.xml",)}).articles) == len(GOOD_PATHS)
    assert fetched(server, "255951") == 4


def test_another_slug_later_is_looked_at_once_and_may_be_a_revision(server: HostileServer, crawl: Crawl) -> None:
    late = f"{HEADLINE} trong đêm"
    for slug, headline in (("doi-cuu-ho", HEADLINE), ("doi-cuu-ho-len-duong", HEADLINE), ("muoi-bon-nguoi", late)):
        server.links = [*GOOD_PATHS, f"/{slug}-255951.html"]
        server.routes[server.links[-1]] = respond(article_page(headline))
        crawl()
    found = [line for line in crawl().articles if line["id"] == "hostile:255951"]
    assert sorted((line["revision"], line["headline"]) for line in found) == [(1, HEADLINE), (2, late)]
    assert fetched(server, "255951") == 3


def test_variants_tracking_and_sessions_are_one_address(server: HostileServer, crawl: Crawl) -> None:
    path = "/doi-cuu-ho-255951.html"
    server.trap(path, respond(article_page(HEADLINE)))
    server.fallback = lambda asked: respond(article_page(HEADLINE)) if "255951" in asked else None
    server.links += [
        f"{path}?utm_source=zalo",
        f"{path}?fbclid=1&zarsrc=2",
        f"{path};jsessionid=0F1E2D3C4B5A69788796A5B4C3D2E1F0",
        f"{path}?PHPSESSID=abcdef0123456789",
        f"/amp{path}",
        f"/print{path}",
        f"/m{path}",
        f"{path}#binh-luan",
        f"/(S(abcdefgh12345678)){path}",
    ]
    assert len(crawl().articles) == len(GOOD_PATHS) + 1
    assert fetched(server, "255951") == 1


def test_a_redirect_is_remembered_with_where_it_led(server: HostileServer, crawl: Crawl) -> None:
    server.trap("/cu/ten-cu-255951.html", redirect("/ten-moi-255951.html", 301))
    server.routes["/ten-moi-255951.html"] = respond(article_page(HEADLINE))
    crawled = crawl()
    assert [line["url"] for line in crawled.articles if "255951" in line["id"]] == [f"{server.url}/ten-moi-255951.html"]
    server.links.append("/ten-moi-255951.html")
    before = len(server.log)
    assert len(crawl().articles) == len(GOOD_PATHS) + 1
    assert not [asked.path for asked in server.log[before:] if "255951" in asked.path]


def test_addresses_without_a_number_are_folded_by_the_canonical_link(server: HostileServer, crawl: Crawl) -> None:
    own = f'<link rel="canonical" href="{server.url}/doi-cuu-ho-xa-van-trach-dua-14-nguoi-ra-khoi-vung-lu">'
    for path in (
        "/doi-cuu-ho-xa-van-trach-dua-14-nguoi-ra-khoi-vung-lu",
        "/xa-hoi/doi-cuu-ho-xa-van-trach-dua-14-nguoi-ra-khoi-vung-lu",
        "/doi-cuu-ho-xa-van-trach-dua-14-nguoi-ra-khoi-vung-lu?box=3",
    ):
        server.trap(path, respond(article_page(HEADLINE, head=own)))
    crawled = crawl(site={"article_url": ()})
    assert len(crawled.articles) == len(GOOD_PATHS) + 1


def test_a_canonical_link_that_names_one_address_for_all_loses_no_article(server: HostileServer, crawl: Crawl) -> None:
    for lie in ("/", "/bai-lanh-thu-nhat-100001.html"):
        head = f'<link rel="canonical" href="{server.url}{lie}">'
        for number in (1, 2, 3):
            name = "bon-chuyen-khac-nhau" if lie == "/" else "nam-chuyen-khac-nhau"
            server.trap(
                f"/{name}-o-lang-10{number}.html", respond(article_page(f"Chuyện làng số {number} {name}", head=head))
            )
    crawled = crawl(site={"article_url": ()})
    assert len({line["id"] for line in crawled.articles}) == len(crawled.articles) == len(GOOD_PATHS) + 6


def test_the_same_content_at_two_addresses_without_a_number_is_written_once(
    server: HostileServer, crawl: Crawl
) -> None:
    for path in ("/xa-hoi/doi-cuu-ho-dua-14-nguoi-ra-khoi-vung-lu", "/tin-nong/muoi-bon-nguoi-duoc-dua-ra-khoi-lu"):
        server.trap(path, respond(article_page(HEADLINE)))
    """The list gives it another headline there, so that two further runs look at it again, and a fourth does not."""
    for _ in range(3):
        assert len(crawl(site={"article_url": ()}).articles) == len(GOOD_PATHS) + 1
    before = len(server.log)
    assert len(crawl(site={"article_url": ()}).articles) == len(GOOD_PATHS) + 1
    assert {asked.path for asked in server.log[before:]} == {"/robots.txt", "/tin"}


def test_a_page_that_moved_twice_is_still_one_article(server: HostileServer, crawl: Crawl) -> None:
    server.trap("/ten-cu-255951.html", sequence(respond(article_page(HEADLINE)), redirect("/ten-moi-255951.html", 301)))
    server.routes["/ten-moi-255951.html"] = respond(article_page(HEADLINE))
    crawl()
    server.routes["/tin"] = dynamic(lambda _: listing_page([*GOOD_PATHS, "/ten-moi-255951.html"]))
    assert len(crawl().articles) == len(GOOD_PATHS) + 1
