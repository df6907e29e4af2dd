"""Chooses the links to fetch: new or changed articles, each by one address at a time.

The state holds the addresses to fetch. This module holds only what keeps one run from doing something twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from newscrawl import dates
from newscrawl.discover import sitemap_dates
from newscrawl.items import Hints
from newscrawl.policy.denylist import NOTHING_DENIED, Denylist
from newscrawl.policy.key_sets import KeyMap, KeySet
from newscrawl.state import Address, Alias, KnownAddress, Status, address_key
from newscrawl.state.damage import damaged, stored_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newscrawl.discover import Link
    from newscrawl.policy.state_view import StateView
    from newscrawl.sites import Site

_MAX_CLOCK_SKEW_SECONDS: Final = 300
"""How far a site's clock may be ahead. A last change that lies further in the future is ignored."""

_BY_DATE: Final = "refused_by_date"
"""Fate of a link whose article is not of the requested days."""

_MAX_ALIAS_TRIES: Final = 3
"""Further addresses of one article that a run tries: a server that ignores the slug has thousands, and if one is gone, all are."""


class Choice(NamedTuple):
    """The result of looking up a batch of links."""

    wanted: list[Address]
    """Addresses to fetch."""

    known: Mapping[int, KnownAddress]
    """What the state holds of the links that this run met for the first time, by key."""

    lastmods: dict[int, int]
    """The last change that the links name, in Unix seconds, by key."""

    fresh: list[Link]
    """Articles that this run had not met before, or for which a last change is now known."""

    is_cut: bool
    """Whether addresses are left out because the run's limit is reached."""

    fates: Counter[str]
    """What became of the links, by name: ``taken``, ``known``, ``repeated`` within the run, ``over_limit``, or ``refused_…``."""


class AliasBatch(NamedTuple):
    """What becomes of further addresses of articles."""

    aliases: list[Alias]
    """Addresses to remember with their article."""

    pending: list[Address]
    """Addresses to fetch, because the address that was requested is gone."""


_REVIVAL_SLACK_SECONDS: Final = 60
"""Time by which a look may come early: runs take some time, and a schedule is not exact."""

_DAY_SECONDS: Final = 86_400
_MIN_REST_SECONDS: Final = {
    **dict.fromkeys(("http_404", "http_410", "not_found_page", "empty"), 0),
    **dict.fromkeys(("no_body", "no_headline", "no_text", "not_html"), _DAY_SECONDS),
}
"""Reasons of settled pages that a publisher may put right, and the shortest rest before the next look. Films have no text either."""


