"""Helper for the address patterns of a family."""

from __future__ import annotations

from newscrawl.sites.profile import ArticleUrl


def article_url(pattern: str, yes: tuple[str, ...], no: str, host: str | None = None) -> ArticleUrl:
    """Return a family's address pattern with the examples of one site. The addresses in ``no`` are separated by blanks."""
    return ArticleUrl(pattern=pattern, yes=yes, no=tuple(no.split()), host=host)
