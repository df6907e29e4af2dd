"""What each source says about each field: why a page was read as it was, and which elements show it to the reader."""

from __future__ import annotations

from datetime import timedelta
from operator import eq
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.dates import Timestamp
from newscrawl.extract.local_time import as_written
from newscrawl.extract.table import FIELDS, Field, pick
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.context import Context
    from newscrawl.extract.values import Lead
    from newscrawl.items import Author, Breadcrumb

MAX_VALUE_CHARS: Final = 200
"""A longer value is cut."""

LEAD_KEY_CHARS: Final = 50
"""Number of characters at the start of a lead that identify it."""

MAX_TIME_DIFFERENCE: Final = timedelta(minutes=1)
"""Two times that differ less are the same time, whatever their zones are."""


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
    """A field of the record, the row of the table that gives it, and how its value is written on one line.

    The value of a time is the text ``2026-01-05T10:00:00+07:00 (text on the page)``.
    """

    name: str
    row: str
    write: Callable[[Any], str | None]


SHOWN: Final = (
    _Shown("text", "text", lambda body: body.text),
    _Shown("headline", "headline", str),
    _Shown("description", "lead", lambda lead: lead.text),
    _Shown("newsroom_tag", "lead", lambda lead: lead.newsroom_tag),
    _Shown("date_published", "date_published", str),
    _Shown("date_modified", "date_modified", lambda timestamp: timestamp.partition(" ")[0]),
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
    return [found for shown in SHOWN for found in _inspected(shown, rows[shown.row], before[shown.row], context)]


def _inspected(shown: _Shown, row: Field, context: Context, whole: Context) -> Iterator[Inspected]:
    """The candidates of one field, each source and value once; none if the record has no value for the field.

    ``context`` is what was known before the field was picked, ``whole`` has all fields.
    """
    seen: set[tuple[str, str]] = set()
    for candidate in row.candidates(context):
        found = candidate.value
        if isinstance(found, Timestamp):
            found = f"{as_written(whole, found)} ({found.raw})"
        value = shown.write(found) or ""
        if not value and not seen:
            return
        if value and (candidate.source, value) not in seen:
            seen.add((candidate.source, value))
            yield Inspected(shown.name, candidate.source, value[:MAX_VALUE_CHARS], candidate)


def shown_candidates(context: Context, field: str) -> Iterator[Candidate[Any]]:
    """The candidates that show the value of a field's pick to the reader: those of the same value that have elements, best first.

    A pick from the metadata has no element of its own. ``field`` is a row of :data:`~newscrawl.extract.table.FIELDS`, and
    ``context`` has its fields picked.
    """
    picked: Candidate[Any] | None = getattr(context, field)
    if picked is None:
        return
    is_same: Callable[[Any, Any], bool] = _SAME_VALUE.get(field, eq)
    row = next(row for row in FIELDS if row.name == field)
    for candidate in row.candidates(context):
        has_elements = candidate.element is not None or candidate.item_elements
        if has_elements and is_same(picked.value, candidate.value):
            yield candidate


def _is_same_time(one: Timestamp, other: Timestamp) -> bool:
    """Whether two times show the same clock; the same day, if one has no time of day."""
    if abs(one.at.replace(tzinfo=None) - other.at.replace(tzinfo=None)) < MAX_TIME_DIFFERENCE:
        return True
    return one.at.date() == other.at.date() and not (one.has_time and other.has_time)


def _is_same_lead(one: Lead, other: Lead) -> bool:
    """Whether two leads begin alike: metadata cut a lead, or leave out the newsroom tag at its head."""
    start, text = comparison_key(one.text or one.printed)[:LEAD_KEY_CHARS], comparison_key(other.printed)
    return len(start) >= LEAD_KEY_CHARS // 2 and start in text[: 2 * LEAD_KEY_CHARS]


def _names_all(some: list[Author], others: list[Author]) -> bool:
    """Whether the second list names all authors of the first."""
    return {author.name.casefold() for author in some} <= {author.name.casefold() for author in others}


def _is_part_of_path(one: list[Breadcrumb], other: list[Breadcrumb]) -> bool:
    """Whether the second path has at least half of the steps of the first, and no others: pages leave out upper sections."""
    some, others = ({comparison_key(step.name) for step in path} for path in (one, other))
    return others <= some and 2 * len(others) >= len(some)


_SAME_VALUE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "date_published": _is_same_time,
    "lead": _is_same_lead,
    "authors": _names_all,
    "breadcrumbs": _is_part_of_path,
}
"""Whether two values of a field say the same, for fields of which sources write the same value in several ways."""
