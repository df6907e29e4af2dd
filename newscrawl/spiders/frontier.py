"""Which of the links that a run meets are to be fetched: what is new or has changed, each article by one address at a time.

What is to be fetched stands in the state; here is only what one run must not do twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from newscrawl import dates
from newscrawl.items import Hints
from newscrawl.state import Address, Alias, KnownAddress, Status, address_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newscrawl.discover import Link
    from newscrawl.sites import Site
    from newscrawl.state import Store

_AHEAD: Final = 300
"""Seconds that a site's clock may be ahead; what it dates later than that is no change."""

_OTHER_WAYS: Final = 3
"""Further addresses of one article that a run tries: a server that ignores the slug has thousands, and all are gone with it."""


class Choice(NamedTuple):
    """What came of some links."""

    wanted: list[Address]
    known: Mapping[int, KnownAddress]
    """What the state holds of those that this run met for the first time, by key."""

    dated: dict[int, int]
    """What the links gave as the last change, in seconds since 1970, by key."""

    fresh: list[Link]
    """The articles among them that this run had not met, or of which it now knows when they changed."""

    is_cut: bool
    """Whether some are left out, since a run may take no more."""


class Frontier:
    """What one run has met, asked for and read."""

    def __init__(self, site: Site, *, since: datetime | None, until: datetime | None, most: int) -> None:
        """``since`` and ``until`` bound the days of articles (the latter excluded), ``most`` the addresses of the run."""
        self._site = site
        self._since = since
        self._until = until
        self._most = most
        self._taken = 0
        self.asked: set[int] = set()
        """Addresses that are or were under way."""

        self._met: set[int] = set()
        self._dated: set[int] = set()
        self._read_at: dict[int, int] = {}
        """When each article was read, in seconds since 1970."""

        self._is_numbered = any("(?P<id>" in form.pattern for form in site.article_url)
        self._ways: dict[str, int] = {}
        """The address by which each article is asked for, where addresses hold its number."""

        self._others: list[tuple[str, Address]] = []
        """Articles and further addresses of theirs, in the order they were met."""

        self._tried: Counter[str] = Counter()

    @property
    def met(self) -> int:
        """How many addresses of articles the run has met."""
        return len(self._met)

    @property
    def is_full(self) -> bool:
        """Whether no more addresses may be taken."""
        return self._taken >= self._most

    def choose(self, links: Iterable[Link], store: Store, *, now: float) -> Choice:
        """What of the links is to be fetched; ``now`` in seconds since 1970."""
        fresh: dict[int, tuple[Link, str]] = {}
        for link in links:
            article = self._site.article_key(link.url)
            if article is None or self._outside(link.hints):
                continue
            key = address_key(self._site.canonical(link.url))
            # A second source may know more: a sitemap says when an article changed, a feed does not.
            if key not in self._met or (link.lastmod and key not in self._dated):
                fresh[key] = link, article
            self._met.add(key)
            if link.lastmod:
                self._dated.add(key)
        known = store.known(list(fresh))
        dated = {key: when for key, (link, _) in fresh.items() if (when := dates.to_epoch(link.lastmod)) is not None}
        wanted: list[Address] = []
        for key, (link, article) in fresh.items():
            lastmod = dated.get(key)
            changed = self._has_changed(key, lastmod, now)
            if changed or (key not in self.asked and (key not in known or _is_due(known[key], lastmod))):
                address = Address(key=key, url=self._site.canonical(link.url), hints=pack(link.hints), lastmod=lastmod)
                if changed or not self._is_another_way(article, address):
                    wanted.append(address)
        room = max(self._most - self._taken, 0)
        choice = Choice(wanted[:room], known, dated, [link for link, _ in fresh.values()], len(wanted) > room)
        self._taken += len(choice.wanted)
        return choice

    def read(self, key: int, *, now: datetime) -> None:
        """An article was read: a source that says later that it has changed since is believed."""
        self._read_at[key] = int(now.timestamp())

    def _has_changed(self, key: int, lastmod: int | None, now: float) -> bool:
        """Whether a source that was read later says that an article has changed since this run read it."""
        read = self._read_at.get(key)
        return read is not None and lastmod is not None and read < lastmod <= now + _AHEAD

    def _is_another_way(self, article: str, address: Address) -> bool:
        """Whether the run asks for the article by another address already; then this one is remembered with it."""
        if not self._is_numbered or self._ways.setdefault(article, address.key) == address.key:
            return False
        if len(self._others) < self._most:
            self._others.append((article, address))
        return True

    def settle_others(self, store: Store, *, now: str) -> int:
        """Remember the further addresses of what was fetched with its article; how many were new.

        Where the address that was asked for is gone, the next becomes pending in its place.
        """
        others, self._others = self._others, []
        first = store.known(list({self._ways[article] for article, _ in others}))
        gone = {key for key, found in first.items() if found.status is Status.GONE}
        aliases: list[Alias] = []
        pending: dict[str, Address] = {}
        for article, address in others:
            if article in pending:
                self._others.append((article, address))
            elif self._ways[article] not in gone:
                aliases.append(Alias(address.key, address.url, f"{self._site.name}:{article}"))
            elif self._tried[article] < _OTHER_WAYS:
                self._tried[article] += 1
                self._ways[article] = address.key
                pending[article] = address
        store.add(self._site.name, list(pending.values()), now=now)
        return store.add_aliases(aliases, now=now)

    def _outside(self, hints: Hints) -> bool:
        """Whether discovery already said that the article is not of the days asked for."""
        if not hints.date_published or not (self._since or self._until):
            return False
        published = datetime.fromisoformat(hints.date_published)
        return bool((self._since and published < self._since) or (self._until and published >= self._until))


def _is_due(known: KnownAddress, lastmod: int | None) -> bool:
    """Whether a known address is to be fetched: it is pending, or a source speaks of a change since it was."""
    if known.status is Status.PENDING:
        return True
    return lastmod is not None and known.lastmod is not None and lastmod > known.lastmod


def moment_of(address: Address) -> datetime | None:
    """The moment of which a source said that an article is: of its publication, or of its last change."""
    hints = unpack(address.hints)
    said = dates.parse(hints.date_published) if hints and hints.date_published else None
    if said is None and address.lastmod is not None:
        said = dates.parse(dates.from_epoch(address.lastmod))
    return said


def pack(hints: Hints) -> str:
    """Hints as the state keeps them; empty where they say nothing."""
    said = {name: value for name in Hints.__slots__ if (value := getattr(hints, name)) is not None}
    return orjson.dumps(said).decode() if said else ""


def unpack(text: str) -> Hints | None:
    """Hints as the state kept them."""
    return Hints(**orjson.loads(text)) if text else None
