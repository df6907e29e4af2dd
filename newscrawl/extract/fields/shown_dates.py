"""The date that the article shows to the reader: beside headline and text, never a neighbour's."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text, text_of, visible_text_exceeds
from newscrawl.extract.fields.date_words import (
    AUTHOR_LABEL,
    CHANGED_IN_LINE,
    CHANGED_LABEL,
    CHANGED_WORD,
    PUBLISHED_LABEL,
    TIME_CLASS,
    is_byline_name,
    is_changed_name,
    is_event_name,
    is_published_name,
    is_time_name,
)
from newscrawl.extract.fields.openings import opening
from newscrawl.extract.language import writes_month_first
from newscrawl.extract.neighbours import neighbours_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context
    from newscrawl.extract.neighbours import Neighbours
    from newscrawl.extract.page import Page

TIME_TAGS: Final = frozenset(("time", "span", "em", "i", "small", "font"))
"""Elements that may show a date, whatever they are called."""

MACHINE_ATTRIBUTES: Final = {
    name: rank
    for rank, name in enumerate(
        """datetime content title data-datetime data-date data-published data-timestamp data-time data-utime
        data-pubdate data-publish-date data-published-at data-published-date data-publishdate data-iso publishdate aria-label""".split()  # noqa: SIM905 - a list of words reads better so
    )
}
"""Attributes that hold a date for programs, the best ones first."""

GENERAL_ATTRIBUTES: Final = frozenset(("content", "title", "aria-label"))
"""Those that mostly hold something else."""

MAX_TIME_CHARS: Final = 160
"""A longer text that holds a date is a paragraph."""

MAX_LINE_CHARS: Final = 60
"""A shorter text is the date's own line, whatever it is called."""

MAX_PARTS: Final = 16
"""Elements in a date's element that are looked at for parts with a date of their own."""

MAX_LABEL_CHARS: Final = 30
"""A longer text before a date is no label of it."""

MAX_ELEMENTS: Final = 40
"""Elements below headline or text that are looked at, whatever their name is."""

MAX_NAMED: Final = 200
"""Elements with a name of a date that are looked at."""

MAX_BOXES: Final = 4
"""Boxes around the headline that are looked at for a date outside the article."""

MAX_OTHER_CHARS: Final = 25
"""Characters of running text beside a date below the article: more make it the date of a comment."""

YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)|(?<!\d)1[67]\d{8}(?:\d{3})?(?!\d)")
"""A year of this century, or a Unix time."""

DIGIT: Final = re.compile(r"\d")
DAY_ALONE: Final = re.compile(r"\s*(?:0?[1-9]|[12]\d|3[01])\s*")
"""A day of a month alone."""

DATE_PARTS: Final = 3
"""Day, month and year."""

CLOCK: Final = re.compile(
    r"(?:at|lúc|um|à|a las|alle)?\s*\d{1,2}\s?[:h.]\s?\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?[a-z]{1,4}(?:[+-]\d{1,2})?\)?)?",
    re.IGNORECASE,
)
"""A time of day alone."""

MAX_CLOCK_BOXES: Final = 2
"""Boxes around a day that are looked at for a time of day."""

SAME_DAY: Final = timedelta(hours=36)
"""A day and a time that differ less may be the same day, in other zones."""


NO_DATE_TAGS: Final = frozenset(("html", "head", "body", "title", "script", "style"))
"""Elements that show no date of the article."""

INSIDE_TEXT_RANK: Final = 4
OUTSIDE_RANK: Final = 5
HEADLINE_RANK: Final = 6
"""Ranks of dates in the text, below it outside the article's box, and in the headline; better places have lower ranks."""

CHANGED_RANK: Final = 10
"""What the rank of the date of a change is raised by."""


def read_date(context: Context, text: str) -> Timestamp | None:
    """The time in a text of the page."""
    if not text:
        return None
    return dates.read(text, now=context.now, month_first="/" in text and writes_month_first(context.page))


