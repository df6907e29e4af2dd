"""Executes the policy's commands: changes the state and the statistics, writes log lines."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.policy import commands
from newscrawl.policy.articles import REFUSALS
from newscrawl.state import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.policy.commands import Command
    from newscrawl.policy.strategies import CrawlPlan
    from newscrawl.state import Store

logger = logging.getLogger("newscrawl.spiders.news")


class CommandExecutor:
    """Executes the commands of one crawl that are neither requests nor articles."""

    def __init__(self, crawler: Crawler, site: str, store: Store, plan: CrawlPlan | None) -> None:
        """Take the name of the site in the state, and the plan that a dry run fills."""
        self._site = site
        self._store = store
        self._stats = crawler.stats
        self._backoff = crawler.get_downloader_middleware(BackoffMiddleware)
        self._plan = plan

    def count(self, name: str, amount: int = 1) -> None:
        """Add to a counter of the run's statistics."""
        self._stats.inc_value(f"newscrawl/{name}", amount)

    def execute(self, command: Command) -> None:
        """Execute one command. Raises :class:`newscrawl.state.StateError` if the state cannot be written."""
        match command:
            case commands.Count(name, amount):
                self.count(name, amount)
            case commands.LogMessage(level, message, arguments):
                logger.log(level, message, *arguments)
            case commands.ReportAnswer(rejection):
                self._report_answer(rejection)
            case commands.AddToPlan(articles) if self._plan is not None:
                self._plan.articles += articles
            case _:
                self._change_state(command)

    def _change_state(self, command: Command) -> None:
        store = self._store
        match command:
            case commands.AddAddresses(addresses):
                store.add(self._site, addresses, now=clock.timestamp())
            case commands.AddAliases(aliases):
                self.count("links/alias", store.add_aliases(aliases, now=clock.timestamp()))
            case commands.FillLastmod(rows):
                store.fill_lastmod(rows)
            case commands.SetStatus(key, status, reason):
                store.set_status(key, status, now=clock.timestamp(), reason=reason)
            case commands.RecordFailure(key, reason):
                store.record_failure(key, now=clock.timestamp(), reason=reason)
            case commands.Defer(key, tries, not_before, reason):
                store.defer(key, tries=tries, not_before=not_before, reason=reason, now=clock.timestamp())
            case commands.PostponeDeferred(until, tries):
                store.postpone_deferred(self._site, until=until, tries=tries)
            case commands.DeleteAddress(key):
                store.delete_address(key)
            case commands.ScheduleRevisits(rows):
                store.schedule_revisits(rows)
            case commands.PutSource(source):
                store.put_source(source)
            case _:
                raise TypeError(f"{command!r} is not a command that changes the state")

    def _report_answer(self, rejection: str | None) -> None:
        if self._backoff and rejection in REFUSALS:
            self._backoff.blocked()
        elif self._backoff:
            self._backoff.answered()
