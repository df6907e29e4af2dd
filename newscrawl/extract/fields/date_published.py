"""The time of publication: what the reader sees is weighed against what the metadata state.

A visible time wins over JSON-LD and meta tags, unless it has no time of day. A visible time that no layout names wins only if
the metadata state none, or if it shows that their zone is wrong. The date selectors of the site's other layouts come last: on
this page they may name the dates of a list.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

PUBLISHED_META: Final = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "article:published",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "originalpublicationdate",
    "date",
)
"""Meta tags that hold the time of publication, best first."""

TIME_CLASS: Final = re.compile(r"date|time|ngay|pubdate|publish|clock|thoi-?gian|block-sc-publish", re.IGNORECASE)
"""Class, id and ``itemprop`` names of elements that show a time."""

TIME_TAGS: Final = frozenset(("time", "span", "em", "i", "small", "font"))
"""Elements that show a time, whatever they are called."""

MAX_TIME_CHARS: Final = 160
"""A longer text that holds a date is a paragraph."""

MAX_LINE_CHARS: Final = 60
"""A shorter text that holds a date is a line of its own, whatever it is called."""

MAX_ELEMENTS: Final = 40
"""Number of elements below and above the headline that are searched."""

MAX_BOXES: Final = 4
"""Number of boxes around the headline that are searched."""

IMPOSSIBLE_YEAR: Final = re.compile(
    r"(?<!\d)(?:0\d{3}|1[0-8]\d\d|19[0-8]\d|2[1-9]\d\d)(?=-\d\d-\d\d)|[/.-](?:0\d{3}|1[0-8]\d\d|2[1-9]\d\d)(?!\d)"
)
"""A year in a date in which no newspaper was on the web."""

CLOCK: Final = re.compile(r"\d[:hg]\d\d")
"""A time of day."""


MAX_CLOCK_DIFFERENCE: Final = timedelta(minutes=2)
"""Two times that differ less are the same time."""


def candidates(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of publication that the page states: the one that wins first, with warnings about those that disagree."""
    best = _weigh(context)
    if best is not None:
        yield best
    yield from _by_layout(context, context.layout)
    if context.title_element is not None:
        yield from _near_headline(context, context.title_element)
    yield from metadata(context)


def _weigh(context: Context) -> Candidate[Timestamp] | None:
    """The candidate that wins, with its warnings."""
    by_layout = first_with_time(_by_layout(context, context.layout))
    visible = by_layout if by_layout is not None and by_layout.value.has_time else None
    stated = first_with_time(metadata(context))
    nearby = None
    if visible is None and context.title_element is not None:
        nearby = next(_near_headline(context, context.title_element), None)
    best = visible or stated or nearby or by_layout
    if (
        stated is not None
        and nearby is not None
        and visible is None
        and (is_other_zone(nearby.value, stated.value) or not stated.value.has_time)
    ):
        best = nearby
    if best is None or not best.value.has_time:
        common = context.site.fallback_layout if context.use_layouts else None
        elsewhere = first_with_time(_by_layout(context, common))
        best = elsewhere if elsewhere is not None and (best is None or elsewhere.value.has_time) else best
    if best is None:
        return None
    warnings = _disagreements(best, [found for found in (visible, stated, nearby) if found is not None])
    if stated is None:
        warnings += impossible_dates(context)
    return best._replace(warnings=tuple(warnings)) if warnings else best


def impossible_dates(context: Context) -> list[str]:
    """A warning for each kind of source whose date cannot be true: one in the future, or before there was a web."""
    if context.now is None:
        return []
    page, layout = context.page, context.layout
    shown = ((f"layout:{css}", text) for css in (layout.date if layout else ()) for text in compiled(css).values(page))
    stated = [("jsonld", jsonld.first(page.news, "datePublished") or "")]
    stated += [(f"meta:{name}", page.meta(name) or "") for name in PUBLISHED_META]
    refused = (
        source
        for source, text in (*shown, *stated)
        if (dates.read(text) or IMPOSSIBLE_YEAR.search(text)) and not dates.read(text, now=context.now)
    )
    return list(dict.fromkeys(f"date_refused:{source.partition(':')[0]}" for source in refused))