def is_same_day(one: Timestamp, other: Timestamp) -> bool:
    """Whether a time may be on the day that the other names; a day alone is midnight in some zone."""
    if one.at.replace(tzinfo=None).date() == other.at.replace(tzinfo=None).date():
        return True
    return abs(one.at - other.at) < SAME_DAY and one.has_zone and one.has_time


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
    ranked: list[tuple[int, int, Element]] = []
    for element in dict.fromkeys(_possible(context, place, neighbours)):
        position = context.page.positions[element]
        rank = _rank(context, element, place, neighbours)
        if rank is not None and rank < CHANGED_RANK and _is_labelled_as_change(element):
            rank += CHANGED_RANK
        if rank is not None:
            ranked.append((rank, abs(position - place.headline), element))
    ranked.sort(key=lambda found: found[:2])
    best: Candidate[Timestamp] | None = None
    for _, _, element in ranked:
        moment = _shown(context, element)
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
        elif _is_of_change(element):
            moment = _shown(context, element)
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
                    if line is not None and not _dated_parts(line):
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
    for start in (place.headline_end, place.last_end):
        for position in range(start, min(start + MAX_ELEMENTS, len(elements))):
            element, text = elements[position], texts[position]
            if text and len(text) > MAX_TIME_CHARS and element.tag not in SILENT:
                if start == place.last_end:
                    break
            elif _has_digits(element, text) or _has_date_for_programs(element):
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


def _has_date_for_programs(element: Element) -> bool:
    """Whether a small element has a date in an attribute, whatever it is called and shows."""
    if element.tag in TIME_TAGS or "-" in str(element.tag):
        return any(YEAR.search(value) for value in _values_for_programs(element))
    # Other elements: only attributes that hold nothing but dates.
    return len(element) <= 1 and any(
        YEAR.search(value)
        for name, value in element.items()
        if name in MACHINE_ATTRIBUTES and name not in GENERAL_ATTRIBUTES
    )


def _values_for_programs(element: Element) -> list[str]:
    """The values of an element's attributes that may hold a date for programs, the best attribute first."""
    found = [(rank, value) for name, value in element.items() if (rank := MACHINE_ATTRIBUTES.get(name)) is not None]
    return [value for _, value in sorted(found)]


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
    names, position = _names(element), context.page.positions[element]
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


def _is_labelled_as_change(element: Element) -> bool:
    """Whether the words of a date, or those right before it, say that it is the last change's, and name no publication."""
    # The search for labels of publication takes longest, and few dates need it.
    is_change = _has_label_of_change(element) or _is_summary_of_publication(element)
    return is_change and PUBLISHED_LABEL.search(short_text(element, MAX_TIME_CHARS)) is None


def _has_label_of_change(element: Element) -> bool:
    """Whether a date begins with a label of the last change, or stands right behind one."""
    if CHANGED_LABEL.match((element.text or "").strip()):
        return True
    before, box = element.getprevious(), element.getparent()
    label = (before.tail if before is not None else box.text if box is not None else "") or ""
    if before is not None and not label.strip():
        label = short_text(before, MAX_LABEL_CHARS)
    return len(label) <= MAX_LABEL_CHARS and not DIGIT.search(label) and CHANGED_LABEL.match(label.strip()) is not None


def _is_summary_of_publication(element: Element) -> bool:
    """Whether a date is the summary of a box that opens to show the publication: then it is that of the change."""
    summary = next((box for box in (element, *islice(element.iterancestors(), 2)) if box.tag == "summary"), None)
    box = summary.getparent() if summary is not None else None
    return box is not None and box.tag == "details" and PUBLISHED_LABEL.search(text_of(box)) is not None


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


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


def _shown(context: Context, element: Element, *, is_part: bool = False) -> Timestamp | None:
    """The time that an element shows: for programs in an attribute, else in its text.

    The parts of a part are not looked for: a page of nested boxes that are all named as dates would never end.
    """
    names = _names(element)
    is_named = element.tag in TIME_TAGS or is_time_name(names)
    for_programs: Timestamp | None = None
    text = _text_shown(element, MAX_TIME_CHARS if is_named or is_byline_name(names) else MAX_LINE_CHARS)
    if element.tag in {"time", "abbr"} or is_time_name(names) or _has_date_for_programs(element):
        for value in _values_for_programs(element):
            if moment := _read_labelled(context, value):
                if moment.has_time:
                    return moment if moment.has_zone else _with_zone(context, moment, text)
                for_programs = for_programs or moment
    if not is_part and len(element) and element.tag != "time" and (parts := _dated_parts(element)):
        own = [part for part in parts if not _is_of_change(part)]
        shown = next((moment for part in own if (moment := _shown(context, part, is_part=True))), None)
        if shown is not None or not own:
            return shown
    if not text and (_is_labelled(element) or _begins_with_time(context, element)):
        text = short_text(element, MAX_TIME_CHARS)
    if not text:
        text = _date_between_elements(context, element)
    elif DAY_ALONE.fullmatch(text):
        text = _date_of_parts(element) or text
    if not text or not (DIGIT.search(text) or is_named):
        return for_programs
    moment = _read_labelled(context, text)
    has_change = len(element) > 1 and CHANGED_IN_LINE.search(text) is not None
    is_named = is_named or is_byline_name(names)
    if has_change or (is_named and len(element) > 1 and (moment is None or not moment.has_time)):
        # Day, month, year and clock, or the publication and the change, in elements of their own.
        apart = _read_labelled(context, " ".join(filter(None, map(str.strip, element.itertext()))))
        moment = apart if apart is not None and (moment is None or apart.has_time or has_change) else moment
    if for_programs is not None and (moment is None or not (moment.has_time and is_same_day(moment, for_programs))):
        return for_programs
    return moment


