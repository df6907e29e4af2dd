"""The paragraphs with which a text begins: bylines and dates stand before the first one, or behind a lead before the second one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.names_abroad import BY

if TYPE_CHECKING:
    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element


class Opening(NamedTuple):
    """Where the running text of an article begins, as positions of elements on the page."""

    running: tuple[Element, ...]
    """The blocks of running text: bylines are none."""

    second: int
    """The second one behind the headline; the first one if there is only one, the end of the headline without any."""


def opening(context: Context) -> Opening:
    """Where the text begins. Without a headline, all positions are 0."""
    page, headline = context.page, context.title_element
    blocks = context.body.blocks if context.body is not None else ()
    running = tuple(block.element for block in blocks if is_sentence(block) and not BY.match(block.text))
    end = page.span(headline).stop if headline is not None else 0
    places = sorted({at for block in running if (at := page.positions[block]) >= end})
    return Opening(running, places[1] if len(places) > 1 else places[0] if places else end)