class Frontier:
    """The addresses that one run has met, requested and read."""

    def __init__(
        self,
        site: Site,
        *,
        since: datetime | None,
        until: datetime | None,
        max_addresses: int,
        denied: Denylist = NOTHING_DENIED,
    ) -> None:
        """Take the bounds: articles from ``since`` up to ``until`` (excluded), new addresses of the run, articles not to fetch."""
        self._denied = denied
        self._site = site
        self._since = since
        self._until = until
        self._max_addresses = max_addresses
        self._taken = 0
        self.requested = KeySet()
        """Keys of addresses that are or were in flight."""

        self._outside = KeySet()
        """Keys of addresses that a source dated outside the requested days. Another source may name them without a date."""

        self._met = KeySet()
        self._dated = KeySet()
        self._read_at = KeyMap()
        """When each article was read, in Unix seconds, by key."""

        self._has_ids = any("(?P<id>" in form.pattern for form in site.article_url)
        """Whether addresses hold an article's id, so that two addresses can name one article."""

        self._main_keys = KeyMap()
        """Key of the address by which each article is requested, by the hash of the article's key."""

        self._others: list[tuple[str, Address]] = []
        """Articles and their further addresses, in the order in which they were met."""

        self._alias_tries: Counter[str] = Counter()
        self._lost: set[int] = set()
        """Addresses that gave 404 and are not settled as gone before the end of the run."""

    @property
    def met_count(self) -> int:
        """Return how many article addresses the run has met."""
        return len(self._met)

    @property
    def is_full(self) -> bool:
        """Return whether the run may take no more addresses."""
        return self._taken >= self._max_addresses

    def choose(self, links: Iterable[Link], state: StateView, *, now: datetime, revives: bool = False) -> Choice:
        """Return which of the links are to be fetched. With ``revives`` pages that were not there are looked at again from time to time."""
        fresh: dict[int, tuple[Link, str, str]] = {}
        fates: Counter[str] = Counter()
        for link in links:
            fates["repeated"] += 1
            article, refusal = self._article(link)
            url = self._site.canonical(link.url) if article or refusal == _BY_DATE else ""
            key = address_key(url) if url else 0
            if refusal == _BY_DATE and link.hints.date_published:
                self._outside.add(key)
            elif article and key in self._outside and not link.hints.date_published:
                article, refusal = None, _BY_DATE
            if article is None:
                fates["repeated"] -= 1
                fates[refusal] += 1
                continue
            # A second source may know more: a sitemap names the last change of an article, a feed does not.
            if key not in fresh and (key not in self._met or (link.lastmod and key not in self._dated)):
                fresh[key] = link, article, url
            self._met.add(key)
            if link.lastmod:
                self._dated.add(key)
        known = state.known(list(fresh))
        lastmods = {
            key: when for key, (link, _, _) in fresh.items() if (when := dates.to_epoch(link.lastmod)) is not None
        }
        wanted: list[Address] = []
        revived = self._revived(known, state, now.timestamp()) if revives else set()
        for key, (link, article, url) in fresh.items():
            lastmod = lastmods.get(key)
            changed = self._has_changed(key, lastmod, now.timestamp()) or key in revived
            if changed or (key not in self.requested and (key not in known or _is_due(known[key], lastmod))):
                found = known.get(key)
                address = Address(
                    key=key,
                    url=url,
                    hints=pack_hints(link.hints),
                    lastmod=lastmod,
                    tries_before=found.tries if found and found.status is Status.PENDING else int(key in revived),
                )
                if changed or not self._is_alias(article, address):
                    wanted.append(address)
        room = max(self._max_addresses - self._taken, 0)
        taken = wanted[:room]
        fates["taken"], fates["over_limit"] = len(taken), len(wanted) - len(taken)
        offered = {address.key for address in wanted}
        fates["known"] = sum(key in known and key not in self.requested for key in fresh.keys() - offered)
        fates["repeated"] -= len(wanted) + fates["known"]
        choice = Choice(taken, known, lastmods, [link for link, _, _ in fresh.values()], len(wanted) > room, +fates)
        self._taken += len(choice.wanted)
        return choice

    def _revived(self, known: Mapping[int, KnownAddress], state: StateView, now: float) -> set[int]:
        """Return the known addresses whose page was not there, and that are to be looked at again because a source still offers them.

        Each look comes after twice the time of the one before, since the address was first seen.
        """
        settled = [
            key
            for key, found in known.items()
            if found.status in {Status.GONE, Status.REJECTED} and key not in self.requested
        ]
        return {
            key
            for key, found in (state.settled(settled) if settled else {}).items()
            if found.reason in _MIN_REST_SECONDS
            and now - found.last_seen + _REVIVAL_SLACK_SECONDS
            >= max(found.last_seen - found.first_seen, _MIN_REST_SECONDS[found.reason])
        }

    def note_read(self, key: int, *, now: datetime) -> None:
        """Remember that an article was read now, so that a later change is noticed within the run."""
        self._read_at[key] = int(now.timestamp())

    def note_lost(self, key: int) -> None:
        """Remember that an address gave 404, so that the next address of its article is fetched."""
        self._lost.add(key)

    def _has_changed(self, key: int, lastmod: int | None, now: float) -> bool:
        """Return whether a source names a change after the time at which this run read the article."""
        read = self._read_at.get(key)
        return read is not None and lastmod is not None and read < lastmod <= now + _MAX_CLOCK_SKEW_SECONDS

    def _is_alias(self, article: str, address: Address) -> bool:
        """Return whether the run already requests the article by another address; then keep this one as an alias."""
        if not self._has_ids:
            return False
        main = self._main_keys.get(hash(article))
        if main is None:
            self._main_keys[hash(article)] = main = address.key
        if main == address.key:
            return False
        if len(self._others) < self._max_addresses:
            self._others.append((article, address))
        return True

    def take_aliases(self, state: StateView) -> AliasBatch:
        """Return what becomes of the further addresses that were met.

        They become aliases of their article. If the address that was requested is gone, the next one is fetched instead.
        """
        others, self._others = self._others, []
        mains = {article: self._main_keys.get(hash(article)) for article, _ in others}
        found_mains = state.known(list({key for key in mains.values() if key is not None}))
        gone = {key for key, found in found_mains.items() if found.status is Status.GONE or key in self._lost}
        aliases: list[Alias] = []
        pending: dict[str, Address] = {}
        for article, address in others:
            if article in pending:
                self._others.append((article, address))
            elif mains[article] not in gone:
                aliases.append(Alias(address.key, address.url, f"{self._site.name}:{article}"))
            elif self._alias_tries[article] < _MAX_ALIAS_TRIES:
                self._alias_tries[article] += 1
                self._main_keys[hash(article)] = address.key
                pending[article] = address
        return AliasBatch(aliases, list(pending.values()))

    def _article(self, link: Link) -> tuple[str | None, str]:
        """Return the key of the article that a link leads to; ``None`` and the rule if the link is refused."""
        site = self._site
        try:
            article = site.offered_key(link.url) if link.hints.is_article else site.article_key(link.url)
        except ValueError:
            return None, "refused_by_address"
        if article is None:
            return None, "refused_by_address" if site.owns(link.url) else "refused_by_host"
        if self._denied.has_address(site, link.url):
            return None, "refused_by_denylist"
        return (None, _BY_DATE) if self._is_outside(link) else (article, "")

    def _is_outside(self, link: Link) -> bool:
        """Return whether the source, or the address, dates the article outside the requested days.

        An article cannot be newer than its last change.
        """
        since, until = self._since, self._until
        if not (since or until):
            return False
        if (found := published_period(link)) and ((since and found[1] <= since) or (until and found[0] >= until)):
            return True
        changed = dates.parse(link.lastmod) if since and link.lastmod and not link.hints.date_published else None
        return bool(since and changed and changed < since)


