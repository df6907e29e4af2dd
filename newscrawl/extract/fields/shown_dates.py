"""The date that the article shows to the reader: beside headline and text, never a neighbour's."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text
from newscrawl.extract.fields.date_lines import (
    DIGIT,
    MACHINE_ATTRIBUTES,
    MAX_LABEL_CHARS,
    MAX_LINE_CHARS,
    MAX_TIME_CHARS,
    NO_DATE_TAGS,
    TIME_TAGS,
    date_of_element,
    dated_parts,
    has_date_for_programs,
    is_labelled_as_change,
    is_of_change,
    is_same_day,
    names_and_itemprop,
    read_date,
)
from newscrawl.extract.fields.date_words import (
    CHANGED_IN_LINE,
    CHANGED_WORD,
    OTHER_DATE_LABEL,
    PUBLISHED_LABEL,
    TIME_CLASS,
    is_changed_name,
    is_event_name,
    is_published_name,
    is_time_name,
)
from newscrawl.extract.fields.openings import opening
from newscrawl.extract.neighbours import neighbours_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context
    from newscrawl.extract.neighbours import Neighbours
    from newscrawl.extract.page import Page


MAX_ELEMENTS: Final = 40
"""Elements below headline or text that are looked at, whatever their name is."""

MAX_NAMED: Final = 200
"""Elements with a name of a date that are looked at."""

MAX_BOXES: Final = 4
"""Boxes around the headline that are looked at for a date outside the article."""

MAX_OTHER_CHARS: Final = 25
"""Characters of running text beside a date below the article: more make it the date of a comment."""


CLOCK: Final = re.compile(
    r"(?:at|lúc|um|à|a las|alle)?\s*\d{1,2}\s?[:h.]\s?\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?[a-z]{1,4}(?:[+-]\d{1,2})?\)?)?",
    re.IGNORECASE,
)
"""A time of day alone."""

MAX_CLOCK_BOXES: Final = 2
"""Boxes around a day that are looked at for a time of day."""


INSIDE_TEXT_RANK: Final = 4
OUTSIDE_RANK: Final = 5
HEADLINE_RANK: Final = 6
"""Ranks of dates in the text, below it outside the article's box, and in the headline; better places have lower ranks."""

CHANGED_RANK: Final = 10
"""What the rank of the date of a change is raised by."""


class _Place(NamedTuple):
    """Where headline and text are, as positions of elements on the page."""

    headline: int
    headline_end: int
    first: int
    """The first block of the text; right behind the headline if there is none."""

    last_end: int
    """The element behind the last block."""

    second: int
    """The second block of running text: a date before it follows a first paragraph that introduces the article."""

    running: frozenset[Element]
    """The blocks of running text."""


def shown_date(context: Context, neighbours: Neighbours) -> Candidate[Timestamp] | None:
    """The date that the article shows, the best place first: with a time of day, if an element shows one for the same day."""
    headline = context.title_element
    if headline is None:
        return None
    place = _place(context, headline, neighbours)
    ranked: list[tuple[int, bool, int, Element]] = []
    for element in dict.fromkeys(_possible(context, place, neighbours)):
        position = context.page.positions[element]
        rank = _rank(context, element, place, neighbours)
        if rank is not None and rank < CHANGED_RANK and is_labelled_as_change(element):
            rank += CHANGED_RANK
        if rank is not None:
            has_label = PUBLISHED_LABEL.match((element.text or "").lstrip()) is not None
            ranked.append((rank, not has_label, abs(position - place.headline), element))
    ranked.sort(key=lambda found: found[:3])
    best: Candidate[Timestamp] | None = None
    for *_, element in ranked:
        if OTHER_DATE_LABEL.match(element.text or ""):
            continue
        moment = date_of_element(context, element)
        if moment is None or (best is not None and not (moment.has_time and is_same_day(moment, best.value))):
            continue
        is_below = context.page.positions[element] >= place.last_end
        if neighbours.is_beside(element) or (is_below and _is_of_comment(element, neighbours)):
            continue
        if not moment.has_time:
            moment = _with_clock_beside(context, element, moment, neighbours)
        best = Candidate("date_published", moment, "visible", element)
        if moment.has_time:
            break
    return best


