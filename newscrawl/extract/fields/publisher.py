"""The newspaper's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """The name in the site's profile; for a site without a profile the name in the meta tags, else the host."""
    if context.site.family == "unknown" and (name := context.page.meta("og:site_name")):
        yield Candidate("publisher", name, "meta:og:site_name")
    yield Candidate("publisher", context.site.publisher, "generic")
