"""Whether the text can be read without paying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context


def candidates(context: Context) -> Iterator[Candidate[bool]]:
    """False if the JSON-LD says that the text is behind a paywall. A page that says nothing is free."""
    stated = context.page.news.get("isAccessibleForFree")
    if stated is False or (isinstance(stated, str) and stated.strip().lower() == "false"):
        yield Candidate("is_accessible_for_free", value=False, source="jsonld")
