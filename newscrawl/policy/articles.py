"""Decisions about articles: which links are fetched, and what becomes of each fetched page."""

from __future__ import annotations

import logging
from dataclasses import replace
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.extract import usage
from newscrawl.policy.commands import (
    AddAddresses,
    AddAliases,
    AddToPlan,
    ArticleRequest,
    Count,
    DeleteAddress,
    EmitArticle,
    FillLastmod,
    LogMessage,
    RecordFailure,
    ReportAnswer,
    ScheduleRevisits,
    SetStatus,
)
from newscrawl.policy.frontier import address_date
from newscrawl.policy.strategies import format_date
from newscrawl.state import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from newscrawl.discover import Link
    from newscrawl.items import Article
    from newscrawl.policy.commands import Commands
    from newscrawl.policy.context import CrawlContext
    from newscrawl.policy.revisits import Revisits
    from newscrawl.policy.source_visit import SourceVisit
    from newscrawl.state import Address

BLOCKS: Final = frozenset({"soft_block", "redirect_shell"})
"""Rejections caused by how the site treats the crawler, not by the page: the address is tried again in the next run."""

REFUSALS: Final = BLOCKS | {"login_wall"}
"""Rejections that, in a row, mean that the site refuses the crawler."""

TDM: Final = "tdm"
OBEYABLE: Final = frozenset({TDM, "noindex", "noarchive", "nosnippet", "noai"})
"""Names that the setting ``NEWSCRAWL_OBEY`` may contain."""

_LOOKUP_BATCH_LINKS: Final = 5_000
"""Links that are looked up in the state at once."""


class FailureKind(Enum):
    """Why a request gave no page."""

    GONE = "gone"
    """The server says that the page no longer exists (404, 410)."""

    POSTPONED = "postponed"
    """The request was not sent, because the site is not requested any more in this run."""

    REFUSED = "refused"
    """The request may not be sent, or the answer leads to a page that may not be requested."""

    FAILED = "failed"
    """The network or the server failed, or the answer broke a limit."""