def _is_due(known: KnownAddress, lastmod: int | None) -> bool:
    """Return whether a known address is to be fetched: it is pending, or a source names a newer change.

    A removed one never is.
    """
    if known.status is Status.REMOVED:
        return False
    if known.status is Status.PENDING and not known.is_deferred:
        return True
    return lastmod is not None and known.lastmod is not None and lastmod > known.lastmod


def published_period(link: Link) -> tuple[datetime, datetime] | None:
    """Return the start and the end (excluded) of the time in which an article was published: by its source, else by its address.

    ``None`` if neither says it.
    """
    if stated := link.hints.date_published:
        published = datetime.fromisoformat(stated)
        return published, published + datetime.resolution
    return sitemap_dates.article_period(link.url)


def address_date(address: Address) -> datetime | None:
    """Return the date that a source gives an article: of its publication, else of its last change."""
    hints = unpack_hints(address.hints)
    found = dates.parse(hints.date_published) if hints and hints.date_published else None
    if found is None and address.lastmod is not None:
        found = dates.parse(stored_seconds(address.lastmod, f"lastmod of {address.url}"))
    return found


def pack_hints(hints: Hints) -> str:
    """Return hints as the JSON that the state keeps; an empty string if there are none."""
    values = {name: value for name in Hints.__slots__ if (value := getattr(hints, name)) is not None}
    return orjson.dumps(values).decode() if values else ""


def unpack_hints(text: str) -> Hints | None:
    """Read hints from the state. Raises :class:`~newscrawl.state.StateError` for damaged ones."""
    try:
        return Hints(**orjson.loads(text)) if text else None
    except (ValueError, TypeError):
        raise damaged("a table of hints", text) from None
