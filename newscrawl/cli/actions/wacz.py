"""``newscrawl crawl --wacz``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.archive import wacz
from newscrawl.archive.warc import SUFFIX
from newscrawl.exporters.output_format import kind_of, open_lines

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult


def write_wacz(result: CrawlResult) -> Path | None:
    """Bundle the WARC files of a run; return the bundle, ``None`` where the run archived nothing."""
    warcs = [path for path in result.files if path.name.endswith(SUFFIX)]
    if not warcs or not result.manifest or not result.output:
        return None
    articles = [path for path in result.files if kind_of(path) == "articles"]
    path = result.output / f"newscrawl-{result.manifest.crawl_id}.wacz"
    lines = (line for file in articles for line in open_lines(file))
    wacz.write(
        path,
        warcs,
        created=result.manifest.finished,
        title=f"newscrawl {result.manifest.crawl_id}: {', '.join(result.manifest.sites)}",
        pages=wacz.pages(lines, warcs),
    )
    return path
