"""The interface of the state store: the values that it holds, and the :class:`Store` protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newscrawl import urls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newscrawl.dedupe import DuplicateCandidate, Signature
    from newscrawl.state.health import HealthRow
    from newscrawl.state.known import KnownAddress, Settled, Status, Validators


class StateError(Exception):
    """The state cannot be read or written. The message names the file, the cause and what to do next."""


class FencedError(StateError):
    """Another process has taken over the site. This one must stop; what it tried to write was not written."""


class CopyAppearedError(Exception):
    """Nothing was committed, because a copy of the article was committed after the caller looked for copies.

    Look again (:meth:`Store.article_with_content`, :meth:`Store.near_duplicate_candidates`), then commit again. The same holds if an
    article that its line links to was removed (:meth:`Store.removed_ids`). Only a store that several machines share raises it.
    """


def address_key(url: str) -> int:
    """Return the key of an address: 64 bits of a hash of its normalized form, as a signed integer.

    The probability that any two of ten million addresses share a key is 3 in a million. Raises :class:`ValueError` for a
    text that is not an address.
    """
    return int.from_bytes(blake2b(urls.key(url).encode(), digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address to fetch."""

    key: int
    """:func:`address_key` of ``url``."""

    url: str
    hints: str = ""
    """JSON of :class:`newscrawl.items.Hints`, or an empty string."""

    lastmod: int | None = None
    """The page's last change as its source gave it, in seconds since 1970."""

    tries: int = 0
    """Number of failed fetches."""

    tries_before: int = 0
    """Number of failed fetches before a source offered it again, which sets ``tries`` to 0."""

    is_deferred: bool = False
    """Whether it waits for the end of an outage (:meth:`Store.defer`)."""

    reason: str = ""
    """Why its last fetch gave no article. Only :meth:`Store.pending_address` tells it."""


class Alias(NamedTuple):
    """A further address of an article."""

    key: int
    url: str
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """The last committed revision of an article."""

    id: str
    site: str
    url: str
    revision: int
    content_hash: str
    """:func:`newscrawl.items.content_hash` of headline and text; empty after :meth:`Store.uncommit` of a later revision."""

    date_published: str | None
    first_seen: str
    last_seen: str
    text_rules: str = ""
    """Version and tone style of the text rules that normalized the text."""

    consonant_hash: str = ""
    """:func:`newscrawl.dedupe.consonant_hash`, 16 hex digits; empty if an earlier version of newscrawl wrote the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The signature of an article's text, by which near duplicates are found."""

    signature: Signature
    month: str
    """Month of publication: ``2026-03``."""

    cluster: int | None = None
    """Number of the earliest article that it is a near duplicate of; ``None`` if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or listing."""

    url: str
    site: str
    kind: str
    etag: str | None = None
    last_modified: str | None = None
    checked: str | None = None
    """Time of the last answer."""

    brought_news: str | None = None
    """Time of the last answer with an address that was not stored before."""

    root: str | None = None
    """The source that led to it (a listing's first page, a sitemap index); ``None`` for a source that a crawl starts with."""

    first_checked: str | None = None
    """Time of the first answer."""

    gap: float | None = None
    """Smoothed seconds from one new article to the next."""

    interval: float | None = None
    """Seconds between two requests."""

    next_check: str | None = None
    """Time of the next request."""

    unfinished: bool = False
    """True if a part of it could not be fetched. It is then read again completely, without a conditional request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """An article that is due to be fetched again."""

    address: Address
    first_seen: str
    """Time of the article's first commit."""

    date_published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The committed length of a run's file."""

    path: str
    """Relative to the state directory if that lies in the output directory, else absolute."""

    crawl_id: str
    bytes: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLine:
    """A line of output that is stored in the transaction of its article, until it is written into a file with others."""

    kind: str
    """``articles`` or ``related``."""

    crawl_id: str
    line: bytes = field(repr=False)
    """One line of JSON, or several, each with its line end."""

    segment: str | None = None
    """The WARC file with the article's page, if that is not uploaded yet. Until then the line is not written into a file."""

    links: Sequence[str] = ()
    """The ids of the articles that the line links to."""


