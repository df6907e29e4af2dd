"""The kinds of requests that a crawl sends. Each is a command of the policy and travels in the request's ``meta``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.archive.replay import Recorded
    from newscrawl.discover.source import PageCursor
    from newscrawl.policy.joining import Joining
    from newscrawl.policy.source_visit import SourceVisit
    from newscrawl.state import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRequest:
    """A request for an article's page, or for one of its further pages."""

    address: Address
    """The article's address: the one of its first page."""

    joining: Joining | None = None
    """The pages that are read, if this is a request for a further page."""

    etag: str | None = None
    """ETag of the last answer, for a conditional request."""

    last_modified: str | None = None
    """Last-Modified of the last answer as RFC 3339, for a conditional request."""

    is_revisit: bool = False
    """Whether the article is known and fetched again on its schedule."""

    priority: int = 0
    """Requests with a higher priority are sent first."""

    archived: tuple[Recorded, ...] = ()
    """Archived responses that are replayed in the place of the network."""

    archived_parts: Mapping[str, tuple[Recorded, ...]] = field(default_factory=dict)
    """The same for the article's further pages, by the key of their addresses."""

    @property
    def kind(self) -> str:
        """Return the kind's name in logs, archives and settings."""
        return "article"

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return self.joining.url if self.joining else self.address.url


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """A request for a feed, sitemap, listing, home page or archive page."""

    visit: SourceVisit
    cursor: PageCursor
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header fields of a conditional request."""

    @property
    def kind(self) -> str:
        """Return the source's kind."""
        return self.visit.kind

    @property
    def url(self) -> str:
        """Return the source's address."""
        return self.visit.url


@dataclass(frozen=True, slots=True, kw_only=True)
class TdmFileRequest:
    """A request for the file in which a host reserves its rights to text and data mining (TDMRep)."""

    url: str

    @property
    def kind(self) -> str:
        """Return the kind's name in archives."""
        return "other"


CrawlRequest: TypeAlias = ArticleRequest | SourceRequest | TdmFileRequest

META_KEY: Final = "newscrawl_request"
"""Key of a request's ``meta`` under which its :data:`CrawlRequest` is found."""


def crawl_request(meta: Mapping[str, Any]) -> CrawlRequest | None:
    """Return the crawl request in a request's ``meta``; ``None`` for other requests, such as those for robots.txt."""
    found: CrawlRequest | None = meta.get(META_KEY)
    return found
