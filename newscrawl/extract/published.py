"""When it was published and changed: what the reader sees, against what the machine is told."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.dom import SILENT, Element, short_text
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from newscrawl.dates import Timestamp
    from newscrawl.extract.page import Page
    from newscrawl.items import Hints
    from newscrawl.sites.profile import Layout

_PUBLISHED_META: Final = (
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
_MODIFIED_META: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "lastmod",
    "dcterms.modified",
)
_TIME_CLASS: Final = re.compile(r"date|time|ngay|pubdate|publish|clock|thoi-?gian|block-sc-publish", re.IGNORECASE)
_TIME_TAGS: Final = frozenset(("time", "span", "em", "i", "small", "font"))
_LONGEST: Final = 160
"""A longer text that holds a date is a paragraph."""

_LABEL: Final = 60
"""A shorter one (characters) is the date's own line, whatever it is called."""

_WINDOW: Final = 40
_BOXES: Final = 4
"""Elements below the headline, and boxes around it, that are looked at."""
_NO_YEAR: Final = re.compile(
    r"(?<!\d)(?:0\d{3}|1[0-8]\d\d|19[0-8]\d|2[1-9]\d\d)(?=-\d\d-\d\d)|[/.-](?:0\d{3}|1[0-8]\d\d|2[1-9]\d\d)(?!\d)"
)
"""A year in a date that no newspaper on the web has seen."""

_CLOCK: Final = re.compile(r"\d[:hg]\d\d")


class Stated(NamedTuple):
    """A moment that the page states."""

    source: str
    moment: Timestamp


class Times(NamedTuple):
    """Publication and change, with what was odd about them."""

    published: Stated | None
    modified: Stated | None
    warnings: list[str]


def published(
    page: Page, layout: Layout | None, near: Element | None, hints: Hints | None, now: datetime | None
) -> Iterator[Stated]:
    """All that the page says of its publication: visible first, then structured, then what discovery said."""
    yield from _by_layout(page, layout, now)
    if near is not None:
        yield from _near(page, near, now)
    yield from _structured(page, hints, now)


def _by_layout(page: Page, layout: Layout | None, now: datetime | None) -> Iterator[Stated]:
    for css in layout.date if layout is not None else ():
        for value in compiled(css).values(page):
            if moment := dates.read(value, now=now):
                yield Stated(f"layout:{css}", moment)


def _structured(page: Page, hints: Hints | None, now: datetime | None) -> Iterator[Stated]:
    if (text := jsonld.first(page.news, "datePublished")) and (moment := dates.read(text, now=now)):
        yield Stated("jsonld", moment)
    for name in _PUBLISHED_META:
        if (text := page.meta(name)) and (moment := dates.read(text, now=now)):
            yield Stated(f"meta:{name}", moment)
    if hints is not None and hints.date_published and (moment := dates.read(hints.date_published, now=now)):
        yield Stated(hints.source or "feed", moment)


def _near(page: Page, near: Element, now: datetime | None) -> Iterator[Stated]:
    """Dates in the neighbourhood of the headline, those with a time of day first.

    They stand in ``time`` elements, in texts that are named so, and in lines that hold little else: below the headline down to
    the first paragraph, then in the boxes around it, then right above it.
    """
    bare: Stated | None = None
    for element in chain(_below(page, near), _around(near), _above(near)):
        stated = element.get("datetime") if element.tag == "time" else None
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        is_named = element.tag in _TIME_TAGS or bool(_TIME_CLASS.search(names))
        text = stated or short_text(element, _LONGEST if is_named else _LABEL)
        if text and (moment := dates.read(text, now=now)):
            if moment.has_time:
                yield Stated("visible", moment)
                return
            bare = bare or Stated("visible", moment)
    if bare is not None:
        yield bare


def _below(page: Page, near: Element) -> Iterator[Element]:
    """The elements that follow the headline, up to the first paragraph."""
    for element in islice(page.after(near), _WINDOW):
        if element.text and len(element.text) > _LONGEST and element.tag not in SILENT:
            return
        yield element


