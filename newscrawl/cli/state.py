"""``newscrawl state`` and ``newscrawl history``: what is remembered, and how an article changed."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newscrawl.dedupe.revision import changes
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import READ_ERRORS, article_files, open_lines
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError
from newscrawl.runner.printing import print_whole
from newscrawl.state import STATE_DIRECTORY
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_BROKEN: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, ValueError)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    state = commands.add_parser(
        "state",
        help="show, check, compact, export, forget or prune what is remembered between runs",
        description="Look after the state of a directory. Do it while no run uses it.",
    )
    state.add_argument(
        "action",
        nargs="?",
        choices=("show", "check", "compact", "export", "forget", "prune"),
        default="show",
        help="what to do (default: %(default)s)",
    )
    state.add_argument(
        "--state",
        metavar="PATH",
        default=f"output/{STATE_DIRECTORY}",
        help="the state's directory (default: %(default)s)",
    )
    state.add_argument("--site", metavar="NAME", help="forget: all of this site")
    state.add_argument("--url", metavar="URL", help="forget: this address and its article")
    state.add_argument("--before", metavar="DAY", help="prune: what only the time before this day needs, 2026-01-31")
    state.set_defaults(run=run_state)
    history = commands.add_parser(
        "history",
        help="show the revisions of an article and what changed between them",
        description="Show the revisions of an article, oldest first, and what changed: fields, and paragraphs added, removed and rewritten.",
    )
    history.add_argument("id", metavar="ID", help="an article's id, baokiemtoan:13046")
    history.add_argument(
        "--output", metavar="DIR", default="output", help="directory of the JSONL files (default: %(default)s)"
    )
    history.set_defaults(run=run_history)


def run_state(given: argparse.Namespace) -> int:
    """Do what was asked of the state."""
    with closing(Upkeep(Path(given.state))) as upkeep:
        match given.action:
            case "check":
                faults = upkeep.check()
                for fault in faults:
                    print(fault)
                print(f"{upkeep.path}: {len(faults) or 'no'} fault{'s' if len(faults) > 1 else ''}")
                return int(ExitCode.STORE if faults else ExitCode.FINE)
            case "compact":
                before, after = upkeep.compact()
                print(f"{upkeep.path}: {before:,} bytes before, {after:,} after")
            case "export":
                for address in upkeep.addresses():
                    sys.stdout.buffer.write(orjson.dumps(address, option=orjson.OPT_APPEND_NEWLINE))
            case "forget":
                _forget(upkeep, given)
            case "prune":
                _prune(upkeep, given)
            case _:
                _show(upkeep)
    return 0


def _show(upkeep: Upkeep) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("site", "articles", "pending", "done", "rejected", "gone", "sources", "last run")
    for column in columns:
        table.add_column(column, justify="left" if column in {"site", "last run"} else "right")
    for name, site in upkeep.sites().items():
        counts = (str(site[column]) for column in columns[1:-1])
        table.add_row(escape(name), *counts, "ended" if site["ended"] else "was cut short")
    print_whole(table)


def _forget(upkeep: Upkeep, given: argparse.Namespace) -> None:
    if bool(given.site) == bool(given.url):
        raise UsageError("forget takes --site NAME or --url URL")
    if given.site:
        if given.site not in (known := upkeep.sites()):
            raise UsageError(f"{given.site} is not known to {upkeep.path}; it knows {', '.join(known) or 'no site'}")
        print(
            f"{given.site}: {upkeep.forget_site(given.site)} addresses forgotten; the files of finished runs are as they were"
        )
    elif upkeep.forget_url(given.url):
        print(f"{given.url}: forgotten; it is fetched again when a source offers it")
    else:
        raise UsageError(f"{given.url} is not known to {upkeep.path}")


def _prune(upkeep: Upkeep, given: argparse.Namespace) -> None:
    try:
        before = date.fromisoformat(given.before or "")
    except ValueError:
        raise UsageError("prune takes --before DAY, written 2026-01-31") from None
    for what, count in upkeep.prune(before.isoformat()).items():
        print(f"{count:,} {what} forgotten")


def run_history(given: argparse.Namespace) -> int:
    """Print the revisions."""
    directory = Path(given.output)
    lines = sorted(_lines(directory, given.id), key=lambda line: line["revision"])
    if not lines:
        raise UsageError(f"no article {given.id} in the files of {directory}; name another directory with --output")
    console = Console(highlight=False, soft_wrap=True)
    before: dict[str, Any] | None = None
    for line in lines:
        console.print(
            f"[bold]revision {line['revision']}[/bold]  fetched {line['date_fetched']}  run {line['crawl_id']}  {escape(line['headline'])}"
        )
        if before is not None:
            told = changes(before, line)
            for name, (old, new) in told.fields.items():
                console.print(f"  {name}: [red]{escape(str(old))}[/red] → [green]{escape(str(new))}[/green]")
            for old, new in told.changed:
                console.print(f"  [red]~ {escape(old)}[/red]\n  [green]→ {escape(new)}[/green]")
            for sign, colour, paragraphs in (("-", "red", told.removed), ("+", "green", told.added)):
                for paragraph in paragraphs:
                    console.print(f"  [{colour}]{sign} {escape(paragraph)}[/{colour}]")
        before = line
    return 0


def _lines(directory: Path, article_id: str) -> Iterator[dict[str, Any]]:
    mark = orjson.dumps(article_id)
    for path in article_files(directory):
        try:
            with open_lines(path) as file:
                for line in file:
                    if mark in line and (found := orjson.loads(line))["id"] == article_id:
                        yield found
        except _BROKEN as error:
            raise OutputError(
                f"{path} cannot be read: {error}. `newscrawl verify {directory}` says what is wrong."
            ) from None