def is_other_zone(one: Timestamp, other: Timestamp) -> bool:
    """Whether two times show the same clock in different zones."""
    apart = abs(one.at.replace(tzinfo=None) - other.at.replace(tzinfo=None))
    return one.at.utcoffset() != other.at.utcoffset() and apart < MAX_CLOCK_DIFFERENCE


def _by_layout(context: Context, layout: Layout | None) -> Iterator[Candidate[Timestamp]]:
    for css in layout.date if layout is not None else ():
        selector = compiled(css)
        for value in selector.values(context.page):
            if moment := dates.read(value, now=context.now):
                yield Candidate("date_published", moment, f"layout:{css}")


def metadata(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of publication in JSON-LD and meta tags, then the one that the feed, sitemap or listing gives."""
    page, hints, now = context.page, context.hints, context.now
    if (text := jsonld.first(page.news, "datePublished")) and (moment := dates.read(text, now=now)):
        yield Candidate("date_published", moment, "jsonld")
    for name in PUBLISHED_META:
        if (text := page.meta(name)) and (moment := dates.read(text, now=now)):
            yield Candidate("date_published", moment, f"meta:{name}")
    if hints is not None and hints.date_published and (moment := dates.read(hints.date_published, now=now)):
        yield Candidate("date_published", moment, hints.source or "feed")


def first_with_time(found: Iterable[Candidate[Timestamp]]) -> Candidate[Timestamp] | None:
    """The first candidate that gives a time of day; else the first."""
    first: Candidate[Timestamp] | None = None
    for candidate in found:
        if candidate.value.has_time:
            return candidate
        first = first or candidate
    return first


def _near_headline(context: Context, headline: Element) -> Iterator[Candidate[Timestamp]]:
    """The date near the headline: one with a time of day, else the first without.

    It stands in a ``time`` element, in an element whose name speaks of time, or in a line that holds little else: below the
    headline up to the first paragraph, then in the boxes around the headline, then right above it.
    """
    without_time: Candidate[Timestamp] | None = None
    for element in chain(_below(context.page, headline), _around(headline), _above(headline)):
        machine_readable = element.get("datetime") if element.tag == "time" else None
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        is_named = element.tag in TIME_TAGS or bool(TIME_CLASS.search(names))
        text = machine_readable or short_text(element, MAX_TIME_CHARS if is_named else MAX_LINE_CHARS)
        if text and (moment := dates.read(text, now=context.now)):
            found = Candidate("date_published", moment, "visible", element)
            if moment.has_time:
                yield found
                return
            without_time = without_time or found
    if without_time is not None:
        yield without_time


def _below(page: Page, headline: Element) -> Iterator[Element]:
    """The elements after the headline, up to the first paragraph."""
    for element in islice(page.following(headline), MAX_ELEMENTS):
        if element.text and len(element.text) > MAX_TIME_CHARS and element.tag not in SILENT:
            return
        yield element


def _around(headline: Element) -> Iterator[Element]:
    """The elements in the boxes around the headline that are named like a time."""
    box = headline
    own = set(headline.iter(etree.Element))
    for _ in range(MAX_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            return
        box = parent
        for element in box.iter(etree.Element):
            if element not in own and (
                element.tag in TIME_TAGS or TIME_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
            ):
                yield element


def _above(headline: Element) -> Iterator[Element]:
    """The elements before the headline that show a time of day, the nearest first."""
    box = headline
    for _ in range(MAX_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            return
        for before in islice(box.itersiblings(preceding=True), MAX_ELEMENTS):
            yield from (e for e in islice(before.iter(etree.Element), MAX_ELEMENTS) if CLOCK.search(e.text or ""))
        box = parent


def _disagreements(best: Candidate[Timestamp], others: list[Candidate[Timestamp]]) -> list[str]:
    """A warning for each kind of source whose time is not the one that won."""
    found: list[str] = []
    for other in others:
        if other is best:
            continue
        apart = abs(other.value.at - best.value.at)
        if apart >= (MAX_CLOCK_DIFFERENCE if other.value.has_time and best.value.has_time else timedelta(days=1)):
            found.append(f"date_disagrees:{other.source.partition(':')[0]}")
    return list(dict.fromkeys(found))