def _around(near: Element) -> Iterator[Element]:
    """The elements in the boxes around the headline."""
    box = near
    own = set(near.iter(etree.Element))
    for _ in range(_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            return
        box = parent
        for element in box.iter(etree.Element):
            if element not in own and (
                element.tag in _TIME_TAGS
                or _TIME_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
            ):
                yield element


def _above(near: Element) -> Iterator[Element]:
    """The elements before the headline in the boxes around it that show a clock, the nearest first."""
    box = near
    for _ in range(_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            return
        for before in islice(box.itersiblings(preceding=True), _WINDOW):
            yield from (e for e in islice(before.iter(etree.Element), _WINDOW) if _CLOCK.search(e.text or ""))
        box = parent


def modified(page: Page, layout: Layout | None, now: datetime | None) -> Iterator[Stated]:
    """All that the page says of its last change."""
    if layout is not None:
        for css in layout.modified:
            for value in compiled(css).values(page):
                if moment := dates.read(value, now=now):
                    yield Stated(f"layout:{css}", moment)
    if (text := jsonld.first(page.news, "dateModified")) and (moment := dates.read(text, now=now)):
        yield Stated("jsonld", moment)
    for name in _MODIFIED_META:
        if (text := page.meta(name)) and (moment := dates.read(text, now=now)):
            yield Stated(f"meta:{name}", moment)


def times(
    page: Page,
    layout: Layout | None,
    near: Element | None,
    hints: Hints | None,
    now: datetime | None,
    *,
    common: Layout | None = None,
) -> Times:
    """Weigh what was said.

    What the reader sees wins over JSON-LD and meta, unless it gives no time of day; a visible time that no layout vouches for
    wins only where nothing structured is said, or where it shows that the structured zone is wrong. What other templates of
    the site call their date (``common``) is asked last: that name may be a list's.
    """
    shown = _fullest(_by_layout(page, layout, now))
    seen = shown if shown is not None and shown.moment.has_time else None
    told = _fullest(_structured(page, hints, now))
    guessed = next(_near(page, near, now), None) if seen is None and near is not None else None
    best = seen or told or guessed or shown
    if (
        told is not None
        and guessed is not None
        and seen is None
        and (_other_zone(guessed, told) or not told.moment.has_time)
    ):
        best = guessed
    if best is None or not best.moment.has_time:
        elsewhere = _fullest(_by_layout(page, common, now))
        best = elsewhere if elsewhere is not None and (best is None or elsewhere.moment.has_time) else best
    warnings = _disagreements(best, [s for s in (seen, told, guessed) if s is not None])
    if now is not None and (told is None or best is None):
        warnings += dict.fromkeys(_refused(page, layout, now))
    changed = next(modified(page, layout, now), None)
    if (
        changed
        and best
        and told
        and best is not told
        and _other_zone(best, told)
        and changed.source.partition(":")[0] in {"jsonld", "meta"}
    ):
        # The same wrong zone stands in all structured dates of a page.
        at = changed.moment.at.replace(tzinfo=best.moment.at.tzinfo)
        changed = Stated(changed.source, changed.moment._replace(at=at))
    if changed and best and changed.moment.at < best.moment.at.replace(second=0):
        warnings.append("modified_before_published")
    return Times(best, changed, warnings)


def _refused(page: Page, layout: Layout | None, now: datetime) -> Iterator[str]:
    """A warning for each source whose date cannot be: one that lies ahead, or no newspaper's year."""
    shown = ((f"layout:{css}", text) for css in (layout.date if layout else ()) for text in compiled(css).values(page))
    told = [("jsonld", jsonld.first(page.news, "datePublished") or "")]
    told += [(f"meta:{name}", page.meta(name) or "") for name in _PUBLISHED_META]
    for source, text in (*shown, *told):
        if (dates.read(text) or _NO_YEAR.search(text)) and not dates.read(text, now=now):
            yield f"date_refused:{source.partition(':')[0]}"


def _fullest(said: Iterator[Stated]) -> Stated | None:
    """The first that gives a time of day; else the first."""
    first: Stated | None = None
    for stated in said:
        if stated.moment.has_time:
            return stated
        first = first or stated
    return first


def _other_zone(seen: Stated, told: Stated) -> bool:
    """Whether two moments show the same clock in different zones."""
    a, b = seen.moment.at, told.moment.at
    return a.utcoffset() != b.utcoffset() and abs(a.replace(tzinfo=None) - b.replace(tzinfo=None)) < timedelta(
        minutes=2
    )


def _disagreements(best: Stated | None, others: list[Stated]) -> list[str]:
    if best is None:
        return []
    found: list[str] = []
    for other in others:
        if other is best:
            continue
        apart = abs(other.moment.at - best.moment.at)
        if apart >= (timedelta(minutes=2) if other.moment.has_time and best.moment.has_time else timedelta(days=1)):
            found.append(f"date_disagrees:{other.source.partition(':')[0]}")
    return list(dict.fromkeys(found))
