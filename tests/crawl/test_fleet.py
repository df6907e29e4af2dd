"""A fleet of sites that break, are repaired and break again: nothing that was offered is lost, and the status is right."""

from __future__ import annotations

import re
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.cli import main
from newscrawl.report.alerts import AlertSettings
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import BAD, SiteStatus
from newscrawl.runner.alerts import MEMORY_NAME, Alerts
from newscrawl.runner.jobs import Job, build_settings
from newscrawl.runner.location import locate
from newscrawl.runner.scheduled_site import ScheduledSite
from newscrawl.runner.status import page_sites
from newscrawl.spiders import spider_class
from newscrawl.state import clock, open_or_create_store
from newscrawl.state.upkeep import Upkeep
from tests.cli.test_alerts import Receiver
from tests.helpers.crawling import crawl_sites
from tests.helpers.files import read_articles
from tests.helpers.fleet import TROUBLES, Newspaper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult
    from newscrawl.sites.profile import Site

FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)
QUICK = {"NEWSCRAWL_BACKOFF": 0.01, "NEWSCRAWL_MAX_BACKOFF": 0.05, "RETRY_TIMES": 0, "NEWSCRAWL_MAX_CRAWL_DELAY": 0.0}
EXPECTED = {
    "refused": SiteStatus.DEAD,
    "403": SiteStatus.BLOCKED,
    "challenge": SiteStatus.BLOCKED,
    "500": SiteStatus.DEAD,
    "robots": SiteStatus.DEAD,
    "shells": SiteStatus.BROKEN,
    "soft_block": SiteStatus.BLOCKED,
    "home_for_all": SiteStatus.BROKEN,
    "429": SiteStatus.BLOCKED,
    "cut_short": SiteStatus.DEAD,
}


def crawl_at(when: datetime, sites: list[Site], output: Path, **using: Any) -> CrawlResult:
    with clock.overridden_by(lambda: when):
        return crawl_sites(sites, output, using={**QUICK, **using})


def statuses(output: Path) -> dict[str, SiteStatus]:
    return {site.line.site: site.line.status for site in page_sites(locate(output))}


def urls(output: Path) -> set[str]:
    return {line["url"] for line in read_articles(output)}


WEEK: Final = (False, True, True, False, True, False, False)
"""On which days a site is broken (``make fleet``: twenty sites, half of them a day later)."""

DAYS: Final = (False, True, False)
"""The same, for the suite: one site of each kind."""


