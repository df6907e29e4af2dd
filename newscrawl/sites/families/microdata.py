"""Layout for any site whose pages carry schema.org microdata."""

from __future__ import annotations

from typing import Final

from newscrawl.sites.profile import Layout

MICRODATA: Final = Layout(
    name="microdata",
    body=("[itemprop=articleBody]",),
    headline=("[itemprop=headline]",),
    date=("[itemprop=datePublished]::attr(content)", "[itemprop=datePublished]::attr(datetime)"),
    modified=("[itemprop=dateModified]::attr(content)",),
    confidence="high",
    sources="schema.org",
)
"""The layout of schema.org microdata. It comes before a layout that only one weak source supports."""
