"""``newscrawl status`` and ``newscrawl retry``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from newscrawl.arguments import day
from newscrawl.cli.output import machine_output
from newscrawl.cli.printing import SafeConsole, print_table, shown
from newscrawl.cli.summary import table
from newscrawl.report.status import worst_first
from newscrawl.runner import status
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import Location, find
from newscrawl.state import clock, open_upkeep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newscrawl.report.status import SiteLine
    from newscrawl.report.status_page import PageSite


def run_status(
    directory: str | None, state: str | None, *, config_file: str | None, html: str | None, as_json: bool
) -> int:
    """Print a line for each site, worst first; return the exit code."""
    if config_file and (directory or state):
        raise UsageError(f"give {directory or state} or --config, not both: the file says where its sites write")
    if config_file:
        from newscrawl.runner import config  # noqa: PLC0415 - imports Scrapy

        path = Path(config_file)
        scheduled = config.scheduled_sites(config.load(path), due=True)
        found = status.configured(scheduled, config=path, details=bool(html))
        outputs = sorted({site.location.output for site in scheduled if site.location.output})
    else:
        location = find(directory, state)
        found = status.page_sites(location, details=bool(html))
        outputs = [location.output] if location.output else []
    lines = worst_first([site.line for site in found])
    if html:
        _write(Path(html), found, outputs)
    if as_json:
        machine = machine_output()
        for line in lines:
            machine.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    else:
        _print(lines)
    return status.exit_code(lines)


def _write(path: Path, found: Sequence[PageSite], outputs: Sequence[Path]) -> None:
    status.write_page(path, found, [run for output in outputs for run in status.written_files(output)])


def _print(lines: Sequence[SiteLine]) -> None:
    if not lines:
        SafeConsole().print("no site was crawled yet", highlight=False)
        return
    now = clock.now()
    found = table("site", "status", "since", "pending", "cause", left=("site", "status", "since", "cause"))
    for line in lines:
        found.add_row(
            shown(line.site), line.status, status.age(line.since, now), f"{line.pending:,}", shown(line.cause)
        )
    print_table(found)
    for line in lines:
        if line.next_step:
            SafeConsole().print(shown(f"{line.site}: next: {line.next_step}"), highlight=False, soft_wrap=True)


def run_retry(site: str, directory: str | None, state: str | None, *, reason: str | None, since: str | None) -> int:
    """Make rejected and failed addresses of a site pending again; return the exit code."""
    try:
        first = day("--since", since)
    except ValueError as error:
        raise UsageError(str(error)) from None
    location: Location = find(directory, state)
    with closing(open_upkeep(location.state)) as upkeep:
        if site not in (known := upkeep.sites()):
            raise UsageError(f"{site} is not known to {upkeep.path}; it knows {', '.join(known) or 'no site'}")
        found = upkeep.retry(site, reason=reason, since=_timestamp(first))
    named = ", ".join(f"{name} {count}" for name, count in found.items())
    words = f"{sum(found.values())} addresses are fetched again by the next run" + (f": {named}" if named else "")
    SafeConsole().print(shown(f"{site}: {words}"), highlight=False, soft_wrap=True)
    return 0


def _timestamp(first: datetime | None) -> str | None:
    return first.isoformat() if first else None