def test_every_offered_article_is_in_the_corpus_after_a_week_of_trouble(
    tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    is_long = request.config.getoption("fleet")
    days, delays = (WEEK, (0, 1)) if is_long else (DAYS, (0,))
    changes: Counter[str] = Counter()
    with ExitStack() as stack:
        receiver = stack.enter_context(listening()) if is_long else None
        fleet = [(trouble, delay, stack.enter_context(Newspaper())) for delay in delays for trouble in TROUBLES]
        healthy = stack.enter_context(Newspaper())
        papers = [*(paper for _, _, paper in fleet), healthy]
        before = {paper.site.name: SiteStatus.OK for paper in papers}
        for day in range(len(days)):
            want = {healthy.site.name: SiteStatus.OK}
            for trouble, delay, paper in fleet:
                is_broken = day >= delay and days[day - delay]
                paper.break_down(trouble) if is_broken else paper.repair()
                want[paper.site.name] = EXPECTED[trouble] if is_broken else SiteStatus.OK
            for paper in papers:
                paper.publish(3)
            when = FIRST + timedelta(days=day)
            result = crawl_at(when, [paper.site for paper in papers], tmp_path)
            if receiver:
                tell(receiver, [paper.site for paper in papers], tmp_path, result, when)
            found = statuses(tmp_path)
            assert found == want, day
            changes.update(found[name] for name in found if found[name] != before[name])
            before = found
            if is_long:
                check_other_commands(tmp_path, found, capsys)
        written = [line["url"] for line in read_articles(tmp_path)]
        assert len(written) == len(set(written))
        for trouble, _, paper in fleet:
            assert len(paper.offered) >= 3 * (len(days) - days.count(True))
            assert paper.offered <= set(written), trouble
    if receiver:
        titles = [message["title"].partition(" (")[0] for message in receiver.told]
        print(f"{len(titles)} messages, {receiver.pings} pings: {titles}")  # noqa: T201 - the result
        assert sum(int(count) for title in titles for count in re.findall(r"\d+", title)) == changes.total()
    print(f"{len(papers)} sites, {len(days)} days, {len(written)} articles; changes to {dict(changes)}")  # noqa: T201 - the result


@contextmanager
def listening() -> Iterator[Receiver]:
    """Take alerts on loopback."""
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


def tell(receiver: Receiver, sites: list[Site], output: Path, result: CrawlResult, when: datetime) -> None:
    """Send what ``newscrawl run`` would send after a round."""
    rules = AlertSettings(to=(f"json://{receiver.netloc}/told",), ping=f"http://{receiver.netloc}/ping")
    using = build_settings(NEWSCRAWL_OUTPUT=str(output))
    scheduled = [ScheduledSite.of_job(Job(spider_class(site), {}), using) for site in sites]
    with clock.overridden_by(lambda: when):
        alerts = Alerts(rules, scheduled, memory=output / ".state" / MEMORY_NAME)
        alerts.round_ended(result)
        alerts.close()


def check_other_commands(output: Path, found: dict[str, SiteStatus], capsys: pytest.CaptureFixture[str]) -> None:
    """Check that ``health``, ``state`` and ``gaps`` agree with the status of each site."""
    said = {}
    for command in ("health", "state", "gaps"):
        capsys.readouterr()
        main([command, str(output)])
        said[command] = {line.split()[0].rstrip(":"): line for line in capsys.readouterr().out.splitlines() if line}
    for site, status in found.items():
        is_bad = status in BAD
        assert (f"{status}: " in said["health"][site]) is is_bad, said["health"][site]
        assert said["state"][site].split()[-1] == (status if is_bad else "ended"), said["state"][site]
        assert (f": {status} since " in said["gaps"].get(site, "")) is is_bad


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_site_that_answers_with_shells_from_the_start_is_broken_however_few_they_are(
    tmp_path: Path, count: int
) -> None:
    with Newspaper() as paper:
        paper.publish(count)
        paper.break_down("shells")
        first = crawl_at(FIRST, [paper.site], tmp_path)
        assert first.exit_code == ExitCode.LAYOUT_CHANGED
        assert first.manifest
        assert sum(first.manifest.sites[paper.site.name].broken.values()) == count
        paper.repair()
        second = crawl_at(FIRST + timedelta(minutes=1), [paper.site], tmp_path)
        assert second.exit_code == ExitCode.FINE
        assert urls(tmp_path) == paper.offered
        assert len(paper.offered) == count
        assert statuses(tmp_path)[paper.site.name] == SiteStatus.OK


def test_a_long_outage_gives_up_no_page_and_asks_for_few(tmp_path: Path) -> None:
    """The feed shows four articles; those before them are known to the state alone."""
    with Newspaper() as paper:
        paper.publish(4)
        crawl_at(FIRST, [paper.site], tmp_path)
        for day in range(1, 9):
            paper.publish(4)
            paper.break_down("shells")
            ended = crawl_at(FIRST + timedelta(days=day), [paper.site], tmp_path, NEWSCRAWL_MAX_TRIES=2)
            assert ended.exit_code == ExitCode.LAYOUT_CHANGED
            assert ended.manifest
            assert ended.manifest.sites[paper.site.name].accounts.pages["requested"] <= 4 + 3
        (line,) = (site.line for site in page_sites(locate(tmp_path)))
        assert (line.status, line.deferred, line.since and line.since[:10]) == (SiteStatus.BROKEN, 32, "2026-03-03")
        paper.repair()
        crawl_at(FIRST + timedelta(days=9), [paper.site], tmp_path, NEWSCRAWL_MAX_TRIES=2)
        assert urls(tmp_path) == paper.offered
        assert len(paper.offered) == 36


def test_a_page_without_an_article_is_settled_by_a_run_that_reads_the_others(tmp_path: Path) -> None:
    with Newspaper() as paper:
        paper.publish(4)
        page = paper.answer

        def with_one_shell(path: str) -> tuple[int, str, bytes]:
            found = page(path)
            return (200, "text/html", b"<html><body><div id='app'></div></body></html>") if "-1002." in path else found

        paper.answer = with_one_shell  # type: ignore[method-assign]
        for minutes, expected in ((0, (0, 1, 3)), (1, (1, 0, 3))):  # a second look settles it
            ended = crawl_at(FIRST + timedelta(minutes=minutes), [paper.site], tmp_path)
            assert ended.exit_code == ExitCode.FINE
            store = open_or_create_store(tmp_path / ".state")
            counts = store.counts(paper.site.name)
            store.close()
            assert (counts["rejected"], counts["pending"], counts["done"]) == expected
        paper.answer = page  # type: ignore[method-assign]
        # It is looked at again after a day at the earliest, unless somebody asks for it.
        crawl_at(FIRST + timedelta(hours=1), [paper.site], tmp_path)
        assert len(urls(tmp_path)) == 3
        upkeep = Upkeep(tmp_path / ".state")
        assert upkeep.retry(paper.site.name, reason="no_such_reason") == {}
        assert upkeep.retry(paper.site.name, since="2026-03-03T00:00:00+07:00") == {}
        (count,) = upkeep.retry(paper.site.name).values()
        upkeep.close()
        assert count == 1
        crawl_at(FIRST + timedelta(hours=2), [paper.site], tmp_path)
        assert urls(tmp_path) == paper.offered


def test_a_scheduled_run_waits_for_the_end_of_a_pause(tmp_path: Path) -> None:
    with Newspaper() as paper:
        paper.publish(4)
        paper.break_down("shells")
        crawl_at(FIRST, [paper.site], tmp_path, NEWSCRAWL_DUE=True)
        soon = crawl_at(FIRST + timedelta(minutes=20), [paper.site], tmp_path, NEWSCRAWL_DUE=True)
        assert soon.manifest
        assert soon.manifest.sites[paper.site.name].accounts.pages["requested"] == 0
        assert statuses(tmp_path)[paper.site.name] == SiteStatus.BROKEN
        paper.repair()
        crawl_at(FIRST + timedelta(hours=2), [paper.site], tmp_path, NEWSCRAWL_DUE=True)
        assert urls(tmp_path) == paper.offered
