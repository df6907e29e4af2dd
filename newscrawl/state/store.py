"""The words of the state store: what it holds and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newscrawl import urls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newscrawl.dedupe import Candidate, Signature
    from newscrawl.state.health import HealthRow


class StateError(Exception):
    """The state cannot be read or written; the message says which file, why, and what to do next."""


class Status(IntEnum):
    """Where an address stands."""

    PENDING = 0
    """Known, and still to be fetched: also after a crash in mid-flight."""

    DONE = 1
    """Fetched, and its article committed."""

    REJECTED = 2
    """Fetched, and no article of ours: the reason is kept."""

    GONE = 3
    """The server says that it is no more (404, 410)."""


def address_key(url: str) -> int:
    """What an address is known by: 64 bits of the hash of its identity, as SQLite's signed integer.

    Two of ten million addresses share a key with a probability of 3 in a million.
    """
    return int.from_bytes(blake2b(urls.key(url).encode(), digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that is to be fetched."""

    key: int
    """:func:`address_key` of ``url``."""

    url: str
    hints: str = ""
    """What discovery said, as JSON of :class:`newscrawl.items.Hints`; empty for nothing."""

    lastmod: int | None = None
    """What the source gave as the page's last change, in seconds since 1970."""

    tries: int = 0
    """How often it was fetched in vain."""


class KnownAddress(NamedTuple):
    """What is remembered of an address that has been met before."""

    status: Status
    lastmod: int | None


class Validators(NamedTuple):
    """What a conditional request for an address asks by."""

    etag: str | None
    last_modified: str | None


