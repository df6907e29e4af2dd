"""The paragraphs with which a text begins: bylines and dates stand before the first one, or behind a lead before the second one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.names_abroad import BY

if TYPE_CHECKING:
    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element


MAX_LINE_CHARS: Final = 120
"""A longer text is a paragraph."""

MIN_DIGIT_SHARE: Final = 0.2
"""A line of dates has at least such a share of digits."""


class Opening(NamedTuple):
    """Where the running text of an article begins, as positions of elements on the page."""

    running: tuple[Element, ...]
    """The blocks of running text: bylines are none."""

    second: int
    """The second one behind the headline; the first one if there is only one, the end of the headline without any."""


def _is_line_of_dates(text: str) -> bool:
    """Whether a line is little more than one or two dates with their labels."""
    is_short = len(text) <= MAX_LINE_CHARS and sum(map(str.isdigit, text)) > MIN_DIGIT_SHARE * len(text)
    return is_short and dates.read(text) is not None


def opening(context: Context) -> Opening:
    """Where the text begins. Without a headline, all positions are 0."""
    page, headline = context.page, context.title_element
    blocks = context.body.blocks if context.body is not None else ()
    running = tuple(
        block.element
        for block in blocks
        if is_sentence(block) and not BY.match(block.text) and not _is_line_of_dates(block.text)
    )
    end = page.span(headline).stop if headline is not None else 0
    places = sorted({at for block in running if (at := page.positions[block]) >= end})
    return Opening(running, places[1] if len(places) > 1 else places[0] if places else end)
