"""What the policy reads of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.state import Address, KnownAddress, Revisit, Settled, Source, Validators


class StateView(Protocol):
    """The read-only part of :class:`newscrawl.state.Store` that decisions need."""

    def known(self, keys: Sequence[int]) -> Mapping[int, KnownAddress]:
        """Return what is known of the addresses with these keys."""

    def validators(self, key: int) -> Validators:
        """Return the ETag and Last-Modified of an address's last answer."""

    def pending(
        self, site: str, *, limit: int, max_tries: int, tried_before: str | None = None, by_date: bool = False
    ) -> list[Address]:
        """Return addresses that are to be fetched."""

    def deferred(self, site: str, *, limit: int, until: str | None = None) -> list[Address]:
        """Return addresses that wait for the end of an outage."""

    def pending_address(self, key: int) -> Address | None:
        """Return a pending address with the reason of its last failure; ``None`` if it is not stored, or settled."""

    def settled(self, keys: Sequence[int]) -> Mapping[int, Settled]:
        """Return the addresses among ``keys`` that are gone or rejected."""

    def article_count(self, site: str, *, limit: int) -> int:
        """Return the number of stored articles of a site, at most ``limit``."""

    def due_revisits(self, site: str, *, now: str, limit: int) -> list[Revisit]:
        """Return the articles that are due to be fetched again."""

    def source(self, url: str) -> Source | None:
        """Return what is known of a source."""

    def sources(self, addresses: Sequence[str]) -> Mapping[str, Source]:
        """Return what is known of these sources, by address."""

    def entry_sources(self, site: str) -> list[Source]:
        """Return the sources that earlier crawls of the site began with."""