class RenewalPosition(NamedTuple):
    """How far the articles have been read whose signatures are made anew."""

    file: str
    """The file read last, from the last one to the first by name; empty before the first."""

    lines: int
    """Lines of it that have been read."""


class Store(Protocol):
    """What a run remembers, and what it asks later. :mod:`newscrawl.state.sqlite` implements it.

    These rules hold for every method:

    - It raises :class:`StateError` if the medium cannot be read or written.
    - A method that writes does so in one transaction: after an error or a kill, either all of it or nothing is stored.
      A committed write survives a kill of the process. It survives a power cut only where the method says so.
    - ``key`` is an :func:`address_key`. ``now`` and other ``str`` timestamps are RFC 3339 with an offset
      (``2026-03-02T08:00:00+07:00``). ``float`` timestamps are seconds since 1970. ``site`` is the name of a site's profile.
    """

    turn_seconds: float | None
    """A request is sent within so many seconds after its slot was acquired, or not at all; ``None`` for no such limit.

    With a limit :meth:`record_sent` is called as soon as a request has been sent: until then the other machines count the slot as
    used at the end of its turn.
    """

    # -- addresses: the frontier --------------------------------------------------------------------------------

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:
        """Return the addresses among ``keys`` that are stored, in any status, by key."""

    def add(self, site: str, addresses: Iterable[Address], *, now: str) -> int:
        """Store addresses as pending; return the number of rows written.

        An address that is stored already becomes pending again, with its tries reset to 0; a removed one stays removed.
        """

    def add_aliases(self, aliases: Iterable[Alias], *, now: str) -> int:
        """Store further addresses of known articles as done; return how many were new.

        Leaves out aliases whose article is not stored, and addresses that are stored already.
        """

    def validators(self, key: int) -> Validators:
        """Return the validators for a conditional request; both are ``None`` if none are stored."""

    def fill_lastmod(self, rows: Sequence[tuple[int, int]]) -> None:
        """Set the last change (key, seconds since 1970) of addresses that have none."""

    def has_ended(self, site: str) -> bool:
        """Return whether the site's last crawl was complete, as :meth:`begin_crawl` would; changes nothing."""

    def begin_crawl(self, site: str) -> bool:
        """Mark the site's crawl as not complete; return whether the crawl before was complete."""

    def end_crawl(self, site: str) -> None:
        """Mark the site's crawl as complete: every source was read, and all addresses that they offered are stored."""

    def pending(
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        """Return at most ``limit`` pending addresses with fewer than ``max_tries`` tries; deferred ones are left out.

        The order is by tries, fewest first, then newest first. With ``by_date`` the oldest come first, by the date that
        their source gave, and those without a date last. ``tried_before`` leaves out addresses with a failed try at or
        after that timestamp; a try that lies more than two days after it was noted by a wrong clock, and does not count.
        """

    def pending_address(self, key: int) -> Address | None:
        """Return a pending address with the reason of its last failure; ``None`` if it is not stored, or settled."""

    def settled(self, keys: Sequence[int]) -> Mapping[int, Settled]:
        """Return the addresses among ``keys`` that are gone or rejected, by key."""

    def set_status(
        self,
        key: int,
        status: Status,
        *,
        now: str,
        reason: str = "",
        etag: str | None = None,
        last_modified: str | None = None,
        article_id: str | None = None,
    ) -> None:
        """Set the final status of an address that gave no line: rejected, gone, or done and unchanged.

        ``reason`` is a word for the report. A validator that is ``None`` keeps its stored value. ``article_id`` is the stored
        article that the page holds. The log of changes learns if an article is gone, back, or merged into another.
        """

    def delete_address(self, key: int) -> None:
        """Delete an address, so that it counts as new when a source offers it again."""

    def record_failure(self, key: int, *, now: str, reason: str = "") -> None:
        """Record a failed fetch: one more try and its reason; the address stays pending."""

    def defer(self, key: int, *, tries: int, not_before: str | None, reason: str, now: str) -> None:
        """Make an address pending until an outage of its site ends; it is tried again from ``not_before`` on.

        No number of tries gives up a deferred address. ``not_before=None`` ends the deferral: the address is pending with
        this number of tries.
        """

    def deferred(self, site: str, *, limit: int, until: str | None = None) -> list[Address]:
        """Return at most ``limit`` deferred addresses, those first that were not tried for longest; with ``until`` those that may be tried by then.

        No address rests for two days: one that would is tried as well, because its rest was noted by a wrong clock.
        """

    def postpone_deferred(self, site: str, *, until: str, tries: int) -> None:
        """Let the deferred addresses of a site rest at least until a timestamp, as if each had this number of tries."""

    def article_count(self, site: str, *, limit: int) -> int:
        """Return the number of stored articles of a site, at most ``limit``."""

    # -- articles -----------------------------------------------------------------------------------------------

    def article(self, article_id: str) -> ArticleState | None:
        """Return the last committed revision of an article, ``None`` if it is not stored."""

    def article_with_content(self, content_hash: str) -> str | None:
        """Return the id of the first article that was committed with this content, ``None`` if there is none."""

    def near_duplicate_candidates(
        self, keys: Sequence[int], months: Sequence[str], *, article_id: str
    ) -> list[DuplicateCandidate]:
        """Return the articles published in ``months`` that share signature keys with a text, and the first article of the cluster of each.

        The caller has to verify them (:func:`newscrawl.dedupe.find_near_duplicate`). ``article_id`` is the text's own
        article: if it is stored, only articles committed before it are returned. ``months`` look like ``2026-03``.
        """

    def delete_signatures(self, *, before: str) -> int:
        """Delete the signatures of articles published before a month (``2026-03``); return their number.

        Near duplicates of these articles are no longer found. Raises :class:`ValueError` if ``before`` is not a month.
        """

    def signature_renewal(self) -> RenewalPosition | None:
        """Return how far the signatures have been made anew, ``None`` if all are of the present algorithm.

        If they are of another one, their keys are deleted and the renewal begins.
        """

    def renew_signatures(
        self, signed: Iterable[tuple[str, int, Signature]], *, since: RenewalPosition, until: RenewalPosition
    ) -> int | None:
        """Store signatures, each with the id and the revision of its article, in the place of those of another algorithm.

        Returns how many were stored; ``None``, and stores nothing, if the renewal is not at ``since`` any more, because another process does
        the same. All of it, and ``until``, is one transaction.
        """

    def unwritten_lines(self, after: int) -> list[tuple[int, bytes]]:
        """Return some lines of articles that are in no file yet, with their numbers, the first behind the number ``after``."""

    def end_signature_renewal(self) -> int:
        """End the renewal; return the number of articles whose signature is still of another algorithm."""

    def commit(
        self,
        article: ArticleState,
        *,
        keys: Sequence[int],
        outputs: Sequence[Output],
        etag: str | None = None,
        last_modified: str | None = None,
        fingerprint: Fingerprint | None = None,
        next_revisit: str | None = None,
        lines: Sequence[OutboxLine] = (),
    ) -> None:
        """Commit an article: its row, its addresses, the lengths of its files and its signature, in one transaction.

        ``keys`` are the addresses that led to it; they and the article's own address become done. ``outputs`` are the
        files with the article's lines already appended; the first holds the article itself. ``next_revisit`` is when its
        own address is fetched again. ``lines`` are stored with the article instead of files, only in PostgreSQL. Raises
        :class:`CopyAppearedError` if another machine has just committed a copy, or removed an article that the line links to.
        """

    def removed_ids(self) -> frozenset[str]:
        """Return the ids of the articles that were removed on request. They must not be written again."""

    # -- sources and schedule -----------------------------------------------------------------------------------

    def source(self, url: str) -> Source | None:
        """Return a stored source, ``None`` if it was never read."""

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:
        """Return the stored sources among ``addresses``, by address."""

    def entry_sources(self, site: str) -> list[Source]:
        """Return the stored sources that a crawl of the site starts with, the next due first."""

    def put_source(self, source: Source) -> None:
        """Store a source. A ``checked``, ``brought_news`` or ``first_checked`` of ``None`` keeps the stored value."""

    def next_due(self, site: str, *, revisits: bool) -> str | None:
        """Return when the next source of the site is due, or with ``revisits`` the next article if that is earlier.

        ``None`` if the site is due now: it was never crawled, or its last crawl was not complete.
        """

    def due_revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:
        """Return at most ``limit`` articles, done or gone, whose revisit is due, those that wait longest first."""

    def schedule_revisits(self, rows: Sequence[tuple[int, str | None]]) -> None:
        """Set when addresses (key, timestamp) are fetched again; ``None`` for never."""

    # -- the files of runs --------------------------------------------------------------------------------------

    def outputs(self) -> list[Output]:
        """Return the files of runs that did not finish, by path: they have to be cut to their committed length and closed."""

    def put_output(self, output: Output) -> None:
        """Store that a file is open and how much of it is committed. Survives a power cut."""

    def save_closing_plan(self, crawl_id: str, plan: str) -> None:
        """Store what another run needs to close this run's files if this one dies before it has closed them.

        Survives a power cut, and so does everything committed before.
        """

    def closing_plan(self, crawl_id: str) -> str | None:
        """Return the plan that a run stored before it began to close its files, ``None`` if it had not got so far."""

    def finish_run(self, crawl_id: str) -> None:
        """Delete a run's files and closing plan from the store: the files are complete and have their names."""

    def uncommit(self, output: Output, *, size: int) -> int:
        """Undo the commits of articles whose line ends beyond ``size`` bytes of a file; return their number.

        Called after a power cut shortened the file. The addresses become pending again, so that the articles are fetched again.
        """

    # -- reports ------------------------------------------------------------------------------------------------

    def counts(self, site: str | None = None) -> Mapping[str, int]:
        """Return the number of addresses by status name, and of ``articles``, for one site or all."""

    def health_sites(self) -> list[str]:
        """Return the sites that have health rows, in alphabetical order."""

    def health(self, site: str) -> list[HealthRow]:
        """Return the site's health rows, oldest first."""

    def put_health(self, site: str, rows: Sequence[HealthRow], *, drop: Sequence[str] = ()) -> None:
        """Store health rows, and delete those of the runs (``crawl_id``) in ``drop``."""

    # -- rate limits, shared by all processes that use the state ----------------------------------------------------

    def acquire_request_slot(
        self, host: str, *, hosts: Collection[str], site: str, now: float, delay: float, day: str
    ) -> float:
        """Return 0 and record a request to ``host``, or return the seconds to wait and record nothing.

        The request is allowed if the last request to each of ``hosts`` (the host itself and those that share its limit),
        by any site or process, is at least ``delay`` seconds before ``now``. It counts for the site's ``day``
        (``2026-03-02``).
        """

    def record_sent(self, host: str, *, now: float) -> None:
        """Record that the last request to ``host`` was sent at ``now``, later than its slot was acquired."""

    def host_delay(self, hosts: Collection[str]) -> float:
        """Return the longest delay, in seconds, of the last requests to ``hosts``; 0 if none are stored."""

    def block_until(self, hosts: Collection[str], *, until: float) -> None:
        """Forbid requests to ``hosts``, also by later runs, before ``until``. An earlier time than the stored one changes nothing."""

    def blocked_until(self, hosts: Collection[str]) -> float:
        """Return the latest time before which one of ``hosts`` must not be requested; 0 if there is none."""

    def request_count(self, site: str, *, day: str) -> int:
        """Return the number of requests to a site on a day, as :meth:`acquire_request_slot` counted them."""

    def close(self) -> None:
        """Close the database."""
