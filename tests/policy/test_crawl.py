"""The crawl policy without Scrapy: events with their time go in, commands come out."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl import dates
from newscrawl.archive.replay import SavedPage
from newscrawl.discover import Link
from newscrawl.discover.source import PageCursor, SourcePage
from newscrawl.items import Hints
from newscrawl.policy import CrawlOptions, CrawlPolicy, Limits, denylist
from newscrawl.policy import commands as c
from newscrawl.policy.commands import FailureKind
from newscrawl.policy.crawl import make_backfill
from newscrawl.policy.schedule import IntervalBounds
from newscrawl.policy.strategies import DRY_RUN, REPLAY, OldestFirst
from newscrawl.report.progress import Progress
from newscrawl.sites.profile import ArticleUrl, Paging, Site
from newscrawl.state import Address, KnownAddress, Revisit, Settled, Source, Status, Validators, address_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newscrawl.policy.commands import Command

NOW: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOME: Final = "https://bao.vn/"
LIMITS: Final = Limits(
    max_in_flight=3,
    max_tries=5,
    max_pages=2,
    max_sitemaps=50,
    max_sources=100,
    max_addresses=100,
    max_entries=1_000,
    max_text_chars=1_000,
    max_page_bytes=1_000_000,
    max_revisits=2,
)
SITE: Final = Site(
    name="bao",
    publisher="Báo",
    home=HOME,
    hosts=("bao.vn",),
    article_url=(ArticleUrl(pattern=r"/[a-z0-9-]+-(?P<id>\d{4,})\.html", yes=("/bai-1001.html",)),),
    feeds=("/rss/tin.rss",),
    sections=("/kinh-te",),
    paging=(Paging(url="{section}/trang-{n}"),),
)


@dataclass
class FakeState:
    """A state in dictionaries."""

    addresses: dict[int, KnownAddress] = field(default_factory=dict)
    waiting: list[Address] = field(default_factory=list)
    resting: list[Address] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    gone: dict[int, Settled] = field(default_factory=dict)
    articles: int = 0
    due: list[Revisit] = field(default_factory=list)
    known_sources: dict[str, Source] = field(default_factory=dict)
    etags: dict[int, str] = field(default_factory=dict)
    pending_arguments: dict[str, Any] = field(default_factory=dict)

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:
        return {key: self.addresses[key] for key in keys if key in self.addresses}

    def validators(self, key: int) -> Validators:
        return Validators(self.etags.get(key), None)

    def pending(
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        self.pending_arguments = {
            "site": site,
            "max_tries": max_tries,
            "tried_before": tried_before,
            "by_date": by_date,
        }
        return self.waiting[:limit]

    def deferred(self, site: str, *, limit: int, until: str | None = None) -> list[Address]:  # noqa: ARG002 - the protocol
        return self.resting[:limit]

    def pending_address(self, key: int) -> Address | None:
        found = next((a for a in [*self.waiting, *self.resting] if a.key == key), None)
        return found and replace(found, reason=self.reasons.get(key, ""))

    def settled(self, keys: Sequence[int]) -> Mapping[int, Settled]:
        return {key: self.gone[key] for key in keys if key in self.gone}

    def article_count(self, site: str, *, limit: int) -> int:  # noqa: ARG002 - the protocol
        return min(self.articles, limit)

    def due_revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:  # noqa: ARG002 - the protocol
        return self.due[:limit]

    def source(self, url: str) -> Source | None:
        return self.known_sources.get(url)

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:
        return {url: self.known_sources[url] for url in addresses if url in self.known_sources}

    def entry_sources(self, site: str) -> list[Source]:  # noqa: ARG002 - the protocol
        return [source for source in self.known_sources.values() if source.root is None]


def policy(state: FakeState | None = None, *, site: Site = SITE, **changes: Any) -> CrawlPolicy:
    """A policy; ``changes`` are options, limits (``max_…``) or strategies (``mode``, ``is_backfill``, ``last_run_ended``)."""
    progress = Progress()
    limits = {name: changes.pop(name) for name in list(changes) if name.startswith("max_")}
    mode = {name: changes.pop(name) for name in ("mode", "last_run_ended") if name in changes}
    is_backfill = changes.pop("is_backfill", False)
    options = CrawlOptions(site=site, name=site.name, hosts=frozenset({"bao.vn"}), **changes)
    return CrawlPolicy(
        options,
        state or FakeState(),
        limits=replace(LIMITS, **limits),
        bounds=IntervalBounds(),
        progress=progress,
        backfill=make_backfill(options, progress, now=NOW) if is_backfill else None,
        **mode,
    )


def of(kind: type[Any], commands: Iterable[Command]) -> list[Any]:
    return [command for command in commands if isinstance(command, kind)]


def asked(commands: Iterable[Command]) -> list[str]:
    """Addresses that are requested, in order."""
    return [command.url for command in commands if isinstance(command, c.ArticleRequest | c.SourceRequest)]


def counts(commands: Iterable[Command]) -> dict[str, int]:
    return {command.name: command.amount for command in commands if isinstance(command, c.Count) and command.amount}


def url(number: int) -> str:
    return f"{HOME}bai-{number}.html"


def feed(*numbers: int) -> bytes:
    items = "".join(f"<item><title>Bài số {n}</title><link>{url(n)}</link></item>" for n in numbers)
    return f"<rss><channel>{items}</channel></rss>".encode()


def listing(*numbers: int) -> bytes:
    return "".join(f'<h3><a href="{url(n)}">Tiêu đề của bài số {n}</a></h3>' for n in numbers).encode()


def sitemap(*numbers: int) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{url(n)}</loc></url>' for n in numbers)}</urlset>".encode()


def index(*names: str) -> bytes:
    found = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in names)
    return f"<sitemapindex>{found}</sitemapindex>".encode()


def answer(crawl: CrawlPolicy, request: c.SourceRequest, body: bytes, **headers: str) -> list[Command]:
    page = SourcePage(url=request.url, body=body, headers=headers, site=SITE)
    return list(crawl.sources.answered(request, page, now=NOW))


def first(crawl: CrawlPolicy, kind: str = "feed") -> c.SourceRequest:
    """The first request for a source of a kind."""
    requests = of(c.SourceRequest, crawl.start(now=NOW))
    return next(request for request in requests if request.kind == kind)  # type: ignore[no-any-return]


# --- what a crawl begins with -----------------------------------------------------------------------------------------


def test_a_live_crawl_begins_with_the_sources_of_the_profile() -> None:
    assert asked(policy().start(now=NOW)) == [f"{HOME}rss/tin.rss", f"{HOME}kinh-te"]


def test_a_site_without_sources_begins_with_its_home_page() -> None:
    bare = replace(SITE, feeds=(), sections=())
    (request,) = of(c.SourceRequest, policy(site=bare).start(now=NOW))
    assert (request.kind, request.url) == ("home", HOME)


def test_sections_limit_the_sources_and_an_unknown_one_is_guessed() -> None:
    crawl = list(policy(sections=("kinh-te", "the-thao")).start(now=NOW))
    assert asked(crawl) == [f"{HOME}kinh-te", f"{HOME}the-thao"]
    (message,) = of(c.LogMessage, crawl)
    assert message.arguments == ("bao", "the-thao")


def test_the_address_of_an_article_is_fetched_alone() -> None:
    crawl = policy(url=url(1001))
    assert asked(crawl.start(now=NOW)) == [url(1001)]
    assert asked(crawl.idle(now=NOW)) == []


def test_what_the_denylist_names_is_not_fetched_wherever_it_was_found() -> None:
    waiting = [Address(key=address_key(url(n)), url=url(n)) for n in (1003, 1004)]
    due = Revisit(
        address=Address(key=address_key(url(1005)), url=url(1005)),
        first_seen="2026-03-01T08:00:00+07:00",
        date_published=None,
    )
    state = FakeState(waiting=waiting, due=[due])
    denied = denylist.parse(f"bao:1001\nbao:1003\n{url(1005)}")
    crawl = policy(state, denied=denied, revisits=True)
    offered = answer(crawl, first(crawl), feed(1001, 1002))
    assert asked(offered) == [url(1002)]
    assert counts(offered)["offers/feed/refused_by_denylist"] == 1
    state.addresses[due.address.key] = KnownAddress(Status.DONE, None)
    assert asked(crawl.articles.waiting(now=NOW)) == [url(1004)]
    commands = list(crawl.articles.due_revisits(now=NOW))
    assert asked(commands) == []
    assert of(c.ScheduleRevisits, commands)[-1].rows == [(due.address.key, None)]


def test_a_removed_address_is_not_fetched_again() -> None:
    key = address_key(url(1001))
    crawl = policy(FakeState(addresses={key: KnownAddress(Status.REMOVED, 1)}))
    assert asked(answer(crawl, first(crawl), feed(1001, 1002))) == [url(1002)]


def test_the_reservation_file_comes_first_where_it_is_obeyed() -> None:
    first_command = next(iter(policy(obeyed=frozenset({"tdm"})).start(now=NOW)))
    assert isinstance(first_command, c.TdmFileRequest)


# --- due --------------------------------------------------------------------------------------------------------------


def seen(url: str, *, next_check: datetime, **fields: Any) -> Source:
    return Source(
        url=url,
        site="bao",
        kind="feed",
        checked=dates.rfc3339(NOW - timedelta(hours=1)),
        first_checked=dates.rfc3339(NOW - timedelta(days=1)),
        gap=3600.0,
        interval=1800.0,
        next_check=dates.rfc3339(next_check),
        **fields,
    )


@pytest.mark.parametrize(("minutes", "is_asked"), [(20, False), (1, True), (-5, True)])
def test_a_due_crawl_requests_a_source_when_its_interval_is_over(minutes: int, *, is_asked: bool) -> None:
    source = seen(f"{HOME}rss/tin.rss", next_check=NOW + timedelta(minutes=minutes))
    crawl = policy(FakeState(known_sources={source.url: source}), due_only=True)
    commands = list(crawl.start(now=NOW))
    assert (source.url in asked(commands)) == is_asked
    assert counts(commands) == ({} if is_asked else {"source/feed/not_due": 1})


def test_after_a_run_that_did_not_end_everything_is_due_and_read_whole() -> None:
    source = seen(f"{HOME}rss/tin.rss", next_check=NOW + timedelta(hours=9), etag='"1"')
    state = FakeState(known_sources={source.url: source})
    assert first(policy(state)).headers == {"If-None-Match": '"1"'}
    assert first(policy(state, due_only=True, last_run_ended=False)).headers == {}


@pytest.mark.parametrize(
    ("days", "gap_hours", "hours_ago", "is_believed"),
    [(0.5, 1, 24, True), (2, 1, 24, False), (2, 24, 24, True), (2, 1, 0, True)],
    ids=["short", "long", "usual", "read whole today"],
)
def test_a_source_that_is_silent_for_much_longer_than_usual_is_read_whole_once_a_day(
    days: float, gap_hours: int, hours_ago: int, *, is_believed: bool
) -> None:
    checked, gap = NOW - timedelta(hours=hours_ago), gap_hours * 3600.0
    news = dates.rfc3339(checked - timedelta(days=days))
    before: dict[str, Any] = {"first_checked": news, "brought_news": news, "checked": dates.rfc3339(checked)}
    source = replace(seen(f"{HOME}rss/tin.rss", next_check=NOW, etag='"1"'), gap=gap, interval=gap, **before)
    assert bool(first(policy(FakeState(known_sources={source.url: source}))).headers) is is_believed


def test_only_a_due_crawl_leaves_recent_failures_alone() -> None:
    state = FakeState()
    list(policy(state, due_only=True).idle(now=NOW))
    assert state.pending_arguments["tried_before"] == dates.rfc3339(NOW - timedelta(hours=1))
    list(policy(state).idle(now=NOW))
    assert state.pending_arguments["tried_before"] is None


# --- what an answer leads to ------------------------------------------------------------------------------------------


def test_new_articles_are_remembered_before_they_are_requested() -> None:
    crawl = policy()
    commands = answer(crawl, first(crawl), feed(1001, 1002), etag='"2"')
    kinds = [type(command) for command in commands]
    assert kinds.index(c.AddAddresses) < kinds.index(c.ArticleRequest)
    assert asked(commands) == [url(1001), url(1002)]
    (put,) = of(c.PutSource, commands)
    assert (put.source.etag, put.source.brought_news) == ('"2"', dates.rfc3339(NOW))
    assert counts(commands) == {
        "offers/feed/offered": 2,
        "offers/feed/taken": 2,
        "pages/taken": 2,
        "found/feed": 2,
        "found": 2,
        "source/feed/ok": 1,
    }


def test_a_known_article_is_not_requested_again_within_or_after_a_run() -> None:
    state = FakeState(addresses={address_key(url(1001)): KnownAddress(Status.DONE, None)})
    crawl = policy(state)
    requests = of(c.SourceRequest, crawl.start(now=NOW))
    assert asked(answer(crawl, requests[0], feed(1001, 1002))) == [url(1002)]
    assert url(1002) not in asked(answer(crawl, requests[1], listing(1002)))


def test_no_more_articles_are_in_flight_than_the_limit() -> None:
    crawl = policy()
    commands = answer(crawl, first(crawl), feed(*range(1001, 1011)))
    assert len(asked(commands)) == LIMITS.max_in_flight
    (added,) = of(c.AddAddresses, commands)
    assert len(added.addresses) == 10


def test_a_run_that_may_take_no_more_addresses_is_not_complete() -> None:
    crawl = policy(max_addresses=2)
    commands = answer(crawl, first(crawl), feed(1001, 1002, 1003))
    assert counts(commands)["limit/max_addresses"] == 1
    assert not crawl.is_complete


def test_a_listing_goes_on_to_its_next_page_until_nothing_is_new_or_the_limit_is_met() -> None:
    crawl = policy()
    page_1 = first(crawl, "listing")
    commands = answer(crawl, page_1, listing(1001, 1002))
    (page_2,) = of(c.SourceRequest, commands)
    assert (page_2.url, page_2.cursor.page) == (f"{HOME}kinh-te/trang-2", 2)
    assert of(c.SourceRequest, answer(crawl, page_2, listing(1001, 1002))) == []
    assert counts(answer(crawl, page_2, listing(1003)))["limit/max_pages"] == 1


def test_a_listing_older_than_since_is_not_followed() -> None:
    crawl = policy(since=NOW)
    body = f'<article><time datetime="2026-01-01T08:00">1/1</time><a href="{url(1001)}">Tiêu đề của bài số một</a></article>'
    commands = answer(crawl, first(crawl, "listing"), body.encode())
    assert asked(commands) == []


def test_a_listing_of_the_first_wanted_day_without_times_is_followed() -> None:
    crawl = policy(since=datetime(2026, 3, 2, tzinfo=dates.VIETNAM))
    body = f'<article><time datetime="2026-03-02">2/3</time><a href="{url(1001)}">Tiêu đề của bài số một</a></article>'
    commands = answer(crawl, first(crawl, "listing"), body.encode())
    assert asked(commands) == [url(1001), f"{HOME}kinh-te/trang-2"]


def test_the_children_of_a_sitemap_are_requested_once() -> None:
    crawl = policy(site=replace(SITE, sitemaps=("/sitemap.xml",)))
    request = first(crawl, "sitemap")
    children = of(c.SourceRequest, answer(crawl, request, index("a.xml", "b.xml", "a.xml")))
    assert [child.url for child in children] == [f"{HOME}a.xml", f"{HOME}b.xml"]
    assert asked(answer(crawl, children[0], index("a.xml", "sitemap.xml"))) == []
    assert asked(answer(crawl, children[1], sitemap(1001))) == [url(1001)]


def test_indexes_within_indexes_are_followed_to_a_depth_and_the_rest_is_counted() -> None:
    crawl = policy(site=replace(SITE, sitemaps=("/sitemap.xml",)))
    request = first(crawl, "sitemap")
    for name in ("a.xml", "b.xml", "c.xml"):
        (request,) = of(c.SourceRequest, answer(crawl, request, index(name)))
        assert request.url == f"{HOME}{name}"
    commands = answer(crawl, request, index("d.xml", "e.xml"))
    assert asked(commands) == []
    assert counts(commands)["limit/sitemap_depth"] == 2


def test_what_becomes_of_each_offered_address_is_counted() -> None:
    state = FakeState()
    crawl = policy(state, since=NOW - timedelta(days=2), until=NOW, max_addresses=2)
    state.addresses[address_key(url(1004))] = KnownAddress(Status.DONE, None)
    items = [
        url(1001),
        url(1001),
        url(1002),
        url(1003),
        url(1004),
        HOME,
        "https://khac.vn/bai-1001.html",
        f"{HOME}2025/01/02/lut/",
    ]
    body = (
        "".join(f"<item><link>{address}</link></item>" for address in items)
        + f"<item><link>{url(1009)}</link><pubDate>Thu, 01 Jan 2026 08:00:00 +0700</pubDate></item>"
    )
    commands = answer(crawl, first(crawl), f"<rss><channel>{body}</channel></rss>".encode())
    offers = {
        name.removeprefix("offers/feed/"): n for name, n in counts(commands).items() if name.startswith("offers/")
    }
    assert offers == {
        "offered": 8,
        "taken": 2,
        "over_limit": 1,
        "known": 1,
        "refused_by_address": 1,
        "refused_by_host": 1,
        "refused_by_date": 2,
    }
    assert sum(offers.values()) == 2 * offers["offered"]


def test_a_source_that_rests_at_a_request_holds_none_of_its_links() -> None:
    crawl = policy(site=replace(SITE, sitemaps=("/sitemap.xml",)))
    request = first(crawl, "sitemap")
    page = SourcePage(url=request.url, body=sitemap(*range(1001, 1051)), headers={}, site=SITE)
    commands = iter(crawl.sources.answered(request, page, now=NOW))
    assert any(isinstance(command, c.ArticleRequest) for command in commands)  # it rests at the first one
    held = [found for found in gc.get_objects() if isinstance(found, Link | Address) and found.url == url(1050)]
    del commands
    assert held == []


def test_a_feed_and_a_sitemap_of_posts_name_articles_whatever_their_address() -> None:
    crawl = policy(site=replace(SITE, sitemaps=("/post-sitemap.xml", "/sitemap.xml")))
    body = f"<rss><channel><item><link>{HOME}lut/</link></item></channel></rss>".encode()
    assert asked(answer(crawl, first(crawl), body)) == [f"{HOME}lut/"]
    requests = {
        r.url: r
        for r in of(
            c.SourceRequest, policy(site=replace(SITE, sitemaps=("/post-sitemap.xml", "/sitemap.xml"))).start(now=NOW)
        )
    }
    named = f"<urlset><url><loc>{HOME}bao/</loc></url></urlset>".encode()
    assert asked(answer(crawl, requests[f"{HOME}sitemap.xml"], named)) == []
    assert asked(answer(crawl, requests[f"{HOME}post-sitemap.xml"], named)) == [f"{HOME}bao/"]


def test_an_article_that_changed_last_before_the_first_day_is_not_requested() -> None:
    crawl = policy(site=replace(SITE, sitemaps=("/sitemap.xml",)), since=NOW - timedelta(days=2))
    entries = "".join(
        f"<url><loc>{url(n)}</loc><lastmod>{when:%Y-%m-%dT%H:%M:%S+00:00}</lastmod></url>"
        for n, when in ((1001, NOW - timedelta(days=3)), (1002, NOW - timedelta(days=1)))
    )
    commands = answer(crawl, first(crawl, "sitemap"), f"<urlset>{entries}</urlset>".encode())
    assert asked(commands) == [url(1002)]
    assert counts(commands)["offers/sitemap/refused_by_date"] == 1


def test_an_article_whose_address_names_another_day_is_not_requested() -> None:
    crawl = policy(since=datetime(2026, 2, 10, tzinfo=UTC), until=datetime(2026, 2, 20, tzinfo=UTC))
    paths = ("2026/02/08/a/", "2026/02/15/b/", "2026/02/21/c/", "2026/01/d/", "2026/02/e/", "f-20260301101500123.html")
    body = "".join(f"<item><link>{HOME}{path}</link></item>" for path in paths)
    commands = answer(crawl, first(crawl), f"<rss><channel>{body}</channel></rss>".encode())
    assert asked(commands) == [f"{HOME}2026/02/15/b/", f"{HOME}2026/02/e/"]


def test_a_cut_feed_is_counted() -> None:
    crawl = policy()
    commands = answer(crawl, first(crawl), feed(1001, 1002).removesuffix(b"</channel></rss>"))
    assert counts(commands)["source/feed/truncated"] == 1
    assert asked(commands) == [url(1001), url(1002)]


def test_an_unreadable_source_is_read_whole_next_time() -> None:
    crawl = policy()
    commands = answer(crawl, first(crawl), b"")
    (put,) = of(c.PutSource, commands)
    assert put.source.unfinished
    assert counts(commands) == {"source/feed/empty": 1}


def test_a_refused_page_of_a_listing_is_requested_in_another_way() -> None:
    site = replace(SITE, paging=(Paging(url="/api{section}/{n}"), Paging(url="{section}/trang-{n}")))
    crawl = policy(site=site)
    page = SourcePage(url=f"{HOME}kinh-te", body=listing(1001), headers={}, site=site)
    (refused,) = of(c.SourceRequest, crawl.sources.answered(first(crawl, "listing"), page, now=NOW))
    assert refused.url == f"{HOME}api/kinh-te/2"
    commands = list(crawl.sources.failed(refused, FailureKind.FAILED, "http_500", refused.url, now=NOW))
    assert asked(commands) == [f"{HOME}kinh-te/trang-2"]


@pytest.mark.parametrize(("reason", "unfinished"), [("http_404", False), ("timeout", True)])
def test_a_failed_source_is_read_whole_unless_the_failure_is_permanent(reason: str, *, unfinished: bool) -> None:
    crawl = policy()
    request = first(crawl)
    commands = list(crawl.sources.failed(request, FailureKind.FAILED, reason, request.url, now=NOW))
    (put,) = of(c.PutSource, commands)
    assert put.source.unfinished is unfinished


def test_no_more_sources_are_requested_than_the_limit() -> None:
    commands = list(policy(max_sources=1).start(now=NOW))
    assert len(asked(commands)) == 1
    assert counts(commands) == {"limit/max_sources": 1}


# --- when nothing is in flight ----------------------------------------------------------------------------------------


def test_what_is_pending_is_requested_before_articles_are_revisited() -> None:
    pending = Address(key=1, url=url(1001))
    revisit = Revisit(
        address=Address(key=2, url=url(1002)), first_seen=dates.rfc3339(NOW - timedelta(hours=2)), date_published=None
    )
    state = FakeState(waiting=[pending], due=[revisit], etags={2: '"a"'})
    crawl = policy(state, revisits=True, revisit_steps=(timedelta(hours=1), timedelta(days=1)))
    assert asked(crawl.idle(now=NOW)) == [url(1001)]
    commands = list(crawl.idle(now=NOW))
    (request,) = of(c.ArticleRequest, commands)
    assert (request.url, request.etag, request.is_revisit) == (url(1002), '"a"', True)
    (retry,) = of(c.ScheduleRevisits, commands)
    assert retry.rows == [(2, dates.rfc3339(NOW + timedelta(hours=1)))]
    (planned,) = of(c.ScheduleRevisits, crawl.articles.not_modified(request, now=NOW))
    assert planned.rows == [(2, dates.rfc3339(NOW + timedelta(hours=22)))]


def test_sitemaps_of_robots_txt_are_read_once_and_only_without_a_profiles_own() -> None:
    crawl = policy()
    crawl.note_robots_sitemaps([f"{HOME}map.xml", "https://other.example/map.xml"])
    assert asked(crawl.idle(now=NOW)) == [f"{HOME}map.xml"]
    assert asked(crawl.idle(now=NOW)) == []
    own = policy(site=replace(SITE, sitemaps=("/sitemap.xml",)))
    own.note_robots_sitemaps([f"{HOME}map.xml"])
    assert asked(own.idle(now=NOW)) == []


# --- backfill, dry run, replay ----------------------------------------------------------------------------------------

DATED: Final = replace(SITE, sitemaps=("/sitemap.xml",), feeds=(), sections=())


def test_a_backfill_reads_sitemaps_in_the_order_of_their_days_one_at_a_time() -> None:
    crawl = policy(site=DATED, is_backfill=True, since=NOW - timedelta(days=90))
    body = index("s-2026-02.xml", "s-2026-01.xml", "s-2025-01.xml")
    assert asked(answer(crawl, first(crawl, "sitemap"), body)) == []
    assert asked(crawl.idle(now=NOW)) == [f"{HOME}s-2026-01.xml"]
    assert asked(crawl.idle(now=NOW)) == [f"{HOME}s-2026-02.xml"]
    assert asked(crawl.idle(now=NOW)) == []


def test_a_backfill_remembers_the_sitemaps_whose_days_it_read_whole() -> None:
    crawl = policy(site=DATED, is_backfill=True, since=datetime(2025, 12, 1, tzinfo=UTC))
    request = first(crawl, "sitemap")
    answer(crawl, request, index("s-2026-01.xml"))
    (month,) = of(c.SourceRequest, crawl.idle(now=NOW))
    puts = of(c.PutSource, answer(crawl, month, sitemap(1001)))
    assert f"{month.url}#backfill" in [put.source.url for put in puts]
    done = FakeState(known_sources={f"{month.url}#backfill": puts[-1].source})
    again = policy(done, site=DATED, is_backfill=True, since=datetime(2025, 12, 1, tzinfo=UTC))
    answer(again, first(again, "sitemap"), index("s-2026-01.xml"))
    assert asked(again.idle(now=NOW)) == []


def test_a_listing_of_later_days_leads_on_to_the_requested_ones() -> None:
    crawl = policy(since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2026, 1, 2, tzinfo=UTC))
    request = first(crawl, "listing")
    links = [Link(url(number), Hints(date_published="2026-03-01T08:00:00+07:00")) for number in (1001, 1002)]
    body = "".join(
        f'<article><h2><a href="{link.url}">Một bài báo của những ngày sau đó</a></h2><time datetime="2026-03-01T08:00:00+07:00"></time></article>'
        for link in links
    )
    commands = answer(crawl, request, f"<html><body>{body}</body></html>".encode())
    assert asked(commands) == [f"{HOME}kinh-te/trang-2"]


def test_a_date_that_one_source_names_counts_for_the_others() -> None:
    crawl = policy(site=replace(SITE, sitemaps=("/sitemap.xml",)), since=NOW - timedelta(days=2))
    by_kind = {request.kind: request for request in of(c.SourceRequest, crawl.start(now=NOW))}
    old = "<item><title>x</title><link>{}</link><pubDate>Sat, 10 Jan 2026 05:00:00 +0000</pubDate></item>"
    body = f"<rss version='2.0'><channel>{old.format(url(1001))}{old.format(url(1002))}</channel></rss>"
    assert asked(answer(crawl, by_kind["feed"], body.encode())) == []
    named = answer(crawl, by_kind["sitemap"], sitemap(1001, 1002, 1003))
    assert asked(named) == [url(1003)]
    assert counts(named)["offers/sitemap/refused_by_date"] == 2


def test_dates_in_addresses_say_how_far_a_backfill_reaches_and_in_which_order_it_goes() -> None:
    since = datetime(2026, 1, 10, tzinfo=UTC)
    options = CrawlOptions(
        site=replace(DATED, sections=("/kinh-te",)), name="bao", hosts=frozenset({"bao.vn"}), url=None, since=since,
        until=NOW, sections=(), obeyed=frozenset(), revisit_steps=(),
    )  # fmt: skip
    plan = make_backfill(options, Progress(), now=NOW)
    assert plan is not None
    pages = [f"{HOME}2026/{month}/bai/" for month in ("03", "01", "02")]
    plan.note_links([Link(page, Hints(), lastmod="2026-03-01T00:00:00+07:00") for page in pages])
    assert plan.reaches_back
    assert list(plan.further_sources()) == []
    unordered = [Address(key=n, url=page, lastmod=1_772_000_000) for n, page in enumerate(pages)]
    assert [address.key for address in OldestFirst(plan).sort(unordered)] == [1, 2, 0]


def test_a_dry_run_lists_articles_and_changes_nothing() -> None:
    crawl = policy(mode=DRY_RUN)
    commands = [*answer(crawl, first(crawl), feed(1001)), *crawl.idle(now=NOW)]
    assert asked(commands) == []
    assert [command.articles for command in of(c.AddToPlan, commands)] == [[(url(1001), None)]]
    assert not of(c.AddAddresses, commands)
    assert not of(c.PutSource, commands)


def test_a_replay_requests_the_given_pages_in_their_order_and_nothing_else() -> None:
    crawl = policy(mode=REPLAY)
    pages = [
        SavedPage(path=Path("a"), url=url(1001), kind="article"),
        SavedPage(path=Path("b"), url=url(1002), kind="article"),
        SavedPage(path=Path("c"), url=f"{HOME}kinh-te", kind="listing"),
    ]
    commands = list(crawl.replay(pages))
    assert asked(commands) == [url(1001), url(1002), f"{HOME}kinh-te"]
    assert [request.priority for request in of(c.ArticleRequest, commands)] == [0, -1]
    (source,) = of(c.SourceRequest, commands)
    assert asked(answer(crawl, source, listing(1003))) == []
    assert asked(crawl.idle(now=NOW)) == []


# --- what becomes of a page -------------------------------------------------------------------------------------------


def request(*, tries: int = 0, is_revisit: bool = False) -> c.ArticleRequest:
    return c.ArticleRequest(address=Address(key=7, url=url(1001), tries=tries), is_revisit=is_revisit)


def test_a_refusal_is_tried_again_and_another_rejection_is_not() -> None:
    commands = list(policy().articles.rejected(request(tries=1), "soft_block", url(1001), now=NOW))
    assert of(c.RecordFailure, commands) == [c.RecordFailure(7, "soft_block")]
    assert counts(commands) == {"rejected/soft_block": 1, "refused_again": 1}
    commands = list(policy().articles.rejected(request(), "listing", url(1001), now=NOW))
    assert of(c.SetStatus, commands) == [c.SetStatus(7, Status.REJECTED, "listing")]


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        (FailureKind.GONE, "http_410", c.SetStatus(7, Status.GONE, "http_410")),
        (FailureKind.REFUSED, "robots_forbidden", c.DeleteAddress(7)),
        (FailureKind.FAILED, "timeout", c.RecordFailure(7, "timeout")),
        (FailureKind.POSTPONED, "blocked", None),
    ],
)
def test_a_failure_decides_whether_the_address_is_tried_again(
    kind: FailureKind, reason: str, expected: Command | None
) -> None:
    commands = list(policy().articles.failed(request(), kind, reason, url(1001), now=NOW))
    changes = [command for command in commands if not isinstance(command, c.Count | c.LogMessage)]
    assert changes == ([expected] if expected else [])


def test_a_cursor_counts_its_pages() -> None:
    assert PageCursor(section="/a", page=3).next() == PageCursor(section="/a", page=4)
