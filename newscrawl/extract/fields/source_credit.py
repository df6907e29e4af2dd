"""The source that the article was taken from: ``Theo TTXVN``."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import people
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text
from newscrawl.extract.fields.authors import beside_text, visible_bylines
from newscrawl.extract.fields.bylines import own_names
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.names import MAX_NAME_CHARS, MIN_NAME_CHARS, is_person, kind
from newscrawl.extract.names_abroad import SOURCE_LABEL as SOURCE_LABEL_ABROAD
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context

SOURCE_LINE: Final = re.compile(
    r"[(|\s-]*(?:(?:Nguồn(?: tin)?|Dẫn nguồn|Theo nguồn)\s*:\s*|Theo:?\s+)(?=[A-ZÀ-ỸĐ\d]|[a-z\d-]+\.)(?P<name>.+)"
    r"|\((?P<agency>TTXVN|VNA)(?:/[\w+ ]{2,20})?\)"
)
"""A line that names the source, and nothing else. A name begins with a capital letter or is a host."""

SOURCE_START: Final = re.compile(r"[(|\s-]*(?:Nguồn|Dẫn nguồn|Theo|TTXVN|VNA)\b")
SOURCE_LABEL: Final = re.compile(r"(?:Nguồn(?: tin)?|Dẫn nguồn|Theo(?: nguồn)?)\s*:?")
LABEL_AND_NAME: Final = 2
"""The label of a source in an element of its own, and the number of texts with it and the name."""

MAX_LINE_CHARS: Final = 90
"""A longer line is a sentence. The date may stand behind the source."""

MAX_ELEMENTS: Final = 40
"""Elements below the headline, and below the text, that are looked at."""


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """The sources that the profile's elements name, then those that a visible byline names."""
    selectors = context.selectors
    for css in selectors.source_credit if selectors is not None else ():
        selector = compiled(css)
        for value in selector.values(context.page):
            byline = people.read(value, publisher=own_names(context), in_author_slot=False)
            name = byline.source or next((author.name for author in byline.authors), None)
            if name:
                yield Candidate("source_credit", name, f"layout:{css}")
    for found in visible_bylines(context):
        if found.value.source:
            yield Candidate("source_credit", found.value.source, found.source, found.element)
    if context.layout is None and context.bylines is not None:
        for found in context.bylines.value.by_metadata:
            if found.value.source and found.source == "visible":
                yield Candidate("source_credit", found.value.source, "visible", found.element)
    if context.layout is None:
        is_at_home = is_vietnamese(context.page, context.title)
        yield from _beside_text(context) if is_at_home else _above_text_abroad(context)
        yield from _beside_names(context)


def _beside_names(context: Context) -> Iterator[Candidate[str]]:
    """The source in a line of names beside the text, where the metadata name no author: ``Hal Finch (Reuters)``."""
    if context.bylines is None or not any(found.value.authors for found in context.bylines.value.by_metadata):
        for found in beside_text(context):
            if found.value.source:
                yield Candidate("source_credit", found.value.source, found.source, found.element)


def _above_text_abroad(context: Context) -> Iterator[Candidate[str]]:
    """The source behind its label in a line below the headline of a page that is not Vietnamese."""
    page, headline, own = context.page, context.title_element, {name.casefold() for name in own_names(context)}
    start = page.span(headline).stop if headline is not None else len(page.elements)
    for position in range(start, min(start + MAX_ELEMENTS, len(page.elements))):
        element, text = page.elements[position], page.texts[position]
        if not text or len(text) > MAX_LINE_CHARS or element.tag in SILENT:
            continue
        found = SOURCE_LABEL_ABROAD.search(text)
        if found is not None and found["name"].casefold() not in own and not neighbours_of(context).is_beside(element):
            yield Candidate("source_credit", found["name"].strip(), "visible", element)
            return


def _beside_text(context: Context) -> Iterator[Candidate[str]]:
    """The source in a line of its own between headline and text or right below the text. The name of a person is no source."""
    own, neighbours = {name.casefold() for name in own_names(context)}, neighbours_of(context)
    for element in _begin_with_label(context):
        found = SOURCE_LINE.fullmatch(short_text(element, MAX_LINE_CHARS))
        if found is None or not _is_one_name(element) or neighbours.is_beside(element):
            continue
        source = found["name"] or found["agency"]
        if (moment := dates.read(source)) is not None:
            source = source[: source.find(moment.raw)]
        source = source.strip(" .,;|()[]-–")
        is_name = MIN_NAME_CHARS <= len(source) <= MAX_NAME_CHARS and not source.endswith((":", "!", "?"))
        is_newspaper = not is_person(source) or kind(source) == "organization" or _is_behind_person(element)
        if is_name and is_newspaper and source.casefold() not in own:
            yield Candidate("source_credit", source, "visible", element)
            return


def _is_behind_person(element: Element) -> bool:
    """Whether the line before is the name of a person: the author. Then "Theo Lửa Nghề" names a newspaper."""
    before = element.getprevious()
    return before is not None and is_person(short_text(before, MAX_NAME_CHARS))


def _is_one_name(element: Element) -> bool:
    """Whether the text of a source line is in one piece, or a label and one piece: two pieces more are an author and a source."""
    pieces = [piece.strip() for piece in element.itertext() if piece.strip()]
    return len(pieces) == 1 or (len(pieces) == LABEL_AND_NAME and SOURCE_LABEL.fullmatch(pieces[0]) is not None)


def _begin_with_label(context: Context) -> Iterator[Element]:
    """The elements between headline and text, then those from the last paragraph on, that begin with the label of a source.

    A label in an element of its own stands for the box around it.
    """
    page, headline = context.page, context.title_element
    blocks = [block.element for block in context.body.blocks if block.kind != "figure"] if context.body else []
    if headline is None or not blocks:
        return
    start, first = page.span(headline).stop, page.positions[blocks[0]]
    end = page.span(blocks[-1]).stop
    above = range(start, min(first, start + MAX_ELEMENTS))
    for position in chain(above, range(end, min(end + MAX_ELEMENTS, len(page.elements)))):
        element, text = page.elements[position], page.texts[position]
        if not text or element.tag in SILENT or not SOURCE_START.match(text):
            continue
        yield element
        if SOURCE_LABEL.fullmatch(text.strip()) and (box := element.getparent()) is not None:
            yield box
