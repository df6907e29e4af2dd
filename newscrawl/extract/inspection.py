"""What each source says about each field: why a page was read as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract.table import FIELDS, Field, pick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.context import Context

MAX_VALUE_CHARS: Final = 200
"""A longer value is cut."""


class Inspected(NamedTuple):
    """What one source says about one field of the record."""

    field: str
    """A field of :class:`~newscrawl.items.Article`."""

    source: str
    """As in :class:`~newscrawl.items.FieldSource`."""

    value: str
    """The value on one line; empty for no value."""

    candidate: Candidate[Any]


class _Shown(NamedTuple):
    """A field of the record, the row of the table that gives it, and how its value is written on one line."""

    name: str
    row: str
    write: Callable[[Any], str | None]


SHOWN: Final = (
    _Shown("text", "text", lambda body: body.text),
    _Shown("headline", "headline", str),
    _Shown("description", "lead", lambda lead: lead.text),
    _Shown("newsroom_tag", "lead", lambda lead: lead.newsroom_tag),
    _Shown("date_published", "date_published", lambda moment: f"{dates.rfc3339(moment.at)} ({moment.raw})"),
    _Shown("date_modified", "date_modified", lambda moment: dates.rfc3339(moment.at)),
    _Shown("authors", "authors", lambda authors: ", ".join(author.name for author in authors)),
    _Shown("source_credit", "source_credit", str),
    _Shown("article_section", "article_section", str),
    _Shown("breadcrumbs", "breadcrumbs", lambda path: " > ".join(crumb.name for crumb in path)),
    _Shown("keywords", "keywords", ", ".join),
    _Shown("genre", "genre", str),
)
"""The fields whose source the record names, in its order."""


def inspect(context: Context) -> list[Inspected]:
    """All candidates of the fields that have several sources, in the order of the record, the one that the record takes first.

    ``context`` comes from :func:`newscrawl.extract.article.open_page`. Works for a page that is no article, too.
    """
    before = {}
    rows: dict[str, Field] = {}
    for row in FIELDS:
        before[row.name], rows[row.name] = context, row
        context = pick(context, (row,))
    return [found for shown in SHOWN for found in _inspected(shown, rows[shown.row], before[shown.row])]


def _inspected(shown: _Shown, row: Field, context: Context) -> Iterator[Inspected]:
    """The candidates of one field, each source and value once; none if the record has no value for the field."""
    seen: set[tuple[str, str]] = set()
    for candidate in row.candidates(context):
        value = shown.write(candidate.value) or ""
        if not value and not seen:
            return
        if value and (candidate.source, value) not in seen:
            seen.add((candidate.source, value))
            yield Inspected(shown.name, candidate.source, value[:MAX_VALUE_CHARS], candidate)
