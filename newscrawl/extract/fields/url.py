"""The article's canonical address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import address
from newscrawl.extract.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """The address of the canonical link, if it is the article's and on the same site; else the address that was asked for."""
    yield Candidate("url", address.canonical(context.page, context.site, lambda: context.title), "url")
