"""An article as a line of a finished file holds it, and what a state needs to take it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newscrawl.state.store import address_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newscrawl.dedupe import Signature
    from newscrawl.state.store import ArticleState, Output


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenArticle:
    """A revision of an article as a line of a file holds it."""

    state: ArticleState
    crawl_id: str
    """The run that wrote it."""

    requested_url: str
    etag: str | None
    last_modified: str | None
    month: str
    """Month of publication: ``2026-03``."""

    cluster_id: str | None
    """The first article of its group of near duplicates."""

    signature: Signature | None = None
    next_revisit: str | None = None
    output: Output | None = None
    """The part file that holds it, and where its line ends; ``None`` for a finished file."""

    @property
    def keys(self) -> list[int]:
        """The keys of its addresses, its own first."""
        return list(dict.fromkeys([address_key(self.state.url), address_key(self.requested_url)]))


class RebuildStore(Protocol):
    """A state that takes in articles of finished runs which it does not know."""

    def lacks(self, article: WrittenArticle) -> bool:
        """Return whether this revision is later than what is stored of the article, and nobody asked for its removal."""

    def take_in(self, articles: Iterable[WrittenArticle]) -> int:
        """Store the articles among these that are lacking (:meth:`lacks`), in one transaction; return their number."""

    def drop_waiting(self, articles: Collection[WrittenArticle]) -> None:
        """Drop the lines that wait to be written into a file, of revisions that are in a finished file."""

    def add_finished_runs(self, crawl_ids: Iterable[str]) -> None:
        """Note that all articles of runs are known."""
