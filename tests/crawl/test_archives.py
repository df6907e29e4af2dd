"""Archives by day, sitemaps by day and load-more endpoints: a backfill reads each once, in the order of the days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.policy import CrawlPlan
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sites.profile import Archive, ArticleUrl, Health, Paging, Site
from newscrawl.spiders import spider_class
from tests.helpers.hostile_server import (
    Answer,
    HostileServer,
    ReceivedRequest,
    article_page,
    dynamic,
    listing_page,
    raw_bytes,
    respond,
    response_head,
    sequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult

SINCE, UNTIL = date(2025, 3, 1), date(2025, 3, 5)
DAYS: Final = [SINCE + timedelta(days=n) for n in range(5)]
EACH: Final = 3


def path(day: date, n: int) -> str:
    return f"/bai-ngay-{day:%d}-so-{day:%Y%m%d}{n}.html"


def body(day: date, n: int) -> bytes:
    text = article_page(f"Chuyện thứ {n} của ngày {day:%d} tháng {day:%m} ở làng ven sông")
    return text.replace(b"2026-03-08T08:00:00+07:00", f"{day}T0{n}:00:00+07:00".encode())


WANTED: Final = [path(day, n) for day in DAYS for n in range(1, EACH + 1)]


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        for day in [DAYS[0] - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
            for n in range(1, EACH + 1):
                running.routes[path(day, n)] = respond(body(day, n))
        yield running


def run(server: HostileServer, output: Path, *, fields: dict[str, Any], **arguments: Any) -> CrawlResult:
    site = Site(
        name="kho",
        publisher="Báo Kho",
        home=f"{server.url}/",
        article_url=(ArticleUrl(pattern=r"-(?P<id>\d{4,})\.html$", yes=()),),
        health=Health(fill={}),
    )
    found = build_settings(
        LOG_LEVEL="CRITICAL",
        NEWSCRAWL_OUTPUT=str(output),
        NEWSCRAWL_ALLOW_PRIVATE=True,
        DOWNLOAD_DELAY=0,
        NEWSCRAWL_NEAR_DUPLICATES="off",
        RETRY_TIMES=0,
    )
    return run_jobs([Job(spider_class(replace(site, **fields)), arguments)], found)


def back(server: HostileServer, output: Path, *, fields: dict[str, Any], **arguments: Any) -> CrawlResult:
    return run(server, output, fields=fields, since=str(SINCE), until=str(UNTIL), backfill=True, **arguments)


def written(output: Path) -> list[str]:
    """Paths of the articles, in the order of writing."""
    files = sorted(output.glob("articles*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line["url"].partition("/bai")[1] + line["url"].partition("/bai")[2] for line in lines]


def fetched(server: HostileServer) -> list[str]:
    return [asked.path for asked in server.log if asked.path.startswith("/bai")]


# -- by day -----------------------------------------------------------------------------------------------------------

BY_SECTION: Final = Archive(url="{stem}/xem-theo-ngay/{D}-{M}-{YYYY}.htm", more="{stem}/xem-theo-ngay/{D}-{M}-{YYYY}/trang-{n}.htm")  # fmt: skip
BY_NUMBER: Final = Archive(
    url="/category/day?cateid={channel}&fromdate={start}&todate={end}&page={n}",
    channel=r"""<meta(?=[^<>]*name="tt_category_id")[^<>]*content="(\d+)""",
)
OF_THE_SITE: Final = Archive(url="/tin-tuc-24h-p{n}?bydate={DD}/{MM}/{YYYY}-{DD}/{MM}/{YYYY}&cate=", first=0)


def day_page(day: date, n: int) -> bytes:
    """A page of a day: two articles on the first page, one on the second, none on later pages."""
    return listing_page([path(day, 1), path(day, 2)] if n == 1 else [path(day, 3)] if n == 2 else [])


def by_section(asked: str) -> Answer | None:
    start, _, name = asked.partition("/xem-theo-ngay/")
    if start != "/kinh-te" or not name:
        return None
    name, _, number = name.removesuffix(".htm").partition("/trang-")
    return respond(day_page(datetime.strptime(name, "%d-%m-%Y").date(), int(number or 1)))  # noqa: DTZ007 - a day


def by_number(asked: str) -> Answer | None:
    if not asked.startswith("/category/day?cateid=1003"):
        return None
    query = dict(item.split("=") for item in asked.partition("?")[2].split("&"))
    first, last = int(query["fromdate"]), int(query["todate"])
    assert last - first == 86_399
    day = (datetime(1970, 1, 1) + timedelta(seconds=first, hours=7)).date()  # noqa: DTZ001 - the day in Vietnam
    return respond(day_page(day, int(query["page"])))


def of_the_site(asked: str) -> Answer | None:
    start, _, query = asked.partition("?bydate=")
    if not start.startswith("/tin-tuc-24h-p") or not query:
        return None
    day = datetime.strptime(query[:10], "%d/%m/%Y").date()  # noqa: DTZ007 - a day
    return respond(day_page(day, int(start.removeprefix("/tin-tuc-24h-p")) + 1))


