"""``newscrawl state`` and ``newscrawl history``."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from rich.markup import escape
from rich.table import Table

from newscrawl.cli.output import machine_output, say
from newscrawl.cli.printing import SafeConsole, print_table
from newscrawl.dedupe.revision import changes
from newscrawl.report.crawl_stats import loads
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import BAD
from newscrawl.runner.errors import UsageError
from newscrawl.runner.history import revisions
from newscrawl.runner.location import find
from newscrawl.state import (
    OpenedUpkeep,
    StateError,
    migrate,
    open_existing_store,
    open_or_create_store,
    open_upkeep,
    state_exists,
)
from newscrawl.state.copying import copy_state

if TYPE_CHECKING:
    from rich.console import Console

    from newscrawl.report.crawl_stats import Counts
    from newscrawl.state import Place


def run_state(
    action: str, directory: str | None, state: str | None, *, site: str | None, url: str | None, before: str | None
) -> int:
    """Do one action on a state; return the exit code. Raises :class:`StateError` if the database is damaged."""
    if action in {"init", "migrate"}:
        return _prepare(find(directory, state).state, action)
    with closing(open_upkeep(find(directory, state).state)) as upkeep:
        try:
            return _act(upkeep, action, site=site, url=url, before=before)
        except (sqlite3.Error, OverflowError, TypeError, ValueError) as error:
            if isinstance(error, UsageError):
                raise
            raise StateError(
                f"The state {upkeep.path} cannot be read: {error}. Move it aside to start anew, or restore a copy; "
                "finished outputs are safe."
            ) from None


def _prepare(place: Place, action: str) -> int:
    """Make an empty state, or bring one of an older version up to date; return the exit code."""
    if action == "migrate":
        if not state_exists(place):
            raise StateError(f"There is no state in {place}. Create it: newscrawl state init {shlex.quote(str(place))}")
        say(f"{place}: {migrate(place)}")
        return 0
    is_new = not state_exists(place)
    open_or_create_store(place).close()
    say(f"{place}: {'an empty state was made' if is_new else 'there is a state already; nothing was changed'}")
    return 0


def run_copy(source: str, target: str) -> int:
    """Copy a state to another place; return the exit code. Raises :class:`StateError`."""
    here, there = find(source).state, find(target).state
    found = copy_state(here, there)
    for table in found:
        say(f"{table.table:<12} {table.rows:>12,} rows  {table.checksum}")
    say(f"{here} is copied to {there}; counts and checksums agree")
    return 0


def _act(upkeep: OpenedUpkeep, action: str, *, site: str | None, url: str | None, before: str | None) -> int:
    match action:
        case "check":
            faults = upkeep.check()
            for fault in faults:
                say(fault)
            say(f"{upkeep.path}: {len(faults) or 'no'} fault{'s' if len(faults) > 1 else ''}")
            return int(ExitCode.STORE if faults else ExitCode.FINE)
        case "compact":
            size, compacted = upkeep.compact()
            say(f"{upkeep.path}: {size:,} bytes before, {compacted:,} after")
        case "export":
            out = machine_output()
            for address in upkeep.addresses():
                out.write(orjson.dumps(address, option=orjson.OPT_APPEND_NEWLINE))
        case "forget":
            _forget(upkeep, site, url)
        case "prune":
            _prune(upkeep, before)
        case _:
            _show(upkeep)
    return 0


def _show(upkeep: OpenedUpkeep) -> None:
    with closing(open_existing_store(upkeep.place)) as store:
        last = {name: loads(rows[-1].counts) for name in store.health_sites() if (rows := store.health(name))}
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("site", "articles", "pending", "done", "rejected", "gone", "sources", "last run")
    for column in columns:
        table.add_column(column, justify="left" if column in {"site", "last run"} else "right")
    for name, site in upkeep.sites().items():
        counts = (str(site[column]) for column in columns[1:-1])
        table.add_row(escape(name), *counts, _outcome(last.get(name), ended=bool(site["ended"])))
    print_table(table)


def _outcome(last: Counts | None, *, ended: bool) -> str:
    """Return how the last run of a site went, in words that agree with ``newscrawl status``."""
    if last is not None and last.status in BAD:
        return last.status
    if ended:
        return "ended"
    return "ended at a limit" if last is not None and last.is_limited else "was cut short"


def _forget(upkeep: OpenedUpkeep, site: str | None, url: str | None) -> None:
    if bool(site) == bool(url):
        raise UsageError("forget takes --site NAME or --url URL")
    if site:
        if site not in (known := upkeep.sites()):
            raise UsageError(f"{site} is not known to {upkeep.path}; it knows {', '.join(known) or 'no site'}")
        say(f"{site}: {upkeep.forget_site(site)} addresses forgotten; the files of finished runs are unchanged")
    elif url and upkeep.forget_url(url):
        say(f"{url}: forgotten; it is fetched again when a source offers it")
    else:
        raise UsageError(f"{url} is not known to {upkeep.path}")


def _prune(upkeep: OpenedUpkeep, before: str | None) -> None:
    try:
        day = date.fromisoformat(before or "")
    except ValueError:
        raise UsageError("prune takes --before DAY, written 2026-01-31") from None
    for what, count in upkeep.prune(day.isoformat()).items():
        say(f"{count:,} {what} forgotten")


def run_history(article_id: str, directory: str | None, state: str | None) -> int:
    """Print the revisions of an article and what changed; return the exit code."""
    output = find(directory, state).output
    if output is None:
        raise UsageError(f"{directory or state} is a state; the history is in the files: give the output directory")
    records = revisions(output, article_id)
    if not records:
        raise UsageError(f"no article {article_id} in the files of {output}; give the directory of its crawl")
    console = SafeConsole(highlight=False, soft_wrap=True)
    before: dict[str, Any] | None = None
    for record in records:
        console.print(
            f"[bold]revision {record['revision']}[/bold]  fetched {record['date_fetched']}  "
            f"run {record['crawl_id']}  {escape(record['headline'])}"
        )
        if before is not None:
            _print_changes(console, before, record)
        before = record
    return 0


def _print_changes(console: Console, before: dict[str, Any], after: dict[str, Any]) -> None:
    found = changes(before, after)
    for name, (old, new) in found.fields.items():
        console.print(f"  {name}: [red]{escape(str(old))}[/red] → [green]{escape(str(new))}[/green]")
    for old, new in found.changed:
        console.print(f"  [red]~ {escape(old)}[/red]\n  [green]→ {escape(new)}[/green]")
    for sign, colour, paragraphs in (("-", "red", found.removed), ("+", "green", found.added)):
        for paragraph in paragraphs:
            console.print(f"  [{colour}]{sign} {escape(paragraph)}[/{colour}]")
