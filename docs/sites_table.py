"""Generate the tables of ``docs/sites.md`` from the profiles. ``python docs/sites_table.py`` rewrites them in place."""  # noqa: INP001 - a script beside the documents it writes

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl import sites
from newscrawl.sites.provenance import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newscrawl.sites.profile import Site

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "sites.md"
BEGIN, END = "<!-- table: made by docs/sites_table.py -->", "<!-- end of table -->"
BEGIN_SOURCES, END_SOURCES = "<!-- sources: made by docs/sites_table.py -->", "<!-- end of sources -->"
COLUMNS = ("site", "newspaper", "family", "discovery", "layouts", "confidence", "pages tested")


def tested() -> Counter[str]:
    """Return the number of test pages of each site."""
    return Counter(path.parents[1].name for path in (ROOT / "tests" / "sites").glob("*/*/article.json"))


def read_by() -> set[str]:
    """Return the layouts that read a test page, as ``site/layout``."""
    cases = (ROOT / "tests" / "sites").glob("*/*/article.json")
    return {f"{path.parents[1].name}/{json.loads(path.read_text())['layout']}" for path in cases}


def discovery(site: Site) -> str:
    """Describe how the site's articles are found: ``feeds 9, sitemaps 2, sections 18, paging``."""
    counted = (("feeds", site.feeds), ("sitemaps", site.sitemaps), ("sections", site.sections))
    found = [f"{kind} {len(places)}" for kind, places in counted if places]
    found += [name for name, has in (("paging", site.paging), ("archive by date", site.archives)) if has]
    return ", ".join(found) or "robots.txt and home page"


def layouts(site: Site, read: set[str]) -> str:
    """List the layouts in the order they are tried. ``*`` marks selectors from a real page, ``+`` a layout with a test page."""
    marks = []
    for layout in site.layouts:
        mark = ("*" if "SAVED" in layout.sources.split() else "") + (
            "+" if f"{site.name}/{layout.name}" in read else ""
        )
        marks.append(f"{layout.name}{mark and f' {mark}'}".replace("*", "\\*"))
    return ", ".join(marks) or "generic"


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, ["---"] * len(columns), *rows)) + "\n"


def table() -> str:
    """Return the table of sites, one row per site."""
    pages, read = tested(), read_by()
    rows = [
        (
            f"`{site.name}`",
            f"[{site.publisher}]({site.home})",
            site.family,
            discovery(site),
            layouts(site, read),
            site.confidence,
            str(pages[site.name] or ""),
        )
        for site in sites.load().values()
    ]
    return markdown(COLUMNS, rows)


def sources() -> str:
    """Return the table of source codes."""
    return markdown(("code", "source"), [(f"`{code}`", text) for code, text in SOURCES.items()])


def document(text: str) -> str:
    """Return the document with new tables. Raises ``ValueError`` if the document lacks the comment that begins a table."""
    for begin, end, made in ((BEGIN, END, table()), (BEGIN_SOURCES, END_SOURCES, sources())):
        before, found, rest = text.partition(begin)
        if not found:
            raise ValueError(f"the document has no comment {begin}; put it back before running this script")
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n\n{made}\n{end}{after}"
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)}: {len(sites.names())} sites\n")