class Alias(NamedTuple):
    """Another address of an article."""

    key: int
    url: str
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """What is remembered of an article."""

    id: str
    site: str
    url: str
    revision: int
    content_hash: str
    """Of headline and text."""

    date_published: str | None
    first_seen: str
    last_seen: str
    rules: str = ""
    """By which the text was set right."""

    consonants: str = ""
    """16 hex digits of what no such rule changes; empty where an earlier version wrote the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is remembered of an article's text, so that copies of it are found."""

    signature: Signature
    month: str
    """Of publication: ``2026-03``."""

    cluster: int | None = None
    """Number of the earliest article it is a copy of; ``None`` where it is a copy of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or listing."""

    url: str
    site: str
    kind: str
    etag: str | None = None
    last_modified: str | None = None
    checked: str | None = None
    """Moment of the last answer."""

    brought_news: str | None = None
    """Moment of the last answer that held an address not met before."""

    root: str | None = None
    """The source that led to it: a listing's first page, a sitemap index; ``None`` for what a crawl begins with."""

    first_checked: str | None = None
    gap: float | None = None
    """Seconds from one new article to the next, smoothed."""

    interval: float | None = None
    """Seconds between two questions."""

    next_check: str | None = None
    unfinished: bool = False
    """Whether a part of it could not be had: it is read again, unconditionally and to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """An article that is due to be looked at again."""

    address: Address
    first_seen: str
    """Moment of the article's first commit."""

    date_published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How far a file of a run is committed."""

    path: str
    crawl_id: str
    bytes: int
    lines: int


class Store(Protocol):
    """What a run asks of its memory. Every method raises :class:`StateError` where the medium fails.

    Questions come in batches: the links of a whole page are looked up at once.
    """

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:
        """Those of the keys that have been met, in any status."""

    def add(self, site: str, addresses: Iterable[Address], *, now: str) -> int:
        """Remember addresses as pending, those that were done as pending again; the number of rows written."""

    def alias(self, aliases: Iterable[Alias], *, now: str) -> int:
        """Remember further addresses of articles as done; how many were new. Those of an article that is not known are left."""

    def validators(self, key: int) -> Validators:
        """What the last answer of an address can be asked for by; ``None`` twice where there is nothing."""

    def note_lastmod(self, rows: Sequence[tuple[int, int]]) -> None:
        """Remember what a second source gave as the last change of addresses (key, seconds since 1970) that had none."""

    def begin(self, site: str) -> bool:
        """A run at the site begins; whether the one before came to its end."""

    def end(self, site: str) -> None:
        """The run came to its end: every source was read, and all they offered is remembered."""

    def pending(
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        """Addresses that wait to be fetched: the least tried first, then those that were found last.

        With ``by_date`` the oldest come first, as their source dated them, and at last what it did not date.

        With ``tried_before``, those that were fetched in vain since that moment are left to rest.
        """

    def settle(
        self,
        key: int,
        status: Status,
        *,
        now: str,
        reason: str = "",
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """Close an address that brought no line: rejected, gone, or done and unchanged."""

    def forget(self, key: int) -> None:
        """Drop an address, so that it counts as new when it is met again."""

    def failed(self, key: int, *, now: str) -> None:
        """Count a fetch in vain; the address stays pending."""

    def article(self, article_id: str) -> ArticleState | None:
        """The article of that id, as last committed."""

    def content(self, content_hash: str) -> str | None:
        """Id of the first article committed with this content."""

    def copy_candidates(self, keys: Sequence[int], months: Sequence[str], *, article_id: str) -> list[Candidate]:
        """Articles of the months that may be what a text with these keys is a copy of, and the heads of their clusters.

        They are to be verified. ``article_id`` is the text's own: of an article that is known, only what was committed
        before it can be the original.
        """

    def forget_signatures(self, *, before: str) -> int:
        """Drop what copies of articles that were published before a month (``2026-03``) are found by; their number."""

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
    ) -> None:
        """Make an article's line count: article, addresses, file lengths and fingerprint in one transaction.

        ``next_revisit`` is when the article's own address is looked at again.
        """

    def source(self, url: str) -> Source | None:
        """What is remembered of a source."""

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:
        """Those of the sources that have been asked before, by address."""

    def entries(self, site: str) -> list[Source]:
        """The sources that a crawl of the site begins with, as far as they have been asked before: the next due first."""

    def put_source(self, source: Source) -> None:
        """Remember a source's validators and pace."""

    def next_due(self, site: str, *, revisits: bool) -> str | None:
        """The first moment at which a source of the site, or an article where ``revisits`` are wanted, is due.

        ``None`` where the site was never crawled, or its last run did not come to its end: it is due now.
        """

    def revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:
        """Articles, found or gone, that are due to be looked at again: those that wait longest first."""

    def plan_revisits(self, rows: Sequence[tuple[int, str | None]]) -> None:
        """When addresses (key, moment) are looked at again; ``None`` for never."""

    def outputs(self) -> list[Output]:
        """Files of runs that did not end: to be cut to their committed length and closed."""

    def put_output(self, output: Output) -> None:
        """A file is open and holds this much; when this returns, that outlasts a power cut."""

    def close_run(self, crawl_id: str, said: str) -> None:
        """A run has written its last line; ``said`` is what another needs to close its files, should it die over that.

        When this returns, it outlasts a power cut, and so does everything that was committed before.
        """

    def closing(self, crawl_id: str) -> str | None:
        """What a run said before it began to close its files; ``None`` where it had not come to that."""

    def finish_run(self, crawl_id: str) -> None:
        """A run's files are complete and have their names; the store has no more part in them."""

    def uncommit(self, output: Output, *, size: int) -> int:
        """After a power cut: the file holds only ``size`` bytes. Articles beyond go out again; their number."""

    def counts(self, site: str | None = None) -> Mapping[str, int]:
        """Number of addresses by status name, and of articles."""

    def health_sites(self) -> list[str]:
        """Sites of which a run's health is remembered, in alphabetical order."""

    def health(self, site: str) -> list[HealthRow]:
        """How well earlier runs read the site, oldest first."""

    def put_health(self, site: str, rows: Sequence[HealthRow], *, drop: Sequence[str] = ()) -> None:
        """Remember how well runs read the site, and forget the runs named in ``drop``."""

    def ask_host(self, host: str, *, hosts: Collection[str], site: str, now: float, delay: float, day: str) -> float:
        """Whether a host may be asked: seconds to wait, or 0, and then the request is noted and counted for the site's ``day``.

        It may where none of the ``hosts`` (itself, and those whose last request counts too) was asked less than ``delay``
        seconds before ``now`` (seconds since 1970), by whichever site or process.
        """

    def host_delay(self, hosts: Collection[str]) -> float:
        """The longest delay, in seconds, that :meth:`ask_host` was last given for one of the hosts; 0 where none is known."""

    def leave_alone(self, hosts: Collection[str], *, until: float) -> None:
        """The hosts are not to be asked before a moment, in seconds since 1970; an earlier one changes nothing."""

    def left_alone(self, hosts: Collection[str]) -> float:
        """The moment before which one of the hosts is not to be asked, in seconds since 1970; 0 where there is none."""

    def requests(self, site: str, *, day: str) -> int:
        """Requests to a site on a day, as :meth:`ask_host` counted them."""

    def close(self) -> None:
        """Let go of the medium."""
