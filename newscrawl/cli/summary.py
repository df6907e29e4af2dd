"""Prints what a crawl gave."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.table import Table

from newscrawl.archive.warc import SUFFIX
from newscrawl.cli.output import relative_path
from newscrawl.cli.printing import SafeConsole, shown
from newscrawl.exporters.output_format import kind_of
from newscrawl.report.status import none_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newscrawl.report.manifest import FileReport, SiteReport
    from newscrawl.runner.result import CrawlResult

MAX_NAMED_FILES: Final = 5
"""Files of a kind that are named one by one; more are summed up."""

MAX_NAMED_HOSTS: Final = 20
"""Hosts of a replay that are named one by one; more are summed up."""

_GIVEN_UP: Final = ("/truncated", "/other_host")
"""Ends of the counters of sources that were not read, or not to their end."""


def print_summary(result: CrawlResult) -> None:
    """Print the counts of each site, the reasons of refused pages, and the files."""
    if not result.manifest or not result.manifest.sites:
        return
    console = SafeConsole()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("site", "new", "revised", "known", "rejected", "failed", "requests"):
        table.add_column(column, justify="left" if column == "site" else "right")
    for name, site in result.manifest.sites.items():
        known = sum(site.known.values()) + site.known_links
        rejected, failed = sum(site.rejected.values()), sum(site.failed.values())
        table.add_row(shown(name), *map(str, (site.new, site.revised, known, rejected, failed, site.requests)))
    console.print(table)
    for name, site in result.manifest.sites.items():
        for label, reasons in (("rejected", site.rejected), ("skipped", site.skipped), ("failed", site.failed)):
            if reasons:
                counts = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
                console.print(shown(f"{name}: {label} {counts}"), highlight=False)
        if given_up := _given_up(site):
            console.print(shown(f"{name}: not read to the end: {given_up}"), highlight=False, soft_wrap=True)
        if words := none_taken(site):
            console.print(shown(f"{name}: {words}"), highlight=False, soft_wrap=True)
    for line in _files(result):
        console.print(shown(line), highlight=False, soft_wrap=True)
    if result.output and not result.manifest.files and not result.failure:
        line = f"Nothing new: no article was written to {result.remote or relative_path(result.output)}"
        console.print(shown(line), highlight=False, soft_wrap=True)


def print_pages(result: CrawlResult) -> None:
    """Print what became of the pages of a replay, by host and fate; the hosts with the most pages first."""
    if not result.manifest or not result.manifest.pages:
        return
    hosts = sorted(result.manifest.pages.items(), key=lambda entry: (-sum(entry[1].values()), entry[0]))
    rest: Counter[str] = Counter()
    for _, fates in hosts[MAX_NAMED_HOSTS:]:
        rest.update(fates)
    rows = hosts[:MAX_NAMED_HOSTS]
    if rest:
        rows.append((f"{len(hosts) - MAX_NAMED_HOSTS} other hosts", dict(rest)))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("host", "fate", "pages"):
        table.add_column(column, justify="right" if column == "pages" else "left")
    for host, fates in rows:
        for fate, count in sorted(fates.items(), key=lambda entry: (-entry[1], entry[0])):
            table.add_row(shown(host or "(unknown)"), shown(fate), str(count))
    SafeConsole().print(table)


def _given_up(site: SiteReport) -> str:
    """Return what the sources named and the crawl left out, with the counters of the manifest."""
    cut = {name: count for name, count in site.sources.items() if name.endswith(_GIVEN_UP)}
    return ", ".join(f"{name} {count}" for name, count in (site.limits | cut).items())


def _files(result: CrawlResult) -> Iterator[str]:
    """Yield a line for each file, or for each kind with many files."""
    kinds: dict[str, list[tuple[FileReport, Path]]] = {}
    for file, path in zip(result.manifest.files if result.manifest else (), result.files, strict=True):
        kinds.setdefault(kind_of(path) or "", []).append((file, path))
    for kind, found in kinds.items():
        if kind and len(found) > MAX_NAMED_FILES:
            lines, size = sum(file.lines for file, _ in found), sum(file.bytes for file, _ in found)
            yield f"{len(found)} files of {kind}  {lines} lines, {size:,} bytes"
        else:
            for file, path in found:
                unit = "records" if path.name.endswith(SUFFIX) else "lines"
                where = f"{result.remote}/{file.name}" if result.remote else relative_path(path)
                yield f"{where}  {file.lines} {unit}, {file.bytes:,} bytes"


def table(*columns: str, left: Sequence[str] = ()) -> Table:
    """Return a table; the columns that ``left`` names are aligned to the left."""
    found = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        found.add_column(column, justify="left" if column in left else "right")
    return found