FORMS: Final = {
    "by section": (BY_SECTION, by_section),
    "by number": (BY_NUMBER, by_number),
    "of the site": (OF_THE_SITE, of_the_site),
}


@pytest.mark.parametrize("name", FORMS)
def test_an_archive_is_read_day_by_day(name: str, server: HostileServer, tmp_path: Path) -> None:
    form, server.fallback = FORMS[name]
    server.routes["/kinh-te.htm"] = respond(b'<html><head><meta name="tt_category_id" content="1003"></head></html>')
    ended = back(server, tmp_path, fields={"archives": (form,), "sections": ("/kinh-te.htm",)})
    assert ended.manifest
    assert ended.manifest.sites["kho"].exit_code == 0
    assert sorted(written(tmp_path)) == WANTED
    # The last day was read first, to test whether the site has an archive.
    assert [found for found in fetched(server) if path(DAYS[-1], 1)[:14] not in found] == WANTED[:-EACH]
    before = len(server.log)
    back(server, tmp_path, fields={"archives": (form,), "sections": ("/kinh-te.htm",)})
    assert sorted(written(tmp_path)) == WANTED
    again = [asked.path for asked in server.log[before:]]
    assert not [found for found in again if found.startswith("/bai")]
    assert len(again) <= 5  # robots.txt, the section and the last day, but no other day


def test_an_archive_that_does_not_answer_gives_way_to_the_next_and_to_listings(
    server: HostileServer, tmp_path: Path
) -> None:
    asked_for = iter(WANTED[::-1])
    server.fallback = by_section
    dead = Archive(url="{stem}/ngay/{YYYY}/{MM}/{DD}", confidence="low")
    sections = ("/kinh-te.htm", *(f"/muc-{n}.htm" for n in range(5)))
    back(server, tmp_path / "next", fields={"archives": (dead, BY_SECTION), "sections": sections})
    assert sorted(written(tmp_path / "next")) == WANTED
    assert len([asked for asked in server.log if "/ngay/" in asked.path]) <= 6
    server.fallback = lambda _: None
    server.routes["/kinh-te.htm"] = respond(listing_page(asked_for))
    back(server, tmp_path / "listings", fields={"archives": (dead,), "sections": sections})
    assert sorted(written(tmp_path / "listings")) == WANTED


def test_an_archive_that_shows_the_same_for_every_day_is_none(server: HostileServer, tmp_path: Path) -> None:
    """The server ignores the day: the articles it shows are taken, and the listings are read too."""
    today = listing_page([path(DAYS[-1], 1)])
    server.fallback = lambda asked: respond(today) if "/xem-theo-ngay/" in asked else None
    server.routes["/kinh-te.htm"] = respond(listing_page(WANTED))
    long = {"since": "2024-03-01", "until": str(UNTIL), "backfill": True}
    run(server, tmp_path, fields={"archives": (BY_SECTION,), "sections": ("/kinh-te.htm",)}, **long)
    assert set(WANTED) <= set(written(tmp_path))
    assert len([asked for asked in server.log if "/xem-theo-ngay/" in asked.path]) < 20


# -- sitemaps ---------------------------------------------------------------------------------------------------------


def shards(server: HostileServer) -> None:
    names = [f"/sitemap-{day}.xml" for day in DAYS]
    index = "".join(f"<sitemap><loc>{server.url}{name}</loc></sitemap>" for name in reversed(names))
    server.routes["/sitemap.xml"] = respond(f"<sitemapindex>{index}</sitemapindex>".encode(), kind="text/xml")
    for day, name in zip(DAYS, names, strict=True):
        entries = "".join(
            f"<url><loc>{server.url}{path(day, n)}</loc><lastmod>{day}T0{n}:00:00+07:00</lastmod></url>"
            for n in range(EACH, 0, -1)
        )
        server.routes[name] = respond(f"<urlset>{entries}</urlset>".encode(), kind="text/xml")


def test_a_backfill_goes_by_date_and_fetches_a_shard_before_it_reads_the_next(
    server: HostileServer, tmp_path: Path
) -> None:
    shards(server)
    back(server, tmp_path, fields={"sitemaps": ("/sitemap.xml",)})
    assert fetched(server) == written(tmp_path) == WANTED
    order = [asked.path for asked in server.log if asked.path.startswith(("/sitemap-", "/bai"))]
    for day in DAYS:
        assert order.index(f"/sitemap-{day}.xml") < order.index(path(day, 1))
    for before, after in pairwise(DAYS):
        assert order.index(path(before, EACH)) < order.index(f"/sitemap-{after}.xml")