def shown_changes(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of a last change that the article shows: named so by markup, class or label, in page order."""
    page, neighbours = context.page, neighbours_of(context)
    marked = (e for e in page.with_attribute("itemprop") if "dateModified" in (e.get("itemprop") or ""))
    dated = {
        *marked,
        *page.by_tag("time"),
        *page.by_tag("summary"),
        *page.with_class_or_id(TIME_CLASS),
        *_beside_label(context),
    }
    for element in sorted(dated, key=page.positions.__getitem__)[:MAX_NAMED]:
        if element in neighbours.own or not (neighbours.is_inside(element) or _is_near(element, neighbours)):
            continue
        if neighbours.is_beside(element):
            continue
        text = _line_or_label(element)
        moment, found = None, CHANGED_IN_LINE.search(text)
        if found is not None and DIGIT.search(text[: found.start()]):
            # "Published 5 March 2026, updated 6 March 2026"
            moment = read_date(context, text[found.end() :])
        elif is_of_change(element):
            moment = date_of_element(context, element)
        if moment is not None:
            yield Candidate("date_modified", moment, "visible", element)


def _beside_label(context: Context) -> Iterator[Element]:
    """The short lines below the headline and below the text that speak of a change, with the date behind the word."""
    page, headline = context.page, context.title_element
    if headline is None:
        return
    place = _place(context, headline, neighbours_of(context))
    for start in (place.headline_end, place.last_end):
        for position in range(start, min(start + MAX_ELEMENTS, len(page.elements))):
            element, text = page.elements[position], page.texts[position]
            if element.tag in SILENT or not _speaks_of_change(element, text):
                continue
            for line in (element, element.getparent()):
                words = _line_or_label(line) if line is not None else ""
                if CHANGED_IN_LINE.search(words) and DIGIT.search(words):
                    if line is not None and not dated_parts(line):
                        yield line
                    break


def _speaks_of_change(element: Element, text: str | None) -> bool:
    """Whether the own text of an element, before and between its child elements, or its label has a word for a change."""
    if text and CHANGED_WORD.search(text):
        return True
    if len(element):
        for child in element:
            if (tail := child.tail) and CHANGED_WORD.search(tail):
                return True
    label = element.get("aria-label")
    return bool(label) and CHANGED_WORD.search(label or "") is not None


def _line_or_label(element: Element) -> str:
    """The short text of an element, or its label where it has none."""
    return short_text(element, MAX_TIME_CHARS) or element.get("aria-label") or ""


def _with_clock_beside(context: Context, element: Element, day: Timestamp, neighbours: Neighbours) -> Timestamp:
    """The day that an element shows, with the time of day that stands beside it in an element of its own; the day alone without one."""
    shown = short_text(element, MAX_LINE_CHARS)
    lines = [
        f"{shown} {clock}"
        for beside in (element.getnext(), element.getprevious())
        if beside is not None and CLOCK.fullmatch(clock := short_text(beside, MAX_LINE_CHARS).strip(" -–|•,"))
    ]
    if CLOCK.fullmatch(clock := (element.get("title") or "").strip()):
        lines.append(f"{shown} {clock}")
    for box in islice(element.iterancestors(), MAX_CLOCK_BOXES):
        if box in neighbours.own:
            break
        if CLOCK.fullmatch(clock := (box.get("title") or "").strip()):
            # WordPress: the link around the day has the time of day as its title.
            lines.append(f"{shown} {clock}")
        lines.append(short_text(box, MAX_LINE_CHARS))
    found = (moment for line in lines if line and (moment := read_date(context, line)))
    return next((moment for moment in found if moment.has_time and is_same_day(moment, day)), day)


def _place(context: Context, headline: Element, neighbours: Neighbours) -> _Place:
    page = context.page
    span = page.span(headline)
    start, end = span.start, span.stop
    blocks = [block.element for block in context.body.blocks] if context.body is not None else []
    blocks = [block for block in blocks if page.positions[block] >= end]
    running = opening(context).running
    starts = [block for block in running if page.positions[block] >= end] or blocks
    first = next((block for block in starts if not neighbours.is_beside(block)), None)
    last = next((block for block in reversed(blocks) if not neighbours.is_beside(block)), None)
    if first is None or last is None:
        return _Place(start, end, end + MAX_ELEMENTS, end + MAX_ELEMENTS, end, frozenset())
    second = next((at for block in starts if (at := page.positions[block]) > page.positions[first]), end)
    return _Place(start, end, page.positions[first], page.span(last).stop, second, frozenset(running))


def _possible(context: Context, place: _Place, neighbours: Neighbours) -> Iterator[Element]:
    """The elements that may show the article's date: those with a name of a date, and short lines around headline and text."""
    page = context.page
    yield from islice(page.by_tag("time"), MAX_NAMED)
    yield from (e for e in islice(page.by_tag("abbr"), MAX_NAMED) if e.get("title"))
    yield from islice(
        (e for e in page.with_class_or_id(TIME_CLASS) if neighbours.is_inside(e) or _is_near(e, neighbours)), MAX_NAMED
    )
    yield from (e for e in page.with_attribute("itemprop") if "datePublished" in (e.get("itemprop") or ""))
    elements, texts = page.elements, page.texts
    yield from _with_digits(page, range(place.headline + 1, place.headline_end))
    # Few elements have such an attribute, and to ask each for all of its attributes takes longer.
    for_programs = {e for name in MACHINE_ATTRIBUTES for e in page.with_attribute(name)}
    for start in (place.headline_end, place.last_end):
        for position in range(start, min(start + MAX_ELEMENTS, len(elements))):
            element, text = elements[position], texts[position]
            if text and len(text) > MAX_TIME_CHARS and element.tag not in SILENT:
                if start == place.last_end:
                    break
            elif _has_digits(element, text) or (element in for_programs and has_date_for_programs(element)):
                yield element
    box = page.elements[place.headline]
    for _ in range(MAX_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            break
        end = page.positions[box]
        for before in islice(box.itersiblings(preceding=True), MAX_ELEMENTS):
            start = page.positions[before]
            yield from _with_digits(page, range(start, min(start + MAX_ELEMENTS, end)))
            end = start
        box = parent


def _with_digits(page: Page, span: range) -> Iterator[Element]:
    """The elements of a part of the page that have digits in their own text."""
    elements, texts = page.elements, page.texts
    return (elements[position] for position in span if _has_digits(elements[position], texts[position]))


def _has_digits(element: Element, text: str | None) -> bool:
    """Whether an element has digits in its own text: in ``text`` before its child elements, between or after them."""
    if text and DIGIT.search(text):
        return True
    return len(element) > 0 and any((tail := child.tail) and DIGIT.search(tail) for child in element[:])


def _is_near(element: Element, neighbours: Neighbours) -> bool:
    """Whether an element is in one of the few boxes around headline and text."""
    node, count = element, 0
    while node not in neighbours.own:
        parent = node.getparent()
        if parent is None:
            return False
        node, count = parent, count + 1
    return node.tag not in {"body", "html", "form"} and count <= 2 * MAX_BOXES


def _rank(context: Context, element: Element, place: _Place, neighbours: Neighbours) -> int | None:
    """How likely an element shows the article's date, 0 first; ``None`` if it does not.

    Between headline and text, above the headline, below the text, elsewhere; dates of changes come after all others. Among the
    paragraphs only an element that is named as the date of publication counts.
    """
    names, position = names_and_itemprop(element), context.page.positions[element]
    is_inside = neighbours.is_inside(element)
    if place.headline < position < place.headline_end:
        return HEADLINE_RANK if element.tag in TIME_TAGS else None
    if (
        position == place.headline
        or element in neighbours.own
        or element.tag in NO_DATE_TAGS
        or is_event_name(names)
        or not (is_inside or _is_near(element, neighbours))
    ):
        return None
    is_published = is_published_name(names)
    rank: int | None
    if place.first <= position < place.last_end:
        is_early = position < place.second and (
            element.tag == "time" or is_time_name(names) or _is_date_line(context, element, place)
        )
        rank = INSIDE_TEXT_RANK if is_inside and (is_published or is_early) else None
    elif position >= place.last_end:
        rank = (2 if is_inside else OUTSIDE_RANK) if is_inside or is_published else None
    elif position > place.headline:
        rank = 0
    else:
        rank = 1 if is_inside else 3
    if rank is None or is_published:
        return max(rank - 1, 0) if rank is not None else None
    return rank + CHANGED_RANK if is_changed_name(names) else rank


def _is_date_line(context: Context, element: Element, place: _Place) -> bool:
    """Whether an element that is no paragraph of running text is a line that begins with a date and a time of day, whatever its name is."""
    if element in place.running or len(line := short_text(element, MAX_TIME_CHARS)) == 0:
        return False
    moment = read_date(context, line) if DIGIT.search(line) else None
    return moment is not None and moment.has_time and line.find(moment.raw) <= MAX_LABEL_CHARS


def _is_of_comment(element: Element, neighbours: Neighbours) -> bool:
    """Whether a date below the text stands in a box with running text: a comment's, whatever its box is called."""
    box = element.getparent()
    for _ in range(2):
        if box is None or box in neighbours.own:
            return False
        if any(
            len((text or "").strip()) > MAX_OTHER_CHARS and dates.read(text or "") is None
            for e in islice(box.iter("*"), MAX_ELEMENTS)
            if e is not element
            for text in (e.text, e.tail)
        ):
            return True
        box = box.getparent()
    return False
