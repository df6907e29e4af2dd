"""What every source says of every field: how a person sees why a page was read as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract import body as bodies
from newscrawl.extract import headline, placing, published
from newscrawl.extract.dom import text_of
from newscrawl.extract.rejection import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.article import Reading

_WIDTH: Final = 200
"""A text is shown by its head (characters)."""


class Candidate(NamedTuple):
    """What one source says of one field."""

    field: str
    """A field of :class:`~newscrawl.items.Article`."""

    source: str
    """As in :class:`~newscrawl.items.FieldSource`."""

    value: str
    """What it says, cut to a line's length."""


def candidates(reading: Reading) -> list[Candidate]:
    """All candidates for the fields that have several sources, in the record's order, the one that is taken first."""
    return [
        Candidate(field, source, value[:_WIDTH])
        for field, found in _fields(reading)
        for source, value in dict.fromkeys(found)
        if value
    ]


def _fields(reading: Reading) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    page, layout, hints, now = reading.page, reading.layout, reading.hints, reading.now
    fields, is_sure = reading.fields, reading.layout is not None
    try:
        title = reading.headline
    except NotAnArticle:
        title = headline.Found("", "")
    yield "text", _bodies(reading)
    yield "headline", ((f.source, f.value) for f in headline.headlines(page, layout, hints))
    yield "description", ((f.source, f.value) for f in headline.leads(page, fields, hints, is_sure=is_sure))
    yield (
        "date_published",
        (
            (s.source, f"{dates.rfc3339(s.moment.at)} ({s.moment.raw})")
            for s in published.published(page, layout, title.element, hints, now)
        ),
    )
    yield "date_modified", ((s.source, dates.rfc3339(s.moment.at)) for s in published.modified(page, layout, now))
    if title.value:
        yield "authors", ((source, ", ".join(a.name for a in byline.authors)) for source, byline in reading.bylines)
        yield "source_credit", ((source, byline.source or "") for source, byline in reading.visible_bylines)
    crumbs = list(placing.breadcrumbs(page, fields, reading.site, title.value))
    path = crumbs[0] if crumbs else None
    yield "article_section", ((f.source, f.value) for f in placing.sections(page, fields, path, hints))
    yield "breadcrumbs", ((c.source, " > ".join(crumb.name for crumb in c.path)) for c in crumbs)
    yield "keywords", ((t.source, ", ".join(t.names)) for t in placing.keywords(page, fields))


def _bodies(reading: Reading) -> Iterator[tuple[str, str]]:
    for layout in reading.site.layouts:
        if found := bodies.find_by_layout(reading.page, layout):
            yield f"layout:{found[1]}", f"[{layout.name}] {text_of(found[0])}"
    if found_ := bodies.find_by_prose(reading.page):
        yield "generic", text_of(found_.element)
