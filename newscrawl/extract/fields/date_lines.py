"""The date that one element shows: in its text, in its attributes, or in parts beside each other."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract.dom import Element, names_of, short_text, text_of, visible_text_exceeds
from newscrawl.extract.fields.date_words import (
    AUTHOR_LABEL,
    CHANGED_IN_LINE,
    CHANGED_LABEL,
    PUBLISHED_LABEL,
    is_byline_name,
    is_changed_name,
    is_published_name,
    is_time_name,
)
from newscrawl.extract.language import writes_month_first

if TYPE_CHECKING:
    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context


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

YEAR: Final = re.compile(r"(?<!\d)(?:20\d\d|199\d)(?!\d)|(?<!\d)1[0-7]\d{8}(?:\d{3})?(?!\d)")
"""A year since there is a web, or a Unix time since 2001."""

DIGIT: Final = re.compile(r"\d")

DAY_ALONE: Final = re.compile(r"\s*(?:0?[1-9]|[12]\d|3[01])\s*")
"""A day of a month alone."""

LOOSE_YEAR_FIRST: Final = re.compile(r"^(\d{4}) (\d{1,2}) ?/ ?(\d{1,2})(?!\d)")
"""A year and, in elements of their own, month and day with a stroke between them."""

DATE_PARTS: Final = 3
"""Day, month and year."""

SAME_DAY: Final = timedelta(hours=36)
"""A day and a time that differ less may be the same day, in other zones."""

NO_DATE_TAGS: Final = frozenset(("html", "head", "body", "title", "script", "style"))
"""Elements that show no date of the article."""


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


def has_date_for_programs(element: Element) -> bool:
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


def is_labelled_as_change(element: Element) -> bool:
    """Whether the words of a date, or those right before it, say that it is the last change's, and name no publication."""
    # The search for labels of publication takes longest, and few dates need it.
    is_change = _has_label_of_change(element) or _is_summary_of_publication(element)
    return is_change and PUBLISHED_LABEL.search(short_text(element, MAX_TIME_CHARS)) is None


def names_only_change(element: Element) -> bool:
    """Whether the line of a date says that it is the last change's: "Written by Una Reid - Updated on March 3, 2024"."""
    if is_labelled_as_change(element):
        return True
    line = short_text(element, MAX_TIME_CHARS)
    found = CHANGED_IN_LINE.search(line)
    return found is not None and not DIGIT.search(line[: found.start()]) and PUBLISHED_LABEL.search(line) is None


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


def names_and_itemprop(element: Element) -> str:
    """Return the class names, the id and the ``itemprop`` of an element, as one string."""
    return f"{names_of(element)} {element.get('itemprop') or ''}"


def date_of_element(context: Context, element: Element, *, is_part: bool = False) -> Timestamp | None:
    """The time that an element shows: for programs in an attribute, else in its text.

    The parts of a part are not looked for: a page of nested boxes that are all named as dates would never end.
    """
    names = names_and_itemprop(element)
    is_named = element.tag in TIME_TAGS or is_time_name(names)
    for_programs: Timestamp | None = None
    text = _text_shown(element, MAX_TIME_CHARS if is_named or is_byline_name(names) else MAX_LINE_CHARS)
    if element.tag in {"time", "abbr"} or is_time_name(names) or has_date_for_programs(element):
        for value in _values_for_programs(element):
            if moment := _read_labelled(context, value):
                if moment.has_time:
                    return moment if moment.has_zone else _with_zone(context, moment, text)
                for_programs = for_programs or moment
    if not is_part and len(element) and element.tag != "time" and (parts := dated_parts(element)):
        own = [part for part in parts if not is_of_change(part)]
        shown = next((moment for part in own if (moment := date_of_element(context, part, is_part=True))), None)
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
    if box is not None and 1 < len(box) < DATE_PARTS:
        # Month and day in a box of their own, beside the year and the clock.
        box = box.getparent()
    if box is None or len(box) < DATE_PARTS or box.tag in NO_DATE_TAGS or has_date_for_programs(box):
        return ""
    if not short_text(box, MAX_TIME_CHARS):
        return ""
    return LOOSE_YEAR_FIRST.sub(r"\1/\2/\3", " ".join(filter(None, map(str.strip, box.itertext()))))


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
    label, change = PUBLISHED_LABEL.search(text), CHANGED_IN_LINE.search(text)
    is_change_first = label is not None and (
        CHANGED_LABEL.match(text) is not None or (change is not None and change.start() < label.start())
    )
    if label is not None and is_change_first:
        moment = read_date(context, text[label.end() :])
    elif change is not None and DIGIT.search(before := text[: change.start()]):
        moment = read_date(context, before)
    return moment or read_date(context, text)


def dated_parts(element: Element) -> list[Element]:
    """The elements in another that hold a date of their own: each ``time``, or what is named as the date of publication or change.

    Empty if only one part is named, and it is no ``time``: then the whole says more.
    """
    inner = list(islice(element.iter("*"), 1, MAX_PARTS))
    times = [part for part in inner if part.tag == "time"]
    if times:
        return times
    named = [
        part
        for part in inner
        if (names := names_and_itemprop(part)) and (is_published_name(names) or is_changed_name(names))
    ]
    return named if len(named) > 1 else []


def is_of_change(element: Element) -> bool:
    """Whether an element is named or labelled as the date of the last change, and not as that of the publication."""
    if is_labelled_as_change(element):
        return True
    names = names_and_itemprop(element)
    return not is_published_name(names) and is_changed_name(names)
