"""The source that the article was taken from: ``Theo TTXVN``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import people
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.fields.authors import visible_bylines
from newscrawl.extract.fields.bylines import own_names
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context


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
