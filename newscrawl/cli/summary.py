"""Prints what a crawl gave and what went wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.table import Table

from newscrawl.archive.warc import SUFFIX
from newscrawl.cli.output import say
from newscrawl.cli.printing import relative_path, shown
from newscrawl.exporters.output_format import kind_of
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import asks_for_login, no_offers, none_taken, refusal, run_status
from newscrawl.state import SiteLockedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from newscrawl.report.manifest import FileReport, SiteReport
    from newscrawl.runner.result import CrawlResult

MAX_NAMED_FILES: Final = 5
"""Files of a kind that are named one by one; more are summed up."""

MAX_NAMED_HOSTS: Final = 20
"""Hosts of a replay that are named one by one; more are summed up."""

_GIVEN_UP: Final = ("/truncated", "/other_host")
"""Ends of the counters of sources that were not read, or not to their end."""

_TRY_AGAIN: Final = "Check the address and the connection, then run again."
_FAILURES: Final = {
    "robots_unreachable": f"its robots.txt could not be fetched, and without it nothing is requested. {_TRY_AGAIN}",
    "private_address": "its address is a loopback or private one, and --allow-private was not given.",
}
"""Explanation of a failure that is the only one of a site."""


def print_summary(result: CrawlResult, console: Console) -> None:
    """Print the counts of each site, the reasons of refused pages, and the files."""
    if not result.manifest or not result.manifest.sites:
        return
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


def print_pages(result: CrawlResult, console: Console) -> None:
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
    console.print(table)


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


def report_problems(result: CrawlResult) -> int:
    """Print what went wrong on standard error, one line for each site; return the exit code."""
    for name, error in result.errors.items():
        # The message of a lock names the site, that of a spider's argument does not.
        say(f"newscrawl: {error}" if isinstance(error, SiteLockedError) else f"newscrawl: {name}: {error}", error=True)
    if result.failure:
        say(f"newscrawl: {result.failure}", error=True)
    elif result.manifest:
        for name, site in result.manifest.sites.items():
            cut_short = result.signal is not None and site.exit_code == ExitCode.NOTHING_NEW
            if not cut_short and (sentence := _problem(name, site)):
                say(f"newscrawl: {sentence}", error=True)
    return int(result.exit_code)


def _problem(name: str, site: SiteReport) -> str:
    """Return what a person should know of a site that gave nothing, or an empty string."""
    failed = ", ".join(f"{reason} ({count})" for reason, count in site.failed.items())
    match site.exit_code:
        case ExitCode.PARTIAL:
            only = next(iter(site.failed)) if len(site.failed) == 1 else ""
            what = run_status(site).cause.partition(":")[0].replace(" can be ", " could be ")
            return f"{name}: {what}: {_FAILURES.get(only, f'{failed}. {_TRY_AGAIN}')}"
        case ExitCode.BLOCKED:
            ask_less = "Wait, raise --delay, and say who you are with -s NEWSCRAWL_CONTACT=…"
            look = f"`newscrawl check {name}` looks at it now."
            return f"{name}: {refusal(site)}. {look if asks_for_login(site) else ask_less}"
        case ExitCode.NOTHING_NEW:
            advice = "Check the address; `newscrawl inspect` shows how a page is read."
            if site.is_nothing_taken:
                return f"{name}: {none_taken(site)}. {advice}"
            skipped = ", ".join(f"{reason} ({count})" for reason, count in site.skipped.items())
            return f"{name}: no article was found: {', '.join(filter(None, (skipped, no_offers(site))))}. {advice}"
        case ExitCode.LAYOUT_CHANGED if site.health:
            findings = "\n  ".join(finding.words for finding in site.health.errors)
            return (
                f"{name}: the site is not read as it should be; `newscrawl check {name}` looks at it now:\n  {findings}"
            )
        case _:
            return ""
