"""The related links: other articles that the page offers its reader, each with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import related
from newscrawl.extract.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.items import RelatedLink


def candidates(context: Context) -> Iterator[Candidate[list[RelatedLink]]]:
    """All related links, as one list in page order."""
    if found := related.links(context):
        yield Candidate("related_links", found, "visible")
