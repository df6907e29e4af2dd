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

from scrapy.settings import SETTINGS_PRIORITIES

from newscrawl.archive.site_end import SiteEnd, add_report, judge
from newscrawl.dates import VIETNAM
from newscrawl.extensions.health import is_whole
from newscrawl.extensions.metrics import SiteMetrics, sinks
from newscrawl.extensions.run import configuration_hash
from newscrawl.middlewares.required import broken_promise
from newscrawl.policy import commands
from newscrawl.report import crawl_stats
from newscrawl.report.progress import Progress
from newscrawl.spiders.policy import make_policy
from newscrawl.state import SiteLockedError, StateError, clock, site_lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from scrapy.settings import BaseSettings

    from newscrawl.archive.run import Run
    from newscrawl.policy.commands import Command
    from newscrawl.policy.crawl import CrawlPolicy
    from newscrawl.spiders import NewsSpider

logger = logging.getLogger(__name__)

_PLAIN_SETTINGS: Final = ("NEWSCRAWL_", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT", "LOG_", "USER_AGENT")
"""Beginnings of the names of settings that bring no component of a user's into a crawl."""

_FINISHED: Final = "finished"
"""Scrapy's reason for the end of a crawl that has nothing left to do."""


def ended_quietly(
    spider_class: type[NewsSpider], arguments: Mapping[str, Any], settings: BaseSettings, run: Run
) -> bool:
    """End the crawl of a site if nothing is due there; return false, and change nothing, if a crawler is needed.

    ``settings`` belong to the crawl alone and are changed. A crawler is also needed for whatever is unusual: a wrong setting, a
    site that another run has locked, a recording, components of a user's.
    """
    try:
        spider_class.update_settings(settings)
        if not _is_plain(settings) or not isinstance(run.location.state, Path) or broken_promise(settings):
            return False
        spider = spider_class(**arguments)
        options = spider.configure(settings)
        if not run.store.has_ended(spider.name):
            return False
        lock = site_lock(run.location.state, spider.name, now=clock.timestamp())
    except (SiteLockedError, StateError, ValueError):
        return False  # The crawler raises the same, and the round reports it.
    try:
        found = sinks(settings)
        of_site = SiteMetrics(found, spider.name) if found else None
        policy = make_policy(options, run.store, settings, last_run_ended=True, progress=Progress())
        stats = _stats_of(policy, now=datetime.fromisoformat(clock.timestamp()))
        if stats is None:
            return False
        _end(spider, settings, run, stats, of_site)
    except StateError:
        return False
    finally:
        lock.release()
    return True


def _is_plain(settings: BaseSettings) -> bool:
    """Return whether the settings bring no component of a user's and record nothing."""
    project = SETTINGS_PRIORITIES["project"]
    given = (name for name in settings if (settings.getpriority(name) or 0) > project)
    return not settings.getbool("NEWSCRAWL_WARC") and all(name.startswith(_PLAIN_SETTINGS) for name in given)


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
    spider: NewsSpider, settings: BaseSettings, run: Run, stats: Mapping[str, int], found: SiteMetrics | None
) -> None:
    """Leave in the run, the state and the metrics what the extensions of a crawler leave there."""
    name, today = spider.name, clock.now().astimezone(VIETNAM).date()
    end = SiteEnd(
        site=spider.site,
        name=name,
        reason=_FINISHED,
        stats=stats,
        today=today,
        counts=crawl_stats.CrawlStats(today=today),
        is_whole=is_whole(spider),
    )
    judge(run, end)
    report = end.report(
        configuration=configuration_hash(spider, settings), health=run.health.get(name), gaps=run.gaps.get(name)
    )
    add_report(run, name, report)
    if found:
        found.write_end(run, stats, reason=_FINISHED, max_tries=settings.getint("NEWSCRAWL_MAX_TRIES"))
    logger.info("%s: nothing is due", name)
