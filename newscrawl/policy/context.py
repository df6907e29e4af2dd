"""What all decisions of one crawl share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.policy.denylist import NOTHING_DENIED, Denylist

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime, timedelta

    from newscrawl.policy.frontier import Frontier
    from newscrawl.policy.limits import Limits
    from newscrawl.policy.schedule import IntervalBounds
    from newscrawl.policy.state_view import StateView
    from newscrawl.policy.strategies import CrawlMode, Order, Polling
    from newscrawl.report.progress import Progress
    from newscrawl.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What a crawl is asked to do."""

    site: Site
    name: str
    """Name of the site in the state."""

    hosts: AbstractSet[str]
    """Hosts that may be requested."""

    url: str | None = None
    """The page or home page that the crawl was given."""

    since: datetime | None = None
    until: datetime | None = None
    """Articles from ``since`` up to ``until`` (excluded) are wanted."""

    sections: tuple[str, ...] = ()
    """Names of the sections that the crawl is limited to."""

    due_only: bool = False
    """Whether only the sources whose interval is over are requested."""

    revisits: bool = False
    """Whether known articles are fetched again on their schedule."""

    revisit_steps: tuple[timedelta, ...] = ()
    """Times after the first sight at which an article is fetched again."""

    obeyed: frozenset[str] = frozenset()
    """Names of the page directives that keep an article from being written."""

    denied: Denylist = NOTHING_DENIED
    """Articles that are never fetched."""

    @property
    def is_single(self) -> bool:
        """Return whether the crawl is for one article."""
        return bool(self.url and urlsplit(self.url).path != "/" and self.site.article_key(self.url))

    @property
    def is_narrow(self) -> bool:
        """Return whether the crawl is limited to sections or to one article."""
        return bool(self.sections) or self.is_single


@dataclass(slots=True, kw_only=True)
class CrawlContext:
    """The parts of a crawl that the decisions about sources and about articles share."""

    options: CrawlOptions
    state: StateView
    limits: Limits
    bounds: IntervalBounds
    mode: CrawlMode
    polling: Polling
    order: Order
    frontier: Frontier
    progress: Progress
    catch_up: bool
    """Whether the last run did not end, so that all sources are read whole."""

    is_complete: bool = True
    """Whether every source was read and everything it named is remembered, so far."""
