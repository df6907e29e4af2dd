"""Counts of a corpus, which print as a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN: Final = 8
"""Values of one kind that the table shows; the rest is one line."""

_UNKNOWN: Final = "(unknown)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePart:
    """The articles of one site."""

    articles: int
    words: int
    """White-space separated words (Vietnamese: syllables)."""

    first: str | None
    """Earliest day of publication in Vietnam; ``None`` if no article has a date."""

    last: str | None
    """Latest day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusStats:
    """Counts of a corpus or of a part of one."""

    articles: int
    words: int
    """White-space separated words of all texts."""

    words_median: int
    """Words of the article in the middle; 0 without articles."""

    words_longest: int
    first: str | None
    """Earliest day of publication in Vietnam."""

    last: str | None
    """Latest day."""

    undated: int
    """Articles without a date."""

    near_copies: int
    """Articles that are near copies of earlier ones; 0 where they are left out."""

    sites: dict[str, SitePart]
    """By site, most articles first."""

    languages: dict[str, int]
    """Numbers of articles, as in all that follow."""

    genres: dict[str, int]
    sections: dict[str, int]
    """By section; the empty text where it is not known."""

    lines: int
    """Lines that were read for the whole corpus, earlier revisions among them."""

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of each line of the table."""
        yield "articles", f"{self.articles:,}"
        yield "words", f"{self.words:,} (median {self.words_median:,}, longest {self.words_longest:,})"
        yield "published", f"{self.first} to {self.last}" if self.first else "no dates"
        if self.undated:
            yield "without a date", f"{self.undated:,}"
        yield "near copies", f"{self.near_copies:,}"
        yield "lines read", f"{self.lines:,}"
        for title, counts in (
            ("site", {name: part.articles for name, part in self.sites.items()}),
            ("language", self.languages),
            ("genre", self.genres),
            ("section", self.sections),
        ):
            for name in list(counts)[:_SHOWN]:
                yield f"{title} {name or _UNKNOWN}", f"{counts[name]:,}"
            if len(counts) > _SHOWN:
                yield f"{len(counts) - _SHOWN:,} more {title}s", f"{sum(list(counts.values())[_SHOWN:]):,}"

    def __str__(self) -> str:
        """Return the counts as a table of two columns."""
        rows = list(self.rows())
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)

    def _repr_html_(self) -> str:
        """Return the counts as a table for a notebook."""
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in self.rows())
        return f"<table>{rows}</table>"
