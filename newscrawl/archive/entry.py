"""What a run writes of one article, and what the state remembers of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.dedupe import consonant_hash, text_rules
from newscrawl.exporters.json_lines import edge_lines, json_line
from newscrawl.items import edges
from newscrawl.state import ArticleState, clock

if TYPE_CHECKING:
    from newscrawl.items import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a commit writes of one article."""

    state: ArticleState
    line: bytes
    edges: bytes
    """Lines of its edges."""

    edge_count: int
    etag: str | None
    last_modified: str | None


def entry_of(article: Article, *, first_seen: str) -> Entry:
    """Return what a commit writes of an article. It needs no run, so that another process can compute it."""
    links = edges(article)
    return Entry(
        state=article_state(article, first_seen),
        line=json_line(article),
        edges=edge_lines(links),
        edge_count=len(links),
        etag=article.fetch.etag,
        last_modified=article.fetch.last_modified,
    )


def article_state(article: Article, first_seen: str) -> ArticleState:
    """Return what the state remembers of an article."""
    return ArticleState(
        id=article.id,
        site=article.site,
        url=article.url,
        revision=article.revision,
        content_hash=article.content_hash,
        text_rules=text_rules(article),
        consonant_hash=consonant_hash(article.headline, article.text),
        date_published=article.date_published,
        first_seen=first_seen,
        last_seen=article.date_fetched or clock.timestamp(),
    )
