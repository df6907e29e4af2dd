"""Ends the crawl of a site at which nothing is due, without a crawler.

The crawl policy decides from the state alone: it is asked for everything that a crawl would do. If that is nothing, the run, the
state and the metrics get what a crawler would leave in them. A round over a hundred sites mostly has nothing to do at most of
them, and a crawler takes twenty times as long as this.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.archive.site_end import SiteEnd, add_report, judge
from newscrawl.arguments import SpiderArguments
from newscrawl.dates import VIETNAM
from newscrawl.extensions.crawl_facts import CrawlFacts, configuration_hash, is_whole
from newscrawl.extensions.metrics_sinks import SiteMetrics, sinks
from newscrawl.middlewares.agent import agent_problem
from newscrawl.policy import commands
from newscrawl.report import crawl_stats
from newscrawl.report.progress import Progress
from newscrawl.spiders.crawl_settings import add_contact
from newscrawl.spiders.policy import crawl_options, make_policy
from newscrawl.state import SiteLockedError, StateError, clock, site_lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from newscrawl.archive.run import Run
    from newscrawl.extensions.plain_settings import PlainSettings
    from newscrawl.policy.commands import Command
    from newscrawl.policy.crawl import CrawlOptions, CrawlPolicy
    from newscrawl.sites import Site

logger = logging.getLogger(__name__)

_ARGUMENTS: Final = frozenset({"url", "since", "until", "sections", "max_articles", "delay"})
"""Arguments of a spider that a round may give."""

_FINISHED: Final = "finished"
"""Scrapy's reason for the end of a crawl that has nothing left to do."""


def ended_quietly(site: Site, given: Mapping[str, Any], settings: PlainSettings, run: Run) -> bool:
    """End the crawl of a site if nothing is due there; return false, and change nothing, if a crawler is needed.

    ``given`` are the arguments of the spider. ``settings`` belong to the crawl alone and are changed. A crawler is also needed for
    whatever is unusual: a wrong setting, a site that another run has locked, a recording.
    """
    if settings.getbool("NEWSCRAWL_WARC") or not isinstance(run.location.state, Path) or given.keys() - _ARGUMENTS:
        return False
    try:
        add_contact(settings)
        if agent_problem(settings["USER_AGENT"], settings["ROBOTSTXT_USER_AGENT"]) or not run.store.has_ended(
            site.name
        ):
            return False
        url = given.get("url")
        url = urls.canonical(url if "://" in url else f"https://{url}") if url else None
        arguments = SpiderArguments.parse(**{name: value for name, value in given.items() if name != "url"})
        options = crawl_options(site, site.name, url, arguments, settings)
        lock = site_lock(run.location.state, site.name, now=clock.timestamp())
    except (SiteLockedError, StateError, ValueError):
        return False  # The crawler raises the same, and the round reports it.
    crawl = CrawlFacts(
        site=site,
        url=url,
        since=arguments.since,
        until=arguments.until,
        sections=arguments.sections,
        max_articles=arguments.max_articles,
    )
    try:
        return _ended(crawl, options, settings, run)
    except StateError:
        return False
    finally:
        lock.release()


def _ended(crawl: CrawlFacts, options: CrawlOptions, settings: PlainSettings, run: Run) -> bool:
    """End a crawl if it has nothing to do."""
    found = sinks(settings)
    of_site = SiteMetrics(found, options.name) if found else None
    policy = make_policy(options, run.store, settings, last_run_ended=True, progress=Progress())
    stats = _stats_of(policy, now=datetime.fromisoformat(clock.timestamp()))
    if stats is None:
        return False
    _end(crawl, settings, run, stats, of_site)
    return True


def _stats_of(policy: CrawlPolicy, *, now: datetime) -> dict[str, int] | None:
    """Return the statistics of a crawl that has nothing to do, ``None`` if it has something to do."""
    stats: Counter[str] = Counter()
    messages: list[commands.LogMessage] = []
    for command in _all_commands(policy, now=now):
        match command:
            case commands.Count(name, amount):
                stats[f"newscrawl/{name}"] += amount
            case commands.LogMessage():
                messages.append(command)
            case commands.AddAddresses(addresses) if not addresses:
                pass
            case commands.AddAliases(aliases) if not aliases:
                stats["newscrawl/links/alias"] += 0
            case _:
                return None
    if not policy.is_complete:
        return None
    for message in messages:
        logging.getLogger("newscrawl.spiders.news").log(message.level, message.message, *message.arguments)
    return dict(stats)


def _all_commands(policy: CrawlPolicy, *, now: datetime) -> Iterator[Command]:
    yield from policy.start(now=now)
    yield from policy.idle(now=now)
    yield from policy.closed(now=now)


def _end(
    crawl: CrawlFacts, settings: PlainSettings, run: Run, stats: Mapping[str, int], found: SiteMetrics | None
) -> None:
    """Leave in the run, the state and the metrics what the extensions of a crawler leave there."""
    name, today = crawl.site.name, clock.now().astimezone(VIETNAM).date()
    end = SiteEnd(
        site=crawl.site,
        name=name,
        reason=_FINISHED,
        stats=stats,
        today=today,
        counts=crawl_stats.CrawlStats(today=today),
        is_whole=is_whole(crawl),
    )
    judge(run, end)
    report = end.report(
        configuration=configuration_hash(crawl, settings), health=run.health.get(name), gaps=run.gaps.get(name)
    )
    add_report(run, name, report)
    if found:
        found.write_end(run, stats, reason=_FINISHED, max_tries=settings.getint("NEWSCRAWL_MAX_TRIES"))
    logger.info("%s: nothing is due", name)
