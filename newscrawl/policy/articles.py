"""Decisions about articles: which links are fetched, and what becomes of each fetched page."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import dates, urls
from newscrawl.extract import usage
from newscrawl.extract.permissions import MAX_LICENSES
from newscrawl.policy.commands import (
    AddAddresses,
    AddAliases,
    AddToPlan,
    ArticleRequest,
    Count,
    Defer,
    DeleteAddress,
    EmitArticle,
    FailureKind,
    FillLastmod,
    LogMessage,
    ReportAnswer,
    ScheduleRevisits,
    SetStatus,
)
from newscrawl.policy.frontier import address_date
from newscrawl.policy.joining import Joining
from newscrawl.policy.key_sets import KeySet
from newscrawl.policy.mixed_pages import MixedPages
from newscrawl.policy.outage import MIN_KNOWN_ARTICLES, PROBES, Outage
from newscrawl.policy.strategies import format_date
from newscrawl.state import Status

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from datetime import datetime

    from newscrawl.archive.replay import Recorded
    from newscrawl.discover import Link
    from newscrawl.extract import ExtractedPage
    from newscrawl.extract.permissions import RobotsPermissions
    from newscrawl.items import Article
    from newscrawl.policy.commands import Command, Commands
    from newscrawl.policy.context import CrawlContext
    from newscrawl.policy.revisits import Revisits
    from newscrawl.policy.source_visit import SourceVisit
    from newscrawl.state import Address

BLOCKS: Final = frozenset({"soft_block", "redirect_shell"})
"""Rejections caused by how the site treats the crawler, not by the page: the address is tried again in the next run."""

REFUSALS: Final = BLOCKS | {"login_wall"}
"""Rejections that, in a row, mean that the site refuses the crawler."""

UNASKED_NOT_MODIFIED: Final = "http_304"
"""Failure of a request without a condition that was answered by 304 Not Modified."""

ROBOTS_UNREACHABLE: Final = "robots_unreachable"
"""Failure of a request whose host's robots.txt cannot be read."""

TDM: Final = "tdm"
OBEYABLE: Final = frozenset({TDM, "noindex", "noarchive", "nosnippet", "noai"})
"""Names that the setting ``NEWSCRAWL_OBEY`` may contain."""

NOT_HTTP: Final = "not_http"
_AWAY: Final = frozenset({NOT_HTTP, "offsite", "bad_host", "private_address"})
"""Refusals of an address that a redirect can lead to."""

_PREMATURE_AGE: Final = timedelta(days=3)
"""Age up to which a page that gives 404 may only be late: a listing can name it before all servers have it."""

_PART_PRIORITY: Final = 1
"""An article that is begun is completed before the next: further pages are requested before other articles."""

_LOOKUP_BATCH_LINKS: Final = 5_000
"""Links that are looked up in the state at once."""


