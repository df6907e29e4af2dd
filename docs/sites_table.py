"""The table of ``docs/sites.md``, made from the profiles: ``python docs/sites_table.py`` rewrites it in place."""  # noqa: INP001 - a script beside the documents it writes

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl import sites

if TYPE_CHECKING:
    from newscrawl.sites.profile import Site

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "sites.md"
BEGIN, END = "<!-- table: made by docs/sites_table.py -->", "<!-- end of table -->"
COLUMNS = ("site", "newspaper", "family", "discovery", "layouts", "confidence", "pages tested")


def tested() -> Counter[str]:
    """How many self-made pages of each site are replayed."""
    return Counter(path.parents[1].name for path in (ROOT / "tests" / "sites").glob("*/*/article.json"))


def read_by() -> set[str]:
    """Names of the layouts that read a self-made page, ``site/layout``."""
    cases = (ROOT / "tests" / "sites").glob("*/*/article.json")
    return {f"{path.parents[1].name}/{json.loads(path.read_text())['layout']}" for path in cases}


def discovery(site: Site) -> str:
    """How the site's articles are found: ``feeds 9, sitemaps 2, sections 18, paging``."""
    counted = (("feeds", site.feeds), ("sitemaps", site.sitemaps), ("sections", site.sections))
    found = [f"{kind} {len(places)}" for kind, places in counted if places]
    ways = [name for name, has in (("paging", site.paging), ("archive by date", site.archives)) if has]
    return ", ".join([*found, *ways]) or "robots.txt and home page"


def layouts(site: Site, read: set[str]) -> str:
    """The layouts in the order they are tried, with what vouches for each: ``*`` a real page, ``+`` a self-made one."""
    marks = []
    for layout in site.layouts:
        mark = ("*" if "SAVED" in layout.sources.split() else "") + (
            "+" if f"{site.name}/{layout.name}" in read else ""
        )
        marks.append(f"{layout.name}{mark and f' {mark}'}".replace("*", "\\*"))
    return ", ".join(marks) or "generic"


def table() -> str:
    """The table as Markdown, one row a site."""
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
    head = [COLUMNS, tuple("---" for _ in COLUMNS)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (*head, *rows)) + "\n"


def document(text: str) -> str:
    """The document with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)}: {len(sites.names())} sites\n")