def test_what_was_read_whole_is_not_read_again(server: HostileServer, tmp_path: Path) -> None:
    shards(server)
    back(server, tmp_path, fields={"sitemaps": ("/sitemap.xml",)}, max_articles=4)
    first = [asked.path for asked in server.log if asked.path.startswith("/sitemap-")]
    assert first == [f"/sitemap-{day}.xml" for day in DAYS[:2]]
    before = len(server.log)
    back(server, tmp_path, fields={"sitemaps": ("/sitemap.xml",)})
    assert sorted(written(tmp_path)) == WANTED
    second = [asked.path for asked in server.log[before:] if asked.path.startswith("/sitemap-")]
    assert second == [f"/sitemap-{day}.xml" for day in DAYS[2:]]
    # A wider range has other days, so all sitemaps are read again.
    before = len(server.log)
    plan = CrawlPlan()
    run(server, tmp_path, fields={"sitemaps": ("/sitemap.xml",)}, since="2025-01-01", backfill=True, plan=plan)
    assert plan.articles == []
    assert plan.requests == len(server.log) - before == 2 + len(DAYS)


# -- load-more --------------------------------------------------------------------------------------------------------

GET: Final = Paging(
    url="/api/getMoreArticle/channel_empty_{last}_{channel}_0", channel=r'data-channel="(\d+)"', links="json"
)
POST: Final = Paging(
    url="/api/getMoreArticle?type=channel&keyword=&publisherId={last}&channelId={channel}&eventId=0",
    post=True,
    channel=GET.channel,
    links="json",
)


def more(asked: ReceivedRequest) -> bytes:
    """The articles that follow the one named in the form, newest first."""
    form = dict(item.split("=") for item in asked.body.decode().split("&"))
    assert form["type"] == "channel"
    assert form["channelId"] == "302"
    later = [
        found for found in WANTED[::-1] if found < f"/bai-ngay-{form['publisherId'][6:8]}-so-{form['publisherId']}"
    ]
    return json.dumps([{"LinktoMe2": found, "Title": "Tin"} for found in later[:4]]).encode()


def test_a_form_is_sent_by_post_where_the_newer_way_is_refused(server: HostileServer, tmp_path: Path) -> None:
    first = listing_page(WANTED[: -5 - 1 : -1], tail='<ul data-channel="302"></ul>')
    server.routes["/kinh-te"] = respond(first)
    server.routes["/api/getMoreArticle"] = dynamic(more)
    ended = run(server, tmp_path, fields={"sections": ("/kinh-te",), "paging": (GET, POST)})
    assert sorted(written(tmp_path)) == WANTED
    assert ended.manifest
    assert ended.manifest.exit_code == 0
    refused = [asked for asked in server.log if "getMoreArticle/" in asked.path]
    posted = [asked for asked in server.log if asked.method == "POST"]
    assert len(refused) == 1  # a way that was refused once is not tried for every page
    assert {asked.path for asked in posted} == {"/api/getMoreArticle"}
    assert posted[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert posted[0].body.startswith(b"type=channel&keyword=&publisherId=20250304")
    assert len(posted) == 4  # three with articles, one without


def test_robots_txt_is_obeyed_by_forms_too(server: HostileServer, tmp_path: Path) -> None:
    server.routes["/robots.txt"] = raw_bytes(
        response_head(200, "Content-Type: text/plain", length=30) + b"User-agent: *\nDisallow: /api/\n"
    )
    server.routes["/kinh-te"] = respond(listing_page(WANTED[:2], tail='<ul data-channel="302"></ul>'))
    run(server, tmp_path, fields={"sections": ("/kinh-te",), "paging": (POST,)})
    assert sorted(written(tmp_path)) == WANTED[:2]
    assert not [asked for asked in server.log if asked.path.startswith("/api")]


# -- an edit during the run -------------------------------------------------------------------------------------------


def test_an_edit_after_the_fetch_is_found_by_a_sitemap_of_the_same_run(server: HostileServer, tmp_path: Path) -> None:
    """The sitemap of robots.txt is read last; a date in the future is ignored."""
    edited, ahead, old = WANTED[:3]
    server.routes["/tin"] = respond(listing_page([edited, ahead, old]))
    server.routes["/robots.txt"] = respond(f"Sitemap: {server.url}/sitemap.xml".encode(), kind="text/plain")
    server.routes[edited] = sequence(
        respond(body(DAYS[0], 1)), respond(body(DAYS[0], 1).replace("Chuyện".encode(), b"Tin"))
    )

    def changes(_: ReceivedRequest) -> bytes:
        now = datetime.now(UTC)
        said = {edited: now + timedelta(seconds=2), ahead: now + timedelta(hours=7), old: now - timedelta(days=1)}
        urls = (
            f"<url><loc>{server.url}{at}</loc><lastmod>{when:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
            for at, when in said.items()
        )
        return f"<urlset>{''.join(urls)}</urlset>".encode()

    server.routes["/sitemap.xml"] = dynamic(changes)
    run(server, tmp_path, fields={"sections": ("/tin",)})
    assert [fetched(server).count(found) for found in (edited, ahead, old)] == [2, 1, 1]
    assert sorted(written(tmp_path)) == sorted([edited, edited, ahead, old])
    before = len(server.log)
    run(server, tmp_path, fields={"sections": ("/tin",)})
    assert len([asked for asked in server.log[before:] if asked.path.startswith("/bai")]) <= 3