class ArticlePolicy:
    """Decides which articles of one crawl are fetched, and what becomes of them."""

    def __init__(self, context: CrawlContext, revisits: Revisits) -> None:
        self._context = context
        self._revisits = revisits
        self._reservations: list[tuple[str, usage.Reservation]] = []
        """The rules of the site's host for text and data mining."""

        self._robots: dict[str, RobotsPermissions] = {}
        """What the robots.txt of each host says of the use of its pages."""

        options, mode = context.options, context.mode
        is_judged = mode.follows and mode.remembers and not options.is_single
        known = context.state.article_count(options.name, limit=MIN_KNOWN_ARTICLES) if is_judged else 0
        self._outage = Outage(known_articles=known, is_judged=is_judged, last_reason=self._last_reason)
        self._mixed = MixedPages(context.state, options.site, is_judged=is_judged)
        self._has_probed = False
        self._taken = KeySet()
        """Keys of addresses that this run took and has not requested yet."""

        self._in_flight: set[int] = set()
        """Keys of addresses that were requested and have no answer yet."""

        self._incomplete: dict[int, Defer] = {}
        """Articles written without a further page that a later run may get, by address."""

    # -- which articles are fetched -----------------------------------------------------------------------------

    def take_links(self, links: Iterable[Link], kind: str, visit: SourceVisit | None, *, now: datetime) -> Commands:
        """Remember the new articles among the links of a source, and request as many as may be in flight."""
        rest = iter(links)
        while batch := list(islice(rest, _LOOKUP_BATCH_LINKS)):
            if self._context.frontier.is_full:
                yield from self._addresses_full()
                over = len(batch) + sum(1 for _ in rest)
                yield Count(f"offers/{kind}/offered", over)
                yield Count(f"offers/{kind}/over_limit", over)
                return
            requested_now = yield from self._take_batch(batch, kind, visit, now)
            # This generator rests at each request. Ten sitemaps that rest at once must not hold 50,000 links.
            batch.clear()
            for address in requested_now:
                yield from self.send(address)

    def _addresses_full(self) -> Commands:
        self._context.is_complete = False  # The next run reads the sources again and goes on where this one stopped.
        yield Count("limit/max_addresses")

    def _take_batch(
        self, links: Sequence[Link], kind: str, visit: SourceVisit | None, now: datetime
    ) -> Generator[Command, None, list[Address]]:
        """Remember the new articles of a batch, and return those that may be requested now."""
        context = self._context
        # Sitemaps keep dead addresses for years, and name the day of a change.
        revives = kind != "sitemap" and context.order.backfill is None and context.mode.remembers
        choice = context.frontier.choose(links, context.state, now=now, revives=revives)
        again = sum(address.key in self._taken for address in choice.wanted)
        fates = choice.fates - Counter(taken=again) + Counter(repeated=again)
        yield Count(f"offers/{kind}/offered", len(links))
        for fate, count in fates.items():
            yield Count(f"offers/{kind}/{fate}", count)
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
        if not context.mode.remembers:
            yield AddToPlan([(address.url, format_date(address_date(address))[:10] or None) for address in wanted])
            return []
        yield FillLastmod([(key, when) for key, when in choice.lastmods.items() if key in choice.known])
        yield AddAddresses(wanted)
        yield Count("pages/taken", fates["taken"])
        self._taken |= {address.key for address in wanted}
        yield Count("links/known", len(choice.known))
        yield Count("found", len(wanted))
        if not context.mode.follows:
            return []
        # Addresses beyond the limit stay in the state until nothing is in flight.
        return wanted[: max(context.limits.max_in_flight - len(context.frontier.requested), 0)]

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

    def send(
        self,
        address: Address,
        *,
        is_revisit: bool = False,
        priority: int | None = None,
        archived: tuple[Recorded, ...] = (),
        archived_parts: Mapping[str, tuple[Recorded, ...]] | None = None,
    ) -> Commands:
        """Request an article, and count it: as one of the taken addresses, or as one of an earlier run.

        A replay gives the ``priority`` and the archived answers, also those for further pages by the key of their address.
        """
        if address.key in self._taken:
            self._taken.discard(address.key)
        else:
            yield Count("pages/earlier")
        if self._context.options.denied.has_address(self._context.options.site, address.url):
            yield Count("skipped/denylist")
            yield ScheduleRevisits([(address.key, None)]) if is_revisit else DeleteAddress(address.key)
            return
        self._in_flight.add(address.key)
        request = self.request(address, is_revisit=is_revisit)
        yield replace(
            request,
            archived=archived,
            archived_parts=archived_parts or {},
            priority=request.priority if priority is None else priority,
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
        is_idle = True
        for address in pending:
            if address.key not in context.frontier.requested:
                is_idle = False
                yield from self.send(address)
        if is_idle:
            yield from self._probe(now=now)

    def _probe(self, *, now: datetime) -> Commands:
        """Request deferred addresses: all of them if the run reads the site again, else a few, to find that out."""
        context = self._context
        limit, until = context.limits.max_in_flight, None
        if not self._outage.is_over:
            if self._has_probed:
                return
            self._has_probed = True
            limit = PROBES
            until = dates.rfc3339(now) if context.polling.retry_cutoff(now) else None
        requested = context.frontier.requested
        # A run tries each deferred address once: those that it has tried are left out, however many they are.
        found = context.state.deferred(context.options.name, limit=limit + len(requested), until=until)
        for address in [a for a in found if a.key not in requested][:limit]:
            yield from self.send(address)

    def due_revisits(self, *, now: datetime) -> Commands:
        """Request known articles that are due to be fetched again, within the budget."""
        context = self._context
        batch = self._revisits.take(context.state, context.options.name, now=now, limit=context.limits.max_in_flight)
        if batch.retries:
            yield ScheduleRevisits(batch.retries)
        for address in batch.addresses:
            if address.key not in context.frontier.requested:
                yield Count("revisited")
                yield from self.send(address, is_revisit=True)
        if batch.is_cut:
            yield Count("limit/revisit_budget")

    # -- what becomes of a fetched page -------------------------------------------------------------------------

    def arrived(self, request: ArticleRequest) -> None:
        """Take note that a request has its answer or has failed."""
        self._in_flight.discard(request.address.key)

    def closed(self, *, now: datetime) -> Commands:
        """Settle what the run could not judge page by page, and count what it leaves to the next run."""
        yield from self._outage.settle(now=now)
        yield from self._mixed.settle(read=self._outage.read, now=now)
        yield from self._incomplete.values()
        if not self._context.mode.remembers:
            return
        for name, keys in (("waiting", self._taken), ("unanswered", self._in_flight)):
            yield Count(f"pages/{name}", len(keys))
        left = chain(self._taken, self._in_flight)
        lost = 0
        while batch := list(islice(left, _LOOKUP_BATCH_LINKS)):
            known = self._context.state.known(batch)
            lost += sum(key not in known or known[key].status is Status.REJECTED for key in batch)
        yield Count("pages/lost", lost)

    def note_repeated(self, article: Article, holder: str | None) -> bool:
        """Take note of a page with the text of the article ``holder``; return whether the end of the run decides about its address."""
        return self._mixed.note_repeated(article, holder)

    def _last_reason(self, key: int) -> str:
        """Return why the last fetch of an address gave no article; an empty string for the first fetch, and for a revisit."""
        found = self._context.state.pending_address(key)
        return found.reason if found else ""

    def _fetched(self, key: int) -> Commands:
        """Plan the next revisit of an article that was fetched."""
        if rows := self._revisits.done(key):
            yield ScheduleRevisits(rows)

    def not_modified(self, request: ArticleRequest, *, now: datetime) -> Commands:
        """Handle a 304: the article is unchanged, if the request was conditional."""
        key = request.address.key
        if request.etag is None and request.last_modified is None:
            # Nobody asked whether it has changed, so there is nothing that it could be the same as.
            yield from self.failed(request, FailureKind.FAILED, UNASKED_NOT_MODIFIED, request.url, now=now)
            return
        self._outage.note_read()
        yield ReportAnswer()
        yield Count("known/not_modified")
        yield from self._fetched(key)
        yield SetStatus(key, Status.DONE)

    def rejected(self, request: ArticleRequest, reason: str, url: str, *, now: datetime) -> Commands:
        """Handle a page that is not an article. ``url`` is the address that answered."""
        if request.joining is not None and reason not in BLOCKS:
            yield from self._without_part(request, request.joining, reason, url, may_return=False, now=now)
            return
        key = request.address.key
        yield Count(f"rejected/{reason}")
        yield LogMessage(logging.INFO, "%s: %s is no article: %s", (self._context.options.name, url, reason))
        yield ReportAnswer(reason)
        if reason in BLOCKS:
            if request.address.tries:
                yield Count("refused_again")
            yield from self._outage.failed(request.address, reason, is_revisit=request.is_revisit, now=now)
        elif self._outage.is_open(reason):
            rows, home = self._revisits.done(key), self._is_home(request.url, url)
            yield from self._outage.unread(
                request.address, reason, rows, is_revisit=request.is_revisit, now=now, led_away=home
            )
        else:
            yield from self._fetched(key)
            yield SetStatus(key, Status.REJECTED, reason)

    def _is_home(self, asked: str, answered: str) -> bool:
        """Return whether an article's address leads to the home page: the site's way to say that the article is gone."""
        home = urlsplit(self._context.options.site.home)
        return answered != asked and urlsplit(answered).path.rstrip("/") in {"", home.path.rstrip("/")}

    def _is_led_away(self, request: ArticleRequest, reason: str, url: str) -> bool:
        """Return whether an article's address redirects to where nothing is requested. ``url`` is the refused address."""
        is_redirect = url != request.url or reason == NOT_HTTP
        return is_redirect and reason in _AWAY and not request.is_revisit and self._outage.is_judged

    def _is_old(self, address: Address, now: datetime) -> bool:
        """Return whether a page was published so long ago that a 404 is no matter of minutes."""
        date = address_date(address)
        return self._context.order.backfill is not None or (date is not None and now - date > _PREMATURE_AGE)

    def page_read(self, request: ArticleRequest, page: ExtractedPage, *, now: datetime) -> Commands:
        """Handle a page of an article: request the article's next page, or send the whole article to the pipelines."""
        if request.joining is None:
            joining = Joining.begin(page)
        else:
            joining, fate = request.joining.add(page)
            yield Count(f"parts/{fate}")
        if joining.next_number is None or self._refusal(self._with_reservation(joining.article)):
            yield from self.read(request, joining.result, now=now)
            return
        yield ReportAnswer()
        yield Count("parts/requested")
        self._in_flight.add(request.address.key)
        yield replace(
            request,
            joining=joining,
            etag=None,
            last_modified=None,
            archived=request.archived_parts.get(urls.key(joining.url), ()),
            priority=max(request.priority, _PART_PRIORITY) if self._context.mode.follows else request.priority,
        )

    def _without_part(
        self, request: ArticleRequest, joining: Joining, reason: str, url: str, *, may_return: bool, now: datetime
    ) -> Commands:
        """Write an article of which a further page cannot be had, as truncated. A known article stays as it is.

        If the page ``may_return``, the article's address is pending again when the run ends, as often as an address may fail.
        """
        tries = request.address.tries + 1
        if may_return and not request.is_revisit and tries < self._context.limits.max_tries:
            self._incomplete[request.address.key] = Defer(request.address.key, tries, None, reason)
        name = self._context.options.name
        yield Count(f"parts/{reason}")
        if not request.is_revisit:
            message = (
                "%s: %s, a further page of %s, cannot be had: %s; the article is written with the warning truncated"
            )
            yield LogMessage(logging.WARNING, message, (name, url, request.address.url, reason))
            yield from self.read(request, joining.without_rest().result, now=now)
            return
        yield LogMessage(
            logging.WARNING, "%s: %s cannot be had: %s; %s is not revised", (name, url, reason, request.address.url)
        )
        self._outage.note_read()
        yield Count("known/part_missing")
        yield from self._fetched(request.address.key)
        yield SetStatus(request.address.key, Status.DONE)

    def read(self, request: ArticleRequest, article: Article, *, now: datetime) -> Commands:
        """Handle a whole article: send it to the pipelines, unless a limit or an obeyed directive keeps it from being written."""
        key = request.address.key
        yield ReportAnswer()
        yield from self._fetched(key)
        self._context.frontier.note_read(key, now=now)
        self._outage.note_read()
        article = self._with_permissions(self._with_reservation(article))
        if reason := self._refusal(article):
            yield Count(f"rejected/{reason}")
            yield SetStatus(key, Status.REJECTED, reason)
        else:
            self._mixed.note_read(request.address, article)
            yield EmitArticle(article)

    def _refusal(self, article: Article) -> str | None:
        """Return why an article is not written: its length, or a directive that the settings obey."""
        too_long = len(article.text) > self._context.limits.max_text_chars
        return "too_long" if too_long else self._obeyed_directive(article)

    def failed(self, request: ArticleRequest, kind: FailureKind, reason: str, url: str, *, now: datetime) -> Commands:
        """Handle a request that gave no page. ``url`` is the address that was requested last."""
        if request.joining is not None and kind is not FailureKind.POSTPONED and reason != ROBOTS_UNREACHABLE:
            may_return = kind is FailureKind.FAILED and self._context.mode.remembers
            yield from self._without_part(request, request.joining, reason, url, may_return=may_return, now=now)
            return
        key = request.address.key
        if kind is FailureKind.GONE:
            yield Count(f"rejected/{reason}")
            if self._outage.may_return(reason) and not request.is_revisit:
                self._context.frontier.note_lost(key)
                is_old = self._is_old(request.address, now)
                yield from self._outage.lost(request.address, self._revisits.done(key), is_old=is_old, now=now)
                return
            yield from self._fetched(key)
            yield SetStatus(key, Status.GONE, reason)
        elif reason == ROBOTS_UNREACHABLE and not request.is_revisit:
            # The host is down, not the page: the address must survive until robots.txt can be read.
            yield Count(f"skipped/{reason}")
            yield from self._outage.failed(request.address, reason, is_revisit=False, now=now)
        elif kind is FailureKind.POSTPONED:
            yield Count(f"postponed/{reason}")
        elif kind is FailureKind.REFUSED:
            yield Count(f"skipped/{reason}")
            if self._is_led_away(request, reason, url):
                # A site in trouble, or one that moves, sends everybody to another host.
                rows = self._revisits.done(key)
                yield from self._outage.unread(request.address, reason, rows, is_revisit=False, now=now, led_away=True)
            elif not request.is_revisit:
                yield DeleteAddress(key)
            elif reason != ROBOTS_UNREACHABLE:
                yield from self._fetched(key)
        else:
            yield Count(f"failed/{reason}")
            yield Count("failed_pages")
            if request.address.tries + request.address.tries_before and not request.address.is_deferred:
                yield Count("failed_again")
            yield from self._outage.failed(request.address, reason, is_revisit=request.is_revisit, now=now)
            yield LogMessage(logging.WARNING, "%s: %s cannot be fetched: %s", (self._context.options.name, url, reason))

    # -- text and data mining -----------------------------------------------------------------------------------

    def note_reservations(self, body: bytes) -> None:
        """Take note of what the host's TDMRep file reserves."""
        self._reservations = usage.rules(body)

    def note_robots(self, host: str, permissions: RobotsPermissions) -> None:
        """Take note of what the robots.txt of a host says of the use of its pages."""
        self._robots[host] = permissions

    def _with_permissions(self, article: Article) -> Article:
        """Return the article with what robots.txt of its host says; the page's own ``Content-Usage`` comes before it."""
        found = self._robots.get(urls.host(article.url))
        if not found:
            return article
        licenses = list(dict.fromkeys([*article.license_urls, *found.licenses]))[:MAX_LICENSES]
        return replace(
            article,
            content_usage=article.content_usage or found.usage_of(article.url),
            content_signal=found.signal_of(article.url),
            license_urls=licenses,
        )

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