class ArticlePolicy:
    """Decides which articles of one crawl are fetched, and what becomes of them."""

    def __init__(self, context: CrawlContext, revisits: Revisits) -> None:
        self._context = context
        self._revisits = revisits
        self._reservations: list[tuple[str, usage.Reservation]] = []
        """The rules of the site's host for text and data mining."""

    # -- which articles are fetched -----------------------------------------------------------------------------

    def take_links(self, links: Iterable[Link], kind: str, visit: SourceVisit | None, *, now: datetime) -> Commands:
        """Remember the new articles among the links of a source, and request as many as may be in flight."""
        rest = iter(links)
        while batch := list(islice(rest, _LOOKUP_BATCH_LINKS)):
            if self._context.frontier.is_full:
                yield Count(f"offers/{kind}/over_limit", len(batch))
                yield from self._addresses_full()
                return
            yield from self._take_batch(batch, kind, visit, now)

    def _addresses_full(self) -> Commands:
        self._context.is_complete = False  # The next run reads the sources again and goes on where this one stopped.
        yield Count("limit/max_addresses")

    def _take_batch(self, links: Iterable[Link], kind: str, visit: SourceVisit | None, now: datetime) -> Commands:
        context = self._context
        choice = context.frontier.choose(links, context.state, now=now)
        if choice.fresh:
            yield ReportAnswer()
        if choice.is_cut:
            yield from self._addresses_full()
        new = sum(address.key not in choice.known for address in choice.wanted)
        if visit:
            visit.news += new
        wanted = context.order.sort(choice.wanted)
        context.order.note_found(choice.fresh, new)
        yield Count(f"found/{kind}", len(wanted))
        for fate, count in choice.fates.items():
            if count:
                yield Count(f"offers/{kind}/{fate}", count)
        if not context.mode.remembers:
            yield AddToPlan([(address.url, format_date(address_date(address))[:10] or None) for address in wanted])
            return
        yield FillLastmod([(key, when) for key, when in choice.lastmods.items() if key in choice.known])
        yield AddAddresses(wanted)
        yield Count("links/known", len(choice.known))
        yield Count("found", len(wanted))
        if context.mode.follows:
            # Addresses beyond the limit stay in the state until nothing is in flight.
            room = max(context.limits.max_in_flight - len(context.frontier.requested), 0)
            yield from map(self.request, wanted[:room])

    def request(self, address: Address, *, is_revisit: bool = False) -> ArticleRequest:
        """Return the request for an article; conditional if the state holds validators of an earlier answer."""
        context = self._context
        context.frontier.requested.add(address.key)
        validators = context.state.validators(address.key)
        return ArticleRequest(
            address=address,
            etag=validators.etag,
            last_modified=validators.last_modified,
            is_revisit=is_revisit,
            priority=context.order.priority(len(context.frontier.requested)),
        )

    def take_aliases(self) -> Commands:
        """Remember the further addresses of articles that were met since the last call."""
        if self._context.mode.remembers:
            batch = self._context.frontier.take_aliases(self._context.state)
            yield AddAddresses(batch.pending)
            yield AddAliases(batch.aliases)

    def waiting(self, *, now: datetime) -> Commands:
        """Request addresses that are pending in the state, as many as may be in flight."""
        context = self._context
        pending = context.state.pending(
            context.options.name,
            limit=context.limits.max_in_flight,
            max_tries=context.limits.max_tries,
            tried_before=context.polling.retry_cutoff(now),
            by_date=context.order.backfill is not None,
        )
        yield from (self.request(address) for address in pending if address.key not in context.frontier.requested)

    def due_revisits(self, *, now: datetime) -> Commands:
        """Request known articles that are due to be fetched again, within the budget."""
        context = self._context
        batch = self._revisits.take(context.state, context.options.name, now=now, limit=context.limits.max_in_flight)
        if batch.retries:
            yield ScheduleRevisits(batch.retries)
        for address in batch.addresses:
            if address.key not in context.frontier.requested:
                yield Count("revisited")
                yield self.request(address, is_revisit=True)
        if batch.is_cut:
            yield Count("limit/revisit_budget")

    # -- what becomes of a fetched page -------------------------------------------------------------------------

    def _fetched(self, key: int) -> Commands:
        """Plan the next revisit of an article that was fetched."""
        if rows := self._revisits.done(key):
            yield ScheduleRevisits(rows)

    def not_modified(self, request: ArticleRequest) -> Commands:
        """Handle a 304: the article is unchanged."""
        key = request.address.key
        yield ReportAnswer()
        yield Count("known/not_modified")
        yield from self._fetched(key)
        yield SetStatus(key, Status.DONE)

    def rejected(self, request: ArticleRequest, reason: str, url: str) -> Commands:
        """Handle a page that is not an article. ``url`` is the address that answered."""
        key = request.address.key
        yield Count(f"rejected/{reason}")
        yield LogMessage(logging.INFO, "%s: %s is no article: %s", (self._context.options.name, url, reason))
        yield ReportAnswer(reason)
        if reason in BLOCKS:
            if request.address.tries:
                yield Count("refused_again")
            yield RecordFailure(key)
        else:
            yield from self._fetched(key)
            yield SetStatus(key, Status.REJECTED, reason)

    def read(self, request: ArticleRequest, article: Article, *, now: datetime) -> Commands:
        """Handle an article: send it to the pipelines, unless a limit or an obeyed directive keeps it from being written."""
        key = request.address.key
        yield ReportAnswer()
        yield from self._fetched(key)
        self._context.frontier.note_read(key, now=now)
        too_long = len(article.text) > self._context.limits.max_text_chars
        article = article if too_long else self._with_reservation(article)
        if reason := "too_long" if too_long else self._obeyed_directive(article):
            yield Count(f"rejected/{reason}")
            yield SetStatus(key, Status.REJECTED, reason)
        else:
            yield EmitArticle(article)

    def failed(self, request: ArticleRequest, kind: FailureKind, reason: str, url: str) -> Commands:
        """Handle a request that gave no page. ``url`` is the address that was requested last."""
        key = request.address.key
        if kind is FailureKind.GONE:
            yield Count(f"rejected/{reason}")
            yield from self._fetched(key)
            yield SetStatus(key, Status.GONE, reason)
        elif kind is FailureKind.POSTPONED:
            yield Count(f"postponed/{reason}")
        elif kind is FailureKind.REFUSED:
            yield Count(f"skipped/{reason}")
            if not request.is_revisit:
                yield DeleteAddress(key)
            elif reason != "robots_unreachable":
                yield from self._fetched(key)
        else:
            yield Count(f"failed/{reason}")
            yield RecordFailure(key)
            yield LogMessage(logging.WARNING, "%s: %s cannot be fetched: %s", (self._context.options.name, url, reason))

    # -- text and data mining -----------------------------------------------------------------------------------

    def note_reservations(self, body: bytes) -> None:
        """Take note of what the host's TDMRep file reserves."""
        self._reservations = usage.rules(body)

    def _with_reservation(self, article: Article) -> Article:
        """Return the article with the host's reservation of text and data mining, if the page itself names none."""
        home = self._context.options.site.home
        if article.tdm_reservation is not None or urls.host(article.url) != urls.host(home):
            return article
        found = usage.reserved_by(self._reservations, article.url)
        return replace(article, tdm_reservation=found.reserved, tdm_policy=found.policy) if found else article

    def _obeyed_directive(self, article: Article) -> str | None:
        """Return why the article is not written: a directive of the page that the settings obey."""
        obeyed = self._context.options.obeyed
        if TDM in obeyed and article.tdm_reservation:
            return "tdm_reserved"
        return next((name for name in article.robots_directives if name in obeyed), None)