def _text_shown(element: Element, limit: int) -> str:
    """The text of an element if it is at most so long without the scripts in it; else an empty string."""
    text = short_text(element, limit)
    if text or not len(element) or next(element.iter("script"), None) is None or visible_text_exceeds(element, limit):
        return text
    return text_of(element)


def _date_between_elements(context: Context, element: Element) -> str:
    """The date between or behind the child elements of a long line, such as a byline with links; empty without one."""
    for child in islice(element, MAX_PARTS):
        text = (child.tail or "").strip()
        if len(text) <= MAX_TIME_CHARS and DIGIT.search(text):
            moment = read_date(context, text)
            if moment is not None and 2 * len(moment.raw) > len(text):
                return text
    return ""


def _date_of_parts(day: Element) -> str:
    """The text of the box in which day, month and year stand in elements of their own; empty if it holds more."""
    box = day.getparent()
    if box is None or len(box) < DATE_PARTS or box.tag in NO_DATE_TAGS or _has_date_for_programs(box):
        return ""
    if not short_text(box, MAX_TIME_CHARS):
        return ""
    return " ".join(filter(None, map(str.strip, box.itertext())))


def _is_labelled(element: Element) -> bool:
    """Whether the text of an element begins with a word before a date or an author, so that it may be longer than a date."""
    text = (element.text or "").strip()
    return bool(text) and any(label.match(text) for label in (PUBLISHED_LABEL, CHANGED_LABEL, AUTHOR_LABEL))


def _begins_with_time(context: Context, element: Element) -> bool:
    """Whether a line begins with a date and a time of day; what follows may be a change and the time to read it."""
    line = short_text(element, MAX_TIME_CHARS)
    moment = read_date(context, line) if DIGIT.match(line) else None
    return moment is not None and moment.has_time and line.startswith(moment.raw)


def _with_zone(context: Context, moment: Timestamp, text: str) -> Timestamp:
    """A time without a zone, with the zone of a text that shows the same clock."""
    shown = _read_labelled(context, text)
    is_same = (
        shown is not None
        and shown.has_zone
        and shown.at.replace(tzinfo=None, second=0) == moment.at.replace(tzinfo=None, second=0)
    )
    return shown if shown is not None and is_same else moment


def _read_labelled(context: Context, text: str) -> Timestamp | None:
    """The time in a text; of one that names both the publication and a change, that of the publication."""
    moment = None
    if (label := PUBLISHED_LABEL.search(text)) and CHANGED_LABEL.match(text):
        moment = read_date(context, text[label.end() :])
    elif (change := CHANGED_IN_LINE.search(text)) and DIGIT.search(before := text[: change.start()]):
        moment = read_date(context, before)
    return moment or read_date(context, text)


def _dated_parts(element: Element) -> list[Element]:
    """The elements in another that hold a date of their own: each ``time``, or what is named as the date of publication or change.

    Empty if only one part is named, and it is no ``time``: then the whole says more.
    """
    inner = list(islice(element.iter("*"), 1, MAX_PARTS))
    times = [part for part in inner if part.tag == "time"]
    if times:
        return times
    named = [part for part in inner if (names := _names(part)) and (is_published_name(names) or is_changed_name(names))]
    return named if len(named) > 1 else []


def _is_of_change(element: Element) -> bool:
    """Whether an element is named or labelled as the date of the last change, and not as that of the publication."""
    if _is_labelled_as_change(element):
        return True
    names = _names(element)
    return not is_published_name(names) and is_changed_name(names)
